"""Link parcels across levels and systems.

After a merger three former communes each have a sheet 1, so (unit, sheet, number) may name several parcels; what
stays is (former unit, former sheet, former number), the parcel code, the holders and the area. Each is weighed; how
often two different parcels share a key is counted on pairs whose codes differ.

What a relative is among people, a neighbour is among parcels: a number one digit away, plots of one size side by side,
one holder, a code that differs in its last character. So a pair is held against two rivals, any other parcel and a
*neighbour*. What neighbours share, and how many of them a record has, is counted on pairs one source holds side by
side, which are two parcels by construction, under the same blocking keys. A near number is then no evidence by itself:
among neighbours it is more frequent than among slips of the pen.

What is doubtful after that is asked of the sources first (``standing``): in a second round, knowing what the certain
pairs have claimed.

A parcel that one level has split or merged already and another has not is no duplicate of its successors, however much
they share (``successions``): such pairs are contradictions.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from doisoat.linkage.decided import record_ties
from doisoat.linkage.engine import Engine, Flags
from doisoat.linkage.inputs import LinkConfig
from doisoat.linkage.model import ComparedField, Model, start_counts
from doisoat.linkage.standing import FREE, STANDING, count_standing, doubtful, standing
from doisoat.linkage.tables import (
    Linked,
    Pairs,
    block,
    cluster_pairs,
    count_levels,
    random_pairs,
    read_pairs,
    settle,
    with_dropped,
)

__all__ = ["PARCEL_FIELDS", "link_parcels"]


def _field(
    name: str, levels: tuple[str, ...], same: tuple[int, ...], other: tuple[int, ...], kin: tuple[int, ...]
) -> ComparedField:
    return ComparedField(name, levels, (tuple(range(1, len(levels))),), {"same": same, "other": other, "kin": kin})


_NEAR = ("", "near_", "apart_")
"""Prefixes of the levels of a field where the keys agree, nearly agree, and differ."""


def _by_key(
    name: str, levels: tuple[str, ...], same: tuple[int, ...], other: tuple[int, ...], *kin: tuple[int, ...]
) -> ComparedField:
    """A field whose levels are told apart by what the keys say: ``kin`` has start counts for each of ``_NEAR``."""
    size = len(levels)
    groups = tuple(tuple(range(1 + size * i, 1 + size * (i + 1))) for i in range(len(_NEAR)))
    every = ("missing", *(f"{near}{level}" for near in _NEAR for level in levels))
    start = {"same": (0, *(same * len(_NEAR))), "other": (0, *(other * len(_NEAR))), "kin": (0, *sum(kin, ()))}
    return ComparedField(name, every, groups, start)


PARCEL_FIELDS = (
    _field("code", ("missing", "same", "slip", "different"), (0, 380, 10, 10), (0, 1, 2, 40000), (0, 1, 10, 90)),
    _field(
        "key",
        ("missing", "former_same", "now_same_former_differs", "now_same", "former_slip", "now_slip", "different"),
        (0, 300, 6, 300, 12, 12, 60),
        (0, 1, 8, 8, 40, 60, 40000),
        (0, 1, 2, 2, 20, 20, 60),
    ),
    _by_key(
        "area",
        ("same", "close", "near", "different"),
        (370, 8, 8, 14),
        (60, 250, 2500, 37000),
        (2, 1, 4, 35),
        (20, 1, 2, 20),
        (30, 1, 2, 20),
    ),
    _by_key(
        "holders", ("number", "name", "none"), (250, 120, 30), (20, 40, 40000), (1, 1, 40), (10, 10, 20), (10, 10, 20)
    ),
    _by_key("certificate", ("same", "different"), (380, 20), (4, 40000), (1, 40), (4, 36), (4, 36)),
    _field("land_use", ("missing", "same", "different"), (0, 360, 40), (0, 12000, 28000), (0, 80, 20)),
    _field("village", ("missing", "shared", "apart"), (0, 370, 30), (0, 400, 40000), (0, 90, 10)),
    # a parcel and what it was split into, or two parts of it, are never one: a rule, not an estimate (about -60 bits)
    _field(
        "succession",
        ("missing", "successor", "sibling", "neither"),
        (0, 0, 0, 10**18),
        (0, 500, 500, 500),
        (0, 500, 500, 500),
    ),
    STANDING,
)
_LEVEL = {field.name: field.levels for field in PARCEL_FIELDS}
_START = (100, 2)
"""Records, and neighbours a record, to start counting neighbours from: they only matter in small files."""


def link_parcels(engine: Engine, config: LinkConfig, model: Model | None) -> tuple[Linked, Model]:
    """Link table ``parcel_record``; leaves ``parcel_cluster`` (source_id, record_key, entity = cluster number)."""
    blocked, dropped = block(engine, "parcel", config.block_cap)
    pairs = read_pairs(engine, engine.text("parcel_levels", pairs=blocked))
    records = engine.arrays("SELECT nid::BIGINT AS nid, slot FROM parcel_record ORDER BY nid")
    n = len(records["nid"])
    slot = np.unique(records["slot"], return_inverse=True)[1].astype(np.int64)
    pairs.levels[STANDING.name] = np.zeros(len(pairs.a), dtype=np.int8)
    ties = record_ties(engine, "parcel")
    trained = model or _train(engine, config, n, pairs)
    config = trained.settings(config)
    weight, label = cluster_pairs(trained, n, slot, pairs, config, ties)
    if model is None:
        trained = count_standing(trained, pairs, label, slot, weight, config.review_bits)
    model = trained
    asked = doubtful(pairs, label, weight, config.review_bits, config.accept_bits)
    found = standing(pairs, asked, label, slot, weight, config.review_bits)
    # a free place says that a slip is likelier than two absences, nothing against what contradicts
    found[(found == FREE) & _contradicts(pairs)] = 0
    pairs.levels[STANDING.name] = found.astype(np.int8)
    linked = with_dropped(settle(model, n, slot, pairs, config, ties, weight >= config.review_bits), dropped)
    engine.put("parcel_label", {"nid": np.arange(n), "label": linked.label})
    engine.con.execute(
        "CREATE OR REPLACE TABLE parcel_cluster AS SELECT r.source_id, r.record_key, k.nkey AS entity "
        "FROM parcel_record r JOIN parcel_label l USING (nid) JOIN parcel_record k ON k.nid = l.label"
    )
    engine.lap("parcels")
    return linked, model


def _train(engine: Engine, config: LinkConfig, n: int, pairs: Pairs) -> Model:
    model = Model(start_counts(PARCEL_FIELDS), max(n // 3, 1), fields=PARCEL_FIELDS)
    level, apart = pairs.levels, pairs.duplicate == 0
    by_code = apart & (level["code"] == 1)
    rest = [f.name for f in PARCEL_FIELDS if f.name not in ("code", STANDING.name)]
    model = model.with_counts(
        count_levels(model, "same", pairs, dict.fromkeys(rest, by_code)), code_pairs=int(by_code.sum())
    )
    by_key = apart & (level["key"] == 1) & (level["area"] == 1)
    model = model.with_counts(count_levels(model, "same", pairs, {"code": by_key}), key_pairs=int(by_key.sum()))
    # two parcels with one key are too rare for a random sample: count them where the codes tell parcels apart
    others = level["code"] == 3
    counts = count_levels(model, "other", pairs, {"key": others, "certificate": others})
    known = engine.scalar("SELECT count(*) FROM parcel_record WHERE code IS NOT NULL")
    for name in ("key", "certificate"):
        counts[name]["other"][-1] += known * (known - 1) // 2
    model = model.with_counts(counts)
    strangers = random_pairs(engine, "parcel_random", n, config.sample_pairs)
    drawn = read_pairs(engine, engine.text("parcel_levels", pairs=strangers))
    far = ~((drawn.levels["code"] == 1) | (drawn.levels["key"] == 1))
    names = ("code", "area", "holders", "land_use", "village")
    model = model.with_counts(
        count_levels(model, "other", drawn, dict.fromkeys(names, far)), random_pairs=int(far.sum())
    )
    model = _alike_by_key(model)
    beside = _neighbours(pairs)
    learnt = [f.name for f in PARCEL_FIELDS if f.name not in ("succession", STANDING.name)]
    model = model.with_counts(
        count_levels(model, "kin", pairs, dict.fromkeys(learnt, beside)), neighbour_pairs=int(beside.sum())
    )
    records, each = _START
    return replace(model, rivals=round((2 * int(beside.sum()) + records * each) / (n + records), 3))


def _alike_by_key(model: Model) -> Model:
    """``model`` with what one parcel's and any two parcels' areas, holders and papers look like whatever the keys say.

    Only neighbours are chosen by their keys: those with other keys were met because area or holder agree.
    """
    counts = dict(model.counts)
    for spec in model.fields:
        size = len(spec.groups[0])
        if len(spec.groups) == len(_NEAR):
            counts[spec.name] = dict(counts[spec.name])
            for kind in ("same", "other"):
                each = np.array(counts[spec.name][kind][1:], dtype=np.int64).reshape(len(_NEAR), size).sum(axis=0)
                counts[spec.name][kind] = [0, *(each.tolist() * len(_NEAR))]
    return replace(model, counts=counts)


def _contradicts(pairs: Pairs) -> Flags:
    """Pairs with other numbers altogether, or an area, a code, a certificate or a holder that says two parcels."""
    wrong = (pairs.levels["key"] == 0) | (pairs.levels["key"] == _LEVEL["key"].index("different"))
    for name, last in (("code", "different"), ("area", "different"), ("certificate", "different"), ("holders", "none")):
        levels = [
            i for i, level in enumerate(_LEVEL[name]) if level.removeprefix("near_").removeprefix("apart_") == last
        ]
        wrong |= np.isin(pairs.levels[name], levels)
    return np.asarray(wrong)


def _neighbours(pairs: Pairs) -> Flags:
    """Pairs one source holds side by side, but for those that are one parcel entered twice."""
    level = pairs.levels
    one_key = (level["key"] > 0) & (level["key"] <= 3) & (level["area"] > 0) & (level["area"] <= 2)
    twice = (level["code"] == 1) | (one_key & (level["code"] != 3) & (level["certificate"] != 2))
    return np.asarray((pairs.duplicate == 1) & ~twice)
