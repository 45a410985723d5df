"""Canonical rows: the schema to the letter, values, units and villages with their status, lineage, references."""

import datetime as dt
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from doisoat import registers
from doisoat.sources import Source
from tests.sources.kit import BORN, HEADINGS, NAME, NUMBER, PEOPLE, SEX, book, books, source
from tests.standardise.kit import run


def wide(**columns: object) -> Source:
    """The population mapping with more columns."""
    rule = {
        "key": ["Mã NK"],
        "columns": {NAME: "full_name", BORN: "date_of_birth", NUMBER: "personal_id", SEX: "sex", **columns},
        "required": [NAME],
        "defaults": {"residence": "permanent"},
    }
    return source(tables={"population": rule}, unit={"from": "column"})


def test_the_schema_is_the_registers_to_the_letter(tmp_path: Path) -> None:
    book(tmp_path / "so_nhan_khau.xlsx", PEOPLE)
    done = run(tmp_path, source())
    found = pq.read_schema(tmp_path / "out" / "population.parquet")
    wanted = registers.table("population").arrow_schema()
    assert [(item.name, item.type) for item in found] == [(item.name, item.type) for item in wanted]
    assert done.result.tables == {"population": 5}


def test_every_table_of_the_register_is_written_even_if_the_source_lacks_it(tmp_path: Path) -> None:
    rule = {"columns": {"Số hộ": "household_no", "Chủ hộ": "head_name"}, "key": ["Số hộ"]}
    given = source(source_id="household.commune.23122", register="household", tables={"household": rule})
    book(tmp_path / "so_nhan_khau.xlsx", [["H1", "Nguyễn Văn A"]], ["Số hộ", "Chủ hộ"])
    done = run(tmp_path, given)
    wanted = registers.table("household_member").arrow_schema()
    assert pq.read_schema(tmp_path / "out" / "household_member.parquet").names == wanted.names
    assert done["household"]["member_count"].isna().all()


def test_values_lineage_and_keys(tmp_path: Path) -> None:
    path = book(tmp_path / "so_nhan_khau.xlsx", PEOPLE, titles=["SỔ", ""])
    frame = run(tmp_path, source())["population"].set_index("record_key")
    assert list(frame.index) == ["NK01", "NK02", "NK03", "NK04", "NK05"]
    first = frame.loc["NK01"]
    assert (first.full_name, first.full_name_key) == ("Nguyễn Thị Hòa", "nguyen thi hoa")
    assert (first.date_of_birth, first.sex, first.personal_id) == ("1985-01-02", "F", "068185000001")
    assert frame.loc["NK02"].date_of_birth == "1950"
    assert (first.lineage_file, first.lineage_sheet, first.lineage_row) == ("so_nhan_khau.xlsx", "Sheet1", 4)
    import hashlib

    assert set(frame["lineage_checksum"]) == {hashlib.sha256(path.read_bytes()).hexdigest()}
    assert set(frame["as_of"]) == {"2026-11-15"}


def test_references_hide_keys_and_depend_on_the_secret(tmp_path: Path) -> None:
    book(tmp_path / "so_nhan_khau.xlsx", PEOPLE)
    one = run(tmp_path, source(), "a", secret="một")["population"]
    again = run(tmp_path, source(), "b", secret="một")["population"]
    other = run(tmp_path, source(), "c", secret="hai")["population"]
    assert one["record_ref"].str.fullmatch("r_[0-9a-f]{20}").all()
    assert one["record_ref"].is_unique
    assert one["record_ref"].tolist() == again["record_ref"].tolist()
    assert not set(one["record_ref"]) & set(other["record_ref"])


def test_identifiers_that_lost_their_zero_in_a_number_cell(tmp_path: Path) -> None:
    rows = [["1", "Trần A", None, 68185000001, None, 10234567], ["2", "Lê B", None, 1.2e11, None, "abc"]]
    book(tmp_path / "so_nhan_khau.xlsx", rows, [*HEADINGS, "CMND"])
    given = wide(CMND="former_id")
    done = run(tmp_path, given)
    frame = done["population"]
    assert frame["personal_id"].tolist()[0] == "068185000001"
    assert frame["former_id"].tolist()[0] == "010234567"
    assert (2, "lost_zero", "former_id") in done.reasons("problems")
    assert pd.isna(frame["former_id"].tolist()[1])


