"""From weighed pairs to clusters that hold one entity each.

Invariant: no cluster holds two nodes that stand in one place of one source (a *slot*), unless their own pair was
accepted as a duplicate; none is joined of two that stand side by side in three places; and none holds a pair that
plainly contradicts. Connected components are taken first; only
components that break the invariant are built up again, strongest pair first, leaving out what would break it. A node
whose two rival clusters weigh nearly the same then belongs to neither.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from doisoat.linkage.engine import Bits, Flags, Ints

__all__ = ["Edges", "cluster", "parts"]

_WALK = 300
"""Nodes of a cluster that is still looked through for a better home. Chosen by hand: a bound on work."""
_TWICE = 2
"""Sources two clusters may both be in and still be joined. Chosen by hand (``test_cluster``)."""


@dataclass(frozen=True)
class Edges:
    """Weighed pairs of node positions (a < b), weights in bits."""

    a: Ints
    b: Ints
    weight: Bits

    def where(self, keep: Flags) -> Edges:
        """The edges selected by a mask or positions."""
        return Edges(self.a[keep], self.b[keep], self.weight[keep])


def cluster(
    n: int, edges: Edges, slot_node: Ints, slot: Ints, accept: float, margin: float, contradiction: float
) -> Ints:
    """Cluster label (smallest node position) of each of ``n`` nodes.

    ``slot_node``/``slot``: which node holds which slot. Edges below ``accept`` never join; edges at or below
    ``-contradiction`` forbid their nodes to meet.
    """
    good = edges.where(edges.weight >= accept)
    part = _components(n, good.a, good.b)
    suspect = _suspects(n, part, edges, slot_node, slot, contradiction)
    label = _smallest(part)
    if suspect.any():
        for nodes, found in _rebuild(part, suspect, edges, slot_node, slot, accept, margin, contradiction):
            label[nodes] = found
    return label


def parts(n: int, a: Ints, b: Ints) -> Ints:
    """By node: the smallest node of the component the pairs (a, b) put it in."""
    return _smallest(_components(n, a, b))


def _components(n: int, a: Ints, b: Ints) -> Ints:
    graph = coo_array((np.ones(len(a), dtype=np.int8), (a, b)), shape=(n, n))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _smallest(part: Ints) -> Ints:
    """Replace component numbers by the smallest member position."""
    first = np.full(int(part.max()) + 1 if len(part) else 0, len(part), dtype=np.int64)
    np.minimum.at(first, part, np.arange(len(part)))
    return first[part]


def _suspects(n: int, part: Ints, edges: Edges, slot_node: Ints, slot: Ints, contradiction: float) -> Flags:
    """By component: whether it has a slot held twice, or a contradicting pair inside."""
    suspect = np.zeros(int(part.max()) + 1 if n else 0, dtype=bool)
    bad = (edges.weight <= -contradiction) & (part[edges.a] == part[edges.b])
    suspect[part[edges.a[bad]]] = True
    order = np.lexsort((slot, part[slot_node]))
    owner, held = part[slot_node[order]], slot[order]
    twice = (owner[1:] == owner[:-1]) & (held[1:] == held[:-1])
    suspect[owner[1:][twice]] = True
    return suspect


@dataclass
class _Group:
    nodes: list[int]
    slots: dict[int, list[int]] = field(default_factory=dict)


def _rebuild(
    part: Ints,
    suspect: Flags,
    edges: Edges,
    slot_node: Ints,
    slot: Ints,
    accept: float,
    margin: float,
    contradiction: float,
) -> Iterator[tuple[Ints, Ints]]:
    """Yield (nodes, labels) of each suspect component built up again."""
    inside = (part[edges.a] == part[edges.b]) & suspect[part[edges.a]]
    inner = edges.where(inside & ((edges.weight >= accept) | (edges.weight <= -contradiction)))
    by_part: dict[int, list[tuple[float, int, int]]] = defaultdict(list)
    for a, b, w in zip(inner.a.tolist(), inner.b.tolist(), inner.weight.tolist(), strict=True):
        by_part[int(part[a])].append((-w, a, b))
    slots: dict[int, list[int]] = defaultdict(list)
    keep = suspect[part[slot_node]]
    for node, s in zip(slot_node[keep].tolist(), slot[keep].tolist(), strict=True):
        slots[node].append(s)
    for triples in by_part.values():
        labels = _grow(sorted(triples), slots, accept, margin)
        yield np.array(list(labels), dtype=np.int64), np.array(list(labels.values()), dtype=np.int64)


def _grow(
    triples: list[tuple[float, int, int]], slots: dict[int, list[int]], accept: float, margin: float
) -> dict[int, int]:
    """Join strongest first; returns {node: label}. ``triples`` = sorted (-weight, a, b)."""
    nodes = sorted({x for _, a, b in triples for x in (a, b)})
    group = {x: _Group([x], {s: [x] for s in slots.get(x, ())}) for x in nodes}
    good = {(a, b): -w for w, a, b in triples if -w >= accept}
    forbidden: dict[int, set[int]] = defaultdict(set)
    for w, a, b in triples:
        if -w < accept:
            forbidden[a].add(b)
            forbidden[b].add(a)
    refused: list[tuple[float, int, int]] = []
    for w, a, b in triples:
        one, two = group[a], group[b]
        if -w < accept or one is two:
            continue
        if _conflict(one, two, good, forbidden):
            refused.append((-w, a, b))
            continue
        one, two = (one, two) if len(one.nodes) >= len(two.nodes) else (two, one)
        one.nodes += two.nodes
        for s, members in two.slots.items():
            one.slots.setdefault(s, []).extend(members)
        for x in two.nodes:
            group[x] = one
    _set_aside(refused, group, good, margin)
    return {x: min(group[x].nodes) for x in nodes}


def _conflict(one: _Group, two: _Group, good: dict[tuple[int, int], float], forbidden: dict[int, set[int]]) -> bool:
    if len(one.slots) > len(two.slots):
        one, two = two, one
    # entered twice in one or two sources is a duplicate; side by side in three and more are two people
    if sum(s in two.slots for s in one.slots) > _TWICE:
        return True
    for s, members in one.slots.items():
        for x in members:
            for y in two.slots.get(s, ()):
                if (min(x, y), max(x, y)) not in good:
                    return True
    few, many = (one, two) if len(one.nodes) <= len(two.nodes) else (two, one)
    return any(y in forbidden[x] for x in few.nodes if x in forbidden for y in many.nodes)


def _set_aside(
    refused: list[tuple[float, int, int]], group: dict[int, _Group], good: dict[tuple[int, int], float], margin: float
) -> None:
    """Take out a node held in its cluster by hardly more than what a refused rival offers."""
    if not refused:
        return
    held: dict[int, float] = defaultdict(lambda: -np.inf)
    near: dict[int, list[int]] = defaultdict(list)
    for (a, b), w in good.items():
        if group[a] is group[b]:
            held[a], held[b] = max(held[a], w), max(held[b], w)
            near[a].append(b)
            near[b].append(a)
    for w, a, b in refused:
        for x in (a, b):
            home = group[x]
            # large clusters are only walked once or twice; a node at their rim is not worth the search
            if 1 < len(home.nodes) <= _WALK and held[x] < w + margin and _leaf(x, home, near):
                home.nodes.remove(x)
                group[x] = _Group([x])


def _leaf(x: int, home: _Group, near: dict[int, list[int]]) -> bool:
    """Whether the other nodes of ``home`` stay connected without ``x``."""
    rest = set(home.nodes) - {x}
    queue = [rest.pop()]
    while queue and rest:
        for y in near[queue.pop()]:
            if y in rest:
                rest.remove(y)
                queue.append(y)
    return not rest
