"""Text packaging of spreadsheets in every format and column, and headings of two rows in CSV."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doisoat.sources.readers.packaging import unpacked, unpacked_text
from tests.sources.kit import book, column, read_all, skipped, source

COLUMNS = ["Mã NK", "Họ tên", "Số CCCD"]
RULE = {"key": ["Mã NK"], "columns": {"Họ tên": "full_name", "Số CCCD": "personal_id"}}
ROWS = [['="NK01"', "'Lê Văn An", "'060085000001"], ["'NK02", '="K\'Brếp"', '="060085000002"'], ["NK03", "H'Linh", "'"]]
CLEAN = [["NK01", "Lê Văn An", "060085000001"], ["NK02", "K'Brếp", "060085000002"], ["NK03", "H'Linh", None]]


def made(folder: Path, kind: str) -> dict[str, Any]:
    dicts = [dict(zip(COLUMNS, row, strict=True)) for row in ROWS]
    if kind == "csv":
        text = "\n".join(",".join(row) for row in [['="Mã NK"', "'Họ tên", "Số CCCD"], *ROWS]) + "\n"
        (folder / "a.csv").write_text(text, "utf-8")
    elif kind == "xlsx":
        book(folder / "a.xlsx", ROWS, COLUMNS)
    elif kind == "parquet":
        pq.write_table(pa.Table.from_pylist(dicts), folder / "a.parquet")
    elif kind == "json":
        (folder / "a.json").write_text(json.dumps(dicts), "utf-8")
    else:
        with sqlite3.connect(folder / "a.db") as connection:
            connection.execute('CREATE TABLE dan ("Mã NK", "Họ tên", "Số CCCD")')
            connection.executemany("INSERT INTO dan VALUES (?, ?, ?)", ROWS)
        rule = RULE | {"from": {"table": "dan"}}
        return {"format": "sql", "location": {"connection": "db"}, "tables": {"population": rule}}
    return {"format": kind, "location": {"connection": "files", "path": "a.*"}, "tables": {"population": RULE}}


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet", "json", "sql"])
def test_packaging_is_gone_from_every_column_of_every_format(tmp_path: Path, kind: str) -> None:
    given_source = source(**made(tmp_path, kind))
    batches = read_all(tmp_path, given_source, db={"kind": "sql", "url": f"sqlite:///{tmp_path}/a.db"})
    found = [list(row) for row in zip(*(column(batches, name) for name in COLUMNS), strict=True)]
    assert sorted(found, key=str) == sorted(CLEAN, key=str)


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("'0123", "0123"),
        ('="0123"', "0123"),
        ('= "0123"', "0123"),
        ('\'="0123"', "0123"),
        ('=T("01")', "01"),
        ("''01", "01"),
        ("'Nam'", "Nam"),
        ("K'Brếp", "K'Brếp"),
        ("=1+1", "=1+1"),
        ('="a ""b"""', 'a "b"'),
        ('=""', ""),
        ("' 01 ", "01"),
        ("'HÃ\u00a0", "HÃ\u00a0"),
        ("'+84912", "+84912"),
        ('"Tèo"', '"Tèo"'),
    ],
)
def test_one_value(value: str, meant: str) -> None:
    assert unpacked_text(value) == meant


@given(st.lists(st.one_of(st.none(), st.text(st.sampled_from("'=\"a0 "), max_size=6))))
def test_a_column_is_its_values(values: list[str | None]) -> None:
    found = unpacked(pa.array(values, pa.string())).to_pylist()
    packed = [value is not None and value[:1] in ("'", "=") for value in values]
    meant = [unpacked_text(v or "") or None if p else v for v, p in zip(values, packed, strict=True)]
    assert found == meant


@pytest.mark.parametrize("separator", [",", ";"])
def test_a_heading_of_two_rows_and_numbers_below_it(tmp_path: Path, separator: str) -> None:
    lines = [
        ["SỔ NHÂN KHẨU", "", "", "", ""],
        ["Mã NK", "Họ tên", "Giấy tờ tùy thân", "", "Nơi ở"],
        ["", "", "Số CCCD", "Số CMND", "Số nhà"],
        ["1", "2", "3", "4", "5"],
        ["NK01", "Lê Văn An", "060085000001", "", "12"],
        ["NK02", "Vũ Thị Bê", "060085000002", "261234567", "14"],
    ]
    (tmp_path / "a.csv").write_text("\n".join(map(separator.join, lines)) + "\n", "utf-8")
    rule = {
        "key": ["Mã NK"],
        "columns": {
            "Họ tên": "full_name",
            "Giấy tờ tùy thân Số CCCD": "personal_id",
            "Số CMND": "former_id",
            "Nơi ở Số nhà": "house_no",
        },
    }
    place = {"connection": "files", "path": "a.csv"}
    batches = read_all(tmp_path, source(format="csv", location=place, tables={"population": rule}))
    assert column(batches, "Giấy tờ tùy thân Số CCCD") == ["060085000001", "060085000002"]
    assert column(batches, "Nơi ở Số nhà") == ["12", "14"]
    assert skipped(batches) == {
        1: "STD-SKIP-TITLE",
        2: "STD-SKIP-HEADING",
        3: "STD-SKIP-HEADING",
        4: "STD-SKIP-NUMBERS",
    }
