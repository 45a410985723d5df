"""Where the cells of a sheet are, without parsing it: a pass over its XML that reads nothing but cell addresses.

A spreadsheet is stored sparsely, but its reader lays it out as a rectangle: one blank typed into XFD1048576 asks for
17 billion cells. So addresses are looked at first, as bytes (0.3 s for two million cells). What this pass cannot see,
an address written in a way no program writes it, the limits of the reading process still hold.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

GAP_ROWS = 1_000
"""More blank rows than this between two filled ones, and the lower one lies apart."""
GAP_COLUMNS = 100
MAX_COLUMN = 16_384
_CARRY = 32


@dataclass
class Extent:
    """Which rows and columns of a sheet hold cells.

    Args:
        rows: numbers (from 1) of the rows, ascending.
        columns: numbers (from 1) of the columns, ascending.
        cells: how many cells.
        ordered: whether their addresses ascend, as every program writes them: none of them stands twice.
    """

    rows: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    columns: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    cells: int = 0
    ordered: bool = True

    @property
    def sparse(self) -> bool:
        """Whether something lies so far off that the rectangle around all cells is mostly nothing."""
        return len(gaps(self.rows, GAP_ROWS)) > 0 or len(gaps(self.columns, GAP_COLUMNS)) > 0

    @property
    def area(self) -> int:
        """Cells of the rectangle from A1 to the last row and column."""
        return int(self.rows[-1] * self.columns[-1]) if len(self.rows) and len(self.columns) else 0


def gaps(used: NDArray[np.int64], width: int) -> NDArray[np.int64]:
    """Positions in `used` before which more than `width` numbers are missing."""
    steps = np.diff(used, prepend=0)
    found: NDArray[np.int64] = np.flatnonzero(steps > width + 1)
    return found


def extent(blocks: Iterable[bytes]) -> Extent:
    """Where the cells are, from a sheet's XML in blocks of any size."""
    columns: NDArray[np.bool_] = np.zeros(MAX_COLUMN + 2, dtype=bool)
    rows: list[NDArray[np.int64]] = []
    cells, ordered, last = 0, True, -1
    for block in _overlapping(blocks):
        row, column = _addresses(block)
        cells += len(row)
        if len(row):
            place = (row << 15) + np.minimum(column, MAX_COLUMN + 1)
            ordered = ordered and bool(place[0] > last and (place[1:] > place[:-1]).all())
            last = int(place[-1])
        columns[np.minimum(column, MAX_COLUMN + 1)] = True
        # The cells of a row follow each other in nearly every file: few numbers are left to sort.
        rows.append(np.unique(row[np.diff(row, prepend=-1) != 0]))
    used = np.unique(np.concatenate(rows)) if rows else np.zeros(0, np.int64)
    return Extent(used, np.flatnonzero(columns), cells, ordered)


def _overlapping(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The blocks cut at the end of a tag, so that no address is cut in two."""
    carried = b""
    for block in blocks:
        whole = carried + block
        cut = whole.rfind(b">") + 1
        if not cut and len(whole) < 1 << 22:
            carried = whole
            continue
        yield whole[: cut or len(whole)]
        carried = whole[cut:] if cut else b""
    if carried:
        yield carried


def _addresses(block: bytes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Row and column of every attribute ` r="AB12"` in the block."""
    text = np.frombuffer(block + b" " * _CARRY, dtype=np.uint8)
    at = (
        np.flatnonzero(
            (text[1:-_CARRY] == ord("r")) & (text[2 : 1 - _CARRY] == ord("=")) & (text[: -1 - _CARRY] <= ord(" "))
        )
        + 3
    )
    at = at[(text[at] == ord('"')) | (text[at] == ord("'"))] + 1
    column: NDArray[np.int64] = np.zeros(len(at), np.int64)
    width: NDArray[np.int64] = np.zeros(len(at), np.int64)
    row: NDArray[np.int64] = np.zeros(len(at), np.int64)
    word = _words(text, at)
    open_: NDArray[np.bool_] = np.ones(len(at), dtype=bool)
    for place in range(3):
        letter = (word >> np.uint64(8 * place)) & np.uint64(0xDF)
        open_ &= (letter >= ord("A")) & (letter <= ord("Z"))
        column[open_] = column[open_] * 26 + (letter[open_].astype(np.int64) - 64)
        width += open_
    # A row's own number has no letters.
    column, word = column[width > 0], _words(text, (at + width)[width > 0])
    row, open_ = row[width > 0], np.ones(len(column), dtype=bool)
    for place in range(8):
        digit = (word >> np.uint64(8 * place)) & np.uint64(0xFF)
        open_ &= (digit >= ord("0")) & (digit <= ord("9"))
        if not open_.any():
            break
        row[open_] = row[open_] * 10 + (digit[open_].astype(np.int64) - 48)
    return row[row > 0], column[row > 0]


def _words(text: NDArray[np.uint8], at: NDArray[np.int64]) -> NDArray[np.uint64]:
    """The eight bytes from each place on, the first one lowest."""
    every: NDArray[np.uint64] = np.ndarray((len(text) - 8,), np.dtype("<u8"), text.data, strides=(1,))
    return every[at]


def name_of(row: int, column: int) -> str:
    """A cell's address.

    >>> [name_of(1, 1), name_of(1048576, 16384)]
    ['A1', 'XFD1048576']
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def blocks_of(handle: Any, size: int = 1 << 20) -> Iterator[bytes]:
    """What is left of a binary file, in blocks."""
    while block := handle.read(size):
        yield block
