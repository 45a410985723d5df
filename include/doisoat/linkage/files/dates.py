"""How alike two birth dates are, as one joint level: full dates, partial dates, bare years and ages.

Everything is looked up in small tables over years, months and days. A partial date (a year, or year and month) is
compared by what it tells, with its own set of levels, because two years that agree say less than two days that do.
Placeholders (1900-01-01, a heap on 1 January) are first cut back to what they tell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from doisoat.linkage.engine import Bits, Ints, Levels
from doisoat.linkage.files.coding import Coded, Codes
from doisoat.linkage.files.spelling import Index
from doisoat.text.placeholders import YEAR_ONLY, void_days

__all__ = ["DATE_GROUPS", "DATE_LEVELS", "Dates", "parse_dates"]

DATE_LEVELS = (
    "missing",
    "same",
    "swapped",
    "one_digit",
    "one_part",
    "same_year",
    "near_year",
    "different",
    "partial_month",
    "partial_year",
    "partial_1_year",
    "partial_3_years",
    "partial_digit",
    "partial_6_years",
    "partial_different",
)
(
    MISSING,
    SAME,
    SWAPPED,
    ONE_DIGIT,
    ONE_PART,
    SAME_YEAR,
    NEAR_YEAR,
    DIFFERENT,
    P_MONTH,
    P_YEAR,
    P_1,
    P_3,
    P_DIGIT,
    P_6,
    P_DIFFERENT,
) = range(len(DATE_LEVELS))
DATE_GROUPS = (tuple(range(SAME, P_MONTH)), tuple(range(P_MONTH, len(DATE_LEVELS))))

_FIRST, _LAST = 1500, 2100
"""Years read as years: old parish books to tomorrow."""
_DAYS = 3653
"""Days a file of few distinct dates is thought to span at least."""
_ALONE = 5
"""Records with other days of a year below which a listed day of that year is a placeholder."""
_ISO = re.compile(r"(\d{4})(?:[-/.]?(\d{2})(?:[-/.]?(\d{2}))?)?(?:[T ].*|\.0)?$")
_ISO_LOOSE = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?$")
_PARTS = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})$")
_MONTH = re.compile(r"(\d{1,2})[-/. ](\d{4})$")


def parse_dates(texts: Sequence[str], month_first: bool | None = None) -> npt.NDArray[np.int64]:
    """Distinct date texts as yyyymmdd with 00 for unknown parts, 0 for none.

    Read are ISO, yyyymmdd, d/m/yyyy (m/d/yyyy where the texts only make sense that way), mm/yyyy and bare years.
    """
    if month_first is None:
        month_first = _month_first(texts)
    return np.array([_parse(t.strip(), month_first) for t in texts], dtype=np.int64)


def _month_first(texts: Sequence[str]) -> bool:
    parts = [m.groups() for m in map(_PARTS.match, texts) if m]
    return sum(int(m) > 12 for _, m, _ in parts) > sum(int(d) > 12 for d, _, _ in parts)


def _parse(text: str, month_first: bool) -> int:
    year = month = day = 0
    if found := _ISO.match(text) or _ISO_LOOSE.match(text):
        year, month, day = (int(g or 0) for g in found.groups())
    elif found := _PARTS.match(text):
        day, month, year = map(int, found.groups())
        if month_first:
            day, month = month, day
    elif found := _MONTH.match(text):
        month, year = map(int, found.groups())
    if not _FIRST <= year < _LAST:
        return 0
    if not 1 <= month <= 12:
        return year * 10000
    return year * 10000 + month * 100 + (day if 1 <= day <= 31 else 0)


def placeholders(dates: Ints, counts: Bits) -> Ints:
    """What each distinct date tells (yyyymmdd, 0 nothing), given how many records bear it.

    * 1 January, borne by five times the mean day of its year, and more than 5 records: the year;
      and nothing where the year has hardly any other day, or far more such records than other years have;
    * any other day borne by 30 times the mean day and more than 50 records: nothing;
    * a day on the list of placeholders (1 January 1900) in a year hardly anybody else of the file was born in: nothing.

    No year is suspect by itself: what is a placeholder in one file (1900) is a birth year in another.
    """
    told = dates.copy()
    full = dates % 100 > 0
    if not full.any():
        return told
    year = dates // 10000 - _FIRST
    year = np.where(dates > 0, year, 0)
    first = full & (dates % 10000 == YEAR_ONLY)
    others = full & ~first
    by_year = np.bincount(year[others], counts[others], _LAST - _FIRST)[year]
    heaped = first & (counts > 5) & (counts > 5 / 365 * by_year)
    told[heaped] = dates[heaped] // 10000 * 10000
    usual = float(np.median(counts[first])) if first.any() else 0.0
    told[heaped & ((counts > 5 * by_year) | (counts > max(50.0, 10 * usual)))] = 0
    mean = counts[others].sum() / (others.sum() + _DAYS)
    told[others & (counts > max(50.0, 30 * mean))] = 0
    told[np.isin(dates, list(void_days())) & (by_year < _ALONE)] = 0
    return told


class Dates:
    """Dates by record as yyyymmdd (0 missing), and comparison by tables."""

    def __init__(self, told: npt.NDArray[np.int64], code: Codes, counts_matter: bool = True) -> None:
        """``told``: yyyymmdd by value code."""
        if counts_matter and len(told):
            distinct, back = np.unique(told, return_inverse=True)
            counts = np.bincount(back[code[code >= 0]], minlength=len(distinct))
            told = placeholders(distinct, counts.astype(np.float64))[back]
        self.told = np.append(told, 0)[code].astype(np.int32)
        self.year = np.where(self.told > 0, self.told // 10000 - _FIRST, 0).astype(np.int16)
        self.month = (self.told // 100 % 100).astype(np.int8)
        self.day = (self.told % 100).astype(np.int8)

    @classmethod
    def of(cls, coded: Coded) -> Dates:
        """From date texts."""
        return cls(parse_dates(coded.values), coded.code)

    def levels(self, a: Index, b: Index) -> Levels:
        """Level of each pair of records (DATE_LEVELS)."""
        x, y = self.told[a], self.told[b]
        level = np.full(len(a), SAME, dtype=np.int8)
        full = (x % 100 > 0) & (y % 100 > 0)
        rows = np.flatnonzero((x != y) & full)
        level[rows] = self._full(a[rows], b[rows])
        rows = np.flatnonzero(~full)
        level[rows] = self._partial(a[rows], b[rows])
        level[(x == 0) | (y == 0)] = MISSING
        return level

    def _full(self, a: Index, b: Index) -> Levels:
        ya, ma, da = self.year[a], self.month[a], self.day[a]
        yb, mb, db = self.year[b], self.month[b], self.day[b]
        year, month, day = ya == yb, ma == mb, da == db
        agree = year.astype(np.int8) + month + day
        gap = np.abs(ya - yb)
        level = np.full(len(a), DIFFERENT, dtype=np.int8)
        level[(gap <= 1) & (agree == 1) & (month | day)] = NEAR_YEAR
        level[year & (agree == 1)] = SAME_YEAR
        level[agree == 2] = ONE_PART
        slip = np.where(~year, _YEARS[ya, yb], np.where(~month, _SMALL[ma, mb], _SMALL[da, db]))
        level[(agree == 2) & slip] = ONE_DIGIT
        level[year & (ma == db) & (da == mb)] = SWAPPED
        return level

    def _partial(self, a: Index, b: Index) -> Levels:
        ya, ma, yb, mb = self.year[a], self.month[a], self.year[b], self.month[b]
        gap = np.abs(ya - yb)
        level = np.select([gap == 0, gap == 1, gap <= 3], [P_YEAR, P_1, P_3], P_DIFFERENT).astype(np.int8)
        far = level == P_DIFFERENT
        level[far & (gap <= 6)] = P_6
        level[far & _YEARS[ya, yb]] = P_DIGIT
        months = (ma > 0) & (mb > 0) & (gap == 0)
        level[months] = np.where(ma == mb, P_MONTH, P_1)[months]
        return level


def _one_digit(size: int, places: int, first: int) -> npt.NDArray[np.bool_]:
    """Table of whether two numbers differ in one digit or by two neighbours swapped."""
    value = np.arange(size) + first
    digits = np.stack([value // 10**k % 10 for k in range(places)])
    off = digits[:, :, None] != digits[:, None, :]
    count = off.sum(axis=0)
    swapped = np.zeros((size, size), dtype=bool)
    for k in range(places - 1):
        crossed = (digits[k][:, None] == digits[k + 1][None, :]) & (digits[k + 1][:, None] == digits[k][None, :])
        swapped |= off[k] & off[k + 1] & crossed
    return np.asarray((count == 1) | ((count == 2) & swapped))


_YEARS = _one_digit(_LAST - _FIRST, 4, _FIRST)
_SMALL = _one_digit(32, 2, 0)
