"""Workbooks (.xlsx) as Excel, LibreOffice, WPS, Google, Apache POI, openpyxl and others write them."""

from datetime import date
from typing import Any
from xml.sax.saxutils import escape

from tests.sources.corpus.case import HEADINGS, NAME, NUMBER, Case, people, records
from tests.sources.corpus.ooxml import (
    MAIN,
    STRICT,
    STRICT_REL,
    Strings,
    Write,
    Xml,
    archive,
    inline,
    package,
    plain,
    rows_xml,
    serial,
    sheet_xml,
)

HEAD = {"STD-SKIP-HEADING": [1]}
_APP = '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>'


def _app(name: str) -> dict[str, str]:
    return {"docProps/app.xml": f"{_APP}{name}</Application></Properties>"}


def _one(data: str, sheet: str = "Sheet1", strings: Strings | None = None, after: str = "", **others: Any) -> bytes:
    return archive(package({sheet: sheet_xml(data, after)}, strings, **others))


def _table(rows: list[list[Any]], write: Write) -> str:
    return rows_xml([list(HEADINGS), *rows], write)


def columns_source(columns: dict[str, str], **changes: Any) -> dict[str, Any]:
    """A population source of one table with other columns beside the kit's."""
    table = {
        "from": {"sheets": "*"},
        "key": ["Mã NK"],
        "columns": {NAME: "full_name", NUMBER: "personal_id", **columns},
        "required": [NAME],
    }
    return {"tables": {"population": table}} | changes


LAND: dict[str, Any] = {
    "source_id": "land.commune.23122",
    "register": "land",
    "tables": {
        "parcel": {
            "from": {"sheets": "*"},
            "key": ["Mã thửa"],
            "columns": {"Mã thửa": "parcel_key", "Tờ": "map_sheet_no", "Thửa": "parcel_no", "Diện tích": "area_m2"},
            "required": ["Tờ"],
        }
    },
}
LAND_HEADINGS = ["Mã thửa", "Tờ", "Thửa", "Diện tích"]


def excel() -> list[Case]:
    """Excel's own."""
    return [*_excel_text(), *_excel_types(), *_excel_sheets()]


def _excel_text() -> list[Case]:
    strings, rows = Strings(), people()
    rows[0][1] = strings.raw('<r><rPr><b/></rPr><t xml:space="preserve">Nguyễn </t></r><r><t>Thị Hòa</t></r>')
    rows[1][1] = strings.raw('<t>Trần Văn Đức</t><rPh sb="0" eb="4"><t>チャン</t></rPh><phoneticPr fontId="1"/>')
    rows[2][1] = strings.raw('<t xml:space="preserve"> Lê Minh_x000D_\n Quân </t>')
    shared = Case(
        "xlsx/excel_shared_runs.xlsx",
        "Excel: shared strings with rich text runs, phonetic runs, _x000D_ for a carriage return",
        _one(_table(rows, strings.write), strings=strings, properties=_app("Microsoft Excel")),
        records(2),
        skipped=HEAD,
    )
    strings = Strings()
    rows = people()
    rows[0][3] = Xml('<c r="{ref}" s="3" t="str"><f>"068185000001"</f><v>068185000001</v></c>')
    rows[1][3] = "'068050000002"
    rows[2][3] = '="068201000003"'
    rows[2][1] = "'Lê Minh Quân"
    packed = Case(
        "xlsx/excel_text_packaging.xlsx",
        "Excel: the apostrophe and the formula people type to keep a leading zero, as text",
        _one(_table(rows, strings.write), strings=strings, properties=_app("Microsoft Excel")),
        records(2),
        skipped=HEAD,
    )
    return [shared, packed]


