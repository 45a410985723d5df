"""A column of moments is judged as one: certain only when all of it says the same, and enough of it says so."""

import datetime as dt

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from doisoat.text.instants import DAY, STANDARD, vietnam_offsets
from doisoat.text.shifted import Shift, shifts

BIRTHDAYS = st.lists(st.dates(dt.date(1925, 1, 2), dt.date(2024, 12, 31)), min_size=3, max_size=30, unique=True)


def seconds(days: list[dt.date]) -> np.ndarray:
    return np.array([(day - dt.date(1970, 1, 1)).days * DAY for day in days], dtype=np.int64)


@settings(deadline=None, max_examples=50)
@given(BIRTHDAYS)
def test_midnights_of_vietnam_in_utc_are_the_next_day(days: list[dt.date]) -> None:
    midnight = seconds(days)
    utc = midnight - vietnam_offsets(midnight - STANDARD)
    assert set(shifts(utc)) == {Shift.CERTAIN}
    assert set(shifts(utc[:2])) == {Shift.UNSURE}  # two moments are no column


@settings(deadline=None, max_examples=50)
@given(BIRTHDAYS)
def test_dates_as_they_stand_are_not_moved(days: list[dt.date]) -> None:
    assert not shifts(seconds(days)).any()


def test_a_midnight_among_shifted_moments_is_not_moved_and_leaves_a_doubt_about_them() -> None:
    days = [dt.date(1985, 1, day) for day in range(1, 21)]
    found = shifts(np.concatenate([seconds(days) - STANDARD, seconds([dt.date(1990, 5, 1)])]))
    assert set(found[:-1]) == {Shift.UNSURE}
    assert found[-1] == Shift.NONE


def test_times_of_events_are_no_shift_and_a_mixture_is_left_to_a_person() -> None:
    noon = seconds([dt.date(1985, 1, day) for day in range(1, 21)]) + 12 * 3_600 + 34
    assert not shifts(noon).any()
    mixture = noon.copy()
    mixture[:18] += 10 * 3_600 - 12 * 3_600 - 34 + 12 * 3_600  # 22:00: midnight somewhere else
    found = shifts(mixture)
    assert set(found[:18]) == {Shift.UNSURE}
    assert set(found[18:]) == {Shift.NONE}
    mixture[10:] = noon[10:]  # half of them say nothing
    assert not shifts(mixture).any()


def test_nothing_gives_nothing() -> None:
    assert len(shifts(np.array([], dtype=np.int64))) == 0
