"""Bring a sheet's far cells near, so that a reader that lays it out as a rectangle reads it in the time of its table.

Invariant: no filled cell is lost. Rows and columns that hold nothing are left out where more than ``GAP_ROWS`` or
``GAP_COLUMNS`` of them follow each other; what is read keeps the numbers its rows have in the file, and the first
cells beyond a gap are named.
"""

import io
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from doisoat.sources.content import part_name
from doisoat.sources.limit_errors import beyond
from doisoat.sources.limits import Limits
from doisoat.sources.readers.oddcells import OddCells
from doisoat.sources.readers.sheetcells import SheetCells, shared_strings
from doisoat.sources.readers.sheetscan import GAP_COLUMNS, GAP_ROWS, Extent, gaps, name_of

_NAMED = 5


@dataclass(frozen=True)
class Compact:
    """A workbook with one sheet brought together.

    Args:
        book: the workbook.
        rows: number in the file of each row of the sheet, from the first.
        columns: the same of its columns.
        far: addresses of the first cells that lay apart.
        odd: its errors and formulas without a value, by their places in the file.
    """

    book: io.BytesIO
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    far: tuple[str, ...]
    odd: OddCells = field(default_factory=lambda: OddCells.of(()))


def compact(
    path: Path,
    part: str,
    seen: Extent,
    where: dict[str, object],
    limits: Limits,
    uncalculated: bool = False,
    mend: bool = False,
) -> Compact | None:
    """Bring together a sheet whose cells lie far apart; None when it can be read as it is.

    Args:
        path: the workbook.
        part: the sheet's part in it.
        seen: where its cells are.
        where: source, file and sheet for the message.
        limits: what it may ask for.
        uncalculated: see ``odd_cells``.
        mend: write it anew even if it lies together, because its reader cannot take it as it is.

    Raises:
        SourceError: SRC-LIMIT-ROWS, -COLUMNS or -CELLS; SRC-FILE-DAMAGED, SRC-CELL-TWICE.
    """
    modest = len(seen.rows) <= limits.rows and len(seen.columns) <= limits.columns and seen.area <= limits.cells
    if modest and not seen.sparse and not mend:
        return None
    # Formatting alone makes cells too: now only those that hold something count.
    with zipfile.ZipFile(path) as archive, archive.open(part) as handle:
        cells = SheetCells(shared_strings(path), uncalculated).read(handle, where)
    rows, columns = np.unique(cells.row), np.unique(cells.column)
    kept_rows, kept_columns = _kept(rows, GAP_ROWS), _kept(columns, GAP_COLUMNS)
    area = len(kept_rows) * len(kept_columns)
    for name, count in (("rows", len(rows)), ("columns", len(columns)), ("cells", area)):
        if count > getattr(limits, name):
            raise beyond(name, where, f"{count:,}", f"{getattr(limits, name):,}")
    apart: NDArray[np.bool_] = np.zeros(len(cells.row), dtype=bool)
    for place, used, width in ((cells.row, rows, GAP_ROWS), (cells.column, columns, GAP_COLUMNS)):
        for first in used[gaps(used, width)[:1]].tolist():
            apart |= place >= first
    if not apart.any() and not mend:
        return None
    far = tuple(name_of(int(cells.row[i]), int(cells.column[i])) for i in np.flatnonzero(apart)[:_NAMED])
    sheet = cells.sheet(np.searchsorted(kept_rows, cells.row) + 1, np.searchsorted(kept_columns, cells.column) + 1)
    return Compact(_with_part(path, part, sheet), kept_rows, kept_columns, far, cells.odd)


def _kept(used: NDArray[np.int64], width: int) -> NDArray[np.int64]:
    """The numbers from 1 to the last used one, without gaps of more than `width`."""
    if not len(used):
        return used
    starts = [0, *gaps(used, width).tolist()]
    ends = [*starts[1:], len(used)]
    runs = [
        np.arange(1 if start == 0 and used[0] <= width + 1 else used[start], used[end - 1] + 1)
        for start, end in zip(starts, ends, strict=True)
        if end > start
    ]
    return np.concatenate(runs)


def _with_part(path: Path, part: str, content: bytes) -> io.BytesIO:
    """A copy of the workbook in memory with one part replaced."""
    target = io.BytesIO()
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as copy:
        for item in archive.infolist():
            needed = item.filename == part or not part_name(item.filename).startswith("xl/worksheets/")
            copy.writestr(item.filename, content if item.filename == part else archive.read(item) if needed else b"")
    target.seek(0)
    return target
