"""What every step needs at hand: the configuration, the object store, the database, a scratch folder."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from doisoat.pipeline import owner, quarters
from doisoat.pipeline.environment import LEAST_MEMORY, SETTINGS, amount, memory_bytes, setting, whole
from doisoat.pipeline.errors import PipelineError
from doisoat.pipeline.scratch import scratch, scratch_folder, sweep
from doisoat.sources.config import Config, load_config
from doisoat.store import ObjectStore

__all__ = ["LEAST_MEMORY", "SETTINGS", "Workspace", "amount", "memory_bytes", "open_workspace", "setting", "whole"]


@dataclass(frozen=True)
class Workspace:
    """An opened installation for one province."""

    config: Config
    store: ObjectStore
    engine: Engine
    var: Path
    memory: str
    threads: int
    secret: str
    patience: float

    def at(self, day: str | None) -> "Workspace":
        """The same installation on ``day`` (``YYYY-MM-DD``) instead of the day its configuration names."""
        settings = self.config.settings
        if day is None or day == settings.as_of:
            return self
        return replace(self, config=replace(self.config, settings=settings.model_copy(update={"as_of": day})))

    def scratch(self, name: str) -> AbstractContextManager[Path]:
        """A temporary folder that is removed afterwards, whatever happens."""
        return scratch(scratch_folder(self.var), name)


def open_workspace(
    config_dir: str | Path | None = None,
    environment: Mapping[str, str] | None = None,
    resolver: Callable[[str], dict[str, Any] | None] | None = None,
    place: quarters.Quarters | None = None,
) -> Workspace:
    """Open the installation the environment describes and bring its database to the newest revision.

    Args:
        config_dir: the province's configuration; default ``DOISOAT_CONFIG``. It decides which store, database and key
            are opened (``doisoat.pipeline.quarters``).
        environment: settings; default the process environment.
        resolver: returns a connection by its id, before connections.yaml is asked (Airflow's connections).
        place: where the province's data lie; default as the environment says.

    Raises:
        DoisoatError: the configuration is wrong, the store or database cannot be opened, or they are those of another
            province.
    """
    from doisoat.migrations import upgrade

    place = place or quarters.of(None if config_dir is None else Path(config_dir), environment)
    config = load_config(place.config, resolver=resolver)
    province = config.settings.province
    if place.code not in (None, province):
        raise PipelineError("RUN-OTHER-PROVINCE", where=place.config, owner=place.code, province=province)
    engine = place.open_database()
    upgrade(engine, place.schema)
    store = place.open_store()
    owner.check(store, engine, province)
    sweep(scratch_folder(place.var))
    return Workspace(
        config=config,
        store=store,
        engine=engine,
        var=place.var,
        memory=amount("DOISOAT_MEMORY", environment),
        threads=whole("DOISOAT_THREADS", environment),
        secret=place.reference_key(),
        patience=float(setting("DOISOAT_PATIENCE", environment)),
    )
