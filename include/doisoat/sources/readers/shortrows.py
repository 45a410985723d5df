"""Rows of a CSV file that are short because Excel leaves out separators.

Excel writes text in blocks of 16 rows, and only as many columns as one of the 16 fills: where the last columns are
empty all over a block (a column of remarks, mostly), each of its rows ends early, and those of other blocks do not.
That is told from rows that were torn or shifted by its regularity: whole blocks, counted from the first line of the
file, and never the one the headings are in.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_BLOCK = 16


@dataclass
class ShortRows:
    """Tells which short rows of a file lack nothing but empty cells at their end.

    Args:
        width: cells of the heading.
        heading: line the headings end in.
        excel: whether no row so far speaks against it.
    """

    width: int
    heading: int
    excel: bool = True

    def whole(self, rows: list[list[str]], numbers: NDArray[np.int32], short: list[int]) -> frozenset[int]:
        """Positions of the short rows that are whole.

        Args:
            rows: of one batch.
            numbers: the line each begins at.
            short: positions of those with another number of cells than the heading.
        """
        blocks = (numbers - 1) // _BLOCK
        first = (self.heading - 1) // _BLOCK
        by_block: dict[int, list[int]] = {}
        for place in short:
            by_block.setdefault(int(blocks[place]), []).append(place)
        self.excel = self.excel and first not in by_block
        if not self.excel:
            return frozenset()
        found: set[int] = set()
        for block, places in by_block.items():
            widths = {len(rows[place]) for place in places}
            complete = int((blocks == block).sum()) == len(places) > 1
            if complete and len(widths) == 1 and 1 < min(widths) < self.width:
                found |= set(places)
        return frozenset(found)
