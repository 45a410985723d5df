"""A column of dates: each value read once, and what only the column can tell of its moments and numbers."""

import re
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from doisoat.text.dates import FIRST_DAY, DateParts, DateRead, make_date, read_date
from doisoat.text.instants import DAY, VIETNAM
from doisoat.text.outcome import Outcome, frame
from doisoat.text.shifted import Shift, shifts
from doisoat.text.vector import Distinct

_PLAIN_NUMBER: Final = re.compile(r"^-?\d+(?:\.0*)?$")
_ENOUGH_EPOCHS: Final = 3


def parse_dates(values: pd.Series, latest: str | None = None, *, events: bool = False) -> pd.DataFrame:
    """Read a column of dates.

    Args:
        values: strings, Excel serial numbers or timestamps.
        latest: the last day (``YYYY-MM-DD``) a value may name, for dates of what has happened; None: any day.
        events: whether the column tells when something was done, so that a time of day means nothing but itself.

    Returns:
        Same index; ``canonical`` and ``key`` (``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``; null when unreadable),
        ``suggestion``, ``problem`` (impossible_date, month_first, placeholder_date, two_digit_year,
        approximate_date, year_out_of_range, future_date, unreadable_date, look_alike_letter, text_too_long,
        epoch_moment, shifted_utc, unsure_day, lunar_date, ambiguous_value, or null).
    """
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        values = values.dt.tz_convert(VIETNAM).dt.strftime("%Y-%m-%d")
    elif pd.api.types.is_datetime64_any_dtype(values):
        values = values.dt.strftime("%Y-%m-%d %H:%M:%S")
    distinct = Distinct.of(values)
    found = _of_numbers(distinct.values, [read_date(value) for value in distinct.values])
    outcomes = [item.outcome for item in found] if events else _of_moments(found)
    return frame(distinct, [_happened(item, latest) for item in outcomes])


def _of_numbers(values: list[str], found: list[DateRead]) -> list[DateRead]:
    """In a column of moments counted in seconds, its short numbers are moments, too, and neither years nor serials."""
    epochs = sum(item.outcome.problem == "epoch_moment" for item in found)
    if epochs < _ENOUGH_EPOCHS:
        return found
    plain = [_PLAIN_NUMBER.match(value.strip()) is not None for value in values]
    if epochs * 2 < sum(plain):
        return found
    other = DateRead(Outcome(problem="epoch_moment"))
    return [
        other if number and item.outcome.problem != "epoch_moment" and item.outcome != Outcome() else item
        for number, item in zip(plain, found, strict=True)
    ]


def _of_moments(found: list[DateRead]) -> list[Outcome]:
    """The outcomes, those of moments without a zone as their column says."""
    outcomes = [item.outcome for item in found]
    places = [place for place, item in enumerate(found) if item.moment is not None]
    if not places:
        return outcomes
    moments = np.array([found[place].moment for place in places], np.int64)
    for place, moment, shift in zip(places, moments.tolist(), shifts(moments).tolist(), strict=True):
        if shift != Shift.NONE:
            outcomes[place] = _next_day(moment, sure=shift == Shift.CERTAIN)
    return outcomes


def _next_day(moment: int, sure: bool) -> Outcome:
    day = date.fromordinal(moment // DAY + FIRST_DAY + 1)
    meant = make_date(DateParts(day.year, day.month, day.day))
    if meant.canonical is None:
        return meant
    if not sure:
        return Outcome(suggestion=meant.canonical, problem="unsure_day")
    return Outcome.of(meant.canonical, suggestion=meant.suggestion, problem="shifted_utc")


def _happened(found: Outcome, latest: str | None) -> Outcome:
    """The outcome, or the problem that its date has not come; as far as the date goes."""
    date = found.canonical
    late = latest is not None and date is not None and date > latest[: len(date)]
    return Outcome(problem="future_date") if late else found
