"""The truth oracle: every discrepancy there is, from the definitions, on the values the sources hold.

It knows each record's true entity and looks at what is observable, whether a fault put it there or not; so what one
fault brings about elsewhere is in the truth. Rules are in `sql/truth/`; they share nothing with the detectors.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa

from doisoat.sqlwork import Limits, Session, open_session, parquet
from doisoat_lab.paths import SQL
from doisoat_lab.synth.frames import SynthSpec
from doisoat_lab.synth.misspell import canonical, fold

AREA_TOLERANCE_M2 = 0.5

#: kind -> severity, dimension, what it is about.
KINDS: dict[str, tuple[str, str, str]] = {
    "value_differs": ("medium", "accuracy", "person"),
    "spelling_differs": ("info", "accuracy", "person"),
    "date_less_precise": ("info", "accuracy", "person"),
    "one_person_two_identifiers": ("high", "uniqueness", "person"),
    "one_identifier_two_people": ("high", "uniqueness", "person"),
    "duplicate_in_source": ("medium", "uniqueness", ""),
    "missing_at_level": ("medium", "completeness", ""),
    "stale_unit_code": ("low", "timeliness", ""),
    "unknown_unit": ("medium", "validity", ""),
    "stale_village": ("low", "timeliness", ""),
    "unknown_village": ("low", "validity", ""),
    "household_without_head": ("medium", "completeness", ""),
    "household_two_heads": ("medium", "consistency", ""),
    "person_in_two_households": ("medium", "consistency", "person"),
    "insured_not_in_population": ("high", "completeness", "person"),
    "deceased_but_insured": ("high", "timeliness", "person"),
    "deceased_but_resident": ("medium", "timeliness", "person"),
    "holder_not_in_population": ("medium", "completeness", "person"),
    "parcel_area_differs": ("medium", "accuracy", "parcel"),
    "two_parcels_one_key": ("high", "uniqueness", "parcel"),
    "parcel_split_not_followed": ("medium", "timeliness", "parcel"),
    "parcel_merge_not_followed": ("medium", "timeliness", "parcel"),
}
# Rules that look at one entity at a time: run on a slice of the entities, so that a large province fits in memory.
_BY_ENTITY = ("value_differs", "duplicate_in_source", "missing_at_level", "places", "absent_or_dead")
_ACROSS = ("one_identifier_two_people", "households", "parcels")
PEOPLE_A_SLICE = 600_000


def _context(session: Session, spec: SynthSpec, covers: dict[str, dict[str, Any]]) -> None:
    read = [{"source": s, "register": c["register"], "level": c["level"]} for s, c in sorted(covers.items())]
    coverage: dict[tuple[str, str], dict[str, Any]] = {}
    for cover in covers.values():
        entry = coverage.setdefault(
            (cover["register"], cover["level"]), {"units": set(), "schemes": set(), "all_schemes": False}
        )
        entry["units"] |= set(cover.get("units") or spec.units)
        entry["schemes"] |= set(cover.get("scheme") or ())
        entry["all_schemes"] |= not cover.get("scheme")
    rows = [
        {
            "register": r,
            "level": lv,
            "units": sorted(e["units"]),
            "schemes": None if e["all_schemes"] else sorted(e["schemes"]),
        }
        for (r, lv), e in sorted(coverage.items())
    ]
    texts = pa.list_(pa.string())
    tables = {
        "read_source": pa.Table.from_pylist(read),
        "coverage": pa.Table.from_pylist(
            rows,
            pa.schema([("register", pa.string()), ("level", pa.string()), ("units", texts), ("schemes", texts)]),
        ),
        "config_unit": pa.table({"code": list(spec.units)}),
        "catalogue": pa.Table.from_pylist(
            [{"kind": k, "severity": s, "dimension": d, "about": a} for k, (s, d, a) in KINDS.items()]
        ),
    }
    for name, table in tables.items():
        session.table(name, table)


def run_oracle(spill: Path, out: Path, spec: SynthSpec, covers: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Write discrepancies.parquet and faults.parquet into `out`; the counts by kind and by fault are returned.

    Args:
        spill: the folder with the spilled person, thing and fault rows.
        covers: the sources that are read: source id -> register, level, units and scheme covered.
    """
    folder = spill / "tmp"
    folder.mkdir(exist_ok=True)
    with open_session(Limits("2GB", spill=folder, ordered=False), SQL) as session:
        return _judge(session, spill, out, spec, covers)


def _judge(
    session: Session, spill: Path, out: Path, spec: SynthSpec, covers: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    _context(session, spec, covers)
    _views(session, spill)
    _names(session)
    session.con.execute(
        "CREATE TABLE finding (kind VARCHAR, field VARCHAR, entities VARCHAR, scope VARCHAR, source VARCHAR, "
        "ref VARCHAR, value VARCHAR)"
    )
    slices = -(-spec.people // PEOPLE_A_SLICE)
    for number in range(slices):
        _views(session, spill, slices, number)
        for rule in _BY_ENTITY:
            _find(session, rule)
    _views(session, spill)
    for rule in _ACROSS:
        _find(session, rule)
    session.run("truth/with_household")
    session.make("truth/home")
    session.write(session.text("truth/write"), out / "discrepancies.parquet")
    faults = parquet(spill / "faults", pattern="*.parquet")
    session.write(session.text("truth/faults", faults=faults), out / "faults.parquet")
    found: dict[str, Any] = {}
    for name, column in (("discrepancies", "kind"), ("faults", "fault")):
        counted = f"SELECT {column}, count(*) FROM {parquet(out / f'{name}.parquet')} GROUP BY ALL ORDER BY ALL"
        found[name] = dict(session.con.execute(counted).fetchall())
    found["harmless"] = dict(session.rows("truth/harmless"))
    return found


def _views(session: Session, spill: Path, slices: int = 1, number: int = 0) -> None:
    """The views every rule reads, over all entities or one slice of them."""
    folders = {"people": "person", "things": "thing", "holders": "holder", "successions": "succession"}
    rows = {name: parquet(spill / folder, pattern="*.parquet") for name, folder in folders.items()}
    session.run("truth/views", slices=slices, slice=number, **rows)


def _find(session: Session, rule: str) -> None:
    given = {"tolerance": AREA_TOLERANCE_M2} if rule == "parcels" else {}
    session.con.execute(f"INSERT INTO finding {session.text(f'truth/{rule}', **given)}")


def _names(session: Session) -> None:
    """A table of the ways each name is written by people who have more than one, with its letters and its marks."""
    written = session.make("truth/written")
    names = [row[0] for row in session.con.execute(f"SELECT name FROM {written}").fetchall()]
    table = pa.table(
        {
            "name": pa.array(names, pa.string()),
            "letters": pa.array([" ".join(fold(n).split()) for n in names], pa.string()),
            "marks": pa.array([None if n.isascii() else canonical(n) for n in names], pa.string()),
            "spelling": pa.array([canonical(n) for n in names], pa.string()),
        }
    )
    session.table("spelt", table)
    session.con.execute(f"DROP TABLE {written}")
