"""Link households across levels, by the people in them.

Numbers of households are local to a source and heads change; what makes two records one household is that the same
people live in both. Children who moved out share a member with their parents' old record: the best partner wins.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from doisoat.linkage.decided import record_ties
from doisoat.linkage.engine import Engine
from doisoat.linkage.inputs import LinkConfig
from doisoat.linkage.model import ComparedField, Model, start_counts
from doisoat.linkage.tables import Linked, Pairs, block, count_levels, random_pairs, read_pairs, settle, with_dropped

__all__ = ["HOUSEHOLD_FIELDS", "link_households"]


def _field(name: str, levels: tuple[str, ...], same: tuple[int, ...], other: tuple[int, ...]) -> ComparedField:
    return ComparedField(
        name, levels, (tuple(range(1, len(levels))),), {"same": same, "other": other, "kin": same}, False
    )


HOUSEHOLD_FIELDS = (
    _field(
        "members",
        ("missing", "all", "the_only_one", "most", "half", "few", "none"),
        (0, 300, 40, 30, 12, 6, 3),
        (0, 1, 3, 1, 2, 8, 40000),
    ),
    # another head over mostly the same people is a change, not a contradiction: it weighs nothing
    ComparedField(
        "head",
        ("missing", "same", "name", "different", "changed"),
        ((1, 2, 3), (4,)),
        {"same": (0, 360, 20, 20, 1), "other": (0, 4, 60, 40000, 1), "kin": (0, 1, 1, 1, 1)},
        False,
    ),
    _field("number", ("missing", "same", "different"), (0, 200, 200), (0, 40, 40000)),
    _field(
        "place",
        ("missing", "house", "village", "unit", "candidate", "elsewhere"),
        (0, 250, 110, 20, 10, 10),
        (0, 8, 400, 4000, 1500, 36000),
    ),
)


def link_households(engine: Engine, config: LinkConfig, model: Model | None) -> tuple[Linked, Model]:
    """Link table ``household_record``."""
    blocked, dropped = block(engine, "household", config.block_cap)
    pairs = read_pairs(engine, engine.text("household_levels", pairs=blocked))
    records = engine.arrays("SELECT nid::BIGINT AS nid, slot FROM household_record ORDER BY nid")
    n = len(records["nid"])
    if model is None:
        model = _train(engine, config, n, pairs)
    config = model.settings(config)
    _, slot = np.unique(records["slot"], return_inverse=True)
    # that a source holds a household twice needs more evidence, unless one person heads both now in one village
    pairs = replace(pairs, duplicate=np.where(pairs.levels["twice"] == 1, 0, pairs.duplicate).astype(np.int8))
    ties = record_ties(engine, "household")
    linked = with_dropped(settle(model, n, slot.astype(np.int64), pairs, config, ties), dropped)
    engine.lap("households")
    return linked, model


def _train(engine: Engine, config: LinkConfig, n: int, pairs: Pairs) -> Model:
    model = Model(start_counts(HOUSEHOLD_FIELDS), max(n // 3, 1), fields=HOUSEHOLD_FIELDS)
    level, apart = pairs.levels, pairs.duplicate == 0
    by_members = apart & (level["members"] == 1)
    model = model.with_counts(
        count_levels(model, "same", pairs, dict.fromkeys(("head", "number", "place"), by_members)),
        member_pairs=int(by_members.sum()),
    )
    by_place = apart & (level["head"] == 1) & ((level["place"] == 1) | (level["place"] == 2))
    model = model.with_counts(count_levels(model, "same", pairs, {"members": by_place}), head_pairs=int(by_place.sum()))
    strangers = random_pairs(engine, "household_random", n, config.sample_pairs)
    drawn = read_pairs(engine, engine.text("household_levels", pairs=strangers))
    far = drawn.levels["members"] >= 5
    names = [f.name for f in HOUSEHOLD_FIELDS]
    return model.with_counts(
        count_levels(model, "other", drawn, dict.fromkeys(names, far)), random_pairs=int(far.sum())
    )
