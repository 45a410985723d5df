"""Ask the other sources before asking a person: is the place in the other source still free?

Two records of different sources that look alike only half may be one parcel, mistyped, or two neighbours. If they are
two, each has its own counterpart in the other's source, unless it is absent there just where the other is absent too:
that is rare. So a doubtful pair (between the thresholds of review and of acceptance) gets a level by how the clusters
of the certain pairs stand: *free* when no source has a record in both, *taken* when a source holds both side by side.
How often neighbours leave both places free is counted on pairs that are plainly two parcels.

Invariant: a pair's level depends on nothing outside the component that the pairs at or above the threshold of review
make of it; ``Linked.part`` is that component, so what links only a region comes to the same.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from doisoat.linkage.engine import Bits, Flags, Ints
from doisoat.linkage.model import ComparedField, Model
from doisoat.linkage.tables import Pairs

__all__ = ["FREE", "STANDING", "TAKEN", "count_standing", "doubtful", "standing"]

FREE: Final = 1
"""Level of ``STANDING``, as is the next."""
TAKEN: Final = 2
STANDING: Final = ComparedField(
    "standing",
    ("missing", "free", "taken"),
    ((FREE, TAKEN),),
    {"same": (0, 300, 2), "other": (0, 10, 190), "kin": (0, 10, 190)},
)
"""Where records of one parcel stand is not learnt: that they are found is what the level is for."""


def doubtful(pairs: Pairs, label: Ints, weight: Bits, review: float, accept: float) -> Flags:
    """Pairs of two sources that a person would be asked about: not together, between the thresholds."""
    apart = (label[pairs.a] != label[pairs.b]) & (pairs.duplicate == 0)
    return np.asarray(apart & (weight >= review) & (weight < accept))


def standing(pairs: Pairs, of: Flags, label: Ints, slot: Ints, weight: Bits, review: float) -> Ints:
    """Level of the pairs ``of``, 0 for the others. ``label``, ``slot`` by record: its cluster, its source.

    A source that may itself hold one parcel twice (the pair there is at or above ``review``) does not tell the two
    clusters apart; their level is missing.
    """
    level = np.zeros(len(pairs.a), dtype=np.int64)
    chosen = np.flatnonzero(of)
    if not len(chosen):
        return level
    one, other = label[pairs.a[chosen]], label[pairs.b[chosen]]
    ends = np.unique(np.stack([np.minimum(one, other), np.maximum(one, other)]), axis=1)
    level[chosen] = np.where(_meet(ends, one, other, label, slot), TAKEN, FREE)
    twice = (pairs.duplicate == 1) & (weight >= review)
    span = np.int64(len(label))
    low, high = label[pairs.a[twice]], label[pairs.b[twice]]
    doubled = np.minimum(low, high) * span + np.maximum(low, high)
    level[chosen[np.isin(np.minimum(one, other) * span + np.maximum(one, other), doubled)]] = 0
    return level


def _meet(ends: Ints, one: Ints, other: Ints, label: Ints, slot: Ints) -> Flags:
    """By pair of clusters (``one``, ``other``): whether a source has a record in both. ``ends``: each pair once."""
    span = np.int64(max(len(label), 1))
    held = np.unique(np.stack([label, slot]), axis=1)
    first = np.searchsorted(held[0], ends[0])
    size = np.searchsorted(held[0], ends[0], side="right") - first
    at = np.repeat(np.arange(ends.shape[1]), size)
    here = np.repeat(first, size) + np.arange(len(at)) - np.repeat(np.cumsum(size) - size, size)
    sources = held[1][here]
    width = np.int64(slot.max() + 1)
    shared = np.isin(ends[1][at] * width + sources, held[0] * width + held[1])
    meets = np.bincount(at[shared], minlength=ends.shape[1]) > 0
    keys = ends[0] * span + ends[1]
    return meets[np.searchsorted(keys, np.minimum(one, other) * span + np.maximum(one, other))]


def count_standing(model: Model, pairs: Pairs, label: Ints, slot: Ints, weight: Bits, review: float) -> Model:
    """``model`` with how often pairs that are plainly two parcels leave both places free."""
    apart = (pairs.duplicate == 0) & (weight < review) & (label[pairs.a] != label[pairs.b])
    level = standing(pairs, apart, label, slot, weight, review)
    found = [0, int((level == FREE).sum()), int((level == TAKEN).sum())]
    counts = {**model.counts, STANDING.name: {**model.counts[STANDING.name]}}
    for kind in ("other", "kin"):
        counts[STANDING.name][kind] = [x + y for x, y in zip(STANDING.start[kind], found, strict=True)]
    return replace(model, counts=counts, trained_on={**model.trained_on, "standing_pairs": found[1] + found[2]})
