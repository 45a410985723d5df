"""The views every rule is written over, and the tables prepared once for all rules of a run.

Raw views, one row a canonical record, whole province: ``population``, ``household``, ``household_member`` (with unit
and village of its household), ``social_insurance``, ``parcel``, ``certificate``, ``land_right``; ``entities``
(source_id, table, record_key, entity_kind, entity_id, register, level, commune), ``sources`` (source_id, register,
level, owner, covers_units, covers_scheme, read, household_columns), ``config_units`` (unit), ``params`` (one row),
``homes`` (entity_id, commune), ``household_map``, ``living_in`` (person_id, entity_id of the household),
``succession`` (change, parent_id, child_id), ``parcel_level`` (entity_id, level), ``parcel_family`` (entity_id,
family), ``population_household`` (rows of a population source with the key of their household there),
``population_wrong`` (those of households without head or with several), ``heads_unsaid`` (sources whose households
cannot be judged by their heads), ``unread_household`` (source_id, household_no), ``covered`` (register, level, unit):
which communes the sources read are meant to hold, ``village_meaning``, ``village_names``, ``village_unlisted``
(``VILLAGES``).

Prepared tables hold only records of entities whose home is in the batch: ``person_record``, ``household_record``,
``parcel_record``, ``place_record``, ``current_member``; and what their values amount to, ``name_verdict``,
``birth_verdict`` and ``may_be_registered`` (entity_id). A rule that needs a record's neighbours beyond the batch (the
other person with the same number) reads the raw views; the last step drops what is at home elsewhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from doisoat.detect.catalogue import kinds
from doisoat.detect.heads import create_household_heads
from doisoat.detect.verdicts import create_verdicts
from doisoat.paths import read_sql
from doisoat.registers import TABLES
from doisoat.text.placeholders import macros

# "right" is a reserved word; a member row gets its unit from the household in a view of the table's own name.
_VIEW_OF = {"right": "land_right", "household_member": "household_member_row"}
# Does a source count its households anew in every commune? And in every village, of itself or of such a commune?
_NUMBERED = (
    ("commune", "source_id"),
    (
        "village",
        "concat_ws('/', source_id, "
        "CASE WHEN source_id IN (SELECT within FROM numbering_commune) THEN commune ELSE '' END)",
    ),
)
_PREPARED = (
    "person_record",
    "household_record",
    "parcel_record",
    "place_record",
    "current_member",
    "may_be_registered",
)
_WITH_VILLAGE = ("population", "household", "social_insurance", "parcel")
VILLAGES = {
    "meaning": ("source_id", "record_key", "village_candidates", "village_status"),
    "names": ("village_id", "label"),
    "unlisted": ("unit", "key", "source", "label", "records", "state"),
}
"""What a linked run knows of its village labels: file → columns; the table is called ``village_<file>``."""


@dataclass(frozen=True)
class Source:
    """A source as the detectors need to know it.

    Args:
        covers_units: current communes it is meant to hold; None: all configured ones.
        covers_scheme: insurance schemes it is meant to hold; None: all.
        read: whether it is part of this run.
        household_columns: its own columns that hold a household's number.
    """

    source_id: str
    register: str
    level: str
    owner: str
    covers_units: tuple[str, ...] | None = None
    covers_scheme: tuple[str, ...] | None = None
    read: bool = True
    household_columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Params:
    """Thresholds of the rules. ``area_tolerance_m2``: square metres two stated areas of a parcel may lie apart."""

    area_tolerance_m2: float = 0.5


def _paths(paths: Sequence[Path]) -> str:
    quoted = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    return f"read_parquet([{quoted}], union_by_name=true)"


def _source_table(sources: Sequence[Source]) -> pa.Table:
    strings = pa.list_(pa.string())
    return pa.table(
        {
            "source_id": pa.array([s.source_id for s in sources], pa.string()),
            "register": pa.array([s.register for s in sources], pa.string()),
            "level": pa.array([s.level for s in sources], pa.string()),
            "owner": pa.array([s.owner for s in sources], pa.string()),
            "covers_units": pa.array([s.covers_units for s in sources], strings),
            "covers_scheme": pa.array([s.covers_scheme for s in sources], strings),
            "read": pa.array([s.read for s in sources], pa.bool_()),
            "household_columns": pa.array([s.household_columns for s in sources], strings),
        }
    )


def _kind_tables() -> dict[str, pa.Table]:
    """What the catalogue says of kinds, of their fields (severities) and of the causes that change the severity."""
    entries = list(kinds().values())
    table = pa.table(
        {
            "kind": [k.id for k in entries],
            "scope": [k.scope for k in entries],
            "severity": [k.severity for k in entries],
            "dimension": [k.dimension for k in entries],
        }
    )
    overrides = [(k.id, name, severity) for k in entries for name, severity in k.severity_by_field.items()]
    causes = [(k.id, name, cause.severity) for k in entries for name, cause in k.causes.items() if cause.severity]
    return {
        "kinds": table,
        "severities": _texts(("kind", "field", "severity"), overrides),
        "causes": _texts(("kind", "cause", "severity"), causes),
    }


def _texts(names: Sequence[str], rows: Sequence[tuple[str, ...]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    return pa.table({n: pa.array(list(c), pa.string()) for n, c in zip(names, columns, strict=True)})


def _create(con: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    con.register("_arriving", table)
    con.execute(f"CREATE TEMP TABLE {name} AS FROM _arriving")
    con.unregister("_arriving")


def create_raw(
    con: duckdb.DuckDBPyConnection,
    inputs: Mapping[str, Sequence[Path]],
    entities: Path,
    villages: Mapping[str, Path] = {},
) -> None:
    """Create the raw views over the canonical Parquet files and the entities.

    Args:
        con: an open DuckDB connection.
        inputs: canonical table name → its Parquet files (all sources of the run); a table may be absent or empty.
        entities: entities.parquet of the run.
        villages: as ``detect`` takes them.

    Raises:
        KeyError: ``inputs`` names a table the registers do not have.
    """
    for name in inputs:
        TABLES[name]
    for name, columns in VILLAGES.items():
        if name in villages:
            con.execute(f"CREATE TEMP TABLE village_{name} AS FROM {_paths([villages[name]])}")
        else:
            _create(con, f"village_{name}", pa.table({column: pa.array([], pa.string()) for column in columns}))
    for name, table in TABLES.items():
        view = _VIEW_OF.get(name, name)
        paths = inputs.get(name, ())
        if paths and name in _WITH_VILLAGE and "meaning" in villages:
            settled = read_sql("detect/prepare/village_settled").replace("$records", _paths(paths))
            con.execute(f"CREATE TEMP VIEW {view} AS {settled}")
        elif paths:
            con.execute(f"CREATE TEMP VIEW {view} AS FROM {_paths(paths)}")
        else:
            _create(con, view, table.arrow_schema().empty_table())
    con.execute(f"CREATE TEMP VIEW entity_row AS FROM {_paths([entities])}")
    con.execute(f"CREATE TEMP VIEW entities AS {read_sql('detect/prepare/entities')}")


def _prepare(con: duckdb.DuckDBPyConnection, name: str) -> None:
    con.execute(f"CREATE TEMP TABLE {name} AS {read_sql(f'detect/prepare/{name}')}")


def create_prepared(
    con: duckdb.DuckDBPyConnection,
    *,
    sources: Sequence[Source],
    units: Sequence[str],
    params: Params,
    run: str,
    communes: Sequence[str | None] | None,
    previous: Path | None,
    links: Path | None,
    successions: Path | None = None,
    quarantine: Sequence[Path] = (),
    province: str = "",
) -> None:
    """Create the configuration tables and the prepared tables; ``create_raw`` comes first. Arguments as ``detect``."""
    for name, table in _kind_tables().items():
        _create(con, name, table)
    _create(con, "sources", _source_table(sources))
    _create(con, "config_units", pa.table({"unit": pa.array(sorted(set(units)), pa.string())}))
    _create(con, "batch_communes", pa.table({"commune": pa.array(list(communes or ()), pa.string())}))
    _create(
        con,
        "params",
        pa.table(
            {
                "run": [run],
                "whole": [communes is None],
                "area_tolerance_m2": [params.area_tolerance_m2],
                "province": [province],
            }
        ),
    )
    if previous is None:
        _create(con, "previous", pa.table({n: pa.array([], pa.string()) for n in ("fingerprint", "first_seen_run")}))
    else:
        con.execute(f"CREATE TEMP VIEW previous AS FROM {_paths([previous])}")
    if links is None:
        columns = ("entity_kind", "source_a", "record_a", "source_b", "record_b", "decision")
        empty = {name: pa.array([], pa.string()) for name in columns}
        _create(con, "link_row", pa.table(empty | {"weight": pa.array([], pa.float64())}))
    else:
        con.execute(f"CREATE TEMP VIEW link_row AS FROM {_paths([links])}")
    if successions is None:
        ends = ("change", "parent_source", "parent_record", "child_source", "child_record")
        _create(con, "succession_row", pa.table({name: pa.array([], pa.string()) for name in ends}))
    else:
        con.execute(f"CREATE TEMP VIEW succession_row AS FROM {_paths([successions])}")
    for name in ("covered", "awaiting", "parcel_level", "succession", "parcel_family"):
        _prepare(con, name)
    con.execute(macros())
    for name in ("total", "detect/prepare/macros"):
        con.execute(read_sql(name))
    _prepare(con, "household_map")
    con.execute(f"CREATE TEMP VIEW household_member AS {read_sql('detect/prepare/household_member')}")
    if quarantine:
        con.execute(f"CREATE TEMP VIEW quarantine_row AS SELECT source_id, raw FROM {_paths(quarantine)}")
    else:
        _create(con, "quarantine_row", pa.table({name: pa.array([], pa.string()) for name in ("source_id", "raw")}))
    for name in ("living_in", "unread_household", "population_member"):
        _prepare(con, name)
    for place, within in _NUMBERED:
        template = read_sql("detect/prepare/numbering").replace("{place}", place).replace("{within}", within)
        con.execute(f"CREATE TEMP TABLE numbering_{place} AS {template}")
    for name in ("population_household", "population_wrong", "heads_unsaid"):
        _prepare(con, name)
    _prepare(con, "homes")
    con.execute(f"CREATE TEMP VIEW batch AS {read_sql('detect/prepare/batch')}")
    create_household_heads(con)
    for name in _PREPARED:
        _prepare(con, name)
    create_verdicts(con)
    con.execute(read_sql("detect/prepare/discrepancy"))
