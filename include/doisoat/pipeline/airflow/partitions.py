"""Assets, their partitions and what they start: the one module that knows Airflow's young partition API.

* ``BATCHES``: one event a validated batch of sources, partition ``<province>:<batch>``.
* ``PROVINCE``: everything an ingest could read is in; partition = province code. Starts ``doisoat_reconcile``.
* ``COMMUNE``: somebody wants one commune checked again; partition = current commune code. Starts
  ``doisoat_recheck``. Officers' screens and people post it over REST: ``POST /api/v2/assets/events``.
* ``PUBLISHED``: a run was published; partition = province code, or the commune's for a re-check.

Runs started by assets have no logical date: nothing here or in the tasks asks for one.
"""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from airflow.sdk import Asset, CronTriggerTimetable, IdentityMapper, PartitionedAssetTimetable

from doisoat.pipeline import provinces

if TYPE_CHECKING:
    from collections.abc import Iterable

BATCHES = Asset("doisoat_batches", group="doisoat")
PROVINCE = Asset("doisoat_province", group="doisoat")
COMMUNE = Asset("doisoat_commune", group="doisoat")
PUBLISHED = Asset("doisoat_published", group="doisoat")

NEVER = "never"
TIMEZONE = "Asia/Ho_Chi_Minh"


def on_partition(asset: Asset) -> PartitionedAssetTimetable:
    """Schedule: one run for each partition of ``asset`` that got an event, under the same key."""
    return PartitionedAssetTimetable(assets=asset, default_partition_mapper=IdentityMapper())


def daily(setting: str, default: str) -> CronTriggerTimetable | None:
    """Schedule from the environment variable ``setting`` (a cron line in Vietnam's time, or ``never``).

    The first run comes at the next tick, not at once for the tick before.
    """
    cron = os.environ.get(setting) or default
    if cron == NEVER:
        return None
    return CronTriggerTimetable(cron, timezone=TIMEZONE, run_immediately=timedelta(0))


def emit(context: Any, asset: Asset, keys: str | list[str], **extra: str | None) -> None:
    """Make the running task emit one event a partition key; ``extra`` holds ids only, any viewer can read it."""
    accessor = context["outlet_events"][asset]
    accessor.add_partitions(keys)
    accessor.extra.update({name: value for name, value in extra.items() if value is not None})


def partition_key(context: Any) -> str | None:
    """The partition this run stands for; None for a run started by hand or by the clock."""
    key: str | None = getattr(context["dag_run"], "partition_key", None)
    return key


def is_commune_code(key: str) -> bool:
    """Whether ``key`` looks like a commune code; the step refuses those the configuration does not have."""
    return provinces.is_commune_code(key)


def announced_since(events: Iterable[Any], key: str, moment: Any) -> bool:
    """Whether an event on partition ``key`` at or after ``moment`` announced the whole province (not a part of it)."""
    return any(
        event.partition_key == key and event.timestamp >= moment and not (event.extra or {}).get("part")
        for event in events
    )


def newest_extra(context: Any, asset: Asset) -> dict[str, str]:
    """``extra`` of the newest event on ``asset`` among those that started this run; empty when there is none."""
    events = list((context.get("triggering_asset_events") or {}).get(asset) or ())
    return dict(max(events, key=lambda event: event.timestamp).extra or {}) if events else {}
