"""Dates that carry their precision: ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``.

As text, a shorter date sorts before every longer one it begins: ``"2026" <= "2026-11-15"``. So "not after" can be
asked of partial dates by comparing text, and a date is only found wrong when it is wrong whatever the missing part.
"""

from typing import Any

import numpy as np
import pandas as pd

from doisoat.quality.checks.arrays import Bools, matches, on_distinct
from doisoat.text.placeholders import placeholder_dates

EARLIEST_YEAR = 1880
"""Nobody on a living register was born before; older values are misread ones."""

_SHAPE = r"^\d{4}(-\d{2}(-\d{2})?)?$"


def real(values: "pd.Series[Any]") -> Bools:
    """Whether each value is a date of the calendar, at whatever precision."""
    shaped = matches(values, _SHAPE)
    padded = values.where(shaped, None).str.cat(np.where(values.str.len() == 4, "-01-01", ""), na_rep="")
    padded = padded.where(padded.str.len() != 7, padded + "-01")
    return shaped & pd.to_datetime(padded, format="%Y-%m-%d", errors="coerce").notna().to_numpy()


def plausible(column: "pd.Series[Any]", as_of: str, min_year: int = EARLIEST_YEAR) -> Bools:
    """A real date, not before ``min_year`` and not after ``as_of`` (``YYYY-MM-DD``)."""

    def check(values: "pd.Series[Any]") -> Bools:
        return real(values) & (values <= as_of).to_numpy() & (values >= f"{min_year:04d}").to_numpy()

    return on_distinct(column, check)


def placeholder(column: "pd.Series[Any]") -> Bools:
    """1 January, which software writes when only the year is known, and dates that say nothing (1899-12-30)."""
    return matches(column, placeholder_dates())


def not_after(first: "pd.Series[Any]", second: "pd.Series[Any]") -> Bools:
    """Whether ``first`` is not certainly after ``second``, compared as far as both are known; null is not."""
    early = np.zeros(len(first), dtype=bool)
    undecided = np.ones(len(first), dtype=bool)
    known = (first.notna() & second.notna()).to_numpy()
    for width in (4, 7, 10):
        a, b = first.str.slice(0, width), second.str.slice(0, width)
        both = known & (first.str.len() >= width).to_numpy() & (second.str.len() >= width).to_numpy()
        early |= undecided & both & (a < b).to_numpy()
        undecided &= ~both | (a == b).to_numpy()
    return early | undecided


def years_before(as_of: str, years: int) -> str:
    """The day ``years`` before ``as_of``, as text (29 February stays 29 February: it is only compared)."""
    return f"{int(as_of[:4]) - years:04d}{as_of[4:]}"
