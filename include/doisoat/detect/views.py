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

import pyarrow as pa

from doisoat.detect.catalogue import kinds
from doisoat.detect.heads import create_household_heads
from doisoat.detect.verdicts import create_verdicts
from doisoat.registers import TABLES
from doisoat.runs.communes import in_columns
from doisoat.sqlwork import Fragment, Session, parquet

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
class SourceScope:
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


def _source_table(sources: Sequence[SourceScope]) -> pa.Table:
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


def create_raw(
    session: Session,
    inputs: Mapping[str, Sequence[Path]],
    entities: Path,
    villages: Mapping[str, Path] = {},
) -> None:
    """Create the raw views over the canonical Parquet files and the entities.

    Args:
        session: an open session.
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
            session.con.execute(f"CREATE TEMP TABLE village_{name} AS FROM {parquet(villages[name])}")
        else:
            session.table(f"village_{name}", pa.table({column: pa.array([], pa.string()) for column in columns}))
    for name, table in TABLES.items():
        view = _VIEW_OF.get(name, name)
        paths = inputs.get(name, ())
        if paths and name in _WITH_VILLAGE and "meaning" in villages:
            session.make("detect/prepare/village_settled", view=True, table=view, records=parquet(*paths))
        elif paths:
            session.view(view, parquet(*paths))
        else:
            session.table(view, table.arrow_schema().empty_table())
    session.view("entity_row", parquet(entities))
    session.make("detect/prepare/entities", view=True)


def _prepare(session: Session, *names: str) -> None:
    for name in names:
        session.make(f"detect/prepare/{name}")


def create_prepared(
    session: Session,
    *,
    sources: Sequence[SourceScope],
    units: Sequence[str],
    params: Params,
    run: str,
    communes: Sequence[str] | None,
    previous: Path | None,
    links: Path | None,
    successions: Path | None = None,
    quarantine: Sequence[Path] = (),
    province: str = "",
) -> None:
    """Create the configuration tables and the prepared tables; ``create_raw`` comes first. Arguments as ``detect``."""
    for name, table in _kind_tables().items():
        session.table(name, table)
    session.table("sources", _source_table(sources))
    session.table("config_units", pa.table({"unit": pa.array(sorted(set(units)), pa.string())}))
    session.table("batch_communes", pa.table({"commune": pa.array(in_columns(communes or ()), pa.string())}))
    session.table(
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
        session.table("previous", pa.table({n: pa.array([], pa.string()) for n in ("fingerprint", "first_seen_run")}))
    else:
        session.view("previous", parquet(previous))
    if links is None:
        columns = ("entity_kind", "source_a", "record_a", "source_b", "record_b", "decision")
        empty = {name: pa.array([], pa.string()) for name in columns}
        session.table("link_row", pa.table(empty | {"weight": pa.array([], pa.float64())}))
    else:
        session.view("link_row", parquet(links))
    if successions is None:
        ends = ("change", "parent_source", "parent_record", "child_source", "child_record")
        session.table("succession_row", pa.table({name: pa.array([], pa.string()) for name in ends}))
    else:
        session.view("succession_row", parquet(successions))
    _prepare(session, "covered", "awaiting", "parcel_level", "succession", "parcel_family")
    session.run("detect/prepare/macros")
    _prepare(session, "household_map")
    session.make("detect/prepare/household_member", view=True)
    if quarantine:
        session.view("quarantine_row", Fragment(f"(SELECT source_id, raw FROM {parquet(*quarantine)})"))
    else:
        session.table("quarantine_row", pa.table({name: pa.array([], pa.string()) for name in ("source_id", "raw")}))
    _prepare(session, "living_in", "unread_household", "population_member")
    for place, within in _NUMBERED:
        session.make("detect/prepare/numbering", place=place, within=Fragment(within))
    _prepare(session, "population_household", "population_wrong", "heads_unsaid", "homes")
    session.make("detect/prepare/batch", view=True)
    create_household_heads(session)
    _prepare(session, *_PREPARED)
    create_verdicts(session)
    session.run("detect/prepare/discrepancy")