def _excel_types() -> list[Case]:
    strings, rows = Strings(main=STRICT), people()
    rows[0][2] = Xml('<c r="{ref}" s="1" t="d"><v>1985-01-02</v></c>')
    rows[2][2] = Xml('<c r="{ref}" s="1" t="d"><v>2001-08-15T00:00:00</v></c>')
    strict = Case(
        "xlsx/excel_strict.xlsx",
        "Excel: Strict Open XML, with its namespaces and days as ISO 8601 text",
        archive(
            package(
                {"Sheet1": sheet_xml(_table(rows, strings.write), main=STRICT)},
                strings,
                main=STRICT,
                rel=STRICT_REL,
                properties=_app("Microsoft Excel"),
                book_before='<workbookPr dateCompatibility="0"/>',
            )
        ),
        records(2),
        skipped=HEAD,
    )
    strings, rows, mac = Strings(), people(), date(1904, 1, 1)
    for place, day in ((0, date(1985, 1, 2)), (2, date(2001, 8, 15)), (3, date(1975, 4, 30))):
        rows[place][2] = Xml(f'<c r="{{ref}}" s="1"><v>{serial(day, mac)}</v></c>')
    mac_days = Case(
        "xlsx/excel_1904.xlsx",
        "Excel for the Mac: days counted from 1904",
        _one(_table(rows, strings.write), strings=strings, book_before='<workbookPr date1904="1"/>'),
        records(2),
        skipped=HEAD,
    )
    strings, rows = Strings(), people()
    rows[0][2], rows[2][2] = date(1985, 1, 2), date(2001, 8, 15)
    rows[1][3] = Xml('<c r="{ref}" t="e"><v>#N/A</v></c>')
    rows[3][3] = Xml('<c r="{ref}" t="e"><f>VLOOKUP(A5,x!A:B,2,0)</f><v>#REF!</v></c>')
    errors = Case(
        "xlsx/excel_error_cells.xlsx",
        "Excel: #N/A and #REF! left by a lookup",
        _one(_table(rows, strings.write), strings=strings, properties=_app("Microsoft Excel")),
        records(2),
        skipped=HEAD,
        problems=[(3, "personal_id", "excel_error"), (5, "personal_id", "excel_error")],
    )
    for row in (3, 5):
        errors.records["population"][row]["personal_id"] = None
    strings = Strings()
    dated = [
        ["NK01", "Nguyễn Thị Hòa", "068185000001", Xml('<c r="{ref}" s="2"><v>46093</v></c>'), "H1"],
        ["NK02", "Trần Văn Đức", "068050000002", "12/4", date(2026, 4, 1)],
    ]
    head = ["Mã NK", NAME, NUMBER, "Số nhà", "Số hộ"]
    days = Case(
        "xlsx/excel_dates_in_text_columns.xlsx",
        "Excel: 12/3 typed into a column of house numbers became a day",
        _one(rows_xml([head, *dated], strings.write), strings=strings),
        {
            "population": {
                2: {"record_key": "NK01", "house_no": None, "household_no": "H1"},
                3: {"record_key": "NK02", "house_no": "12/4", "household_no": None},
            }
        },
        skipped=HEAD,
        problems=[(2, "house_no", "excel_date"), (3, "household_no", "excel_date")],
        source=columns_source({"Số nhà": "house_no", "Số hộ": "household_no"}),
    )
    strings = Strings()
    parcels = [["T1", 5, 10, 234.567], ["T2", 5, 11, 12.345], ["T3", 5, Xml('<c r="{ref}" s="2"><v>46093</v></c>'), 80]]
    numbers = Case(
        "xlsx/excel_true_numbers.xlsx",
        "Excel: areas that are numbers with three decimals, a parcel number that became a day",
        _one(rows_xml([LAND_HEADINGS, *parcels], strings.write), strings=strings),
        {
            "parcel": {
                2: {"parcel_key": "T1", "map_sheet_no": "5", "parcel_no": "10", "area_m2": 234.567},
                3: {"parcel_key": "T2", "map_sheet_no": "5", "parcel_no": "11", "area_m2": 12.345},
                4: {"parcel_key": "T3", "map_sheet_no": "5", "parcel_no": None},
            }
        },
        skipped=HEAD,
        problems=[(4, "parcel_no", "excel_date")],
        source=LAND,
    )
    return [strict, mac_days, errors, days, numbers]


