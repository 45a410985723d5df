"""How alike two identity numbers are.

A personal number (số định danh) carries its holder's sex and birth year. A record whose number contradicts its own
sex or birth year probably carries a relative's number or a mistyped one, so agreement and disagreement of such a
number count less; the levels keep the two apart and their weights are learnt.
Structure: 3 digits place of birth registration, 1 century and sex (0/1 = 1900s male/female, 2/3 = 2000s …), 2 year,
6 random (Decree 137/2015/NĐ-CP, Art. 13).
"""

from __future__ import annotations

import numpy as np

from doisoat.linkage.engine import Flags, Ints, Levels

__all__ = ["ID_GROUPS", "ID_LEVELS", "compare_ids", "contradicts"]

ID_LEVELS = ("missing", "same", "one_slip", "two_slips", "different", "same_doubtful", "different_doubtful")
# a doubtful number is only held against other doubtful ones: how often do they agree, how often do they differ
ID_GROUPS = ((1, 2, 3, 4), (5, 6))
MISSING, SAME, ONE_SLIP, TWO_SLIPS, DIFFERENT, SAME_DOUBTFUL, DIFFERENT_DOUBTFUL = range(len(ID_LEVELS))


def contradicts(number: Ints, year: Ints, sex: Ints) -> Flags:
    """Whether a 12-digit ``number`` (-1 missing) contradicts its record's birth year (0 unknown) or sex (1 M, 2 F)."""
    century_sex = number // 10**8 % 10
    born = 1900 + century_sex // 2 * 100 + number // 10**6 % 100
    wrong_year = (year > 0) & (born != year)
    wrong_sex = (sex > 0) & (century_sex % 2 != sex - 1)
    return np.asarray((number >= 0) & (wrong_year | wrong_sex))


def compare_ids(a: Ints, b: Ints, doubtful: Flags) -> Levels:
    """Level of each pair of 12-digit numbers (-1 missing); ``doubtful``: one of the two contradicts its record."""
    level = np.where(doubtful, DIFFERENT_DOUBTFUL, DIFFERENT).astype(np.int8)
    level[a == b] = np.where(doubtful, SAME_DOUBTFUL, SAME)[a == b]
    known = (a >= 0) & (b >= 0)
    rest = np.flatnonzero(known & (a != b))
    if len(rest):
        x, y = a[rest], b[rest]
        off = np.zeros(len(rest), dtype=np.int8)
        swapped = np.zeros(len(rest), dtype=bool)
        before_x = before_y = np.full(len(rest), -1, dtype=np.int64)
        for _ in range(12):
            dx, dy = x % 10, y % 10
            off += dx != dy
            swapped |= (dx != dy) & (dx == before_y) & (dy == before_x)
            before_x, before_y, x, y = dx, dy, x // 10, y // 10
        one = (off == 1) | ((off == 2) & swapped)
        found = level[rest]
        found[off == 2] = TWO_SLIPS
        found[one] = ONE_SLIP
        level[rest] = found
    level[~known] = MISSING
    return level
