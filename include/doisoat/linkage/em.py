"""Expectation maximisation over patterns of levels: what matching pairs look like where no number tells.

The probabilities of unrelated pairs are fixed (counted on random pairs); only those of matching pairs and their share
among the candidates are fitted. Fields whose counts are known from elsewhere stay fixed. Patterns are integer-coded,
so an iteration costs the number of patterns, not of pairs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from doisoat.linkage.engine import Bits, Levels

__all__ = ["fit"]

Groups = tuple[tuple[int, ...], ...]


def shares(counts: npt.NDArray[np.float64], groups: Groups, weight: float = 0.5) -> Bits:
    """Counts by level as probabilities inside each group of levels; 1 for a missing value."""
    found = np.ones(len(counts))
    for group in groups:
        members = list(group)
        found[members] = (counts[members] + weight) / (counts[members] + weight).sum()
    return found


def _start(size: int, groups: Groups) -> Bits:
    counts = np.zeros(size)
    for group in groups:
        for rank, level in enumerate(group):
            counts[level] = 0.9 if rank == 0 else 0.1 / (len(group) - 1)
    return shares(counts, groups, 1e-3)


def fit(
    levels: Sequence[Levels],
    sizes: Sequence[int],
    groups: Sequence[Groups],
    other: Sequence[Bits],
    known: Mapping[int, npt.NDArray[np.int64]] | None = None,
    rounds: int = 50,
) -> list[Bits]:
    """P(level | matching) by field.

    ``levels``: by field, the level of each candidate pair (0 missing); ``other``: P(level | unrelated) by field;
    ``known``: counts by level of matching pairs for fields that need no fitting.
    """
    known = known or {}
    code = np.zeros(len(levels[0]), dtype=np.int64)
    for lv, size in zip(levels, sizes, strict=True):
        code = code * size + lv
    codes, count = np.unique(code, return_counts=True)
    pattern: list[npt.NDArray[np.int64]] = []
    for size in reversed(sizes):
        pattern.insert(0, codes % size)
        codes = codes // size
    same = [
        shares(known[i].astype(np.float64), groups[i]) if i in known else _start(sizes[i], groups[i])
        for i in range(len(levels))
    ]
    null = sum(np.log(other[i][pattern[i]]) for i in range(len(levels)))
    share = 0.2
    for _ in range(rounds):
        match = sum(np.log(same[i][pattern[i]]) for i in range(len(levels)))
        posterior = 1 / (1 + np.exp(np.clip(null - match, -500, 500)) * (1 - share) / share)
        before, share = share, float(np.clip((posterior * count).sum() / count.sum(), 1e-6, 1 - 1e-6))
        for i in range(len(levels)):
            if i not in known:
                same[i] = shares(np.bincount(pattern[i], posterior * count, sizes[i]).astype(np.float64), groups[i])
        if abs(before - share) < 1e-7:
            break
    return [np.round(s, 9) for s in same]