def _excel_sheets() -> list[Case]:
    strings = Strings()
    stale = people(1, 2)
    stale[0][2] = "02/01/1986"
    pages = {
        "Sổ": sheet_xml(_table(people(), strings.write)),
        "Bản cũ": sheet_xml(_table(stale, strings.write)),
        "Lưu": sheet_xml(_table(stale[:1], strings.write)),
    }
    states = {"Bản cũ": "hidden", "Lưu": "veryHidden"}
    hidden = Case(
        "xlsx/excel_hidden_sheets.xlsx",
        "Excel: a hidden and a very hidden sheet with an older copy",
        archive(package(pages, strings, states=states)),
        records(2),
        skipped={"STD-SKIP-HEADING": [1], "STD-SKIP-SHEET-HIDDEN": [1, 1, 2, 2, 3]},
    )
    strings = Strings()
    head = ["Số hộ", *HEADINGS[:2], *HEADINGS[3:]]
    rows: list[list[Any]] = [
        [number, row[0], row[1], row[3], row[4]]
        for number, row in zip(("H1", None, None, "H2", None), people(), strict=True)
    ]
    merged = Case(
        "xlsx/excel_merged_households.xlsx",
        "Excel: the household number merged over its members' rows",
        _one(
            rows_xml([head, *rows], strings.write),
            strings=strings,
            after='<mergeCells count="2"><mergeCell ref="A2:A4"/><mergeCell ref="A5:A6"/></mergeCells>',
        ),
        {
            "population": {
                row: {"record_key": f"NK0{row - 1}", "household_no": "H1" if row < 5 else "H2"} for row in range(2, 7)
            }
        },
        skipped=HEAD,
        source=columns_source({"Số hộ": "household_no"}),
    )
    strings = Strings()
    body: list[list[Any]] = [
        ["SỔ NHÂN KHẨU"],
        [],
        list(HEADINGS),
        ["(1)", "(2)", "(3)", "(4)", "(5)"],
        *people(1, 2),
        ["Cộng thôn 1: 2 người"],
        ["Người lập biểu", None, None, "Trưởng thôn"],
        ["Nguyễn Văn Lập"],
        ["Thôn 2"],
        *people(3, 4, 5),
        ["Tổng cộng: 5 người"],
        [],
        [None, None, None, "Người lập biểu"],
    ]
    footers = Case(
        "xlsx/excel_signature_between_villages.xlsx",
        "Excel: a signature block and a heading between two villages",
        _one(rows_xml(body, strings.write), strings=strings),
        records({5: 1, 6: 2, 11: 3, 12: 4, 13: 5}),
        skipped={
            "STD-SKIP-TITLE": [1, 10],
            "STD-SKIP-BLANK": [2, 15],
            "STD-SKIP-HEADING": [3],
            "STD-SKIP-NUMBERS": [4],
            "STD-SKIP-TOTAL": [7, 14],
            "STD-SKIP-FOOTER": [8, 9, 16],
        },
    )
    strings = Strings()
    far = _table(people(), strings.write) + '<row r="1048576"><c r="XFD1048576" t="s"><v>0</v></c></row>'
    corner = Case(
        "xlsx/excel_last_cell.xlsx",
        "Excel: something typed into the last cell of the sheet",
        _one(far, strings=strings),
        records(2),
        skipped={"STD-SKIP-HEADING": [1], "STD-SKIP-TITLE": [1048576]},
    )
    strings = Strings()
    plain_book = _one(_table(people(), strings.write), strings=strings)
    named = Case(
        "xlsx/excel_new_named_old.xls",
        "Excel: an .xlsx that was renamed .xls",
        plain_book,
        records(2),
        skipped=HEAD,
    )
    upper = Case(
        "xlsx/excel_capital_extension.XLSX",
        "Old tools: the extension in capitals",
        plain_book,
        records(2),
        skipped=HEAD,
        source={"location": {"connection": "files", "path": "*.xlsx"}},
    )
    page = "<html><head><meta charset='utf-8'></head><body><table><tr>" + "".join(
        f"<th>{escape(name)}</th>" for name in HEADINGS
    )
    web = Case(
        "xlsx/web_table_named.xls",
        "Web exports: a page with a table, named .xls",
        (page + "</tr><tr><td>NK01</td><td>Nguyễn Thị Hòa</td></tr></table></body></html>").encode(),
        error="SRC-FILE-MARKUP",
    )
    return [hidden, merged, footers, corner, named, upper, web]


def others() -> list[Case]:
    """LibreOffice, WPS, Google, Apache POI, openpyxl, .NET."""
    return [*_libreoffice(), *_suites(), *_libraries(), *_net()]


def _libreoffice() -> list[Case]:
    strings = Strings()
    styled = "".join(
        f'<row r="{n}" customFormat="false" ht="12.8" hidden="false" customHeight="false" outlineLevel="0" '
        f'collapsed="false"><c r="A{n}" s="1"/><c r="B{n}" s="1"/></row>'
        for n in (*range(7, 40), *range(1_048_570, 1_048_577))
    )
    tail = Case(
        "xlsx/libreoffice_styled_tail.xlsx",
        "LibreOffice: empty cells with a style down to the last row of the sheet, truth values as words",
        _one(_table(people(), strings.write) + styled, strings=strings, properties=_app("LibreOffice/24.8")),
        records(2),
        skipped=HEAD,
    )
    return [tail]


