"""Workbooks as they are opened, and how many rows there are in sheets and books that nobody reads."""

from pathlib import Path
from typing import Any

import python_calamine

from doisoat.sources.content import book_suffix
from doisoat.sources.limits import Limits
from doisoat.sources.readers.blocks import SEARCHED_ROWS
from doisoat.sources.readers.sheetlook import look
from doisoat.sources.readers.workbook import Workbook, workbook_of

_SUFFIXES = {".xlsx": (".xlsx", ".xlsm", ".xlam"), ".xls": (".xls", ".xla"), ".xlsb": (".xlsb",), ".ods": (".ods",)}


def open_book(path: Any, suffix: str) -> Any:
    """Open a workbook by what is in it: its reader goes by the name where it gets one.

    Raises:
        CalamineError: it is none, or protected.
    """
    if not isinstance(path, Path) or path.suffix in _SUFFIXES.get(suffix, ()):
        return python_calamine.CalamineWorkbook.from_object(path)
    with path.open("rb") as handle:
        return python_calamine.CalamineWorkbook.from_filelike(handle)


def counted_rows(
    opened: Any, path: Path, sheet: str, part: str | None, limits: Limits
) -> tuple[list[int], list[list[Any]]]:
    """Numbers of the rows of a sheet, and the first ones; what a sheet nobody reads is too large for is no failure.

    Args:
        opened: the workbook.
        path: where it is.
        sheet: name of the sheet.
        part: its part in the zip, where that is known.
        limits: how much may be laid out.
    """
    numbers: list[int] | None = None
    try:
        if part:
            extent = look(path, part, False).extent
            numbers = extent.rows.tolist()
            if extent.sparse or extent.area > limits.cells:
                return numbers, []
        found = opened.get_sheet_by_name(sheet)
        if found.total_height * found.total_width > limits.cells:
            return list(range(1, found.total_height + 1)), []
        rows = list(found.iter_rows())
    except (python_calamine.CalamineError, ValueError, OSError):
        return numbers or [], []
    if numbers is None or not numbers:
        numbers = [at for at, row in enumerate(rows, 1) if row.count("") < len(row)]
    return numbers, rows[:SEARCHED_ROWS]


def rows_of_book(path: Path, limits: Limits) -> list[tuple[str, list[int]]] | None:
    """Sheet and numbers of its rows, of a workbook no table takes; None where it cannot be opened."""
    suffix = book_suffix(path)
    try:
        opened = open_book(path, suffix)
    except (python_calamine.CalamineError, OSError):
        return None
    words = workbook_of(path) if suffix == ".xlsx" else Workbook()
    with opened:
        return [
            (sheet.name, counted_rows(opened, path, sheet.name, words.parts.get(sheet.name), limits)[0])
            for sheet in opened.sheets_metadata[: limits.sheets]
            if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