def test_maps_defaults_and_values_no_one_knows(tmp_path: Path) -> None:
    rows = [
        ["1", "A Nhân", "1/1/1980", None, "1", "Thường trú"],
        ["2", "B Nhân", "31/02/1980", None, "2", "TAM TRU"],
        ["3", "C Nhân", None, None, "9", None],
        ["4", "D Nhân", None, None, None, "ở nhờ"],
    ]
    book(tmp_path / "so_nhan_khau.xlsx", rows, [*HEADINGS, "Cư trú"])
    sex = {"field": "sex", "map": {"1": "M", "2": "F"}}
    residence = {"field": "residence", "map": {"Thường trú": "permanent", "Tạm trú": "temporary"}}
    rule = {
        "columns": {NAME: "full_name", BORN: "date_of_birth", SEX: sex, "Cư trú": residence},
        "key": ["Mã NK"],
        "required": [NAME],
        "defaults": {"residence": "permanent"},
    }
    done = run(tmp_path, source(tables={"population": rule}))
    frame = done["population"]
    assert frame["sex"].tolist()[:2] == ["M", "F"]
    assert frame["sex"].isna().tolist() == [False, False, True, True]
    assert frame["residence"].tolist()[:3] == ["permanent", "temporary", "permanent"]
    assert pd.isna(frame["residence"].tolist()[3])
    assert frame["date_of_birth"].isna().tolist() == [False, True, True, True]
    found = done.reasons("problems")
    assert (3, "impossible_date", "date_of_birth") in found
    assert (5, "unknown_value", "residence") in found
    problems = done["problems"]
    assert set(problems["record_key"]) <= set(frame["record_key"])


UNITS = [
    ("23122", None, "current", "23122"),
    ("23122", "2026-11-15", "current", "23122"),
    (23122, "30/06/2025", "former", "23122"),
    ("23113", None, "stale", "23122"),
    ("23113", "30/06/2025", "former", "23122"),
    ("99999", None, "unknown", None),
    ("Xã Hàm Thạnh", None, "current", "23122"),
    (None, None, None, None),
    ("23053", "30/06/2025", "ambiguous", "23041|23053"),
]


def test_units_with_and_without_a_date(tmp_path: Path) -> None:
    rows = [[str(n), f"Người {n}", None, None, None, code, day] for n, (code, day, _, _) in enumerate(UNITS)]
    book(tmp_path / "so_nhan_khau.xlsx", rows, [*HEADINGS, "Mã xã", "Ngày mã xã"])
    frame = run(tmp_path, wide(**{"Mã xã": "unit_code", "Ngày mã xã": "unit_as_of"}))["population"]
    none = frame["unit_status"].isna()
    assert [None if gone else status for gone, status in zip(none, frame["unit_status"], strict=True)] == [
        status for _, _, status, _ in UNITS
    ]
    found = frame["unit_candidates"]
    assert [None if pd.isna(item) else item for item in found] == [candidates for *_, candidates in UNITS]
    assert frame["unit_current"].isna().tolist() == [c is None or "|" in c for *_, c in UNITS]
    assert frame["unit_code"].tolist()[6] == "23122"


@pytest.mark.parametrize(
    ("declared", "label", "status", "candidates"),
    [
        (None, "thôn PHÚ CƯỜNG", "current", "v1"),
        (None, "Thôn 2", "ambiguous", "v2|v3"),
        ("2025-06-30", "Thôn 2", "former", "v3"),
        (None, "Thôn Tà Mon", "stale", "v2"),
        (None, "Thôn Dân Thuận", "ambiguous", "v4|v5"),
        (None, "Thôn Không Có", "unknown", None),
    ],
)
def test_villages_of_today_of_then_and_of_nowhere(
    tmp_path: Path, declared: str | None, label: str, status: str, candidates: str | None
) -> None:
    books(tmp_path / "so_nhan_khau.xlsx", {"Tờ 1": ([f"Địa bàn: {label}"], None, HEADINGS, PEOPLE)})
    rule = {"from": "sheet_title", "value": "Địa bàn: (.+)"} | ({"as_of": declared} if declared else {})
    frame = run(tmp_path, source(village=rule))["population"]
    assert set(frame["village"]) == {label}
    assert set(frame["village_status"]) == {status}
    assert set(frame["village_candidates"].dropna()) == ({candidates} if candidates else set())
    assert frame["village_id"].notna().all() == (candidates is not None and "|" not in candidates)


def test_unit_from_the_file_name(tmp_path: Path) -> None:
    book(tmp_path / "so_nhan_khau_23122_thang11.xlsx", PEOPLE)
    frame = run(tmp_path, source(unit={"from": "file_name"}))["population"]
    assert set(frame["unit_current"]) == {"23122"}


def test_dates_from_excel_cells(tmp_path: Path) -> None:
    rows = [
        ["1", "A Nhân", dt.date(1985, 1, 2), None, None],
        ["2", "B Nhân", 31049, None, None],
        ["3", "C Nhân", 1950, None, None],
    ]
    book(tmp_path / "so_nhan_khau.xlsx", rows)
    assert run(tmp_path, source())["population"]["date_of_birth"].tolist() == ["1985-01-02", "1985-01-02", "1950"]
