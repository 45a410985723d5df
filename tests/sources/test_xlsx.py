"""Workbooks as communes keep them."""

import datetime as dt
from pathlib import Path

import pytest

from doisoat.sources import SourceError
from doisoat.sources.readers.batch import FILE, ROW, SHEET, TITLE_UNIT, TITLE_VILLAGE
from doisoat.text.legacy.codec import encode_text
from tests.sources.kit import BORN, HEADINGS, NAME, NUMBER, PEOPLE, SEX, book, books, column, read_all, skipped, source

TITLES = ["ỦY BAN NHÂN DÂN XÃ HÀM THẠNH", "SỔ THEO DÕI NHÂN KHẨU", "Thôn Phú Cường, Xã Hàm Thạnh, Tỉnh Lâm Đồng", ""]


def test_plain_book(tmp_path: Path) -> None:
    book(tmp_path / "so_nhan_khau.xlsx", PEOPLE)
    batches = read_all(tmp_path, source())
    assert column(batches, NAME) == [row[1] for row in PEOPLE]
    assert column(batches, ROW) == [2, 3, 4, 5, 6]
    assert set(column(batches, SHEET)) == {"Sheet1"}
    assert set(column(batches, FILE)) == {"so_nhan_khau.xlsx"}


def test_titles_two_heading_rows_blanks_repeated_headings_totals_and_signatures(tmp_path: Path) -> None:
    headings = ["STT", "Mã NK", NAME, BORN, "Số ĐDCN", "Số CMND", SEX]
    groups = ["", "", "", "", "Giấy tờ tùy thân", "Giấy tờ tùy thân", ""]
    rows = [[n + 1, *row[:3], row[3], None, row[4]] for n, row in enumerate(PEOPLE)]
    below = [
        ["Tổng cộng", None, None, 5],
        [],
        [None, "Người lập biểu", None, None, None, "Chủ tịch UBND"],
        [None, "(Ký, ghi rõ họ tên)"],
        [None, "Nguyễn Văn Lập", None, None, None, "Trần Chủ Tịch"],
    ]
    numbers = [f"({n})" for n in range(1, 8)]
    repeat = ["STT", "Mã NK", NAME, BORN, "Giấy tờ tùy thân", None, SEX]
    again = [None, None, None, None, "Số ĐDCN", "Số CMND"]
    content = [numbers, *rows[:2], [], repeat, again, *rows[2:], *below]
    books(tmp_path / "so_nhan_khau.xlsx", {"Tờ 01": (TITLES, groups, headings, content)})
    tables = {
        "population": {
            "key": ["Mã NK"],
            "columns": {NAME: "full_name", "Số ĐDCN": "personal_id", "Giấy tờ tùy thân / Số CMND": "former_id"},
            "required": [NAME],
        }
    }
    given = source(tables=tables, unit={"from": "sheet_title"}, village={"from": "sheet_title"})
    batches = read_all(tmp_path, given)
    assert column(batches, "Số ĐDCN") == [row[3] for row in PEOPLE]
    assert column(batches, ROW) == [8, 9, 13, 14, 15]
    assert set(column(batches, TITLE_VILLAGE)) == {"Thôn Phú Cường"}
    (lines,) = set(column(batches, TITLE_UNIT))
    assert any("XÃ HÀM THẠNH" in line for line in lines.split("\n"))
    assert lines.endswith("Tờ 01")
    found = skipped(batches)
    kinds = {row: code.removeprefix("STD-SKIP-") for row, code in found.items()}
    assert kinds == {
        1: "TITLE",
        2: "TITLE",
        3: "TITLE",
        4: "BLANK",
        5: "HEADING",
        6: "HEADING",
        7: "NUMBERS",
        10: "BLANK",
        11: "HEADING",
        12: "HEADING",
        16: "TOTAL",
        17: "BLANK",
        18: "FOOTER",
        19: "FOOTER",
        20: "FOOTER",
    }


def test_a_person_whose_name_begins_like_a_total_is_a_person(tmp_path: Path) -> None:
    people = [["NK9", "Tống Cộng Hòa", "1980", None, "Nam"], ["NK10", "Công Văn Tổng", "1981", None, "Nam"]]
    book(tmp_path / "so_nhan_khau.xlsx", people)
    assert column(read_all(tmp_path, source()), NAME) == ["Tống Cộng Hòa", "Công Văn Tổng"]


def test_cells_keep_what_they_say(tmp_path: Path) -> None:
    rows = [
        ["A", "x", dt.date(1985, 1, 2), 68185000001, "Nữ"],
        ["B", "y", 1950, 12.5, None],
        ["C", " z ", 31048, "", True],
    ]
    book(tmp_path / "so_nhan_khau.xlsx", rows)
    batches = read_all(tmp_path, source())
    assert column(batches, BORN) == ["1985-01-02", "1950", "31048"]
    assert column(batches, NUMBER) == ["68185000001", "12.5", None]
    assert column(batches, NAME) == ["x", "y", "z"]


