"""Bring a sheet's far cells near, so that a reader that lays it out as a rectangle reads it in the time of its table.

Invariant: no filled cell is lost. Rows and columns that hold nothing are left out where more than ``GAP_ROWS`` or
``GAP_COLUMNS`` of them follow each other; what is read keeps the numbers its rows have in the file, and the first
cells beyond a gap are named.
"""

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

import numpy as np
from numpy.typing import NDArray

from doisoat.sources.content import part_name
from doisoat.sources.limit_errors import beyond
from doisoat.sources.limits import Limits
from doisoat.sources.readers.sheetscan import GAP_COLUMNS, GAP_ROWS, Extent, gaps, name_of

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_KEPT = ("t", "s")
_BODY = ("v", "is", "t", "r", "rPh")
_NAMED = 5


@dataclass(frozen=True)
class Compact:
    """A workbook with one sheet brought together.

    Args:
        book: the workbook.
        rows: number in the file of each row of the sheet, from the first.
        columns: the same of its columns.
        far: addresses of the first cells that lay apart.
    """

    book: io.BytesIO
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    far: tuple[str, ...]


def compact(path: Path, part: str, seen: Extent, where: dict[str, object], limits: Limits) -> Compact | None:
    """Bring together a sheet whose cells lie far apart; None when it can be read as it is.

    Args:
        path: the workbook.
        part: the sheet's part in it.
        seen: where its cells are.
        where: source, file and sheet for the message.
        limits: what it may ask for.

    Raises:
        SourceError: SRC-LIMIT-ROWS, -COLUMNS or -CELLS.
    """
    modest = len(seen.rows) <= limits.rows and len(seen.columns) <= limits.columns and seen.area <= limits.cells
    if modest and not seen.sparse:
        return None
    # Formatting alone makes cells too: now only those that hold something count.
    with zipfile.ZipFile(path) as archive, archive.open(part) as handle:
        cells = _Cells().read(handle)
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
    if not apart.any():
        return None
    far = tuple(name_of(int(cells.row[i]), int(cells.column[i])) for i in np.flatnonzero(apart)[:_NAMED])
    sheet = cells.sheet(np.searchsorted(kept_rows, cells.row) + 1, np.searchsorted(kept_columns, cells.column) + 1)
    return Compact(_with_part(path, part, sheet), kept_rows, kept_columns, far)


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


class _Cells:
    """The filled cells of a sheet: where they are, and what a reader needs of their XML."""

    def __init__(self) -> None:
        self.row: NDArray[np.int64] = np.zeros(0, np.int64)
        self.column: NDArray[np.int64] = np.zeros(0, np.int64)
        self._rows: list[int] = []
        self._columns: list[int] = []
        self._bodies: list[str] = []
        self._at = (0, 0)
        self._open = ""
        self._attributes = ""
        self._body: list[str] = []
        self._filled = False

    def read(self, handle: Any) -> "_Cells":
        """Parse a sheet's XML; a document type declaration was refused before."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.ParseFile(handle)
        self.row, self.column = np.array(self._rows, np.int64), np.array(self._columns, np.int64)
        return self

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(" ")[2]
        if self._open:
            # Only what holds the value; a formula is not read, its result is.
            if name in _BODY:
                self._body.append(f'<{name} xml:space="preserve">' if name == "t" else f"<{name}>")
                self._filled = self._filled or name in ("v", "t")
            self._open = name
        elif name == "row":
            self._at = (int(attributes.get("r", self._at[0] + 1)), 0)
        elif name == "c":
            self._at = _place(attributes.get("r", ""), self._at)
            self._attributes = "".join(f" {key}={quoteattr(attributes[key])}" for key in _KEPT if key in attributes)
            self._open, self._body, self._filled = "c", [], False

    def _end(self, name: str) -> None:
        name = name.rpartition(" ")[2]
        if not self._open:
            return
        if name == "c":
            if self._filled:
                self._rows.append(self._at[0])
                self._columns.append(self._at[1])
                self._bodies.append(f"{self._attributes}>{''.join(self._body)}</c>")
            self._open = ""
        else:
            if name in _BODY:
                self._body.append(f"</{name}>")
            self._open = "c"

    def _text(self, text: str) -> None:
        if self._open in ("v", "t"):
            self._body.append(escape(text))

    def sheet(self, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> bytes:
        """The sheet's XML with its cells at these places."""
        order = np.lexsort((columns, rows))
        parts = [f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{_MAIN}"><sheetData>']
        now = 0
        for i in order.tolist():
            row = int(rows[i])
            if row != now:
                parts.append(f'</row><row r="{row}">' if now else f'<row r="{row}">')
                now = row
            parts.append(f'<c r="{name_of(row, int(columns[i]))}"{self._bodies[i]}')
        parts.append("</row></sheetData></worksheet>" if now else "</sheetData></worksheet>")
        return "".join(parts).encode()


def _place(address: str, before: tuple[int, int]) -> tuple[int, int]:
    """Row and column of a cell; without an address it follows the cell before."""
    letters = address.rstrip("0123456789")
    if not letters or len(letters) == len(address):
        return before[0], before[1] + 1
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return int(address[len(letters) :]), column


def _with_part(path: Path, part: str, content: bytes) -> io.BytesIO:
    """A copy of the workbook in memory with one part replaced."""
    target = io.BytesIO()
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as copy:
        for item in archive.infolist():
            needed = item.filename == part or not part_name(item.filename).startswith("xl/worksheets/")
            copy.writestr(item.filename, content if item.filename == part else archive.read(item) if needed else b"")
    target.seek(0)
    return target
