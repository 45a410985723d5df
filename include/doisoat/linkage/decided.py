"""What people decided about two records, imposed in one step before anything is clustered.

Invariant: of the decisions that apply, every pair decided the same ends in one cluster and every pair decided
different in two, whatever the model weighs, whatever third records say and whatever the two share outright. Decisions
that cannot hold together never stop a run: the newest wins, the older one is counted as in conflict.

Records decided the same are clustered as one node: the rule of one record a source and contradictions between them no
longer count, and a third record that agrees with one of them is not held off by what the other says.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from doisoat.linkage.cluster import Edges, cluster, parts
from doisoat.linkage.engine import Bits, Engine, Flags, Ints
from doisoat.runs.link_report import NO_DECISIONS, DecisionCounts
from doisoat.sqlwork import Table, literal, parquet

__all__ = ["DECIDED_BITS", "Ties", "conflicts", "open_decisions", "people_ties", "record_ties"]

DECIDED_BITS: Final = 100.0
"""Bits of a pair people decided on: above anything a model weighs."""

_EMPTY = "CREATE OR REPLACE TABLE decision (rank BIGINT, entity_kind VARCHAR, source_a VARCHAR, record_a VARCHAR, "
_EMPTY += "source_b VARCHAR, record_b VARCHAR, same BOOLEAN)"


@dataclass(frozen=True)
class Ties:
    """Pairs of nodes (ids, a < b) people decided on; ``same``: one entity, else two."""

    a: Ints
    b: Ints
    same: Flags
    counts: DecisionCounts = NO_DECISIONS
    """What became of the decisions these come from."""

    def cluster(
        self, nid: Ints, edges: Edges, slot_node: Ints, slot: Ints, accept: float, margin: float, contradiction: float
    ) -> Ints:
        """As ``cluster.cluster`` over the nodes ``nid`` (sorted), with the decisions about them imposed.

        Pairs decided the same are first drawn together into one node that keeps the best weight towards each other
        node; pairs decided different get ``-DECIDED_BITS`` in place of what they weigh.
        """
        n = len(nid)
        here = np.isin(self.a, nid) & np.isin(self.b, nid) if len(self.a) else self.same
        if not here.any():
            return cluster(n, edges, slot_node, slot, accept, margin, contradiction)
        a, b = np.searchsorted(nid, self.a[here]), np.searchsorted(nid, self.b[here])
        same = self.same[here]
        stands = parts(n, a[same], b[same])
        tied = np.zeros(n, dtype=bool)
        tied[a], tied[b] = True, True
        theirs = tied[slot_node]
        held = np.unique(np.stack([stands[slot_node[theirs]], slot[theirs]]), axis=1)
        slot_node, slot = np.append(slot_node[~theirs], held[0]), np.append(slot[~theirs], held[1])
        found = _drawn(edges, stands, tied, a[~same], b[~same])
        return np.asarray(cluster(n, found, slot_node, slot, accept, margin, contradiction)[stands])

    def publish(
        self, a: Ints, b: Ints, weight: Bits, pattern: Ints, evidence: list[str]
    ) -> tuple[Ints, Ints, Bits, Ints, list[str]]:
        """Weighed pairs (node ids) with the decided ones in place of what the model said; evidence says ``decided``."""
        if not len(self.a):
            return a, b, weight, pattern, evidence
        span = int(max(self.b.max(), b.max() if len(b) else 0)) + 1
        keep = ~np.isin(a * span + b, self.a * span + self.b)
        bits = np.where(self.same, DECIDED_BITS, -DECIDED_BITS)
        rows = [json.dumps({"decided": [word, sign * DECIDED_BITS]}) for word, sign in (("same", 1), ("different", -1))]
        return (
            np.concatenate([a[keep], self.a]),
            np.concatenate([b[keep], self.b]),
            np.concatenate([weight[keep], bits]),
            np.concatenate([pattern[keep], np.where(self.same, len(evidence), len(evidence) + 1)]),
            [*evidence, *rows],
        )


def open_decisions(engine: Engine, path: Path | None) -> DecisionCounts:
    """Read the decisions of ``path`` (None: none) into table ``decision``; returns how many are given."""
    engine.con.execute(_EMPTY) if path is None else engine.run("decision", decisions=parquet(path, numbered=True))
    return DecisionCounts(given=engine.scalar("SELECT count(*) FROM decision"))


def record_ties(engine: Engine, kind: str) -> Ties:
    """The decisions about records of table ``<kind>_record``, whose numbers are its nodes."""
    return _ties(*_applied(engine, kind, Table(f"{kind}_record"), "nid"))


def people_ties(engine: Engine) -> Ties:
    """The decisions about people, by node of ``person_proto``; leaves table ``decided_record`` (a, b: rid; same).

    Where records that agree outright fell into one node although people tell them apart (alone, or by way of others
    decided the same), the decided records of that node are taken out of it.
    """
    a, b, same, counts = _applied(engine, "person", Table("person_record"), "rid")
    engine.put("decided_record", {"a": a, "b": b, "same": same})
    if not len(a):
        return Ties(a, b, same, counts)
    at = _nodes(engine, a), _nodes(engine, b)
    alone = _meeting(a, b, *at, same)
    if len(alone):
        engine.put("decided_alone", {"rid": alone})
        engine.run("decided_proto")
        at = _nodes(engine, a), _nodes(engine, b)
    return _ties(*at, same, counts)


def conflicts(pairs: Sequence[tuple[Hashable, Hashable, bool]]) -> list[bool]:
    """Which decisions (one, other, same), oldest first, cannot hold beside the newer ones."""
    parent: dict[Hashable, Hashable] = {}
    apart: dict[Hashable, set[Hashable]] = {}

    def root(x: Hashable) -> Hashable:
        while parent.setdefault(x, x) != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    found = [False] * len(pairs)
    for i in range(len(pairs) - 1, -1, -1):
        one, other, same = root(pairs[i][0]), root(pairs[i][1]), pairs[i][2]
        one, other = (one, other) if len(apart.get(one, ())) >= len(apart.get(other, ())) else (other, one)
        found[i] = one != other and other in apart.get(one, ()) if same else one == other
        if found[i] or one == other:
            continue
        if same:
            parent[other] = one
            for x in apart.pop(other, set()):
                apart[x].discard(other)
                apart[x].add(one)
                apart.setdefault(one, set()).add(x)
        else:
            apart.setdefault(one, set()).add(other)
            apart.setdefault(other, set()).add(one)
    return found


def _applied(engine: Engine, kind: str, table: Table, number: str) -> tuple[Ints, Ints, Flags, DecisionCounts]:
    """The decisions about ``kind`` that can be applied, oldest first, and what became of all of them."""
    found = engine.build("decided", kind=kind, about=kind, table=table, number=number)
    rows = engine.arrays(f"SELECT rank, a, b, same FROM {found} ORDER BY rank")
    a, b, same = rows["a"].astype(np.int64), rows["b"].astype(np.int64), rows["same"].astype(bool)
    lost = np.array(conflicts(list(zip(a.tolist(), b.tolist(), same.tolist(), strict=True))), dtype=bool)
    given = engine.scalar(f"SELECT count(*) FROM decision WHERE entity_kind = {literal(kind)}")
    counts = DecisionCounts(
        same=int((same & ~lost).sum()),
        different=int((~same & ~lost).sum()),
        unknown=given - len(a),
        in_conflict=int(lost.sum()),
    )
    return a[~lost], b[~lost], same[~lost], counts


def _nodes(engine: Engine, rid: Ints) -> Ints:
    engine.put("wanted", {"position": np.arange(len(rid)), "rid": rid})
    rows = engine.arrays("SELECT nid::BIGINT AS nid FROM wanted JOIN person_proto USING (rid) ORDER BY position")
    return rows["nid"].astype(np.int64)


def _meeting(a: Ints, b: Ints, node_a: Ints, node_b: Ints, same: Flags) -> Ints:
    """Records whose shared node would make a pair decided different meet."""
    names, code = np.unique(np.concatenate([node_a, node_b]), return_inverse=True)
    at = code[: len(a)], code[len(a) :]
    part = parts(len(names), at[0][same], at[1][same])
    broken = np.unique(part[at[0][~same & (part[at[0]] == part[at[1]])]])
    rows = np.unique(np.stack([np.concatenate([a, b]), code]), axis=1)
    crowded = np.bincount(rows[1], minlength=len(names)) > 1
    return np.asarray(rows[0][crowded[rows[1]] & np.isin(part[rows[1]], broken)])


def _ties(a: Ints, b: Ints, same: Flags, counts: DecisionCounts) -> Ties:
    """One tie a pair of nodes, ordered; what lies in one node already needs none."""
    apart = a != b
    low, high = np.minimum(a, b)[apart], np.maximum(a, b)[apart]
    rows = np.unique(np.stack([low, high, same[apart].astype(np.int64)]), axis=1)
    return Ties(rows[0], rows[1], rows[2] == 1, counts)


def _drawn(edges: Edges, stands: Ints, tied: Flags, a: Ints, b: Ints) -> Edges:
    """Edges between the nodes that stand for others, the best of several kept, and those between a and b forbidden.

    Only edges of ``tied`` nodes are touched.
    """
    n = len(stands)
    theirs = tied[edges.a] | tied[edges.b]
    rest, own = edges.where(~theirs), edges.where(theirs)
    x, y = stands[own.a], stands[own.b]
    key = np.minimum(x, y) * n + np.maximum(x, y)
    forbidden = np.unique(np.minimum(stands[a], stands[b]) * n + np.maximum(stands[a], stands[b]))
    keep = np.flatnonzero((x != y) & ~np.isin(key, forbidden))
    keep = keep[np.lexsort((-own.weight[keep], key[keep]))]
    keys, first = np.unique(key[keep], return_index=True)
    keys = np.append(keys, forbidden)
    weight = np.append(own.weight[keep][first], np.full(len(forbidden), -DECIDED_BITS))
    return Edges(np.append(rest.a, keys // n), np.append(rest.b, keys % n), np.append(rest.weight, weight))
