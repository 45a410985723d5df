"""Parquet and JSON: types as text, rows counted, several tables in one folder."""

import datetime as dt
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from doisoat.sources.readers.batch import ROW
from tests.sources.kit import BORN, NAME, NUMBER, column, read_all, source


def test_parquet_types_become_text(tmp_path: Path) -> None:
    table = pa.table(
        {
            "Mã NK": pa.array([1, 2, None], pa.int64()),
            NAME: pa.array(["a", " ", "b"]).dictionary_encode(),
            BORN: pa.array([dt.date(1985, 1, 2), None, dt.date(2001, 12, 31)]),
            NUMBER: pa.array([68185000001.0, None, 0.5]),
        }
    )
    pq.write_table(table, tmp_path / "so_nhan_khau.parquet")
    batches = read_all(tmp_path, source(format="parquet"))
    assert column(batches, "Mã NK") == ["1", "2", None]
    assert column(batches, NAME) == ["a", None, "b"]
    assert column(batches, BORN) == ["1985-01-02", None, "2001-12-31"]
    assert column(batches, NUMBER) == ["68185000001", None, "0.5"]
    assert column(batches, ROW) == [1, 2, 3]


def test_json_document_lines_and_nested_items(tmp_path: Path) -> None:
    items = [{"Mã NK": 1, NAME: "a", NUMBER: "068185000001"}, {"Mã NK": 2, NAME: "b", BORN: None}]
    for number, text in enumerate(
        (json.dumps(items), json.dumps({"data": {"rows": items}}), "\n".join(map(json.dumps, items)))
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "so_nhan_khau.json").write_text(text, "utf-8")
        place = {"connection": "files", "path": "so_nhan_khau*", "items": "data.rows"}
        batches = read_all(folder, source(format="json", location=place))
        assert column(batches, "Mã NK") == ["1", "2"]
        assert column(batches, NUMBER) == ["068185000001", None]


def test_files_of_two_tables_in_one_folder(tmp_path: Path) -> None:
    pq.write_table(pa.table({"so_ho": ["H1", "H2"], "chu_ho": ["a", "b"]}), tmp_path / "ho_01.parquet")
    pq.write_table(pa.table({"so_ho": ["H1"], "ten": ["a"]}), tmp_path / "thanh_vien_01.parquet")
    given = source(
        source_id="household.commune.23122",
        register="household",
        format="parquet",
        location={"connection": "files", "path": "*.parquet"},
        tables={
            "household": {
                "from": {"files": "ho_*.parquet"},
                "columns": {"so_ho": "household_no", "chu_ho": "head_name"},
            },
            "household_member": {
                "from": {"files": "thanh_vien_*.parquet"},
                "columns": {"so_ho": "household_no", "ten": "full_name"},
            },
        },
    )
    batches = read_all(tmp_path, given)
    assert [batch.data.num_rows for batch in batches] == [2, 1]
