"""Errors, formulas without a value and merged cells of an OpenDocument sheet, which its reader does not tell."""

import zipfile
from pathlib import Path
from typing import Any
from xml.parsers import expat

from doisoat.sources.content import part_name
from doisoat.sources.readers.batch import CellKind
from doisoat.sources.readers.merges import Range
from doisoat.sources.readers.oddcells import OddCells
from doisoat.sources.readers.sheetlook import SheetLook
from doisoat.text.placeholders import EXCEL_ERROR, nothing_words

_CELLS = ("table-cell", "covered-table-cell")


def look_at_ods(path: Path) -> dict[str, SheetLook]:
    """Sheet name → what its XML says; a sheet all of whose cells have values says nothing."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = {part_name(name): name for name in archive.namelist()}
            with archive.open(names["content.xml"]) as handle:
                return _Sheets().read(handle)
    except (zipfile.BadZipFile, LookupError, expat.ExpatError, OSError, ValueError):
        return {}


class _Sheets:
    def __init__(self) -> None:
        self._found: dict[str, SheetLook] = {}
        self._sheet = ""
        self._row = self._column = 0
        self._repeat = 1
        self._cell: dict[str, str] | None = None
        self._text: list[str] = []
        self._odd: list[tuple[int, int, int, str]] = []
        self._merged: list[Range] = []

    def read(self, handle: Any) -> dict[str, SheetLook]:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._said
        parser.ParseFile(handle)
        return self._found

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(" ")[2]
        if kind == "table":
            self._sheet = _of(attributes, "name")
            self._row, self._odd, self._merged = 0, [], []
        elif kind == "table-row":
            self._column, self._repeat = 0, int(_of(attributes, "number-rows-repeated") or 1)
        elif kind in _CELLS:
            self._cell, self._text = attributes, []

    def _said(self, text: str) -> None:
        if self._cell is not None:
            self._text.append(text)

    def _end(self, name: str) -> None:
        kind = name.rpartition(" ")[2]
        if kind == "table":
            self._found[self._sheet] = SheetLook(odd=OddCells.of(self._odd), merged=tuple(self._merged))
        elif kind == "table-row":
            self._row += self._repeat
        elif kind in _CELLS and self._cell is not None:
            self._finish(self._cell, "".join(self._text).strip())
            self._column += int(_of(self._cell, "number-columns-repeated") or 1)
            self._cell = None

    def _finish(self, cell: dict[str, str], text: str) -> None:
        down, across = (int(_of(cell, f"number-{what}-spanned") or 1) for what in ("rows", "columns"))
        if down > 1:
            self._merged.append((self._row, self._column, self._row + down - 1, self._column + across - 1))
        place = self._row + 1, self._column + 1
        formula, types = _of(cell, "formula"), [cell[key] for key in cell if key.endswith(" value-type")]
        if "error" in types or (formula and nothing_words().get(text.lower()) == EXCEL_ERROR):
            self._odd.append((*place, CellKind.ERROR, text or "#"))
        elif formula and not types and not text:
            self._odd.append((*place, CellKind.NO_VALUE, ""))


def _of(attributes: dict[str, str], name: str) -> str:
    """An attribute of the namespace of tables."""
    return next((attributes[key] for key in attributes if key.endswith(f":table:1.0 {name}")), "")
