"""Sheets of .xlsx that no reader takes as they are: cells without addresses, in disorder, of types it does not know."""

import struct
from typing import Any

from tests.sources.corpus.books import HEAD, _one
from tests.sources.corpus.case import HEADINGS, Case, people, records
from tests.sources.corpus.ooxml import Strings, Xml, archive, inline, package, rows_xml, sheet_xml


def _without(case: Case, field: str, *rows: int) -> Case:
    """The case with nothing in a field of some rows."""
    for row in rows:
        case.records["population"][row][field] = None
    return case


def _unknown() -> list[Case]:
    words = ("#SPILL!", "#CALC!", "#GETTING_DATA")
    rows = people()
    for row, word in zip(rows, words, strict=False):
        row[3] = Xml(f'<c r="{{ref}}" t="e"><v>{word}</v></c>')
    errors = Case(
        "xlsx/excel_365_error_words.xlsx",
        "Excel 365: errors of arrays and of linked data, which older readers do not know",
        _one(rows_xml([list(HEADINGS), *rows], inline)),
        records(2),
        skipped=HEAD,
        problems=[(row, "personal_id", "excel_error") for row in (2, 3, 4)],
    )
    strings = Strings()
    data = rows_xml([list(HEADINGS), *people()], strings.write)
    lost = Case(
        "xlsx/mended_string_missing.xlsx",
        "A repair tool: a cell whose shared string is not there",
        _one(data.replace('<c r="D3" t="s"><v>', '<c r="D3" t="s"><v>99'), strings=strings),
        records(2),
        skipped=HEAD,
        problems=[(3, "personal_id", "excel_error")],
    )
    rows = people()
    rows[0][3] = Xml('<c r="{ref}" t="str"><f>A2</f></c>')
    rows[1][2] = Xml('<c r="{ref}" t="n"><v>năm 1950</v></c>')
    rows[2][2] = Xml('<c r="{ref}" t="str"><f>IF(1,"")</f><v></v></c>')
    typed = Case(
        "xlsx/exporter_wrong_types.xlsx",
        "Exporters: text declared a number, a formula whose text was never computed beside one whose text is empty",
        _one(rows_xml([list(HEADINGS), *rows], inline)),
        records(2),
        skipped=HEAD,
        problems=[(2, "personal_id", "formula_without_value")],
    )
    _without(errors, "personal_id", 2, 3, 4)
    _without(lost, "personal_id", 3)
    _without(typed, "personal_id", 2)
    return [errors, lost, _without(typed, "date_of_birth", 4)]


def _places() -> list[Case]:
    def bare(row: list[Any]) -> str:
        return "<row>" + "".join(inline("A1", value).replace(' r="A1"', "") for value in row) + "</row>"

    rows = people()
    rows[1][3] = Xml('<c t="e"><v>#N/A</v></c>')
    rows[2][3] = Xml("<c><f>A4</f></c>")
    unplaced = Case(
        "xlsx/poi_no_references_errors.xlsx",
        "Apache POI (and exporters like it): no addresses, and among the cells errors and formulas without a value",
        _one("".join(map(bare, [list(HEADINGS), *rows])), styles=False),
        records(2),
        skipped=HEAD,
        problems=[(3, "personal_id", "excel_error"), (4, "personal_id", "formula_without_value")],
    )
    _without(unplaced, "personal_id", 3, 4)
    data = [rows_xml([row], inline, first=number) for number, row in enumerate([list(HEADINGS), *people()], 1)]
    twice = Case(
        "xlsx/exporter_row_twice.xlsx",
        "Exporters: two people in rows of one number, of which readers show the last",
        _one("".join([*data[:3], data[3].replace('"4"', '"3"').replace("4", "3"), *data[4:]])),
        error="SRC-CELL-TWICE",
        named={"sheet": "Sheet1", "cell": "A3"},
    )
    shuffled = Case(
        "xlsx/exporter_rows_in_disorder.xlsx",
        "Exporters that write from several threads: rows in disorder, an address in small letters, one with $",
        _one(
            "".join([data[0], data[3], data[1], data[2].replace('"B3"', '"b3"').replace('"C3"', '"$C$3"'), *data[4:]])
        ),
        records(2),
        skipped=HEAD,
    )
    far = rows_xml([list(HEADINGS), *people()], inline) + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    parts = package({"Sheet1": sheet_xml(far)})
    capital = Case(
        "xlsx/tool_part_in_capitals.xlsx",
        "Zip tools: a part's name in capitals where its relation has small letters, and a cell in the last corner",
        archive({name.replace("worksheets/sheet", "worksheets/SHEET"): text for name, text in parts.items()}),
        records(2),
        skipped=HEAD | {"STD-SKIP-BLANK": [1048576]},
    )
    halves = Case(
        "xlsx/merger_two_bodies.xlsx",
        "Tools that join books: rows in two bodies of one sheet, of which readers see the first",
        _one("".join(data[:3]) + "</sheetData><sheetData>" + "".join(data[3:])),
        records(2),
        skipped=HEAD,
    )
    return [unplaced, twice, shuffled, capital, halves]


