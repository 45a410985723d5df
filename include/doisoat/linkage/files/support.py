"""What other members of two households say about a pair: a second round after people have been linked.

``two_more``/``one_more``: so many other members of the two households are linked to each other; ``elsewhere``: others
of both are linked, but not to each other; otherwise nothing can be said. It is evidence against *unrelated* people
only: it does not tell a person from a relative. Members left over in linked households are compared with each other
even if no block proposed them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from doisoat.linkage.engine import Bits, Flags, Ints, Levels
from doisoat.linkage.files.blocking import expand
from doisoat.linkage.files.coding import Codes, distinct

__all__ = ["SUPPORT_LEVELS", "Homes", "anchored", "homes", "support_bits", "support_levels"]

SUPPORT_LEVELS = ("missing", "two_more", "one_more", "elsewhere")
_MOST_BITS, _LEAST_BITS, _LARGEST = 10.0, 6.0, 40
"""Bounds on what households say for and against a pair; a prototype learnt +6.8 and -6.5 bits. ``_LARGEST``: members of
a household whose left-over people are compared, a bound on work. Chosen by hand."""
_FEW = 50
"""Links between households before anything is learnt from them. Chosen by hand (``test_files_support``)."""


@dataclass(frozen=True)
class Homes:
    """Linked people by pair of households. ``key``: packed pairs of households, ascending; ``linked``: people."""

    household: Codes
    """By record, numbered over both files; -1 none."""
    key: Ints
    linked: Ints
    members: npt.NDArray[np.int64]
    """People linked (to anybody), by household."""
    n_homes: int


def homes(household: Codes, n_a: int, a: Ints, b: Ints) -> Homes:
    """From linked pairs ``a``, ``b``; ``household`` is numbered within each file."""
    n_homes = int(household.max(initial=-1)) + 1
    own = household.copy()
    own[n_a:] = np.where(own[n_a:] >= 0, own[n_a:] + n_homes, -1)
    both = (own[a] >= 0) & (own[b] >= 0)
    key, linked = np.unique(own[a[both]].astype(np.int64) * (2 * n_homes) + own[b[both]], return_counts=True)
    members = np.bincount(own[a[own[a] >= 0]], minlength=2 * n_homes)
    members += np.bincount(own[b[own[b] >= 0]], minlength=2 * n_homes)
    return Homes(own, key, linked, members, 2 * n_homes)


def support_levels(of: Homes, a: Ints, b: Ints, linked: Flags, taken: Flags) -> Levels:
    """Level of each pair (SUPPORT_LEVELS); ``linked``: the pair itself is; ``taken``: by record, linked to anybody."""
    ha, hb = of.household[a], of.household[b]
    known = (ha >= 0) & (hb >= 0)
    level = np.zeros(len(a), dtype=np.int8)
    if not len(of.key):
        return level
    packed = np.where(known, ha.astype(np.int64) * of.n_homes + hb, -1)
    at = np.minimum(np.searchsorted(of.key, packed), len(of.key) - 1)
    together = np.where(of.key[at] == packed, of.linked[at], 0) - linked
    away_a = of.members[ha] - taken[a]
    away_b = of.members[hb] - taken[b]
    level[known & (away_a > 0) & (away_b > 0)] = 3
    level[known & (together == 1)] = 2
    level[known & (together >= 2)] = 1
    return level


def support_bits(of: Homes, levels: Levels, weight: Bits, chosen: Flags, n_a: int, n_b: int) -> Bits:
    """Bits by level against unrelated people.

    ``weight``: of the pairs before households had a say. P(level | same) is counted on the chosen pairs, each by its
    chance (pairs beyond doubt alone would hide how many people move); P(level | unrelated): two people meet in linked
    households by chance as often as there are such pairs of households.
    """
    sure = chosen & (weight >= 0) & (levels > 0)
    chance = 1 / (1 + np.exp2(-np.clip(weight[sure], -60, 60)))
    counts = np.round(np.bincount(levels[sure], chance, minlength=4)[1:], 3)
    if counts.sum() < _FEW:
        return np.zeros(4)
    same = (counts + 0.5) / (counts + 0.5).sum()
    size = np.bincount(of.household[of.household >= 0], minlength=of.n_homes).astype(np.float64)
    meeting = size[of.key // of.n_homes] * size[of.key % of.n_homes]
    total = float(max(n_a, 1)) * float(max(n_b, 1))
    one, two = meeting[of.linked == 1].sum() / total, meeting[of.linked > 1].sum() / total
    other = np.clip(np.array([two, one, 1 - one - two]), 1e-9, 1.0)
    bits = np.clip(np.log2(same / other), -_LEAST_BITS, _MOST_BITS)
    return np.append(0.0, np.round(bits, 3))


def anchored(of: Homes, free: Flags, n_a: int) -> Ints:
    """Packed pairs (a · n + b) of free records whose households are linked by somebody else."""
    n = len(free)
    record = np.flatnonzero(free & (of.household >= 0))
    order = np.argsort(of.household[record], kind="stable")
    record = record[order]
    home = of.household[record]
    size = np.bincount(home, minlength=of.n_homes)
    start = np.cumsum(size) - size
    ha, hb = of.key // of.n_homes, of.key % of.n_homes
    use = (size[ha] > 0) & (size[hb] > 0) & (size[ha] <= _LARGEST) & (size[hb] <= _LARGEST)
    ha, hb = ha[use], hb[use]
    rows = expand(start[ha], size[ha])
    times = np.repeat(size[hb], size[ha])
    one = np.repeat(record[rows], times)
    two = record[expand(np.repeat(start[hb], size[ha]), times)]
    return distinct(one.astype(np.int64) * n + two)
