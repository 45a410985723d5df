"""Where a book's unit comes from when no column gives it, and codes that are no commune's."""

from pathlib import Path

import pandas as pd
import pytest

from tests.sources.kit import HEADINGS, NAME, PEOPLE, book, books, source
from tests.standardise.kit import run

TABLES = {
    "population": {
        "key": ["Mã NK"],
        "columns": {NAME: "full_name", "Mã xã": "unit_code"},
        "required": [NAME],
    }
}


@pytest.mark.parametrize(
    ("titles", "sheet", "code"),
    [
        (["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "ỦY BAN NHÂN DÂN PHƯỜNG CAM LY - ĐÀ LẠT"], "Tờ 1", "24787"),
        (["Sổ nhân khẩu thôn 5 xã Hàm Liêm năm 2026"], "Thôn 5", "23095"),
        (["SỔ NHÂN KHẨU"], "P. Cam Ly - Đà Lạt", "24787"),
        (["Phường Lang Biang - Đà Lạt\nSổ nhân khẩu"], "Sheet1", "24846"),
    ],
)
def test_the_unit_of_a_book_is_read_from_its_heading(tmp_path: Path, titles: list[str], sheet: str, code: str) -> None:
    books(tmp_path / "so_nhan_khau.xlsx", {sheet: (titles, None, HEADINGS, PEOPLE)})
    frame = run(tmp_path, source(unit={"from": "sheet_title"}))["population"]
    assert (set(frame["unit_code"]), set(frame["unit_status"])) == ({code}, {"current"})


@pytest.mark.parametrize("sheet", ["Sheet1", "Thôn 6", "Tổng hợp", "Hộ nghèo 2026", "Trang 1"])
def test_a_sheet_that_names_no_unit_gives_none(tmp_path: Path, sheet: str) -> None:
    books(tmp_path / "so_nhan_khau.xlsx", {sheet: (["SỔ NHÂN KHẨU"], None, HEADINGS, PEOPLE)})
    frame = run(tmp_path, source(unit={"from": "sheet_title"}))["population"]
    assert frame["unit_current"].isna().all()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("so_nhan_khau_phuong_cam_ly_da_lat.xlsx", "24787"),
        ("so-nhan-khau-xa-ham-liem-2026.xlsx", "23095"),
        ("so_nhan_khau_24787_2026.xlsx", "24787"),
        ("so_nhan_khau_20261_xa_ham_liem.xlsx", "23095"),
    ],
)
def test_the_unit_of_a_file_is_read_from_its_name(tmp_path: Path, name: str, code: str) -> None:
    book(tmp_path / name, PEOPLE)
    rule = {"from": "file_name", "as_of": "2026-11-01"}
    frame = run(tmp_path, source(unit=rule, location={"connection": "files", "path": "*.xlsx"}))["population"]
    assert set(frame["unit_current"]) == {code}


@pytest.mark.parametrize(
    ("written", "stored", "candidates"),
    [("40", "40", None), ("563", "563", None), ("23122", "23122", "23122"), ("231220", "231220", None)],
)
def test_a_code_of_another_level_is_unknown(tmp_path: Path, written: str, stored: str, candidates: str | None) -> None:
    book(tmp_path / "so_nhan_khau.xlsx", [["1", "A Nhân", written]], ["Mã NK", NAME, "Mã xã"])
    result = run(tmp_path, source(tables=TABLES, unit={"from": "column"}))
    (row,) = result["population"].to_dict("records")
    assert row["unit_code"] == stored
    assert (None if pd.isna(row["unit_candidates"]) else row["unit_candidates"]) == candidates
    assert (row["unit_status"] == "unknown") == (candidates is None)
    told = [(reason, field) for _, reason, field in result.reasons("problems")]
    assert told == ([] if candidates else [("STD-UNIT-LEVEL", "unit_code")])