def _sections() -> list[Case]:
    villages: list[list[Any]] = [
        ["SỔ NHÂN KHẨU THÔN 1"],
        list(HEADINGS),
        *people(1),
        ["THÔN 2: 2 người"],
        *people(2),
        ["Ghi chú: thôn 9 chưa gửi"],
        *people(3),
        ["Cộng: 2 người"],
        ["Người lập biểu"],
        ["UBND XÃ TÀ HINE"],
        ["II. Tổ dân phố 5"],
        list(HEADINGS),
        *people(4, 5),
    ]
    sections = Case(
        "xlsx/wps_villages_one_below_the_other.xlsx",
        "WPS: one sheet for several villages, each below its own title",
        _one(rows_xml(villages, inline)),
        records({3: 1, 5: 2, 7: 3, 13: 4, 14: 5}),
        skipped={
            "STD-SKIP-TITLE": [1, 4, 11],
            "STD-SKIP-HEADING": [2, 12],
            "STD-SKIP-FOOTER": [6, 9, 10],
            "STD-SKIP-TOTAL": [8],
        },
        source={"village": {"from": "sheet_title"}},
    )
    for row, village in {3: "THÔN 1", 5: "THÔN 2", 7: "THÔN 2", 13: "Tổ dân phố 5", 14: "Tổ dân phố 5"}.items():
        sections.records["population"][row]["village"] = village
    turned: list[list[Any]] = [
        list(HEADINGS),
        *people(1, 2),
        ["Tổng cộng: 2"],
        [],
        ["STT", HEADINGS[1], HEADINGS[3], HEADINGS[2], HEADINGS[4], HEADINGS[0]],
        *([n, row[1], row[3], row[2], row[4], row[0]] for n, row in enumerate(people(3, 4, 5), 1)),
    ]
    pasted = Case(
        "xlsx/excel_pasted_in_another_order.xlsx",
        "Excel: another village's table pasted below, its columns in another order",
        _one(rows_xml(turned, inline)),
        records({2: 1, 3: 2, 7: 3, 8: 4, 9: 5}),
        skipped={"STD-SKIP-HEADING": [1, 6], "STD-SKIP-TOTAL": [4], "STD-SKIP-BLANK": [5]},
    )
    return [sections, pasted]


