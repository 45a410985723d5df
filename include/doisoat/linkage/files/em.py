"""Expectation maximisation over patterns of cells: what matching pairs look like where no number tells.

What unrelated pairs (and members of one household) look like is counted elsewhere and stays fixed, and so does the
number of all possible pairs: a pattern counts as matching only as far as it occurs more often among the candidates
than unrelated pairs can explain. That keeps the classes from drifting or changing places. Patterns are integer-coded;
a round costs the number of patterns, not of pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from doisoat.linkage.engine import Bits, Ints
from doisoat.linkage.files.blocking import mix
from doisoat.linkage.files.units import Cells, JointLevels

__all__ = ["Fit", "fit", "patterns", "start"]

_ROUNDS = 40
"""Rounds of expectation maximisation at most. Chosen by hand: a bound on work."""


@dataclass(frozen=True)
class Fit:
    """``same``: P(cell | matching) by unit; ``matches``: expected matching pairs among the candidates."""

    same: list[Bits]
    matches: float


def start(unit: JointLevels) -> Bits:
    """P(cell | matching) before anything is known: of what is known, all agrees in eight of ten, nothing in one."""
    cells = np.bincount(unit.group)
    found = (0.1 / np.maximum(cells - 2, 1))[unit.group]
    last = np.zeros(len(cells), dtype=np.int64)
    last[unit.group] = np.arange(unit.size)  # levels run from same to different
    found[last] = 0.1
    found[unit.same] = 0.8
    found = found / np.bincount(unit.group, found)[unit.group]
    return np.where(unit.group == 0, 1.0, found)


def patterns(cells: Sequence[Cells], rare: Bits) -> tuple[list[Ints], Bits, Ints]:
    """The distinct combinations of cells (by unit) and rarity (whole bits), and how many pairs show each."""
    whole = np.round(rare).astype(np.int64)
    _, first, count = np.unique(mix([*cells, whole - whole.min(initial=0)]), return_index=True, return_counts=True)
    return [c[first].astype(np.int64) for c in cells], whole[first].astype(np.float64), count.astype(np.int64)


def fit(
    units: Sequence[JointLevels],
    cells: Sequence[Cells],
    rare: Bits,
    other: Sequence[Bits],
    kin: Sequence[Bits] | None,
    kin_ratio: float,
    possible: float,
    most: int,
    known: Sequence[Bits] | None = None,
) -> Fit:
    """Fit P(cell | matching).

    ``rare``: by pair, bits the rarity of what agrees adds (without it, people who changed their address are never told
    from namesakes); ``other``, ``kin``: P(cell | unrelated), P(cell | members of one household) by unit;
    ``kin_ratio``: pairs of the latter kind for one matching pair; ``possible``: all pairs of the two files; ``most``:
    records of the smaller file; ``known``: where to start.
    """
    pattern, shift, count = patterns(cells, rare)
    same = [start(u) for u in units] if known is None else list(known)
    null = sum((np.log2(o[p]) for o, p in zip(other, pattern, strict=True)), -shift)
    relative = None
    if kin is not None:
        relative = sum((np.log2(k[p]) for k, p in zip(kin, pattern, strict=True)), np.zeros(len(count)))
    matches = 0.8 * most
    for _ in range(_ROUNDS):
        match = sum((np.log2(s[p]) for s, p in zip(same, pattern, strict=True)), np.zeros(len(count)))
        against = null + np.log2(possible)
        if relative is not None:
            against = np.logaddexp2(against, relative + np.log2(max(matches * kin_ratio, 1e-9)))
        posterior = 1 / (1 + np.exp2(np.clip(against - match - np.log2(matches), -500, 500)))
        before = matches
        matches = float(np.clip((posterior * count).sum(), 1.0, most))
        same = [u.shares(u.counts(p.astype(np.int32), posterior * count)) for u, p in zip(units, pattern, strict=True)]
        if abs(matches - before) < 1e-5 * most:
            break
    return Fit([np.round(s, 9) for s in same], matches)
