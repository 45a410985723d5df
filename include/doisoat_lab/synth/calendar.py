"""Dates as day numbers (days since 1900-01-01) and their text, without formatting each row."""

from __future__ import annotations

from functools import cache

import numpy as np

from doisoat_lab.synth.rng import Array

_FIRST = np.datetime64("1900-01-01", "D")
_LAST = np.datetime64("2030-01-01", "D")


@cache
def _texts() -> Array:
    return np.datetime_as_string(np.arange(_FIRST, _LAST)).astype(object)


@cache
def _years() -> Array:
    return np.arange(_FIRST, _LAST).astype("datetime64[Y]").astype(np.int32) + 1970


def day(text: str) -> int:
    """The number of the day written YYYY-MM-DD."""
    return int((np.datetime64(text, "D") - _FIRST).astype(int))


def text(days: Array) -> Array:
    """The days as YYYY-MM-DD; negative days are null."""
    out: Array = _texts()[np.maximum(days, 0)]
    out[days < 0] = None
    return out


def year(days: Array) -> Array:
    """The years of the days."""
    years: Array = _years()[np.maximum(days, 0)]
    return years


def of_year(years: Array, offset: Array) -> Array:
    """Day numbers: `offset` days (0-364) into the given years."""
    start = (np.asarray(years) - 1970).astype("datetime64[Y]")
    out: Array = (start.astype("datetime64[D]") - _FIRST).astype(np.int32) + np.asarray(offset, dtype=np.int32)
    return out