def _record(kind: int, body: bytes = b"") -> bytes:
    """A record of an .xlsb; both numbers are written seven bits a byte."""
    head = bytes((kind,)) if kind < 0x80 else bytes((kind & 0x7F | 0x80, kind >> 7))
    length = len(body)
    return head + (bytes((length,)) if length < 0x80 else bytes((length & 0x7F | 0x80, length >> 7))) + body


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(sheet: str, rows: list[list[Any]]) -> bytes:
    """An .xlsb of one sheet; a number among its cells is the code of an error, of a formula where it is negative."""
    book = _record(131) + _record(143) + _record(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide(sheet))
    book += _record(144) + _record(132)
    cells = b""
    for at, row in enumerate(rows):
        spans = struct.pack("<III", 1, 0, len(row) - 1)
        cells += _record(0, struct.pack("<IIHBBB", at, 0, 300, 0, 0, 0) + spans)
        for place, value in enumerate(row):
            where = struct.pack("<II", place, 0)
            if isinstance(value, str):
                cells += _record(6, where + _wide(value))
            elif value < 0:
                cells += _record(11, where + struct.pack("<BHII", -value, 0, 0, 0))
            else:
                cells += _record(3, where + struct.pack("<B", value))
    size = struct.pack("<IIII", 0, len(rows) - 1, 0, len(rows[0]) - 1)
    page = _record(129) + _record(148, size) + _record(145) + cells + _record(146) + _record(130)
    parts = package({sheet: ""}, styles=False)
    kept = {name: parts[name] for name in ("[Content_Types].xml", "_rels/.rels")}
    related = str(parts["xl/_rels/workbook.xml.rels"]).replace("sheet1.xml", "sheet1.bin")
    return archive(
        {
            **{name: str(text).replace("workbook.xml", "workbook.bin") for name, text in kept.items()},
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": related,
            "xl/worksheets/sheet1.bin": page,
        }
    )


def _binary() -> list[Case]:
    rows = people()
    rows[1][3], rows[3][3] = 0x2A, -0x17
    errors = Case(
        "xlsx/excel_binary_error_cells.xlsb",
        "Excel's binary workbook: #N/A typed in, #REF! left by a formula",
        xlsb("Sổ", [list(HEADINGS), *rows]),
        records(2),
        skipped=HEAD,
        problems=[(3, "personal_id", "excel_error"), (5, "personal_id", "excel_error")],
    )
    return [_without(errors, "personal_id", 3, 5)]


def _sheets() -> list[Case]:
    def page(*numbers: int) -> str:
        return sheet_xml(rows_xml([list(HEADINGS), *people(*numbers)], inline))

    found = records({2: 1, 3: 2})
    summary = Case(
        "xlsx/excel_summary_of_everybody.xlsx",
        "Excel: one sheet a village, and before them one with all their people again",
        archive(
            package(
                {
                    "TỔNG HỢP": page(1, 2),
                    "Thôn 1": page(1),
                    "Thôn 2": sheet_xml(rows_xml([["x"], list(HEADINGS), *people(2)], inline)),
                }
            )
        ),
        found,
        skipped={
            "STD-SKIP-SHEET-SUMMARY": [1, 2, 3],
            "STD-SKIP-HEADING": [1, 2],
            "STD-SKIP-TITLE": [1],
        },
    )
    deep = Case(
        "xlsx/excel_heading_deep_down.xlsx",
        "Excel: two pages of instructions above the heading",
        _one(rows_xml([["Hướng dẫn"]] * 70 + [list(HEADINGS), *people()], inline)),
        records(72),
        skipped={"STD-SKIP-TITLE": [*range(1, 71)], "STD-SKIP-HEADING": [71]},
    )
    hidden = Case(
        "xlsx/excel_table_hidden_behind_cover.xlsx",
        "Excel: a cover in front, and the only table in a hidden sheet",
        archive(
            package({"Bìa": sheet_xml(rows_xml([["SỔ NHÂN KHẨU"]], inline)), "Sổ": page(1, 2)}, states={"Sổ": "hidden"})
        ),
        error="SRC-SHEET-HIDDEN",
        named={"sheet": "Sổ"},
    )
    packed = Case(
        "xlsx/explorer_books_in_a_zip.xlsx",
        "Explorer, macOS: several books sent as one zip, which was renamed",
        archive({"xã/Thôn 1.xlsx": b"PK", "__MACOSX/xã/._Thôn 1.xlsx": b"", "xã\\Thôn 2.XLS": b""}),
        error="SRC-FILE-ARCHIVE",
        named={"inside": "2: xls, xlsx"},
    )
    return [summary, deep, hidden, packed]


def cases() -> list[Case]:
    """All of them."""
    return [*_sheets(), *_unknown(), *_places(), *_sections(), *_binary()]
