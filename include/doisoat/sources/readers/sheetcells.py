"""The filled cells of an .xlsx sheet, parsed one by one and mended: what its reader would break off at.

For the few sheets that need it (far cells, cells without addresses, in disorder, or with what no reader knows): an
error of a newer Excel (#SPILL!), a shared string that is not there and a number that is none are one cell's problem,
not the sheet's.
"""

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

import numpy as np
from numpy.typing import NDArray

from doisoat.sources.content import part_name
from doisoat.sources.errors import SourceError
from doisoat.sources.readers.batch import CellKind
from doisoat.sources.readers.oddcells import OddCells, column_number
from doisoat.sources.readers.sheetscan import MAX_COLUMN, name_of

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LAST_ROW = 1_048_576
_BODY = ("v", "is", "t", "r", "rPh")
_EMPTY = ' t="str"><v></v></c>'
_NUMBER = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*")
_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_WHOLE = re.compile(r"\s*\d{1,9}\s*")
_STRING = re.compile(rb"<(?:[\w.-]+:)?si[\s/>]")
_NO_STRING = "#REF!"
_TRUTH = ("0", "1", "true", "false")


def shared_strings(path: Path) -> int:
    """How many strings the cells of a workbook share."""
    with zipfile.ZipFile(path) as archive:
        names = {part_name(name).lower(): name for name in archive.namelist()}
        part = names.get("xl/sharedstrings.xml")
        return len(_STRING.findall(archive.read(part))) if part else 0


class SheetCells:
    """Where the filled cells of a sheet are, and what a reader needs of their XML.

    Attributes:
        row: their rows, from 1.
        column: their columns, from 1.
        odd: those among them that are errors or formulas without a value; their XML is empty.
    """

    def __init__(self, strings: int, uncalculated: bool) -> None:
        self._strings, self._uncalculated = strings, uncalculated
        self.row: NDArray[np.int64] = np.zeros(0, np.int64)
        self.column: NDArray[np.int64] = np.zeros(0, np.int64)
        self.odd = OddCells.of(())
        self._found: dict[tuple[int, int], str] = {}
        self._odd: list[tuple[int, int, int, str]] = []
        self._twice: tuple[int, int] | None = None
        self._at = (0, 0)
        self._open = ""
        self._attributes: Mapping[str, str] = {}
        self._body: list[str] = []
        self._said: list[str] = []
        self._parts: set[str] = set()

    def read(self, handle: Any, where: dict[str, object]) -> "SheetCells":
        """Parse a sheet's XML; a document type declaration was refused before.

        Raises:
            SourceError: SRC-FILE-DAMAGED with the cell where the XML ends, SRC-CELL-TWICE.
        """
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        broken = False
        try:
            parser.ParseFile(handle)
        except (expat.ExpatError, ValueError, LookupError):  # the last two of encodings nobody knows
            broken = True
        if broken:
            raise SourceError("SRC-FILE-DAMAGED", **where, reason=f"XML, {name_of(*self._at) if self._at[1] else 1}")
        if self._twice:
            raise SourceError("SRC-CELL-TWICE", **where, cell=name_of(*self._twice))
        places = np.array(list(self._found), np.int64).reshape(-1, 2)
        self.row, self.column = places[:, 0].copy(), places[:, 1].copy()
        self.odd = OddCells.of(self._odd)
        return self

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(" ")[2]
        if self._open:
            self._parts.add(name)
            # Only what holds the value; a formula is not read, its result is.
            if name in _BODY:
                self._body.append(f'<{name} xml:space="preserve">' if name == "t" else f"<{name}>")
            self._open = name
        elif name == "row":
            number = attributes.get("r", "")
            self._at = (int(number) if _WHOLE.fullmatch(number) else self._at[0] + 1, 0)
        elif name == "c":
            self._at = _place(attributes.get("r", ""), self._at)
            self._attributes = attributes
            self._open, self._body, self._said, self._parts = "c", [], [], set()

    def _end(self, name: str) -> None:
        name = name.rpartition(" ")[2]
        if not self._open:
            return
        if name == "c":
            if not self._parts.isdisjoint(("v", "t", "f")):
                self._keep(self._finished())
            self._open = ""
        else:
            if name in _BODY:
                self._body.append(f"</{name}>")
            self._open = "c"

    def _text(self, text: str) -> None:
        if self._open in ("v", "t"):
            self._body.append(escape(text))
        if self._open == "v":
            self._said.append(text)

    def _keep(self, cell: str) -> None:
        if not (0 < self._at[0] <= LAST_ROW and 0 < self._at[1] <= MAX_COLUMN):
            raise ValueError("an address outside the sheet")
        before = self._found.setdefault(self._at, cell)
        if before != cell:
            self._twice = self._twice or self._at

    def _finished(self) -> str:
        """The cell as its reader can take it, from its attributes on."""
        kind = self._attributes.get("t", "n")
        said = "".join(self._said)
        if kind == "e":
            return self._put(CellKind.ERROR, said.strip() or "#")
        if "f" in self._parts and kind in ("n", "str") and "v" not in self._parts:
            return self._put(CellKind.NO_VALUE, "")
        if "f" in self._parts and kind == "n":
            zero = _NUMBER.fullmatch(said) and float(said) == 0
            if not said.strip() or (self._uncalculated and zero):
                return self._put(CellKind.NO_VALUE, "")
        if kind == "s" and said.strip() and not (_WHOLE.fullmatch(said) and int(said) < self._strings):
            return self._put(CellKind.ERROR, _NO_STRING)
        style = self._attributes.get("s", "")
        known = {
            "n": _NUMBER.fullmatch(said),
            "b": said.strip().lower() in _TRUTH,
            "s": True,
            "str": True,
            "d": True,
            "inlineStr": True,
        }.get(kind, False)
        kind = kind if known or not said.strip() else "str"
        return f"{f' s={quoteattr(style)}' if _WHOLE.fullmatch(style) else ''} t={quoteattr(kind)}>" + "".join(
            (*self._body, "</c>")
        )

    def _put(self, kind: CellKind, word: str) -> str:
        self._odd.append((*self._at, kind, word))
        return _EMPTY

    def sheet(self, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> bytes:
        """The sheet's XML with its cells at these places."""
        order = np.lexsort((columns, rows))
        bodies = list(self._found.values())
        parts = [f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}"><sheetData>']
        now = 0
        for i in order.tolist():
            row = int(rows[i])
            if row != now:
                parts.append(f'</row><row r="{row}">' if now else f'<row r="{row}">')
                now = row
            parts.append(f'<c r="{name_of(row, int(columns[i]))}"{bodies[i]}')
        parts.append("</row></sheetData></worksheet>" if now else "</sheetData></worksheet>")
        return "".join(parts).encode()


def _place(address: str, before: tuple[int, int]) -> tuple[int, int]:
    """Row and column of a cell; without an address it follows the cell before."""
    found = _ADDRESS.fullmatch(address.strip())
    if found is None:
        return before[0], before[1] + 1
    return int(found[2]), column_number(found[1].encode())