def _suites() -> list[Case]:
    odd = (
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"'
        ' xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" mc:Ignorable="x14ac etc"'
    )
    before = (
        '<sheetPr/><dimension ref="A1"/><mc:AlternateContent><mc:Choice Requires="etc"><etc:rowId v="1"/></mc:Choice>'
        "<mc:Fallback/></mc:AlternateContent>"
    )
    rows = rows_xml([list(HEADINGS), *people()], inline, attributes=' spans="1:5" x14ac:dyDescent="0.25" etc:id="7"')
    wps = Case(
        "xlsx/wps_inline_strings.xlsx",
        "WPS: inline strings, namespaces and elements of its own, a dimension that says A1",
        archive(
            package(
                {"Sheet1": sheet_xml(rows, "<extLst><ext><etc:x/></ext></extLst>", before=before, names=odd)},
                properties={**_app("WPS Office"), "docProps/custom.xml": "<Properties/>"},
            )
        ),
        records(2),
        skipped=HEAD,
    )
    strings = Strings()
    blanks = "".join(f'<row r="{n}">' + f'<c r="A{n}" s="1"/>' + "</row>" for n in range(7, 301))
    google = Case(
        "xlsx/google_absolute_parts.xlsx",
        "Google Sheets: no docProps, parts named from the root, hundreds of styled empty rows",
        archive(package({"Trang tính1": sheet_xml(_table(people(), strings.write) + blanks)}, strings, absolute=True)),
        records(2),
        skipped=HEAD,
    )
    return [wps, google]


def _libraries() -> list[Case]:
    def bare(ref: str, value: Any) -> str:
        return inline(ref, value).replace(f' r="{ref}"', "")

    def no_gap(row: list[Any]) -> str:
        return "<row>" + "".join(bare("A1", value) for value in row) + "</row>"

    data = "".join(no_gap(row) for row in [list(HEADINGS), *people()])
    streamed = Case(
        "xlsx/poi_no_references.xlsx",
        "Apache POI (and exporters like it): rows and cells without their addresses, inline strings",
        _one(data, properties=_app("Apache POI"), styles=False),
        records(2),
        skipped=HEAD,
    )
    cases = [streamed]
    for writer, value in (("poi", ""), ("openpyxl", "<v/>")):
        rows = people()
        for row in rows[:2]:
            row[3] = Xml(f'<c r="{{ref}}"><f>"{row[3]}"</f>{value}</c>')
        some = Case(
            f"xlsx/{writer}_formulas_without_values.xlsx",
            f"{writer}: formulas whose results were never computed, in some rows",
            _one(_table(rows, inline), properties=_app("Microsoft Excel")),
            records(2),
            skipped=HEAD,
            problems=[(row, "personal_id", "formula_without_value") for row in (2, 3)],
        )
        for row in (2, 3):
            some.records["population"][row]["personal_id"] = None
        rows = people()
        for row in rows:
            row[3] = Xml(f'<c r="{{ref}}"><f>"{row[3]}"</f>{value}</c>')
        whole = Case(
            f"xlsx/{writer}_column_without_values.xlsx",
            f"{writer}: a mapped column that is nothing but formulas never computed",
            _one(_table(rows, inline), properties=_app("Microsoft Excel")),
            error="SRC-COLUMN-NO-VALUES",
        )
        cases += [some, whole]
    cases.append(
        Case(
            "xlsx/epplus_formula_text.xlsx",
            "EPPlus, ClosedXML: every text of the type a formula's text has",
            _one(_table(people(), plain), properties=_app("Microsoft Excel")),
            records(2),
            skipped=HEAD,
        )
    )
    return cases


def _net() -> list[Case]:
    strings = Strings()
    parts = package({"Sheet1": sheet_xml(_table(people(), strings.write))}, strings)
    slashes = Case(
        "xlsx/net_backslashes.xlsx",
        "Old .NET zip writers: backslashes in the names of parts",
        archive({name.replace("/", "\\"): content for name, content in parts.items()}),
        records(2),
        skipped=HEAD,
    )
    prefixed = {
        name: str(content)
        .replace("</", "</\0")
        .replace("<", "<\0")
        .replace("<\0/\0", "</x:")
        .replace("<\0?", "<?")
        .replace("<\0", "<x:")
        .replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')
        if name.startswith("xl/") and name.endswith(".xml")
        else content
        for name, content in parts.items()
    }
    sdk = Case(
        "xlsx/openxml_sdk_prefixes.xlsx",
        "Open XML SDK: every element with the prefix x:",
        archive(prefixed),
        records(2),
        skipped=HEAD,
    )
    marked = {
        name: b"\xef\xbb\xbf" + str(content).encode() if name.endswith(".xml") else content
        for name, content in parts.items()
    }
    bom = Case(
        "xlsx/net_byte_order_marks.xlsx",
        ".NET: a byte order mark before the XML of each part",
        archive(marked),
        records(2),
        skipped=HEAD,
    )
    return [slashes, sdk, bom]


def cases() -> list[Case]:
    """All of them."""
    return [*excel(), *others()]
