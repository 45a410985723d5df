"""Cells of a workbook: dates where none are meant, true numbers, errors, formulas nobody calculated, merged cells."""

import datetime as dt
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from doisoat.sources import Source, SourceError
from doisoat.sources.readers.batch import ROW, CellKind, kinds_of
from doisoat.sources.readers.oddcells import OddCells, cell_blocks, odd_in
from tests.sources.kit import BORN, HEADINGS, NAME, NUMBER, PEOPLE, SEX, book, column, read_all, source
from tests.standardise.kit import run

HOUSE, HOUSEHOLD = "Số nhà", "Số hộ"
WIDE = [*HEADINGS, HOUSE, HOUSEHOLD]


def wide() -> Source:
    columns = {
        NAME: "full_name",
        BORN: "date_of_birth",
        NUMBER: "personal_id",
        SEX: "sex",
        HOUSE: "house_no",
        HOUSEHOLD: "household_no",
    }
    rule = {"from": {"sheets": "*"}, "key": ["Mã NK"], "columns": columns, "required": [NAME]}
    return source(tables={"population": rule})


def parcels() -> Source:
    columns = {"Tờ": "map_sheet_no", "Thửa": "parcel_no", "Diện tích": "area_m2", "Loại đất": "land_use"}
    rule = {"key": ["Mã"], "columns": columns}
    return source(source_id="land.commune.23122", register="land", tables={"parcel": rule})


def written(path: Path, sheet: Callable[[Any, Any], None], **options: Any) -> Path:
    """A workbook of one sheet that `sheet` writes, given the book and the sheet."""
    workbook = xlsxwriter.Workbook(str(path), options)
    sheet(workbook, workbook.add_worksheet("Sổ"))
    workbook.close()
    return path


