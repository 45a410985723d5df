"""How alike two birth dates are, as one joint level; and which written dates mean nothing.

A register that does not know a birthday writes 1 January, one that knows nothing writes 1900-01-01: such dates are
cut back to what they tell (a year, or nothing) before they are compared, judged by how often they occur; what
``doisoat.text.placeholders`` lists tells nothing even once.
"""

from __future__ import annotations

import numpy as np

from doisoat.linkage.engine import Ints, Levels
from doisoat.text.placeholders import YEAR_ONLY, void_days

__all__ = ["DATE_LEVELS", "compare_dates", "judge_dates", "placeholders", "told"]

DATE_LEVELS = (
    "missing",
    "same",
    "swapped",
    "one_digit",
    "one_part",
    "same_year",
    "different",
    "partial_month",
    "partial_year",
    "partial_near",
    "partial_different",
)
(
    MISSING,
    SAME,
    SWAPPED,
    ONE_DIGIT,
    ONE_PART,
    SAME_YEAR,
    DIFFERENT,
    PARTIAL_MONTH,
    PARTIAL_YEAR,
    PARTIAL_NEAR,
    PARTIAL_DIFFERENT,
) = range(len(DATE_LEVELS))
_DAYS = 3653
"""Days dates are thought to be spread over at least (ten years), so that few of them make no placeholder of each."""
_FIRST_YEAR = 1900
"""A year of birth up to this one is a placeholder (1900-01-01), not a person of that age."""
DATE_GROUPS = ((1, 2, 3, 4, 5, 6), (7, 8, 9, 10))
"""Whole dates and partial ones: each group of levels (positions in ``DATE_LEVELS``) sums to one."""


def _one_digit(a: Ints, b: Ints, places: int) -> Ints:
    """1 where two numbers of ``places`` digits differ in one digit, or by two neighbours swapped."""
    da = np.stack([a // 10**k % 10 for k in range(places)])
    db = np.stack([b // 10**k % 10 for k in range(places)])
    off = da != db
    count = off.sum(axis=0)
    swapped = np.zeros(a.shape, dtype=bool)
    for k in range(places - 1):
        swapped |= off[k] & off[k + 1] & (da[k] == db[k + 1]) & (da[k + 1] == db[k])
    return np.asarray((count == 1) | ((count == 2) & swapped), dtype=np.int64)


def compare_dates(a: Ints, b: Ints) -> Levels:
    """Level of each pair of dates written as yyyymmdd with 00 for an unknown part and 0 for a missing date."""
    ya, ma, da = a // 10000, a // 100 % 100, a % 100
    yb, mb, db = b // 10000, b // 100 % 100, b % 100
    level = np.full(len(a), DIFFERENT, dtype=np.int8)
    year, month, day = ya == yb, ma == mb, da == db
    agree = year.astype(np.int8) + month + day
    level[year & ~month & ~day] = SAME_YEAR
    level[agree == 2] = ONE_PART
    slip = np.where(~year, _one_digit(ya, yb, 4), np.where(~month, _one_digit(ma, mb, 2), _one_digit(da, db, 2)))
    level[(agree == 2) & (slip == 1)] = ONE_DIGIT
    level[year & (ma == db) & (da == mb) & ~(month & day)] = SWAPPED
    level[agree == 3] = SAME
    partial = (da == 0) | (db == 0)
    near = (np.abs(ya - yb) <= 1) | (_one_digit(ya, yb, 4) == 1)
    known_months = (ma > 0) & (mb > 0)
    level[partial] = np.where(year, PARTIAL_YEAR, np.where(near, PARTIAL_NEAR, PARTIAL_DIFFERENT))[partial]
    level[partial & year & known_months] = np.where(month, PARTIAL_MONTH, PARTIAL_NEAR)[partial & year & known_months]
    level[(a == 0) | (b == 0)] = MISSING
    return level


def judge_dates(dates: Ints, counts: Ints) -> tuple[bool, frozenset[int]]:
    """Which written dates (yyyymmdd, distinct) mean nothing, given how many records bear each.

    Returns whether 1 January only tells the year, and the days that tell nothing:

    * 1 January tells the year when more than 1 % of all full dates are 1 January; and nothing in a year whose heap is
      far above the other years' (more than 10 times the median and 50 records);
    * any other single day borne by more than 30 times the mean (over at least ten years' days) and 50 records tells
      nothing.
    """
    full = (dates // 10000 > _FIRST_YEAR) & (dates % 100 > 0)
    first = full & (dates % 10000 == YEAR_ONLY)
    others = full & ~first
    nothing = np.zeros(len(dates), dtype=bool)
    january = bool(counts[first].sum() > 0.01 * counts[full].sum())
    if january:
        nothing |= first & (counts > max(50.0, 10.0 * float(np.median(counts[first]))))
    if others.any():
        mean = counts[others].sum() / (others.sum() + _DAYS)
        nothing |= others & (counts > max(50.0, 30.0 * mean))
    return january, frozenset(dates[nothing].tolist())


def told(dates: Ints, january: bool, nothing: frozenset[int]) -> Ints:
    """What each written date tells (yyyymmdd, 00 for an unknown part, 0 nothing).

    Years up to 1900 and the days on the list of placeholders tell nothing whatever their number.
    """
    year_only = january & (dates % 10000 == YEAR_ONLY)
    found = np.where(year_only, dates // 10000 * 10000, dates)
    found[(dates // 10000 <= _FIRST_YEAR) | np.isin(dates, list(nothing | void_days()))] = 0
    return np.asarray(found, dtype=np.int64)


def placeholders(dates: Ints, counts: Ints) -> Ints:
    """What each distinct written date tells, judged by ``judge_dates`` on the same dates."""
    return told(dates, *judge_dates(dates, counts))
