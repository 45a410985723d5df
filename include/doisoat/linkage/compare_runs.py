"""What another run made of the same registers: links and entities that came, went, joined or fell apart, and why.

Entities of the two runs are compared by their records, not by their ids: entities that share records form a group, and
a group is kept, grown, shrunk, exchanged (records came and went), merged, split, regrouped (both), new or gone. A link
counts as added when its two records were not one entity in the run before, whatever stood for them there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from doisoat.linkage.inputs import COLUMNS
from doisoat.runs.local import RunData, find_run
from doisoat.sqlwork import Fragment, Limits, Session, open_session, parquet, rows_of

__all__ = [
    "CAUSES",
    "CHANGES",
    "Between",
    "Changed",
    "Comparison",
    "End",
    "Links",
    "Moved",
    "compare_runs",
    "explain_change",
]

CHANGES: Final = ("grown", "shrunk", "exchanged", "merged", "split", "regrouped", "new", "gone")
CAUSES: Final = ("decision", "changed_record", "new_record", "gone_record", "model", "other")
_DECISION: Final = ("source_a", "record_a", "source_b", "record_b", "verdict")


@dataclass(frozen=True)
class Links:
    """Links and review pairs of one kind of entity between two registers ("land–population") that came or went."""

    entity_kind: str
    registers: str
    links_added: int
    links_removed: int
    reviews_added: int
    reviews_removed: int


@dataclass(frozen=True)
class Moved:
    """Entities of one kind: how many before and after, kept as they were; pairs of records joined and separated."""

    entity_kind: str
    before: int
    after: int
    kept: int
    joined: int
    separated: int


@dataclass(frozen=True)
class Changed:
    """Number of changed groups of one kind of entity by what changed and why."""

    entity_kind: str
    change: str
    cause: str
    groups: int


@dataclass(frozen=True)
class Comparison:
    """Counts first; ``rows`` has one row a changed group (entity ids and counts, no values of a register)."""

    links: tuple[Links, ...]
    moved: tuple[Moved, ...]
    changed: tuple[Changed, ...]
    rows: pa.Table = field(repr=False)

    @property
    def line(self) -> str:
        """The comparison in one line: ``links +31 -4, reviews +2 -0, entities changed 12``."""
        total = {
            name: sum(getattr(row, name) for row in self.links)
            for name in Links.__dataclass_fields__
            if name.endswith("ed")
        }
        return (
            f"links +{total['links_added']:,} −{total['links_removed']:,}, reviews +{total['reviews_added']:,} "
            f"−{total['reviews_removed']:,}, entities changed {sum(row.groups for row in self.changed):,}"
        )


@dataclass(frozen=True)
class End:
    """A record of a changed group, with its entity in either run (None: not in that run)."""

    source: str
    record: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Between:
    """A link or near-link (weight in bits) between two parts of a changed group; ``run``: a (before) or b (after)."""

    run: str
    source_a: str
    record_a: str
    source_b: str
    record_b: str
    weight: float
    decision: str


def compare_runs(
    before: Path | RunData,
    after: Path | RunData,
    altered: Iterable[tuple[str, Path | None, Path | None]] = (),
    threads: int = 2,
    memory_limit: str = "2GB",
) -> Comparison:
    """Compare two runs, given as folders of published runs or as their files.

    ``altered``: (canonical table, its file before, its file after) of every source that was read anew in between; with
    it entities that changed because a record did are told from the others.

    Raises DoisoatError LINK-RUN for a folder that is no published run.
    """
    with open_session(Limits(memory_limit, threads)) as session:
        a, b = _prepare(session, before, after, altered)
        links = session.rows("compare/links", links_a=parquet(a.links), links_b=parquet(b.links))
        moved = session.rows("compare/pairs")
        counts = session.con.execute(
            "SELECT entity_kind, change, cause, count(*) FROM changed GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        rows = session.con.sql("SELECT * FROM changed ORDER BY entity_kind, change, entity").to_arrow_table()
    return Comparison(
        tuple(Links(*row) for row in links),
        tuple(Moved(row[0], *map(int, row[1:])) for row in moved),
        tuple(Changed(*row) for row in counts),
        rows,
    )


def explain_change(
    before: Path | RunData, after: Path | RunData, entity: str
) -> tuple[tuple[End, ...], tuple[Between, ...]]:
    """Records of the changed group ``entity`` (an id of either run) belongs to, and the links between its parts.

    Both are empty when the entity did not change.

    Raises DoisoatError LINK-RUN for a folder that is no published run.
    """
    with open_session() as session:
        a, b = _prepare(session, before, after, ())
        ends = session.rows("compare/ends", entity=entity)
        names = ("source", "record", "before", "after")
        shown = pa.table({n: pa.array([row[i] for row in ends], pa.string()) for i, n in enumerate(names)})
        session.table("shown", shown)
        found = session.rows("compare/between", links_a=parquet(a.links), links_b=parquet(b.links))
    return tuple(End(*row) for row in ends), tuple(Between(*row) for row in found)


def _prepare(
    session: Session,
    before: Path | RunData,
    after: Path | RunData,
    altered: Iterable[tuple[str, Path | None, Path | None]],
) -> tuple[RunData, RunData]:
    """Fill table ``changed`` (and ``member``, ``flow``)."""
    a, b = (run if isinstance(run, RunData) else find_run(run) for run in (before, after))
    session.run("compare/member", entities_a=parquet(a.entities), entities_b=parquet(b.entities))
    for name in ("flow", "edge"):
        session.run(f"compare/{name}")
    _parts(session)
    for name in ("tangle", "arrival", "grouped"):
        session.run(f"compare/{name}")
    for name, run in (("decision_a", a), ("decision_b", b)):
        columns = ", ".join(_DECISION if run.decisions else (f"NULL::VARCHAR AS {column}" for column in _DECISION))
        held = f"FROM {parquet(run.decisions)}" if run.decisions else "WHERE false"
        session.view(name, Fragment(f"(SELECT {columns} {held})"))
    session.run("compare/decided")
    _altered(session, altered)
    session.run("compare/changed", model=_version(a.model) != _version(b.model))
    return a, b


def _parts(session: Session) -> None:
    """Table ``part`` (node, part): which tangled entities hang together."""
    found = session.con.execute("SELECT node_a, node_b FROM edge ORDER BY ALL").fetchnumpy()
    one, two = (np.asarray(found[name]).astype(np.int64) for name in ("node_a", "node_b"))
    n, m = int(one.max(initial=-1)) + 1, int(two.max(initial=-1)) + 1
    graph = coo_array((np.ones(len(one), dtype=np.int8), (one, two + n)), shape=(n + m, n + m))
    part = connected_components(graph, directed=False)[1][:n] if n else np.zeros(0, dtype=np.int64)
    session.table("part", pa.table({"node": pa.array(np.arange(n)), "part": pa.array(part.astype(np.int64))}))


def _altered(session: Session, altered: Iterable[tuple[str, Path | None, Path | None]]) -> None:
    """Table ``altered`` (source, record): records of which anything linkage reads is another in the run after."""
    session.con.execute("CREATE TEMP TABLE altered (source VARCHAR, record VARCHAR)")
    for table, old, new in altered:
        if old is None or new is None:
            continue
        columns = rows_of(COLUMNS[table])
        session.con.execute(
            f"INSERT INTO altered SELECT DISTINCT source_id, record_key FROM "
            f"(SELECT {columns} FROM {parquet(new)} EXCEPT SELECT {columns} FROM {parquet(old)})"
        )


def _version(model: Path | None) -> str | None:
    content: Mapping[str, object] = json.loads(model.read_bytes()) if model else {}
    return str(content.get("content_hash")) if content else None