def edited(path: Path, change: Callable[[str], str], part: str = "xl/worksheets/sheet1.xml") -> Path:
    """The workbook with the XML of one part changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    before = parts[part].decode()
    parts[part] = change(before).encode()
    assert parts[part].decode() != before
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_a_date_cell_is_no_house_household_identity_or_key(tmp_path: Path) -> None:
    day = dt.date(2026, 3, 12)
    rows: list[list[Any]] = [[*row, "12", "H1"] for row in PEOPLE]
    rows[0][5], rows[1][6], rows[2][3], rows[3][0], rows[4][5] = day, day, day, day, dt.time(12, 3)
    book(tmp_path / "so_nhan_khau.xlsx", rows, WIDE)
    done = run(tmp_path, wide())
    frame = done["population"].set_index("lineage_row")
    assert frame["house_no"].isna().tolist() == [True, False, False, True]
    assert frame["household_no"].isna()[3]
    assert frame["personal_id"].isna()[4]
    assert done.reasons("problems") == [
        (2, "excel_date", "house_no"),
        (3, "excel_date", "household_no"),
        (4, "excel_date", "personal_id"),
        (6, "excel_date", "house_no"),
    ]
    assert done.reasons("quarantine") == [(5, "excel_date", "Mã NK")]
    assert "2026-03-12" in done["quarantine"]["raw"][0]
    assert frame["date_of_birth"].tolist()[0] == "1985-01-02"


def test_a_parcel_whose_number_became_a_date_keeps_its_row(tmp_path: Path) -> None:
    rows = [["T1", "7", dt.date(2026, 3, 12), 100, "ONT"], ["T2", dt.date(2026, 3, 13), "9", 100, "ONT"]]
    book(tmp_path / "so_nhan_khau.xlsx", rows, ["Mã", "Tờ", "Thửa", "Diện tích", "Loại đất"])
    done = run(tmp_path, parcels())
    assert done["parcel"]["record_key"].tolist() == ["T1", "T2"]
    assert done.reasons("problems") == [(2, "excel_date", "parcel_no"), (3, "excel_date", "map_sheet_no")]


def test_true_numbers_are_exact_and_words_are_judged(tmp_path: Path) -> None:
    areas: list[Any] = [234.567, 12.345, 0.5, 120, 1234.5, "234.567", "1.234,5"]
    rows = [[f"T{n}", "1", str(n + 1), area, "ONT"] for n, area in enumerate(areas)]
    book(tmp_path / "so_nhan_khau.xlsx", rows, ["Mã", "Tờ", "Thửa", "Diện tích", "Loại đất"])
    done = run(tmp_path, parcels())
    assert done["parcel"]["area_m2"].tolist()[:5] == [234.567, 12.345, 0.5, 120.0, 1234.5]
    assert done["parcel"]["area_m2"].isna().tolist() == [False] * 5 + [True, False]
    assert done.reasons("problems") == [(7, "ambiguous_decimal", "area_m2")]


@pytest.mark.parametrize("from_1904", [False, True])
def test_days_counted_from_1904_and_bare_day_numbers(tmp_path: Path, from_1904: bool) -> None:
    base = dt.date(1904, 1, 1) if from_1904 else dt.date(1899, 12, 30)

    def sheet(workbook: Any, page: Any) -> None:
        page.write_row(0, 0, HEADINGS)
        shown = workbook.add_format({"num_format": "dd/mm/yyyy"})
        for at, row in enumerate(PEOPLE, 1):
            page.write_row(at, 0, row)
        page.write_datetime(1, 2, dt.datetime(1985, 1, 2), shown)
        page.write_number(2, 2, (dt.date(1950, 5, 6) - base).days)
        page.write_number(3, 2, 1950)

    written(tmp_path / "so_nhan_khau.xlsx", sheet, date_1904=from_1904)
    frame = run(tmp_path, source())["population"]
    assert frame["date_of_birth"].tolist()[:3] == ["1985-01-02", "1950-05-06", "1950"]


def test_errors_are_a_problem_each(tmp_path: Path) -> None:
    errors = ["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"]

    def sheet(workbook: Any, page: Any) -> None:
        page.write_row(0, 0, HEADINGS)
        for at, error in enumerate(errors, 1):
            page.write_row(at, 0, [f"NK{at}", f"Nguyễn Văn {'ABCDEFG'[at - 1]}", "1985"])
            page.write_string(at, 4, "Nam")
            page.write_formula(at, 3, "=1/0", None, error)
        page.write_row(8, 0, ["NK8", "Nguyễn Văn Tám", "1985", "068185000001", "Nam"])
        page.write_formula(8, 1, "=A0", None, "#REF!")

    written(tmp_path / "so_nhan_khau.xlsx", sheet)
    batches = read_all(tmp_path, source())
    assert column(batches, NUMBER)[:7] == errors
    (kinds,) = [kinds_of(batch.data, NUMBER) for batch in batches]
    assert kinds.to_pylist() == [CellKind.ERROR] * 7 + [0]  # type: ignore[union-attr]
    done = run(tmp_path, source())
    assert [(row, reason) for row, reason, field in done.reasons("problems") if field == "personal_id"] == [
        (row, "excel_error") for row in range(2, 9)
    ]
    assert (9, "excel_error", "full_name") in done.reasons("problems")
    assert done["population"]["full_name"].isna().tolist() == [False] * 7 + [True]


FORMULAS = {
    "openpyxl": ("<f>A1</f><v />", ""),
    "openpyxl, other ending": ("<f>A1</f><v></v>", ""),
    "POI": ("<f>A1</f>", ""),
    "shared": ('<f t="shared" si="0"/>', ""),
    "XlsxWriter": ("<f>A1</f><v>0</v>", ""),
}


def formulas(path: Path, cells: dict[str, str]) -> Path:
    """A book whose cells at these addresses are replaced by XML."""
    book(path, PEOPLE)

    def change(xml: str) -> str:
        for address, cell in cells.items():
            xml, count = re.subn(rf'<c r="{address}"[^>]*>.*?</c>', cell, xml)
            assert count == 1
        return xml

    return edited(path, change)


@pytest.mark.parametrize("writer", FORMULAS)
def test_a_formula_without_a_value_is_a_problem(tmp_path: Path, writer: str) -> None:
    body = FORMULAS[writer][0]
    formulas(tmp_path / "so_nhan_khau.xlsx", {"D3": f'<c r="D3">{body}</c>'})
    done = run(tmp_path, source())
    assert done.reasons("problems") == [(3, "formula_without_value", "personal_id")]
    assert done["population"]["personal_id"].isna().tolist() == [False, True, False, False, False]


@pytest.mark.parametrize("cell", ['<c r="D3" t="str"><f>""</f><v></v></c>', '<c r="D3" t="str"><f>A1</f><v>5</v></c>'])
def test_a_formula_with_a_value_even_an_empty_one_is_none(tmp_path: Path, cell: str) -> None:
    formulas(tmp_path / "so_nhan_khau.xlsx", {"D3": cell})
    assert "formula_without_value" not in [reason for _, reason, _ in run(tmp_path, source()).reasons("problems")]


@pytest.mark.parametrize("cell", ["<f>A1</f>", 't="e"><v>#N/A</v>'])
def test_a_column_without_any_value_refuses_the_source(tmp_path: Path, cell: str) -> None:
    start = "" if cell.startswith("t=") else ">"
    cells = {f"D{row}": f'<c r="D{row}" {start}{cell}</c>' for row in range(2, 7)}
    formulas(tmp_path / "so_nhan_khau.xlsx", cells)
    with pytest.raises(SourceError) as caught:
        read_all(tmp_path, source())
    assert caught.value.code == "SRC-COLUMN-NO-VALUES"
    assert all(part in str(caught.value) for part in (NUMBER, "D2", "so_nhan_khau.xlsx", "Sheet1", "Excel"))


def test_a_row_of_nothing_but_formulas_is_not_blank(tmp_path: Path) -> None:
    formulas(tmp_path / "so_nhan_khau.xlsx", {f"{name}3": f'<c r="{name}3"><f>A1</f></c>' for name in "ABCDE"})
    done = run(tmp_path, source())
    assert [row for row, _, _ in done.reasons("quarantine")] == [3]
    assert 3 not in [row for row, _, _ in done.reasons("skipped")]


@pytest.mark.parametrize("size", [7, 40, 1 << 20])
@pytest.mark.parametrize("prefix", ["", "x:"])
def test_odd_cells_are_found_in_blocks_of_any_size_and_under_any_prefix(prefix: str, size: int) -> None:
    rows = "".join(
        f'<p:row r="{n}"><p:c r="A{n}" s="1"/><p:c r="AB{n}"><p:f>SUM(A1,"f&gt;")</p:f></p:c><p:c r="C{n}" t="e">'
        f'<p:f>NA()</p:f><p:v>#N/A</p:v></p:c><p:c r="D{n}"><p:f t="shared" si="0"/><p:v>0</p:v></p:c></p:row>'
        for n in range(1, 6)
    )
    xml = f"<p:sheetData>{rows}</p:sheetData>".replace("p:", prefix).encode()
    blocks = (xml[at : at + size] for at in range(0, len(xml), size))
    found = OddCells.of(cell for block in cell_blocks(blocks) for cell in odd_in(block, False))
    assert found.rows.tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert found.columns.tolist() == [3, 28] * 5
    assert found.kinds.tolist() == [CellKind.ERROR, CellKind.NO_VALUE] * 5
    assert found.words.tolist() == ["#N/A", ""] * 5


def merged(path: Path, ranges: list[tuple[str, Any]], rows: list[list[Any]], headings: list[str]) -> Path:
    def sheet(workbook: Any, page: Any) -> None:
        page.write_row(0, 0, headings)
        for at, row in enumerate(rows, 1):
            for place, value in enumerate(row):
                if value is not None:
                    page.write(at, place, value)
        for address, value in ranges:
            page.merge_range(address, value)

    return written(path, sheet)


def test_merged_cells_are_those_of_every_line_and_blanks_are_blank(tmp_path: Path) -> None:
    rows = [[*row, None, None] for row in PEOPLE]
    rows[4][5] = "7"
    ranges: list[tuple[str, Any]] = [("G2:G4", "H1"), ("F2:F3", 12), ("G5:G6", "H2")]
    merged(tmp_path / "so_nhan_khau.xlsx", ranges, rows, WIDE)
    frame = run(tmp_path, wide())["population"].set_index("record_key")
    assert frame["household_no"].tolist() == ["H1", "H1", "H1", "H2", "H2"]
    assert frame["house_no"].fillna("").tolist() == ["12", "12", "", "", "7"]


def test_a_date_merged_over_lines_stays_a_date(tmp_path: Path) -> None:
    def sheet(workbook: Any, page: Any) -> None:
        page.write_row(0, 0, WIDE)
        for at, row in enumerate(PEOPLE, 1):
            page.write_row(at, 0, row)
        day = workbook.add_format({"num_format": "d/m"})
        page.merge_range("F2:F4", "", day)
        page.write_datetime(1, 5, dt.datetime(2026, 3, 12), day)

    written(tmp_path / "so_nhan_khau.xlsx", sheet)
    done = run(tmp_path, wide())
    assert done.reasons("problems") == [(row, "excel_date", "house_no") for row in (2, 3, 4)]


def test_a_village_merged_over_parcels_and_a_parcel_over_its_holders(tmp_path: Path) -> None:
    headings = ["Thôn", "Mã", "Tờ", "Thửa", "Diện tích", "Người sử dụng"]
    rows: list[list[Any]] = [
        [None, None, None, None, None, "Nguyễn Văn An"],
        [None, None, None, None, None, "Trần Thị Bình"],
        [None, "T2", "1", "2", 200, "Lê Văn Cường"],
        [None, "T3", "1", "3", 300, "Phạm Thị Dung"],
    ]
    ranges: list[tuple[str, Any]] = [
        ("A2:A4", "Thôn Phú Cường"),
        ("B2:B3", "T1"),
        ("C2:C3", "1"),
        ("D2:D3", "1"),
        ("E2:E3", 100.5),
    ]
    merged(tmp_path / "so_nhan_khau.xlsx", ranges, rows, headings)
    tables = {
        "parcel": {
            "key": ["Mã"],
            "columns": {"Thôn": "village", "Tờ": "map_sheet_no", "Thửa": "parcel_no", "Diện tích": "area_m2"},
        },
        "right": {"columns": {"Mã": "parcel_key", "Người sử dụng": "holder_name"}},
    }
    given = source(source_id="land.commune.23122", register="land", tables=tables)
    done = run(tmp_path, given)
    frame = done["parcel"].set_index("record_key")
    assert frame["area_m2"].to_dict() == {"T1": 100.5, "T2": 200.0, "T3": 300.0}
    assert frame["village"].isna().to_dict() == {"T1": False, "T2": False, "T3": True}
    assert frame["village"]["T2"] == "Thôn Phú Cường"
    assert sorted(done["right"]["parcel_key"]) == ["T1", "T1", "T2", "T3"]


def test_hidden_rows_are_read(tmp_path: Path) -> None:
    def sheet(workbook: Any, page: Any) -> None:
        page.write_row(0, 0, HEADINGS)
        for at, row in enumerate(PEOPLE, 1):
            page.write_row(at, 0, row)
        page.set_row(2, None, None, {"hidden": True})
        page.set_column(3, 3, None, None, {"hidden": True})

    written(tmp_path / "so_nhan_khau.xlsx", sheet)
    batches = read_all(tmp_path, source())
    assert column(batches, NUMBER) == [row[3] for row in PEOPLE]
    assert column(batches, ROW) == [2, 3, 4, 5, 6]
