"""Moments in time and the day they are in Vietnam, by the time-zone database.

An instant is no date: midnight of 5 March 1985 in Vietnam is 17:00 of the day before in UTC, and it was 16:00 from 1960
to mid-1975 and in other years before. So an instant becomes a date only here, by the offset Vietnam had then.
"""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

VIETNAM: Final = ZoneInfo("Asia/Ho_Chi_Minh")
DAY: Final = 86_400
STANDARD: Final = 7 * 3_600
"""Seconds Vietnam is ahead of UTC today; systems that know no history use it for every year."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST, _LAST = 1850, 2100
_STEP: Final = 20 * DAY


def _offset(second: int) -> int:
    moment = (_EPOCH + timedelta(seconds=second)).astimezone(VIETNAM)
    return round((moment.utcoffset() or timedelta()).total_seconds())


@cache
def _changes() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Seconds (UTC) at which Vietnam's offset changed, and the offset from each on; read from the database once."""
    start, end = (round((datetime(year, 1, 1, tzinfo=UTC) - _EPOCH).total_seconds()) for year in (_FIRST, _LAST))
    starts, offsets = [np.iinfo(np.int64).min], [_offset(start)]
    for after in range(start + _STEP, end, _STEP):
        low, high, new = after - _STEP, after, _offset(after)
        if new == offsets[-1]:
            continue
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if _offset(middle) == offsets[-1] else (low, middle)
        starts.append(high)
        offsets.append(new)
    return np.array(starts, np.int64), np.array(offsets, np.int64)


def vietnam_offsets(seconds: NDArray[np.int64]) -> NDArray[np.int64]:
    """Seconds Vietnam was ahead of UTC at each moment (seconds since 1970 in UTC).

    >>> vietnam_offsets(np.array([478803600, -300000000, -820000000])) // 3600
    array([7, 8, 8])
    """
    starts, offsets = _changes()
    return offsets[np.searchsorted(starts, seconds, side="right") - 1]


def vietnam_seconds(seconds: NDArray[np.int64]) -> NDArray[np.int64]:
    """Moments (seconds since 1970 in UTC) as a clock in Vietnam showed them, in seconds since its own 1970."""
    return seconds + vietnam_offsets(seconds)


def vietnam_day(second: int) -> tuple[int, int, int] | None:
    """Year, month and day in Vietnam of a moment in UTC; None where the calendar has no such year.

    >>> vietnam_day(478803600), vietnam_day(-158169600)
    ((1985, 3, 5), (1964, 12, 27))
    """
    local = second + int(vietnam_offsets(np.array([second], np.int64))[0])
    try:
        day = _EPOCH + timedelta(seconds=local)
    except OverflowError:
        return None
    return day.year, day.month, day.day
