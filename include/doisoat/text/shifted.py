"""Dates that a system stored as moments and handed over in another zone: every one a day early.

A birthday kept as midnight in Vietnam is 17:00 of the day before in UTC (16:00 while Vietnam was at +08). Written
without its zone, nothing in the cell says so, but the column does: no register's dates all fall at that very second.
"""

from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from doisoat.text.instants import DAY, STANDARD, vietnam_offsets, vietnam_seconds

_HOURS: Final = tuple(hour * 3_600 for hour in (15, 16, 17, 22, 23))
"""Midnight in Vietnam and its neighbours, as other zones show it."""
_ENOUGH: Final = 3
"""Distinct moments before a column is believed."""
_MOSTLY: Final = 0.9


class Shift(IntEnum):
    """What is to be made of a moment without a zone."""

    NONE = 0
    """The day is the one written."""
    CERTAIN = 1
    """The day is the next one."""
    UNSURE = 2
    """Likely the next one; a person must say."""


def shifts(moments: NDArray[np.int64]) -> NDArray[np.int8]:
    """Judge the distinct moments of one column (seconds since 1970 on the clock they were written by).

    *In UTC*: each of them, read as UTC, is midnight in Vietnam, and none is midnight as it stands. *At +07 all the
    time*: each is midnight, or is it by the time-zone database (23:00 of the day before while Vietnam was at +08).
    """
    found = np.zeros(len(moments), np.int8)
    clock = moments % DAY
    timed = clock != 0
    if not timed.any():
        return found
    in_utc = (vietnam_seconds(moments) % DAY == 0) | (clock == 17 * 3_600)
    at_seven = (moments - STANDARD + vietnam_offsets(moments - STANDARD)) % DAY == 0
    enough = int(timed.sum()) >= _ENOUGH
    if (in_utc | at_seven)[timed].all():
        all_utc, all_seven = bool((timed & in_utc).all()), bool(at_seven.all())
        found[timed] = Shift.CERTAIN if enough and (all_utc or all_seven) else Shift.UNSURE
        return found
    whole = timed & np.isin(clock, _HOURS)
    if whole.sum() >= _MOSTLY * timed.sum():
        found[whole] = Shift.UNSURE
    return found
