"""What the cells of a spreadsheet are before they become text."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from doisoat.sources.readers.batch import CellKind

_KINDS = {
    float: CellKind.NUMBER,
    int: CellKind.NUMBER,
    Decimal: CellKind.NUMBER,
    dt.date: CellKind.DATE,
    dt.datetime: CellKind.DATE,
    dt.time: CellKind.DATE,
    dt.timedelta: CellKind.DATE,
}


def cell_kinds(values: Sequence[Any], types: set[type] | None = None) -> NDArray[np.uint8] | None:
    """What each cell of a spreadsheet is (``CellKind``); None when all are text.

    >>> cell_kinds(("a", 1.5, dt.date(2026, 3, 12), "", dt.time(12, 3))).tolist(), cell_kinds(("a", ""))
    ([0, 1, 2, 0, 2], None)
    """
    codes = {
        kind: int(_KINDS.get(kind, CellKind.TEXT)) for kind in (set(map(type, values)) if types is None else types)
    }
    if not any(codes.values()):
        return None
    return np.fromiter(map(codes.__getitem__, map(type, values)), np.uint8, len(values))


def since_1904(values: Sequence[Any]) -> tuple[Any, ...]:
    """Cells of a column of dates whose bare numbers are days since 1904, as Excel counts them elsewhere.

    A number that is a year stays one.

    >>> since_1904((29587, 1950, "x"))
    (31049, 1950, 'x')
    """
    return tuple(
        value + 1462 if type(value) in (int, float) and value >= 366 and not 1850 <= value <= 2100 else value
        for value in values
    )
