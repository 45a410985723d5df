"""The pipeline's settings: environment variables with defaults.

An Airflow task, the command line and a test differ only in variables.
"""

import os
import re
from collections.abc import Mapping

from doisoat.paths import ROOT
from doisoat.pipeline.errors import PipelineError

LEAST_MEMORY = 64_000_000
"""Bytes below which DuckDB cannot even begin."""
SETTINGS: dict[str, tuple[str, str]] = {
    "DOISOAT_HOME": (
        "",
        "folder of the defaults below (`var`, `.airflow`); without it the checkout, or for an installed wheel the "
        "folder in which the command is called",
    ),
    "DOISOAT_CONFIG": (
        "var/synth/config",
        "configuration folder of the province, or a folder with one such folder a province, called by its two-digit "
        "code: each has a store, a database and a key of its own",
    ),
    "DOISOAT_VAR": ("var", "folder for scratch files, the embedded store and the embedded database"),
    "DOISOAT_STORE": (
        "{var}/store",
        "object store: a folder or s3://bucket/prefix?endpoint_url=…; of several provinces each has a folder below it",
    ),
    "DOISOAT_DATABASE": (
        "sqlite:///{var}/doisoat.db",
        "SQL database (SQLAlchemy URL): SQLite or PostgreSQL; of several provinces each has a file (doisoat-68.db) or "
        "a schema (province_68)",
    ),
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
