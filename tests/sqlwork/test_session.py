"""A session keeps to its limits, knows the macros and leaves nothing behind."""

import os
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from doisoat.sqlwork import Limits, Session, Table, connect, open_session


def setting(session: Session, name: str) -> str:
    found = session.con.execute(f"SELECT current_setting('{name}')").fetchone()
    assert found is not None
    return str(found[0])


def test_what_is_given_holds(tmp_path: Path) -> None:
    with open_session(Limits("300MiB", 1, tmp_path, ordered=False)) as session:
        told = [setting(session, n) for n in ("memory_limit", "threads", "temp_directory", "preserve_insertion_order")]
    assert told == ["300.0 MiB", "1", str(tmp_path), "False"]


def test_a_small_question_has_limits_too_and_spills_beside_the_working_directory() -> None:
    with open_session() as session:
        folder = Path(setting(session, "temp_directory"))
        assert folder.is_absolute()
        assert folder.is_dir()
        assert setting(session, "threads") == "2"
    assert not folder.exists()
    with pytest.raises(ValueError, match="spill"):
        connect(Limits())


def test_work_beyond_the_memory_spills_where_it_may(tmp_path: Path) -> None:
    here = set(os.listdir())
    with open_session(Limits("40MB", 1, tmp_path)) as session:
        row = session.con.execute(
            "SELECT count(*) FROM (SELECT DISTINCT md5(range::VARCHAR) FROM range(1500000))"
        ).fetchone()
    assert row == (1_500_000,)
    assert set(os.listdir()) == here


def test_every_statement_may_use_the_macros() -> None:
    with open_session() as session:
        row = session.con.execute("SELECT slips('an', 'anh'), told_date('1958-01-01'), filler_number('000000000')")
        assert row.fetchone() == (1, "1958", True)


@pytest.mark.parametrize("rows", [pa.table({"a": ["x"], "b": [1]}), pd.DataFrame({"a": ["x"], "b": [1]})])
def test_rows_in_memory_become_a_table_again_and_again(rows: pa.Table | pd.DataFrame) -> None:
    with open_session() as session:
        for _ in range(2):
            assert session.table("right", rows) == Table("right", ("a", "b"))
        assert session.con.execute('FROM "right"').fetchall() == [("x", 1)]


def test_a_value_people_own_is_read_from_a_variable() -> None:
    with open_session() as session:
        session.variable("record_a", "Tà Hine's")
        assert session.con.execute("SELECT getvariable('record_a')").fetchone() == ("Tà Hine's",)


def test_a_session_closes_when_its_work_fails() -> None:
    with pytest.raises(RuntimeError), open_session() as session:
        raise RuntimeError
    with pytest.raises(Exception, match="closed"):
        session.con.execute("SELECT 1")