def test_one_sheet_a_village_and_a_sheet_of_notes(tmp_path: Path) -> None:
    sheets = {
        "Thôn 1": ((), None, HEADINGS, PEOPLE[:2]),
        "Hướng dẫn": (["Ghi chú cách nhập", "Không sửa tiêu đề"], None, ["a"], []),
        "Thôn 2": (["Địa bàn: Thôn 2"], None, HEADINGS, PEOPLE[2:]),
    }
    books(tmp_path / "so_nhan_khau.xlsx", sheets)
    batches = read_all(tmp_path, source(village={"from": "sheet_title"}))
    assert column(batches, TITLE_VILLAGE) == ["Thôn 1", "Thôn 1", "Thôn 2", "Thôn 2", "Thôn 2"]
    assert "STD-SKIP-SHEET" in skipped(batches).values()


def test_headings_renamed_reordered_and_retyped(tmp_path: Path) -> None:
    headings = ["GIỚI TÍNH", "Mã  nk", "Họ chữ đệm và tên khai sinh", "Ngày  sinh", "Số định danh cá nhânn"]
    book(tmp_path / "so_nhan_khau.xlsx", [[row[4], *row[:4]] for row in PEOPLE], headings)
    batches = read_all(tmp_path, source())
    assert column(batches, NUMBER) == [row[3] for row in PEOPLE]
    assert [(note.reason, note.column) for batch in batches for note in batch.notes] == [("STD-COLUMN-RENAMED", NUMBER)]


def test_an_essential_column_that_is_gone_stops_the_source(tmp_path: Path) -> None:
    headings = ["Mã NK", "Tên thường gọi", BORN, NUMBER, SEX]
    book(tmp_path / "so_nhan_khau.xlsx", PEOPLE, headings, sheet="Thôn 1")
    with pytest.raises(SourceError) as caught:
        read_all(tmp_path, source())
    text = str(caught.value)
    assert caught.value.code == "SRC-COLUMN-MISSING"
    assert all(part in text for part in (NAME, "Thôn 1", "so_nhan_khau.xlsx", "population.commune.23122"))


def test_a_column_that_is_not_required_may_be_gone_and_is_noted(tmp_path: Path) -> None:
    book(tmp_path / "so_nhan_khau.xlsx", [row[:4] for row in PEOPLE], HEADINGS[:4])
    batches = read_all(tmp_path, source())
    assert column(batches, SEX) == [None] * 5
    assert [(note.reason, note.column) for batch in batches for note in batch.notes] == [("STD-COLUMN-ABSENT", SEX)]


def test_a_sheet_whose_headings_nobody_knows_stops_the_source(tmp_path: Path) -> None:
    book(tmp_path / "so_nhan_khau.xlsx", PEOPLE * 2, ["A", "B", "C", "D", "E"])
    with pytest.raises(SourceError, match="no heading row"):
        read_all(tmp_path, source())


def test_two_columns_of_one_name(tmp_path: Path) -> None:
    book(tmp_path / "so_nhan_khau.xlsx", PEOPLE, ["Mã NK", NAME, NAME, NUMBER, SEX])
    with pytest.raises(SourceError) as caught:
        read_all(tmp_path, source())
    assert caught.value.code == "SRC-COLUMN-TWICE"


def test_a_missing_sheet(tmp_path: Path) -> None:
    book(tmp_path / "so_nhan_khau.xlsx", PEOPLE)
    tables = {"population": source().tables["population"].model_dump(by_alias=True) | {"from": {"sheets": "Dân"}}}
    with pytest.raises(SourceError, match="no sheet 'Dân'"):
        read_all(tmp_path, source(tables=tables))


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
@pytest.mark.parametrize("declared", ["auto", "as it is"])
def test_books_in_legacy_fonts(tmp_path: Path, encoding: str, declared: str) -> None:
    names = ["Nguyễn Thị Hòa", "Trần Văn Đức", "Phạm Thị Ngọc Ánh", "Lê Hoàng Dũng", "Đặng Quốc Bảo"]
    rows = [[row[0], encode_text(name, encoding), *row[2:]] for row, name in zip(PEOPLE, names, strict=True)]
    rows = [[*row[:4], encode_text(str(row[4]), encoding)] for row in rows]
    headings = [encode_text(heading, encoding) for heading in HEADINGS]
    book(tmp_path / "so_nhan_khau.xlsx", rows, headings, titles=[encode_text("Thôn Phú Cường", encoding)])
    given = source(encoding=encoding if declared != "auto" else "auto", village={"from": "sheet_title"})
    batches = read_all(tmp_path, given)
    folded = [name.lower() for name in column(batches, NAME)]
    assert folded == [name.lower() for name in names]
    assert column(batches, SEX) == ["Nữ", "Nam", "Nam", "Nữ", "Nam"]
    assert set(column(batches, TITLE_VILLAGE)) == {"Thôn Phú Cường"}
