"""What a linkage publishes of its weighed pairs: accepted pairs of one cluster, and pairs a person should look at."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from doisoat.linkage.engine import Bits, Engine, Flags, Ints
from doisoat.linkage.inputs import LinkConfig
from doisoat.linkage.model import Model
from doisoat.linkage.persons import People
from doisoat.linkage.tables import Linked
from doisoat.runs.link_report import LinkCounts
from doisoat.sqlwork import parquet

__all__ = ["copy_out", "keep_people", "keep_table", "links_query"]


class _Pairs(Protocol):
    @property
    def a(self) -> Ints: ...
    @property
    def b(self) -> Ints: ...
    @property
    def weight(self) -> Bits: ...
    @property
    def pattern(self) -> Ints: ...
    @property
    def evidence(self) -> list[str]: ...


def keep_people(engine: Engine, config: LinkConfig, people: People) -> dict[str, int]:
    """Tables ``person_link`` and ``person_evidence``; returns how many pairs are linked and how many in review."""
    at = np.searchsorted(people.nodes.nid, people.a), np.searchsorted(people.nodes.nid, people.b)
    return _keep(engine, config, "person", people, people.label[at[0]] == people.label[at[1]])


def keep_table(engine: Engine, config: LinkConfig, kind: str, linked: Linked) -> dict[str, int]:
    """Tables ``<kind>_link`` and ``<kind>_evidence``, as for people."""
    return _keep(engine, config, kind, linked, linked.label[linked.a] == linked.label[linked.b])


def _keep(engine: Engine, config: LinkConfig, kind: str, pairs: _Pairs, together: Flags) -> dict[str, int]:
    linked = together & (pairs.weight >= config.accept_bits)
    review = ~together & (pairs.weight >= config.review_bits)
    keep = linked | review
    engine.put(
        f"{kind}_link",
        {
            "a": pairs.a[keep],
            "b": pairs.b[keep],
            "weight": pairs.weight[keep],
            "pattern": pairs.pattern[keep],
            "decision": np.where(linked[keep], "link", "review"),
        },
    )
    evidence = np.array(pairs.evidence, dtype=object)
    engine.put(f"{kind}_evidence", {"pattern": np.arange(len(evidence)), "evidence": evidence})
    return {"link": int(linked.sum()), "review": int(review.sum())}


def links_query(engine: Engine, config: LinkConfig, model: Model) -> str:
    """The statement that gives links.parquet."""
    evidence, bits = _exact(model)
    return engine.text("links", run=config.run_id, exact_bits=bits, exact_evidence=evidence)


def _exact(model: Model) -> tuple[str, float]:
    """Evidence and weight of records that agree exactly on number, name, birth date and sex (rarest names apart)."""
    bits = model.bits()
    name = float(np.round(np.log2(model.share_same("name")[1]) + model.rarity_default, 3))
    found = {"name": name, **{field: float(bits[field][0][1]) for field in ("id", "date", "sex")}}
    weight = round(sum(found.values()) - float(np.log2(max(model.people, 200))), 3)
    return json.dumps({field: ["same", round(value, 1)] for field, value in found.items()}), weight


def copy_out(engine: Engine, query: str, path: Path) -> None:
    """Write the rows of ``query`` as Parquet."""
    engine.write(query, path)


def written(engine: Engine, path: Path, columns: str) -> list[tuple[Any, ...]]:
    """Counts of a written file by ``columns``."""
    query = f"SELECT {columns}, count(*) FROM {parquet(path)} GROUP BY ALL ORDER BY ALL"
    return engine.con.execute(query).fetchall()


def link_counts(engine: Engine, path: Path) -> dict[str, LinkCounts]:
    """Links and reviews by kind of entity in links.parquet."""
    found: dict[str, dict[str, int]] = {}
    for kind, decision, count in written(engine, path, "entity_kind, decision"):
        found.setdefault(kind, {"link": 0, "review": 0})[decision] = count
    return {kind: LinkCounts(**counts) for kind, counts in found.items()}
