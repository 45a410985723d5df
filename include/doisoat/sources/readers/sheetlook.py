"""One pass over the XML of a sheet of an .xlsx for what its reader does not tell: where its cells are, which are
errors or formulas without a value, and what is merged."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from doisoat.sources.readers.merges import Range
from doisoat.sources.readers.oddcells import NOWHERE, OddCells, cell_blocks, column_number, odd_in
from doisoat.sources.readers.sheetscan import Extent, blocks_of, extent

_MERGE = re.compile(rb"""mergeCell\s[^>]*?ref\s*=\s*["']\$?([A-Za-z]+)\$?([0-9]+):\$?([A-Za-z]+)\$?([0-9]+)["']""")


@dataclass(frozen=True)
class SheetLook:
    """What a sheet's XML says.

    Args:
        extent: where its cells are.
        odd: errors and formulas without a value.
        merged: merged ranges.
        unplaced: whether odd cells do not say where they are.
        bodies: how many tags open or close its rows; its reader ends at the first that closes them.
    """

    extent: Extent = field(default_factory=Extent)
    odd: OddCells = field(default_factory=lambda: OddCells.of(()))
    merged: tuple[Range, ...] = ()
    unplaced: bool = False
    bodies: int = 2

    @property
    def irregular(self) -> bool:
        """Whether the sheet must be parsed cell by cell to be told right."""
        return self.unplaced or self.bodies > 2 or not self.extent.ordered

    def moved(self, columns: NDArray[np.int64]) -> "SheetLook":
        """The same where only these columns (numbers from 1) of the sheet are left."""
        place = {int(number) - 1: at for at, number in enumerate(columns)}
        merged = tuple((top, place[left], bottom, place[left]) for top, left, bottom, _ in self.merged if left in place)
        return SheetLook(self.extent, self.odd.moved(columns), merged)


def look(path: Path, part: str, uncalculated: bool) -> SheetLook:
    """Look at a sheet.

    Args:
        path: the workbook.
        part: the sheet's part in it.
        uncalculated: see ``odd_cells``.
    """
    odd: list[tuple[int, int, int, str]] = []
    merged: list[Range] = []
    bodies = 0

    def passing(blocks: Iterator[bytes]) -> Iterator[bytes]:
        nonlocal bodies
        for block in cell_blocks(blocks):
            bodies += block.count(b"sheetData")
            odd.extend(odd_in(block, uncalculated))
            # Blocks end with a row, but for the last one, where merged ranges are listed.
            if not block.endswith(b"row>") and b"mergeCell " in block:
                merged.extend(map(_range, _MERGE.finditer(block)))
            yield block

    with zipfile.ZipFile(path) as archive, archive.open(part) as handle:
        seen = extent(passing(blocks_of(handle)))
    placed = [cell for cell in odd if cell[:2] != NOWHERE]
    return SheetLook(seen, OddCells.of(placed), tuple(merged), len(placed) < len(odd), bodies)


def _range(found: re.Match[bytes]) -> Range:
    left, top, right, bottom = found.groups()
    return int(top) - 1, column_number(left) - 1, int(bottom) - 1, column_number(right) - 1
