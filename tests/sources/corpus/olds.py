"""Workbooks that are no Open XML: .xls (BIFF8 in a compound file) and .ods, written by hand."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

from tests.sources.corpus.case import HEADINGS, Case, people, records
from tests.sources.corpus.ooxml import archive, serial

HEAD = {"STD-SKIP-HEADING": [1]}
_SECTOR = 512
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(name: str, stream: bytes) -> bytes:
    """A compound file ([MS-CFB]) with one stream of at least 4,096 bytes."""
    stream += b"\0" * (-len(stream) % _SECTOR)
    count = len(stream) // _SECTOR
    table = [_TABLE, _END, *range(3, count + 2), _END]
    table += [_FREE] * (_SECTOR // 4 - len(table))
    head = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        1,
        1,
        0,
        4096,
        _END,
        0,
        _END,
        0,
    ) + struct.pack("<109I", 0, *[_FREE] * 108)
    entries = _entry("Root Entry", 5, 1, _END, 0) + _entry(name, 2, _FREE, 2, len(stream))
    entries += _entry("", 0, _FREE, 0, 0) * 2
    return head + struct.pack(f"<{_SECTOR // 4}I", *table) + entries + stream


def small_compound(name: str, stream: bytes) -> bytes:
    """A compound file with one stream of less than 4,096 bytes: it lies in sectors of 64 bytes within the root's."""
    minis = -(-len(stream) // 64)
    assert minis <= 64, "larger streams have sectors of their own"
    body = stream + b"\0" * (-len(stream) % _SECTOR)
    count = len(body) // _SECTOR
    table = [_TABLE, _END, _END, *range(4, count + 3), _END]
    table += [_FREE] * (_SECTOR // 4 - len(table))
    links = [*range(1, minis), _END]
    links += [_FREE] * (_SECTOR // 4 - len(links))
    head = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        1,
        1,
        0,
        4096,
        2,
        1,
        _END,
        0,
    ) + struct.pack("<109I", 0, *[_FREE] * 108)
    entries = _entry("Root Entry", 5, 1, 3, minis * 64) + _entry(name, 2, _FREE, 0, len(stream))
    entries += _entry("", 0, _FREE, 0, 0) * 2
    numbers = [struct.pack(f"<{_SECTOR // 4}I", *part) for part in (table, links)]
    return head + numbers[0] + entries + numbers[1] + body


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = (name.encode("utf-16-le") + b"\0\0") if name else b""
    return struct.pack("<64sHBBIII36xIQ", text, len(text), kind, 1, _FREE, _FREE, child, start, size)


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _text(value: str, width: str = "H") -> bytes:
    """A string of BIFF8: length, one flag byte, letters of one or two bytes."""
    narrow = all(ord(letter) < 256 for letter in value)
    data = value.encode("latin-1" if narrow else "utf-16-le")
    return struct.pack(f"<{width}B", len(value), not narrow) + data


@dataclass(frozen=True)
class Formula:
    """A formula, and its result: a text that is empty, or an error."""

    word: str = ""


_CODES = {"#N/A": 0x2A, "#REF!": 0x17, "#VALUE!": 0x0F}


def biff(
    sheets: dict[str, Sequence[Sequence[Any]]],
    states: dict[str, int] | None = None,
    mac: bool = False,
    small: bool = False,
) -> bytes:
    """An .xls of these sheets.

    Args:
        sheets: name → rows.
        states: 1 for hidden, 2 for very hidden.
        mac: days are counted from 1904.
        small: it is not padded to the size at which a stream has sectors of its own.
    """
    strings: list[str] = []
    bodies = []
    for rows in sheets.values():
        cells = b"".join(
            _cell(at, place, value, strings, mac)
            for at, row in enumerate(rows)
            for place, value in enumerate(row)
            if value is not None
        )
        size = struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0)
        bodies.append(_bof(0x10) + _record(0x0200, size) + cells + _record(0x0A))
    styles = _record(0x041E, struct.pack("<H", 164) + _text("dd/mm/yyyy"))
    styles += b"".join(
        _record(0xE0, struct.pack("<HHH14x", 0, number, 0xFFF5 if n < 15 else 1))
        for n, number in enumerate([0] * 16 + [164])
    )
    shared = struct.pack("<II", len(strings), len(strings)) + b"".join(map(_text, strings))
    assert len(shared) < 8224, "a CONTINUE record would be needed"
    before = _bof(5) + _record(0x42, struct.pack("<H", 1200)) + _record(0x22, struct.pack("<H", mac)) + styles
    after = _record(0xFC, shared) + _record(0x0A)
    names = [_text(name, "B") for name in sheets]
    at = len(before) + len(after) + sum(4 + 6 + len(name) for name in names)
    listed = b""
    for title, name, body in zip(sheets, names, bodies, strict=True):
        listed += _record(0x85, struct.pack("<IBB", at, (states or {}).get(title, 0), 0) + name)
        at += len(body)
    stream = before + listed + after + b"".join(bodies)
    if small:
        return small_compound("Workbook", stream)
    return compound("Workbook", stream + b"\0" * max(0, 4096 - len(stream)))


def _bof(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


def _cell(row: int, place: int, value: Any, strings: list[str], mac: bool) -> bytes:
    where = struct.pack("<HH", row, place)
    if isinstance(value, str):
        if value.startswith("#"):
            return _record(0x0205, where + struct.pack("<HBB", 15, _CODES[value], 1))
        if value not in strings:
            strings.append(value)
        return _record(0xFD, where + struct.pack("<HI", 15, strings.index(value)))
    if isinstance(value, Formula):
        result = bytes((2, 0, _CODES[value.word], 0, 0, 0)) if value.word else bytes((3, 0, 0, 0, 0, 0))
        text = b"\x17\x01\x00x"  # the formula ="x"
        return _record(0x06, where + struct.pack("<H6sHHIH", 15, result, 0xFFFF, 0, 0, len(text)) + text)
    if isinstance(value, date):
        days = serial(value, date(1904, 1, 1)) if mac else serial(value)
        return _record(0x0203, where + struct.pack("<Hd", 16, days))
    if isinstance(value, int):
        return _record(0x027E, where + struct.pack("<HI", 15, (value << 2) | 2))
    return _record(0x0203, where + struct.pack("<Hd", 15, value))


def _xls() -> list[Case]:
    rows = people()
    rows[0][2], rows[2][2] = date(1985, 1, 2), date(2001, 8, 15)
    book = biff({"Sheet1": [list(HEADINGS), *rows]})
    usual = Case(
        "xls/excel_97.xls",
        "Excel 97–2003: BIFF8, shared strings, days as formatted numbers",
        book,
        records(2),
        skipped=HEAD,
    )
    mac = Case(
        "xls/excel_98_mac.xls",
        "Excel for the Mac: days counted from 1904",
        biff({"Sheet1": [list(HEADINGS), *rows]}, mac=True),
        records(2),
        skipped=HEAD,
    )
    named = Case("xls/excel_old_named_new.xlsx", "Old software: an .xls named .xlsx", book, records(2), skipped=HEAD)
    bad = people()
    bad[1][3], bad[3][3] = "#N/A", "#REF!"
    errors = Case(
        "xls/excel_97_error_cells.xls",
        "Excel 97–2003: #N/A and #REF! left by a lookup",
        biff({"Sheet1": [list(HEADINGS), *bad]}),
        records(2),
        skipped=HEAD,
        problems=[(3, "personal_id", "excel_error"), (5, "personal_id", "excel_error")],
    )
    for row in (3, 5):
        errors.records["population"][row]["personal_id"] = None
    stale = people(1, 2)
    stale[0][2] = "02/01/1986"
    hidden = Case(
        "xls/excel_97_hidden_sheet.xls",
        "Excel 97–2003: a very hidden sheet with an older copy",
        biff({"Sổ": [list(HEADINGS), *people()], "Cũ": [list(HEADINGS), *stale]}, {"Cũ": 2}),
        records(2),
        skipped={"STD-SKIP-HEADING": [1], "STD-SKIP-SHEET-HIDDEN": [1, 2, 3]},
    )
    rows = people()
    rows[0][3], rows[1][3], rows[2][3] = Formula(), "#N/A", Formula("#REF!")
    bare = Case(
        "xls/xlwt_small_odd_cells.xls",
        "xlwt and small exporters: formulas nobody calculated and errors, in a stream of less than 4 KB",
        biff({"Sheet1": [list(HEADINGS), *rows]}, small=True),
        records(2),
        skipped=HEAD,
        problems=[
            (2, "personal_id", "formula_without_value"),
            (3, "personal_id", "excel_error"),
            (4, "personal_id", "excel_error"),
        ],
    )
    for row in (2, 3, 4):
        bare.records["population"][row]["personal_id"] = None
    cut = Case("xls/excel_97_cut.xls", "An upload that broke off", book[: len(book) // 2], error="SRC-FILE-TRUNCATED")
    return [usual, mac, named, errors, hidden, bare, cut]


_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{kind}:1.0"'
    for name, kind in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"))
)


def _ods_cell(value: Any) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, date):
        shown = f"{value:%d/%m/%Y}"
        return (
            f'<table:table-cell office:value-type="date" office:date-value="{value}"><text:p>{shown}</text:p>'
            "</table:table-cell>"
        )
    if isinstance(value, str):
        return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'
    number = f'office:value-type="float" office:value="{value}"'
    return f"<table:table-cell {number}><text:p>{value}</text:p></table:table-cell>"


def ods(rows: Sequence[Sequence[Any]], hidden: Sequence[Sequence[Any]] = ()) -> bytes:
    """An .ods as LibreOffice writes it: repeated empty columns and rows to the sheet's end."""

    def table(name: str, body: Sequence[Sequence[Any]], style: str) -> str:
        lines = "".join(
            "<table:table-row>"
            + "".join(map(_ods_cell, row))
            + '<table:table-cell table:number-columns-repeated="16379"/></table:table-row>'
            for row in body
        )
        rest = 1_048_576 - len(body)
        return (
            f'<table:table table:name="{name}" table:style-name="{style}">'
            f'<table:table-column table:number-columns-repeated="16384"/>{lines}'
            f'<table:table-row table:number-rows-repeated="{rest}">'
            '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
        )

    styles = "".join(
        f'<style:style style:name="{name}" style:family="table"><style:table-properties table:display="{shown}"/>'
        "</style:style>"
        for name, shown in (("ta1", "true"), ("ta2", "false"))
    )
    tables = table("Sổ", rows, "ta1") + (table("Cũ", hidden, "ta2") if hidden else "")
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES} office:version="1.3">'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{tables}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return archive({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def _ods() -> list[Case]:
    rows = people()
    rows[0][2], rows[2][2] = date(1985, 1, 2), date(2001, 8, 15)
    usual = Case(
        "ods/libreoffice_repeated.ods",
        "LibreOffice: empty rows and columns repeated to the end of the sheet, days with a type",
        ods([list(HEADINGS), *rows]),
        records(2),
        skipped=HEAD,
    )
    stale = people(1, 2)
    stale[0][2] = "02/01/1986"
    hidden = Case(
        "ods/libreoffice_hidden_sheet.ods",
        "LibreOffice: a hidden sheet with an older copy",
        ods([list(HEADINGS), *people()], [list(HEADINGS), *stale]),
        records(2),
        skipped={"STD-SKIP-HEADING": [1], "STD-SKIP-SHEET-HIDDEN": [1, 2, 3]},
    )
    return [usual, hidden]


def cases() -> list[Case]:
    """All of them."""
    return [*_xls(), *_ods()]
