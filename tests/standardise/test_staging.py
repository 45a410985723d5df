"""Staged rows come back from disk as one table, also when there are none."""

from pathlib import Path

import duckdb
import pyarrow as pa

from doisoat.registers import TABLES
from doisoat.sqlwork import Fragment
from doisoat.standardise.staging import Staging, staged_schema

TABLE = TABLES["population"]


def rows(*ids: int) -> pa.Table:
    schema = staged_schema(TABLE)
    columns = {name: pa.nulls(len(ids), schema.field(name).type) for name in schema.names}
    # In any order and with columns nobody asked for.
    return pa.table({"more": pa.array(ids), **dict(reversed(columns.items())), "_id": pa.array(ids, pa.int64())})


def count(relation: Fragment) -> list[tuple[int]]:
    with duckdb.connect() as con:
        return con.execute(f"SELECT _id FROM {relation} ORDER BY 1").fetchall()


def test_batches_are_one_table(tmp_path: Path) -> None:
    staging = Staging(tmp_path)
    staging.write(TABLE, rows(1, 2))
    staging.write(TABLE, rows(3))
    assert count(staging.files(TABLE)) == [(1,), (2,), (3,)]
    assert staging.rows == 3


def test_a_table_without_rows_can_be_read(tmp_path: Path) -> None:
    staging = Staging(tmp_path)
    assert count(staging.files(TABLE)) == []
    assert count(staging.files(TABLE)) == []
    assert staging.rows == 0
