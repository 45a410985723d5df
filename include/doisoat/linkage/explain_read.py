"""Read from a run's links and entities what concerns two records, and nothing else."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyarrow as pa

from doisoat.errors import DoisoatError
from doisoat.linkage.explain_parts import WeightPart, is_exact, take_apart
from doisoat.linkage.households import HOUSEHOLD_FIELDS
from doisoat.linkage.inputs import LinkConfig
from doisoat.linkage.model import PERSON_FIELDS, Model, load_models
from doisoat.linkage.organisations import ORGANISATION_FIELDS
from doisoat.linkage.parcels import PARCEL_FIELDS
from doisoat.sqlwork import Limits, Session, open_session, parquet

__all__ = ["Found", "Record", "Row", "load"]

_FIELDS = {
    "person": PERSON_FIELDS,
    "household": HOUSEHOLD_FIELDS,
    "parcel": PARCEL_FIELDS,
    "organisation": ORGANISATION_FIELDS,
}


@dataclass(frozen=True)
class Record:
    """A canonical record; ``dataset`` is its register and level, e.g. ``population.central``."""

    source: str
    key: str
    dataset: str

    def __str__(self) -> str:
        return f"{self.source}|{self.key}"


@dataclass(frozen=True)
class Row:
    """A row of links.parquet; ``exact``: joined outright, ``a`` stands for ``b``."""

    a: Record
    b: Record
    weight: float
    probability: float
    decision: str
    evidence: str
    exact: bool


@dataclass(frozen=True)
class Found:
    """Records ``a`` and ``b``, all records of their entities, and every row that touches one of these."""

    kind: str
    a: Record
    b: Record
    members: tuple[Record, ...]
    entity: dict[Record, str]
    rows: tuple[Row, ...]
    model: Model | None
    config: LinkConfig

    @cached_property
    def _stands_for(self) -> dict[Record, frozenset[Record]]:
        groups: dict[Record, set[Record]] = {}
        for row in self.rows:
            if row.exact:
                groups.setdefault(row.a, {row.a}).add(row.b)
        return {record: frozenset(group) for group in groups.values() for record in group}

    def group(self, record: Record) -> frozenset[Record]:
        """The records joined outright with ``record``, itself included."""
        return self._stands_for.get(record, frozenset((record,)))

    def parts(self, row: Row) -> tuple[tuple[WeightPart, ...], bool]:
        """The row's weight taken apart, and whether its records were joined outright."""
        return take_apart(self.kind, row.evidence, row.weight, self.model, self.config)


def load(links: Path, entities: Path, a: str, b: str, model: Path | None, config: LinkConfig) -> Found:
    """What the run knows about records ``a`` and ``b`` ("source|record"); raises as ``explain_pair``."""
    one, two = _split(a), _split(b)
    frozen = _models(model)
    with open_session(Limits(threads=1)) as session:
        for side, name in (("a", one), ("b", two)):
            session.variable(f"source_{side}", name[0])
            session.variable(f"record_{side}", name[1])
        found = session.rows("link/explain_records", entities=parquet(entities))
        by_name = {(row[0], row[1]): (Record(*row[:3]), str(row[3]), str(row[4])) for row in found}
        for name, text in ((one, a), (two, b)):
            if name not in by_name:
                raise DoisoatError("LINK-RECORD", source=name[0], which="A" if text is a else "B")
        kind = by_name[one][1]
        if kind != by_name[two][1] or one == two:
            raise DoisoatError("LINK-KINDS")
        entity = {record: entity_id for record, _, entity_id in by_name.values()}
        members = tuple(entity)
        rows = _rows(session, links, entities, kind, members, entity)
        # what the candidates outside stand for
        outside = tuple(sorted(set(entity) - set(members), key=str))
        if outside:
            rows |= {row for row in _rows(session, links, entities, kind, outside, {}) if row.exact}
    ordered = tuple(sorted(rows, key=lambda r: (-r.weight, str(r.a), str(r.b))))
    return Found(kind, by_name[one][0], by_name[two][0], members, entity, ordered, frozen.get(kind), config)


def _rows(
    session: Session,
    links: Path,
    entities: Path,
    kind: str,
    known: tuple[Record, ...],
    entity: dict[Record, str],
) -> set[Row]:
    """Rows that touch ``known``; adds the entities of their ends to ``entity``."""
    columns = {"source": [r.source for r in known], "record": [r.key for r in known]}
    session.table("known", pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()}))
    rows: set[Row] = set()
    for source_a, key_a, source_b, key_b, weight, probability, decision, evidence, *ends in session.rows(
        "link/explain_links", links=parquet(links), entities=parquet(entities), kind=kind
    ):
        x, y = Record(source_a, key_a, ends[0]), Record(source_b, key_b, ends[2])
        entity[x], entity[y] = ends[1], ends[3]
        exact = is_exact(kind, {name: (v[0], v[1]) for name, v in json.loads(evidence).items()})
        rows.add(Row(x, y, weight, probability, decision, evidence, exact))
    return rows


def _models(path: Path | None) -> dict[str, Model]:
    """Models by entity kind; none when the file is damaged or of another version: an old run is explained without."""
    try:
        return load_models(path, _FIELDS) if path else {}
    except DoisoatError:
        return {}


def _split(name: str) -> tuple[str, str]:
    source, bar, record = name.partition("|")
    if not (source and bar and record):
        raise DoisoatError("LINK-NAME")
    return source, record
