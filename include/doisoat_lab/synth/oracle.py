"""The truth oracle: every discrepancy there is, from the definitions, on the values the sources hold.

It knows each record's true entity and looks at what is observable, whether a fault put it there or not; so what one
fault brings about elsewhere is in the truth. Rules are in `sql/truth/`; they share nothing with the detectors.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from doisoat_lab.paths import read_sql
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


def _connect(spill: Path) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute("SET memory_limit = '2GB'")
    con.execute("SET threads = 2")
    con.execute("SET preserve_insertion_order = false")
    con.execute(f"SET temp_directory = '{spill / 'tmp'}'")
    return con


def _context(con: duckdb.DuckDBPyConnection, spec: SynthSpec, covers: dict[str, dict[str, Any]]) -> None:
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
        {"register": r, "level": lv, "units": sorted(e["units"]),
         "schemes": None if e["all_schemes"] else sorted(e["schemes"])}
        for (r, lv), e in sorted(coverage.items())
    ]  # fmt: skip
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
        con.from_arrow(table).create(name)


def run_oracle(spill: Path, out: Path, spec: SynthSpec, covers: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Write discrepancies.parquet and faults.parquet into `out`; the counts by kind and by fault are returned.

    Args:
        spill: the folder with the spilled person, thing and fault rows.
        covers: the sources that are read: source id -> register, level, units and scheme covered.
    """
    con = _connect(spill)
    _context(con, spec, covers)
    _views(con, spill)
    _names(con)
    con.execute(
        "CREATE TABLE finding (kind VARCHAR, field VARCHAR, entities VARCHAR, scope VARCHAR, source VARCHAR, "
        "ref VARCHAR, value VARCHAR)"
    )
    slices = -(-spec.people // PEOPLE_A_SLICE)
    for number in range(slices):
        _views(con, spill, slices, number)
        for rule in _BY_ENTITY:
            _find(con, rule)
    _views(con, spill)
    for rule in _ACROSS:
        _find(con, rule)
    con.execute(read_sql("truth/with_household"))
    con.execute(f"CREATE TABLE home AS {read_sql('truth/home')}")
    _copy(con, read_sql("truth/write"), out / "discrepancies.parquet")
    _copy(con, read_sql("truth/faults").replace("{spill}", str(spill)), out / "faults.parquet")
    found: dict[str, Any] = {}
    for name, column in (("discrepancies", "kind"), ("faults", "fault")):
        counted = con.read_parquet(str(out / f"{name}.parquet")).aggregate(f"{column}, count(*)", column)
        found[name] = dict(sorted(counted.fetchall()))
    found["harmless"] = dict(con.execute(read_sql("truth/harmless")).fetchall())
    con.close()
    return found


def _views(con: duckdb.DuckDBPyConnection, spill: Path, slices: int = 1, number: int = 0) -> None:
    """The views every rule reads, over all entities or one slice of them."""
    text = read_sql("truth/views").replace("{spill}", str(spill))
    for statement in text.replace("{slices}", str(slices)).replace("{slice}", str(number)).split(";"):
        if statement.strip():
            con.execute(statement)


def _find(con: duckdb.DuckDBPyConnection, rule: str) -> None:
    con.execute(f"INSERT INTO finding {read_sql(f'truth/{rule}').replace('{tolerance}', str(AREA_TOLERANCE_M2))}")


def _names(con: duckdb.DuckDBPyConnection) -> None:
    """A table of the ways each name is written by people who have more than one, with its letters and its marks."""
    con.execute(f"CREATE TABLE written AS {read_sql('truth/written')}")
    names = [row[0] for row in con.execute("SELECT name FROM written").fetchall()]
    table = pa.table({
        "name": pa.array(names, pa.string()),
        "letters": pa.array([" ".join(fold(n).split()) for n in names], pa.string()),
        "marks": pa.array([None if n.isascii() else canonical(n) for n in names], pa.string()),
        "spelling": pa.array([canonical(n) for n in names], pa.string()),
    })  # fmt: skip
    con.from_arrow(table).create("spelt")
    con.execute("DROP TABLE written")


def _copy(con: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    con.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
