"""What a linkage keeps for the next one, so that only what changed need be linked again.

Invariant: the state of a run names every record, node and block of that run by keys that do not depend on what else
was in the data (hashes of source and record), and says under which model, settings and files they were made. A state
is used whole or not at all: where any of these differ, everything is linked anew.

How good the links are and whether the model fits is measured where everything is linked (``estimate``, ``misfit``). A
run that links only what changed has no such figures of its own: those of the last full run are carried on from state
to state with the name of that run, and once enough records have changed since, everything is linked and measured anew.

By kind (person, parcel, household) three tables: ``<kind>`` (a row is one record as it was compared, with ``nkey``, the
key of its node), ``<kind>_node`` (a row is one node: ``part``, the component of accepted pairs it lies in; ``first``,
its cluster before households were looked at; ``label``, its cluster; all as keys of nodes) and ``<kind>_block`` (a row
is one node under one blocking key: ``raw`` as blocked, ``key`` as cut to a bounded size).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import ClassVar, Final

import duckdb
import numpy as np

from doisoat.errors import DoisoatError
from doisoat.linkage.engine import Engine, Ints
from doisoat.linkage.inputs import LinkConfig, LinkInputs
from doisoat.runs.codec import from_json, to_json
from doisoat.runs.link_report import Estimates, MeasuredIn, ModelFit
from doisoat.sqlwork import Table, identifier, parquet

__all__ = [
    "About",
    "InputFile",
    "Measurement",
    "decided_records",
    "describe",
    "keep_state",
    "open_state",
    "put_nodes",
    "read_about",
]

KINDS: Final = ("parcel", "person", "household")
FORMAT: Final = 4
"""Version of the state; one of another version is not started from."""
REMEASURE: Final = 0.1
"""Share of people's records changed since the last full run from which the next run is a full one again: no more than
what would be called a change of a register (``misfit.SHARE``) goes unmeasured."""
_NAMES_ONLY = ("run_id", "mint_key")
_HOMES = ("population", "household_member")


@dataclass(frozen=True)
class InputFile:
    """A canonical file: its table, and the sources with rows in it."""

    table: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Measurement(MeasuredIn):
    """What a full run measured of people, and how many of their records have changed since."""

    estimate: Estimates = field(kw_only=True)
    model_fit: ModelFit = field(kw_only=True)

    @property
    def told(self) -> MeasuredIn:
        """Where the figures are from, without them."""
        return MeasuredIn(self.run, self.records, self.changed)

    def carried_on(self, changed: int) -> Measurement:
        """The same after a run that linked only what ``changed``: so many records of people more."""
        return replace(self, changed=self.changed + changed)


@dataclass(frozen=True)
class About:
    """Under what a state was made. ``files``: SHA-256 of each input file → its table and sources."""

    # a state is used whole or not at all: one that says more than this release knows is another
    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    model: str
    settings: dict[str, int | float | str]
    residents: int
    files: dict[str, InputFile]
    decided: tuple[tuple[str, str], ...]
    """(source, record) of every record a decision spoke of."""
    measured: Measurement | None = None
    engine: str = duckdb.__version__
    format: int = FORMAT

    def fits(self, other: About) -> bool:
        """Whether a run described by ``other`` may start from this state."""
        if self.measured is None or self.measured.changed > REMEASURE * self.measured.records:
            return False
        return (self.model, self.settings, self.residents, self.engine, self.format) == (
            other.model,
            other.settings,
            other.residents,
            other.engine,
            other.format,
        )

    def write(self, folder: Path) -> None:
        """As JSON beside the tables."""
        (folder / "about.json").write_bytes(to_json(self, bare=True))


def read_about(folder: Path | None) -> About | None:
    """The description of the state in ``folder``; None where there is no whole state of this format."""
    try:
        return from_json(About, (folder / "about.json").read_bytes(), "about.json") if folder else None
    except (OSError, DoisoatError):
        return None


def describe(engine: Engine, tables: LinkInputs, config: LinkConfig, model: str) -> About:
    """The description of a run over ``tables``; decisions are read from table ``decision``."""
    files: dict[str, InputFile] = {}
    for spec in fields(tables):
        for path in getattr(tables, spec.name):
            rows = engine.con.execute(f"SELECT DISTINCT source_id FROM {parquet(path)} ORDER BY 1").fetchall()
            files[_digest(path)] = InputFile(spec.name, tuple(row[0] for row in rows))
    settings = {name: value for name, value in asdict(config).items() if name not in _NAMES_ONLY}
    homes = {source for file in files.values() if file.table in _HOMES for source in file.sources}
    residents = len({tuple(source.split(".")[:2]) for source in homes})
    return About(model, settings, residents, files, decided_records(engine))


def decided_records(engine: Engine) -> tuple[tuple[str, str], ...]:
    """(source, record) of every record table ``decision`` speaks of."""
    rows = engine.con.execute(
        "SELECT source_a, record_a FROM decision UNION SELECT source_b, record_b FROM decision ORDER BY ALL"
    ).fetchall()
    return tuple((source, record) for source, record in rows)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def put_nodes(engine: Engine, kind: str, table: Table, columns: Mapping[str, Ints]) -> Table:
    """Table ``<kind>_node``: the nodes of ``table``; ``columns``: by node id, the id of the node that stands for it."""
    count = len(next(iter(columns.values())))
    engine.put("_stands", {"nid": np.arange(count, dtype=np.int64), **columns})
    keys = ", ".join(f"k{i}.nkey AS {name}" for i, name in enumerate(columns))
    joins = " ".join(f"JOIN {identifier(table.name)} k{i} ON k{i}.nid = s.{name}" for i, name in enumerate(columns))
    engine.con.execute(
        f"CREATE OR REPLACE TABLE {kind}_node AS SELECT n.nkey, n.role, {keys} "
        f"FROM {identifier(table.name)} n JOIN _stands s USING (nid) {joins}"
    )
    return Table(f"{kind}_node")


def keep_state(engine: Engine, folder: Path, about: About, again: bool) -> None:
    """Write the state; ``again``: only a region was linked, the rest is taken over from the state before."""
    for kind in KINDS:
        for name in (kind, f"{kind}_node", f"{kind}_block"):
            query = engine.text(f"state_{name}")
            if again:
                gone = f"SELECT nkey FROM {kind}_touched UNION ALL SELECT nkey FROM {kind}_core"
                kept = "* EXCLUDE (rkey)" if name == kind and kind != "person" else "*"
                query = f"{query} UNION ALL BY NAME SELECT {kept} FROM was_{name} WHERE nkey NOT IN ({gone})"
            engine.write(query, folder / f"{name}.parquet")
    about.write(folder)


def open_state(engine: Engine, folder: Path) -> None:
    """Views ``was_<table>`` over the state in ``folder``; ``rkey`` is the key of a record."""
    for kind in KINDS:
        for name in (kind, f"{kind}_node", f"{kind}_block"):
            relation = parquet(folder / f"{name}.parquet")
            own = ", nkey AS rkey" if name == kind and kind != "person" else ""
            engine.con.execute(f"CREATE OR REPLACE VIEW was_{name} AS SELECT *{own} FROM {relation}")
