"""Link the records of one table (parcels, households) whose levels are computed in SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from doisoat.linkage.cluster import Edges, parts
from doisoat.linkage.decided import Ties
from doisoat.linkage.engine import Bits, Engine, Flags, Ints, Levels
from doisoat.linkage.inputs import LinkConfig
from doisoat.linkage.model import Counts, Model, tally
from doisoat.linkage.score import evidence, pack, weigh
from doisoat.runs.link_report import DecisionCounts, TableCounts
from doisoat.sqlwork import Table

__all__ = [
    "Linked",
    "Pairs",
    "block",
    "cluster_pairs",
    "count_levels",
    "random_pairs",
    "read_pairs",
    "settle",
    "with_dropped",
]


@dataclass(frozen=True)
class Pairs:
    """Pairs of records with their levels by field; ``duplicate``: 1 when both are of one source."""

    a: Ints
    b: Ints
    levels: dict[str, Levels]
    duplicate: Levels


@dataclass(frozen=True)
class Linked:
    """Cluster label by record (smallest record number of the cluster), every weighed pair, and counts of both."""

    label: Ints
    a: Ints
    b: Ints
    weight: Bits
    pattern: Ints
    evidence: list[str]
    part: Ints
    """By record: the component of records that accepted (and ``bound``) pairs join it to, before clusters were cut."""
    bound: tuple[Ints, Ints]
    """Pairs (a, b) that hold a component together besides the accepted ones, because their weight depends on it."""
    counts: TableCounts
    decided: DecisionCounts
    """What became of the decisions about these records."""


def block(engine: Engine, kind: str, cap: int) -> tuple[Table, TableCounts]:
    """Block the records of ``<kind>_record``: their pairs, and how many blocks above ``cap`` were not compared."""
    engine.run(f"{kind}_block")
    pairs = engine.build(f"{kind}_pair", cap=cap)
    over = f"FROM {kind}_block WHERE size > {cap}"
    return pairs, TableCounts(
        dropped_blocks=engine.scalar(f"SELECT count(DISTINCT hash(kind, key)) {over}"),
        dropped_records=engine.scalar(f"SELECT count(DISTINCT nid) {over}"),
    )


def with_dropped(linked: Linked, dropped: TableCounts, **more: int) -> Linked:
    """``linked`` with the blocks left out before (``dropped``), and other counts, in its own."""
    counts = replace(
        linked.counts, dropped_blocks=dropped.dropped_blocks, dropped_records=dropped.dropped_records, **more
    )
    return replace(linked, counts=counts)


def read_pairs(engine: Engine, query: str) -> Pairs:
    """Run a query giving a, b, duplicate and one column of levels a field, ordered by a, b."""
    found = engine.arrays(query)
    a, b = found.pop("a").astype(np.int64), found.pop("b").astype(np.int64)
    duplicate = found.pop("duplicate").astype(np.int8)
    return Pairs(a, b, {k: v.astype(np.int8) for k, v in found.items()}, duplicate)


def random_pairs(engine: Engine, table: str, n: int, size: int) -> Table:
    """(Re)create ``table`` with up to ``size`` random pairs of 0 … n-1; the draw depends on ``n`` only."""
    draw = np.random.default_rng(n).integers(0, max(n, 1), size=(2, min(size, n * (n - 1) // 2)), dtype=np.int64)
    keys = np.unique((draw.min(axis=0) * n + draw.max(axis=0))[draw[0] != draw[1]])
    return engine.put(table, {"a": keys // max(n, 1), "b": keys % max(n, 1)})


def count_levels(model: Model, kind: str, pairs: Pairs, masks: Mapping[str, Flags]) -> Counts:
    """Counts of the levels of each field named in ``masks`` over its mask, as counts of class ``kind``."""
    sizes = {f.name: len(f.levels) for f in model.fields}
    return {
        name: {kind: [0, *tally(pairs.levels[name][mask].astype(np.int64), sizes[name])[1:]]}
        for name, mask in masks.items()
    }


def cluster_pairs(model: Model, n: int, slot: Ints, pairs: Pairs, config: LinkConfig, ties: Ties) -> tuple[Bits, Ints]:
    """Weight of each pair and cluster label of each of the ``n`` records (arguments: see ``settle``)."""
    patterns = pack(model, pairs.levels, np.zeros(len(pairs.a), dtype=np.int8))
    weight = weigh(model, patterns, pairs.duplicate, config.duplicate_bits)
    return weight, _cluster(n, slot, pairs, weight, config, ties)


def _cluster(n: int, slot: Ints, pairs: Pairs, weight: Bits, config: LinkConfig, ties: Ties) -> Ints:
    return ties.cluster(
        np.arange(n),
        Edges(pairs.a, pairs.b, weight),
        np.arange(n),
        slot,
        config.accept_bits,
        config.margin_bits,
        config.contradiction_bits,
    )


def settle(
    model: Model, n: int, slot: Ints, pairs: Pairs, config: LinkConfig, ties: Ties, bound: Flags | None = None
) -> Linked:
    """Weigh ``pairs`` and cluster the ``n`` records; ``slot`` by record: its source; ``ties``: people's decisions.

    ``bound``: see ``Linked`` (None: no pairs).
    """
    patterns = pack(model, pairs.levels, np.zeros(len(pairs.a), dtype=np.int8))
    weight = weigh(model, patterns, pairs.duplicate, config.duplicate_bits)
    label = _cluster(n, slot, pairs, weight, config, ties)
    shown = ties.publish(pairs.a, pairs.b, weight, patterns.index, evidence(model, patterns))
    good = shown[2] >= config.accept_bits
    kept = np.zeros(len(pairs.a), dtype=bool) if bound is None else bound
    held = pairs.a[kept], pairs.b[kept]
    part = parts(n, np.append(shown[0][good], held[0]), np.append(shown[1][good], held[1]))
    counts = TableCounts(records=n, pairs=len(pairs.a), entities=len(np.unique(label)))
    return Linked(label, *shown, part, held, counts, ties.counts)
