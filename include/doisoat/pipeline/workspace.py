"""What every step needs at hand: the configuration, the object store, the database, a scratch folder.

Settings come from the environment so that an Airflow task, the command line and a test differ only in variables.
"""

import os
import re
import secrets
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from doisoat.paths import ROOT
from doisoat.pipeline.errors import PipelineError
from doisoat.pipeline.scratch import scratch, scratch_folder, sweep
from doisoat.private import made_once
from doisoat.sources.config import Config, load_config
from doisoat.store import ObjectStore, open_database, open_store

LEAST_MEMORY = 64_000_000
"""Bytes below which DuckDB cannot even begin."""
SETTINGS: dict[str, tuple[str, str]] = {
    "DOISOAT_CONFIG": ("var/synth/config", "configuration folder of the province"),
    "DOISOAT_VAR": ("var", "folder for scratch files, the embedded store and the embedded database"),
    "DOISOAT_STORE": ("{var}/store", "object store: a folder or s3://bucket/prefix?endpoint_url=…"),
    "DOISOAT_DATABASE": ("sqlite:///{var}/doisoat.db", "SQL database (SQLAlchemy URL): SQLite or PostgreSQL"),
    "DOISOAT_REF_SECRET": (
        "",
        "key of record references and entity ids; without it one is made and kept in {var}/reference.key. Several "
        "hosts need the same one; it must never change",
    ),
    "DOISOAT_MEMORY": ("2GB", "memory limit of DuckDB in one step"),
    "DOISOAT_THREADS": ("2", "threads of one step"),
    "DOISOAT_PATIENCE": (
        "900",
        "seconds a step waits and tries again while the database or the store is away or a lock is held",
    ),
    "DOISOAT_LINK_ROWS": (
        "2000000",
        "records of people for each shard in which pairs are compared; with fewer, one task links everything",
    ),
}
"""Every setting of the pipeline: name → (default, meaning). docs/settings.md is generated from it."""
KEY_FILE = "reference.key"


def setting(name: str, environment: Mapping[str, str] | None = None) -> str:
    """Return the value of one setting, its default when the environment does not have it."""
    environment = os.environ if environment is None else environment
    value = environment.get(name)
    if value:
        return value
    default = SETTINGS[name][0]
    if name == "DOISOAT_VAR":
        return str(ROOT / default)
    if name == "DOISOAT_CONFIG":
        return str(ROOT / default)
    return default.format(var=setting("DOISOAT_VAR", environment))


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
) -> Workspace:
    """Open the installation the environment describes and bring its database to the newest revision.

    Args:
        config_dir: the province's configuration; default ``DOISOAT_CONFIG``.
        environment: settings; default the process environment.
        resolver: returns a connection by its id, before connections.yaml is asked (Airflow's connections).

    Raises:
        DoisoatError: the configuration is wrong, or the store or database cannot be opened.
    """
    from doisoat.migrations import upgrade

    config = load_config(Path(config_dir or setting("DOISOAT_CONFIG", environment)), resolver=resolver)
    var = Path(setting("DOISOAT_VAR", environment)).resolve()
    engine = open_database(setting("DOISOAT_DATABASE", environment))
    upgrade(engine)
    sweep(scratch_folder(var))
    return Workspace(
        config=config,
        store=open_store(setting("DOISOAT_STORE", environment), cache=var / "cache"),
        engine=engine,
        var=var,
        memory=amount("DOISOAT_MEMORY", environment),
        threads=whole("DOISOAT_THREADS", environment),
        secret=reference_key(environment),
        patience=float(setting("DOISOAT_PATIENCE", environment)),
    )


def whole(name: str, environment: Mapping[str, str] | None = None) -> int:
    """The value of a setting that is a whole number above 0; raises PipelineError RUN-SETTING for any other."""
    value = setting(name, environment)
    if not re.fullmatch("[0-9]{1,12}", value) or not int(value):
        raise PipelineError("RUN-SETTING", name=name, value=value, wanted=SETTINGS[name][0])
    return int(value)


def amount(name: str, environment: Mapping[str, str] | None = None) -> str:
    """The value of a setting that is an amount of memory; raises PipelineError RUN-SETTING for any other."""
    value = setting(name, environment)
    if memory_bytes(value) < LEAST_MEMORY:
        raise PipelineError("RUN-SETTING", name=name, value=value, wanted=SETTINGS[name][0])
    return value


def memory_bytes(text: str) -> int:
    """Bytes meant by ``500MB``, ``2 GB`` or ``1.5GiB``, as DuckDB counts them; 0 when it is no amount.

    >>> memory_bytes("500MB"), memory_bytes("1KiB"), memory_bytes("10"), memory_bytes("lots")
    (500000000, 1024, 0, 0)
    """
    found = re.fullmatch(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)\s*([KMGT])(i?)B", text.strip(), re.IGNORECASE)
    return int(float(found[1]) * (1024 if found[3] else 1000) ** (1 + "KMGT".index(found[2].upper()))) if found else 0


def reference_key(environment: Mapping[str, str] | None = None) -> str:
    """The key of record references and entity ids: DOISOAT_REF_SECRET, else the one kept in the var folder.

    It is made on first use and belongs to the installation: whatever is run on the same var folder names the same
    record alike, and nobody who knows the configuration can compute a reference.

    Raises:
        PipelineError: RUN-KEY when it can neither be read nor made.
    """
    given = setting("DOISOAT_REF_SECRET", environment)
    if given:
        return given
    path = Path(setting("DOISOAT_VAR", environment)).resolve() / KEY_FILE
    try:
        return made_once(path, lambda: secrets.token_urlsafe(48))
    except OSError as error:
        raise PipelineError("RUN-KEY", path=path, reason=error.strerror) from None
