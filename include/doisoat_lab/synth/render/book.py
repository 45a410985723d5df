"""Workbooks as communes keep them: titles above, two merged heading rows, empty rows, totals below.

Invariant: `Sheet.rows` says, before anything is written, in which physical row (1-based) each line will stand; cell A1
is never empty, so that readers that trim an empty corner count the same rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import xlsxwriter

from doisoat_lab.synth.render.coders import Serial, Values, Whole
from doisoat_lab.synth.render.layout import Column

#: Books carry this date of creation whenever they are made, so that the same seed gives the same bytes.
CREATED = dt.datetime(2026, 11, 15, 8, 0, 0)


@dataclass(frozen=True)
class Sheet:
    """One sheet.

    Args:
        name: tab name.
        titles: lines above the headings, the first never empty.
        columns: headings; a run of equal `group` becomes one merged cell over two rows.
        values: one list of cell values a column.
        total: text of the line below the rows; None for none.
        blanks: line numbers (0-based) before which an empty row stands.
        repeat: line number before which the headings are repeated; None for none.
        numbered: whether a row "(1) (2) (3)" stands below the headings.
        footer: lines for signatures, below the total and an empty row.
    """

    name: str
    titles: Sequence[str]
    columns: Sequence[Column]
    values: Sequence[Values]
    total: str | None = None
    blanks: Sequence[int] = ()
    repeat: int | None = None
    numbered: bool = False
    footer: Sequence[str] = ()

    @property
    def count(self) -> int:
        """Number of lines."""
        return len(self.values[0]) if self.values else 0

    @property
    def heading_rows(self) -> int:
        """Two where a group heading stands over others, else one."""
        return 2 if any(column.group for column in self.columns) else 1

    @property
    def rows(self) -> np.ndarray[Any, np.dtype[np.int32]]:
        """Physical row (1-based) of each line."""
        extra = np.zeros(self.count + 1, dtype=np.int32)
        for line in self.blanks:
            extra[min(line, self.count)] += 1
        if self.repeat is not None and self.repeat < self.count:
            extra[self.repeat] += self.heading_rows
        above = len(self.titles) + self.heading_rows + self.numbered
        return (np.arange(self.count) + 1 + above + np.cumsum(extra[: self.count])).astype(np.int32)


def write_book(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write the workbook row by row; memory stays that of one row."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": CREATED, "author": "", "comments": ""})
    formats = {
        "head": book.add_format({"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "border": 1}),
        "title": book.add_format({"bold": True}),
        "date": book.add_format({"num_format": "dd/mm/yyyy"}),
        "whole": book.add_format({"num_format": "0"}),
    }
    for sheet in sheets:
        _write_sheet(book.add_worksheet(sheet.name), sheet, formats)
    book.close()


def _headings(page: Any, sheet: Sheet, row: int, formats: dict[str, Any]) -> None:
    """Write the headings at `row` (0-based). Upper row first: rows already left cannot be returned to."""
    columns, merges = list(sheet.columns), []
    if sheet.heading_rows == 1:
        for place, column in enumerate(columns):
            page.write_string(row, place, column.name, formats["head"])
        return
    place = 0
    while place < len(columns):
        end = place
        while columns[place].group and end + 1 < len(columns) and columns[end + 1].group == columns[place].group:
            end += 1
        page.write_string(row, place, columns[place].group or columns[place].name, formats["head"])
        if not columns[place].group:
            merges.append((row, place, row + 1, place))
        elif end > place:
            merges.append((row, place, row, end))
        place = end + 1
    for place, column in enumerate(columns):
        if column.group:
            page.write_string(row + 1, place, column.name, formats["head"])
        else:
            page.write_blank(row + 1, place, None, formats["head"])
    # merge_range() would write cells of rows that constant_memory has already flushed.
    page.merge.extend([list(merge) for merge in merges])


def _write_sheet(page: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
    for row, title in enumerate(sheet.titles):
        if title:
            page.write_string(row, 0, title, formats["title"])
    head = len(sheet.titles)
    _headings(page, sheet, head, formats)
    page.freeze_panes(head + sheet.heading_rows, 0)
    if sheet.numbered:
        for place in range(len(sheet.columns)):
            page.write_string(head + sheet.heading_rows, place, f"({place + 1})", formats["head"])
    rows = (sheet.rows - 1).tolist()
    date, whole = formats["date"], formats["whole"]
    text, number = page.write_string, page.write_number
    repeat = sheet.repeat if sheet.repeat is not None and sheet.repeat < sheet.count else None
    for line, (row, cells) in enumerate(zip(rows, zip(*sheet.values, strict=True), strict=True)):
        if line == repeat:
            _headings(page, sheet, row - sheet.heading_rows, formats)
        for place, value in enumerate(cells):
            if value is None:
                continue
            kind = type(value)
            if kind is str:
                text(row, place, value)
            elif kind is Serial:
                number(row, place, value, date)
            elif kind is Whole:
                number(row, place, value, whole)
            else:
                number(row, place, value)
    last = rows[-1] + 1 if rows else head + sheet.heading_rows + sheet.numbered
    if sheet.total is not None:
        page.write_string(last, 0, sheet.total, formats["title"])
        page.write_number(last, 3, sheet.count, formats["title"])
    for offset, text_line in enumerate(sheet.footer):
        page.write_string(last + 2 + offset, 1, text_line)
