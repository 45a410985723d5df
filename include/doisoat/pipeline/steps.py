"""The steps as an Airflow task calls them: plain arguments in, a small dictionary of counts and ids out.

What they return goes into XCom, so it holds no personal data. Each call opens the workspace the environment
describes; heavy libraries are imported by the step that needs them.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from doisoat.pipeline.workspace import Workspace, open_workspace

Resolver = Callable[[str], dict[str, Any] | None]
_resolver: list[Resolver] = []


def use_connections(resolver: Resolver) -> None:
    """Ask ``resolver`` for connections before connections.yaml (Airflow's connections, in a task)."""
    _resolver[:] = [resolver]


def _open(config_dir: str) -> Workspace:
    return open_workspace(config_dir, resolver=_resolver[0] if _resolver else None)


def plan_ingest(
    config_dir: str, registers: list[str] | None, as_of: str | None, communes: list[str] | None, trigger: str
) -> dict[str, Any]:
    """See ``doisoat.pipeline.ingest.plan_ingest``."""
    from doisoat.pipeline import ingest

    return ingest.plan_ingest(_open(config_dir), registers, as_of, communes, trigger)


def ingest_batch(config_dir: str, ingest: str, sources: list[str]) -> dict[str, Any]:
    """See ``doisoat.pipeline.ingest.ingest_batch``."""
    from doisoat.pipeline import ingest as module

    return module.ingest_batch(_open(config_dir), ingest, sources)


def validate_batch(config_dir: str, ingest: str, sources: list[str]) -> dict[str, Any]:
    """See ``doisoat.pipeline.validation.validate_batch``."""
    from doisoat.pipeline import validation

    return validation.validate_batch(_open(config_dir), ingest, sources)


def announce(config_dir: str, ingest: str) -> dict[str, Any]:
    """See ``doisoat.pipeline.announcing.announce``."""
    from doisoat.pipeline import announcing

    return announcing.announce(_open(config_dir), ingest)


def ingest_outcome(config_dir: str, ingest: str) -> dict[str, Any]:
    """See ``doisoat.pipeline.announcing.outcome``."""
    from doisoat.pipeline import announcing

    return announcing.outcome(_open(config_dir), ingest)


def newest_ingest(config_dir: str, since: datetime) -> dict[str, Any]:
    """See ``doisoat.pipeline.announcing.newest_since``."""
    from doisoat.pipeline import announcing

    return announcing.newest_since(_open(config_dir), since)


def take_turn(province: str, holder: str, alive: Callable[[str], bool]) -> str | None:
    """See ``doisoat.pipeline.turns.take``; needs the province's database only, not its whole configuration.

    Of a province that is not configured it is everybody's turn: the next step says what is wrong with it.
    """
    from doisoat.migrations import upgrade
    from doisoat.pipeline import quarters, turns

    place = quarters.of_province(province)
    if place is None:
        return None
    engine = place.open_database()
    upgrade(engine, place.schema)
    return turns.take(engine, province, holder, alive)


def plan_run(
    config_dir: str,
    as_of: str | None,
    registers: list[str] | None,
    communes: list[str] | None,
    trigger: str,
    ingest: str | None = None,
) -> dict[str, Any]:
    """See ``doisoat.pipeline.runs.plan_run``."""
    from doisoat.pipeline import runs

    return runs.plan_run(_open(config_dir), as_of, registers, communes, trigger, ingest)


def prepare_link(config_dir: str, run: str) -> dict[str, Any]:
    """See ``doisoat.pipeline.linking.prepare_link``."""
    from doisoat.pipeline import linking

    return linking.prepare_link(_open(config_dir), run)


def compare_shard(config_dir: str, run: str, shard: int, shards: int) -> dict[str, Any]:
    """See ``doisoat.pipeline.linking.compare_shard``."""
    from doisoat.pipeline import linking

    return linking.compare_shard(_open(config_dir), run, shard, shards)


def link(config_dir: str, run: str, shards: int = 0) -> dict[str, Any]:
    """See ``doisoat.pipeline.linking.link``."""
    from doisoat.pipeline import linking

    return linking.link(_open(config_dir), run, shards)


def detect_batch(config_dir: str, run: str, communes: list[str] | None) -> dict[str, Any]:
    """See ``doisoat.pipeline.detecting.detect_batch``."""
    from doisoat.pipeline import detecting

    return detecting.detect_batch(_open(config_dir), run, communes)


def publish_batch(config_dir: str, run: str, communes: list[str]) -> dict[str, Any]:
    """See ``doisoat.pipeline.worklists.publish_batch``."""
    from doisoat.pipeline import worklists

    return worklists.publish_batch(_open(config_dir), run, communes)


def publish(config_dir: str, run: str) -> dict[str, Any]:
    """See ``doisoat.pipeline.publishing.publish``; the figures as JSON has them."""
    from doisoat.pipeline import publishing
    from doisoat.runs.codec import to_plain

    return to_plain(publishing.publish(_open(config_dir), run))


def summary_text(config_dir: str, run: str) -> str:
    """See ``doisoat.pipeline.summary.summary_text``."""
    from doisoat.pipeline import summary

    return summary.summary_text(_open(config_dir), run)
