"""The look of a worklist book: columns, formats, print set-up, one sheet a kind.

Everything is written as text: an identifier keeps its leading zero, and a value that begins with "=" stays a value.
Rows go down in order because the book is written in constant memory.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from doisoat.detect import DiscrepancyKind
from doisoat.reports import words
from doisoat.reports.worklist_text import HOUSEHOLDS, Line

OUTCOMES = ("Đã sửa", "Không phải sai lệch", "Chuyển đơn vị khác", "Chưa rõ")
"""Answers of the drop-down "Kết quả xử lý"."""
SUMMARY = "Tổng hợp"
HEADER_ROW = 3
"""Zero-based row of the column headings on a kind's sheet; the rows above say what is wrong and what to do."""
FONT = "Arial"
_HOWTO_COLUMNS = 9
"""Columns the instruction above the table spans: about a screen's width."""
CELL_LIMIT = 8_000
"""Longest cell text; Excel itself refuses more than 32,767 characters."""


@dataclass(frozen=True)
class Column:
    """One column: heading, width in characters, the text of a line, whether the officer fills it in."""

    heading: str
    width: float
    text: Callable[[Line], str]
    format: str = "cell"


def _blank(line: Line) -> str:
    return ""


WHO = {"person": "Họ tên", "household": "Hộ", "parcel": "Thửa đất", "organisation": "Tổ chức", "source": "Nguồn"}
OUTCOME = Column("Kết quả xử lý", 13, _blank, "answer")
NOTE = Column("Ghi chú", 15, _blank, "answer")
KEY = Column("Khóa", 12, lambda line: line.fingerprint, "cell")


_LINE_POINTS = 13.0
_CHARACTER = 0.92
"""Average width of a letter of the body font, with what wrapping at words loses, in Excel's column units."""
_TALLEST = 400.0
"""Excel allows 409 points."""


def columns(kind: DiscrepancyKind) -> list[Column]:
    """The columns of a kind's sheet after STT; the last one is the hidden key."""
    named = ("household",) if kind.id in HOUSEHOLDS else kind.entity_kinds
    people = "person" in named
    found = [
        Column("Mức độ", 9, lambda line: words.SEVERITIES[line.severity], "severity"),
        Column(" / ".join(WHO[item] for item in named), 19, lambda line: line.who, "strong"),
    ]
    if people:
        found.append(Column("Số định danh", 13, lambda line: line.personal_id))
        found.append(Column("Ngày sinh", 10, lambda line: line.born))
    found.append(Column("Thôn, tổ dân phố", 12, lambda line: line.village))
    if len(kind.fields) > 1:
        found.append(Column("Thông tin", 11, lambda line: line.field))
    found.append(Column("Sai ở đâu", 36, lambda line: line.wrong))
    for level, label in words.LEVELS.items():
        found.append(Column(label, 25, lambda line, level=level: line.levels[level]))  # type: ignore[misc]
    return [*found, Column("Cần làm gì", 28, lambda line: line.action), OUTCOME, NOTE, KEY]


def formats(book: Any) -> dict[str, Any]:
    """The cell formats of a book, by name."""
    base = {"font_name": FONT, "font_size": 10, "valign": "top", "text_wrap": True}
    boxed = {**base, "border": 1, "border_color": "#BFBFBF"}
    return {
        "cell": book.add_format(boxed),
        "strong": book.add_format({**boxed, "bold": True}),
        "severity": book.add_format(boxed),
        "grave": book.add_format({**boxed, "bold": True, "font_color": "#9C0006"}),
        "answer": book.add_format({**boxed, "bg_color": "#FFF9E5"}),
        "count": book.add_format({**boxed, "align": "center", "num_format": "#,##0"}),
        "head": book.add_format(
            {**boxed, "bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF", "valign": "vcenter"}
        ),
        "title": book.add_format({**base, "bold": True, "font_size": 14, "text_wrap": False}),
        "heading": book.add_format({**base, "bold": True, "font_size": 11, "text_wrap": False}),
        "text": book.add_format(base),
        "plain": book.add_format({**base, "text_wrap": False}),
        "link": book.add_format({**boxed, "font_color": "#0563C1", "underline": 1}),
        "back": book.add_format({**base, "font_color": "#0563C1", "underline": 1, "text_wrap": False}),
    }


