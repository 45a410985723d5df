"""Merged cells: a household's number, house or village written once over the lines of its members.

A file that merges cells says so, and which: the value of the first cell is that of every line of the range. What is
merely blank stays blank, and a range fills down only: a title merged over a row is not in every column.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from doisoat.text.arrow import TextArray, pc
from doisoat.text.arrow import pa as arrow

Range = tuple[int, int, int, int]
"""First row, first column, last row, last column, from 0."""


@dataclass
class Merges:
    """The ranges of a sheet that reach over several rows; rows come in parts, in the order of the sheet.

    Args:
        ranges: as the file declares them.
    """

    ranges: dict[int, tuple[NDArray[np.int64], NDArray[np.int64]]] = field(default_factory=dict)
    _carried: dict[int, tuple[int, str | None, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, ranges: Iterable[Range], below: int = 0) -> "Merges":
        """From the ranges of a sheet in any order, those that begin in row `below` (from 0) or under it."""
        by_column: dict[int, list[tuple[int, int]]] = {}
        for top, left, bottom, _ in ranges:
            if bottom > top >= below:
                by_column.setdefault(left, []).append((top, bottom))
        return cls({column: _sorted(found) for column, found in by_column.items()})

    def fill(
        self,
        column: int,
        numbers: NDArray[np.int32],
        text: TextArray,
        kinds: NDArray[np.uint8] | None,
        where: NDArray[np.bool_] | None = None,
    ) -> tuple[TextArray, NDArray[np.uint8] | None]:
        """A column's cells with those of ranges filled from their first one.

        Args:
            column: its position in the sheet.
            numbers: numbers (from 1) of the rows of this part.
            text: the cells.
            kinds: their kinds.
            where: the rows that may be filled; all when None.
        """
        if column not in self.ranges or not len(numbers):
            return text, kinds
        tops, bottoms = self.ranges[column]
        rows = numbers.astype(np.int64) - 1
        of = np.searchsorted(tops, rows, side="right") - 1
        inside = (of >= 0) & (rows <= bottoms[of]) & (rows > tops[of])
        anchors = np.searchsorted(rows, tops[of])
        here = rows[np.minimum(anchors, len(rows) - 1)] == tops[of]
        carried_top, carried, carried_kind = self._carried.get(column, (-1, None, 0))
        before = inside & ~here & (tops[of] == carried_top)
        empty = np.asarray(pc.is_null(text)) & (kinds is None or kinds == 0)
        source = np.where(inside & here, anchors + 1, np.where(before, 0, np.arange(len(rows)) + 1))
        if where is not None:
            empty &= where
        source = np.where(empty, source, np.arange(len(rows)) + 1)
        whole = pa.concat_arrays([arrow.array([carried], pa.string()), text]).take(arrow.array(source))
        known = np.concatenate([[carried_kind], np.zeros(len(rows)) if kinds is None else kinds]).astype(np.uint8)[
            source
        ]
        if bottoms[of[-1]] > rows[-1] and of[-1] >= 0:
            self._carried[column] = (int(tops[of[-1]]), whole[-1].as_py(), int(known[-1]))
        return whole, known if known.any() else kinds


def _sorted(ranges: list[tuple[int, int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    table = np.array(sorted(ranges), np.int64)
    return table[:, 0], table[:, 1]