def put(sheet: Any, row: int, column: int, text: str, cell_format: Any) -> None:
    """Write a text cell, cut with a mark where it is too long for a cell anybody would read."""
    if len(text) > CELL_LIMIT:
        text = text[:CELL_LIMIT] + " …"
    if text:
        sheet.write_string(row, column, text, cell_format)
    else:
        sheet.write_blank(row, column, None, cell_format)


def print_setup(sheet: Any, footer: str) -> None:
    """A4 landscape, one page wide, page numbers, the commune and run in the footer."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer(f"&L&8{footer.replace('&', '&&')}&R&8Trang &P/&N")


def height(cells: Iterable[tuple[str, float]]) -> float:
    """Points a row needs for its (text, width in characters) cells.

    Set by us because neither merged cells nor LibreOffice fit a row to its wrapped text when the book is opened.
    """
    lines = max(sum(max(1, ceil(len(part) * _CHARACTER / width)) for part in text.split("\n")) for text, width in cells)
    return min(lines * _LINE_POINTS + 2, _TALLEST)


def kind_sheet(book: Any, look: dict[str, Any], kind: DiscrepancyKind, lines: Sequence[Line], footer: str) -> None:
    """Write one kind's sheet: what is wrong, what to do, then a row a finding, gravest first."""
    sheet = book.add_worksheet(kind.sheet_vi)
    table = columns(kind)
    last = len(table)
    sheet.set_column(0, 0, 5)
    for number, column in enumerate(table, start=1):
        options = {"hidden": 1} if column is KEY else {}
        sheet.set_column(number, number, column.width, None, options)
    sheet.freeze_panes(HEADER_ROW + 1, 3)
    print_setup(sheet, footer)
    sheet.repeat_rows(HEADER_ROW)
    put(sheet, 0, 0, f"{kind.title_vi}: {words.number(len(lines))} trường hợp", look["title"])
    sheet.write_url(1, 0, f"internal:'{SUMMARY}'!A1", look["back"], "← Về trang Tổng hợp")
    howto = "Cách làm: " + kind.instructions()
    spanned = min(last - 1, _HOWTO_COLUMNS)
    sheet.set_row(2, height([(howto, sum(column.width for column in table[:spanned]))]))
    sheet.merge_range(2, 0, 2, spanned, "", look["text"])
    sheet.write_string(2, 0, howto, look["text"])
    sheet.set_row(HEADER_ROW, 30)
    put(sheet, HEADER_ROW, 0, "STT", look["head"])
    for number, column in enumerate(table, start=1):
        put(sheet, HEADER_ROW, number, column.heading, look["head"])
    for offset, line in enumerate(lines, start=1):
        row = HEADER_ROW + offset
        texts = [column.text(line) for column in table]
        sheet.set_row(
            row, height((text, column.width) for text, column in zip(texts, table, strict=True) if column is not KEY)
        )
        put(sheet, row, 0, str(offset), look["count"])
        for number, (column, text) in enumerate(zip(table, texts, strict=True), start=1):
            style = "grave" if column.format == "severity" and line.severity == "high" else column.format
            put(sheet, row, number, text, look[style])
    end = HEADER_ROW + len(lines)
    sheet.autofilter(HEADER_ROW, 0, end, last)
    answer = table.index(OUTCOME) + 1
    sheet.data_validation(
        HEADER_ROW + 1,
        answer,
        end,
        answer,
        {
            "validate": "list",
            "source": list(OUTCOMES),
            "error_title": "Kết quả xử lý",
            "error_message": "Chọn một trong các mục của danh sách.",
        },
    )
