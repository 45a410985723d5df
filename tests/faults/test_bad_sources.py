"""Each promise about a broken source: it fails alone, by name, without a value or a password in the text."""

import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from doisoat.errors import DoisoatError
from doisoat.registers.messages import text
from doisoat.sources import MESSAGES, SourceError, SourceUnavailable, extract
from doisoat.sources.model import Source
from tests.sources.kit import HEADINGS, NAME, PEOPLE, book, connections, read_all, source
from tests.support.services import POSTGRES, require

SECRET = "m4tkhau-bi-mat"


def failure(folder: Path, given: Source, **others: Any) -> SourceError:
    """The error of reading `given`, after checking that no output of it can leak."""
    with pytest.raises(SourceError) as caught:
        read_all(folder, given, **others)
    error = caught.value
    shown = "".join(traceback.format_exception(error)) + repr(error) + text(error.code, error.fields, "vi")
    for value in (SECRET, *(str(row[1]) for row in PEOPLE), *(str(row[3]) for row in PEOPLE)):
        assert value not in shown
    assert given.source_id in str(error)
    refused_by_reader = ("SRC-COLUMN", "SRC-HEADING", "SRC-FILE")
    assert error.code.startswith(refused_by_reader) or not (folder / ".landing" / "manifest.json").exists()
    return error


def spoil(path: Path, change: Callable[[bytes], bytes]) -> None:
    path.write_bytes(change(path.read_bytes()))
    old = time.time() - 3600
    import os

    os.utime(path, (old, old))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda raw: b"", "SRC-FILE-EMPTY"),
        (lambda raw: raw[: len(raw) // 2], "SRC-FILE-TRUNCATED"),
        (lambda raw: raw[:-30], "SRC-FILE-TRUNCATED"),
        (lambda raw: raw[:400] + b"\0" * 300 + raw[700:], "SRC-FILE-TRUNCATED"),
        (lambda raw: b"<html>404</html>", "SRC-FILE-MARKUP"),
        (lambda raw: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "SRC-FILE-PASSWORD"),
    ],
)
def test_a_broken_workbook(tmp_path: Path, change: Callable[[bytes], bytes], code: str) -> None:
    spoil(book(tmp_path / "so_nhan_khau.xlsx", PEOPLE * 40), change)
    error = failure(tmp_path, source())
    assert (error.code, error.fields["file"], error.heals) == (code, "so_nhan_khau.xlsx", False)


def test_a_broken_parquet_or_json_file(tmp_path: Path) -> None:
    pq.write_table(pa.table({name: ["x"] for name in HEADINGS}), tmp_path / "so_nhan_khau.parquet")
    spoil(tmp_path / "so_nhan_khau.parquet", lambda raw: raw[:-6])
    assert failure(tmp_path, source(format="parquet")).code == "SRC-FILE-TRUNCATED"
    (tmp_path / "so_nhan_khau.json").write_text('[{"a": 1}, {"a"', "utf-8")
    spoil(tmp_path / "so_nhan_khau.json", lambda raw: raw)
    place = {"connection": "files", "path": "so_nhan_khau*.json"}
    assert failure(tmp_path, source(format="json", location=place)).code == "SRC-FILE-TRUNCATED"
    spoil(tmp_path / "so_nhan_khau.json", lambda raw: b"<html>}")
    assert failure(tmp_path, source(format="json", location=place)).code == "SRC-FILE-FORMAT"


def test_a_missing_file_and_a_missing_folder(tmp_path: Path) -> None:
    assert failure(tmp_path, source()).code == "SRC-FILE-MISSING"
    error = failure(tmp_path, source(), files={"kind": "folder", "path": str(tmp_path / "share")})
    assert error.code == "SRC-FOLDER-MISSING"


def test_an_upload_under_way_may_heal(tmp_path: Path) -> None:
    whole = book(tmp_path / "done.xlsx", PEOPLE * 300).read_bytes()
    target = tmp_path / "so_nhan_khau.xlsx"
    target.write_bytes(whole[:2000])

    def upload() -> None:
        for start in range(2000, len(whole), 1000):
            time.sleep(0.1)
            with target.open("ab") as handle:
                handle.write(whole[start : start + 1000])

    thread = threading.Thread(target=upload)
    thread.start()
    try:
        with pytest.raises(SourceUnavailable) as caught:
            extract(source(), connections(tmp_path), tmp_path / "out")
    finally:
        thread.join()
    assert (caught.value.code, caught.value.heals) == ("SRC-FILE-CHANGING", True)
    assert extract(source(), connections(tmp_path), tmp_path / "out").files[0].bytes == len(whole)


def test_one_broken_source_leaves_the_others(tmp_path: Path) -> None:
    book(tmp_path / "so_nhan_khau.xlsx", PEOPLE)
    failure(tmp_path, source(location={"connection": "files", "path": "khac*"}))
    assert sum(batch.data.num_rows for batch in read_all(tmp_path, source())) == 5


def database(**table: Any) -> Source:
    rule = {"from": {"table": "cong_dan"}, "columns": {"ho_ten": "full_name"}} | table
    return source(format="sql", location={"connection": "db"}, tables={"population": rule})


def test_sqlite_that_is_not_there_is_not_created(tmp_path: Path) -> None:
    error = failure(tmp_path, database(), db={"kind": "sql", "url": "sqlite:///khong_co.db"})
    assert error.code == "SRC-SQL-DATABASE"
    assert not (tmp_path / "khong_co.db").exists()


def test_a_table_or_column_that_is_gone(tmp_path: Path) -> None:
    import sqlite3

    with sqlite3.connect(tmp_path / "a.db") as connection:
        connection.execute("CREATE TABLE cong_dan (ten TEXT)")
        connection.execute("INSERT INTO cong_dan VALUES (?)", (PEOPLE[0][1],))
    entry = {"kind": "sql", "url": "sqlite:///a.db"}
    error = failure(tmp_path, database(), db=entry)
    assert (error.code, "ho_ten" in str(error)) == ("SRC-COLUMN-MISSING", True)
    error = failure(tmp_path, database(**{"from": {"table": "dan"}}), db=entry)
    assert error.code == "SRC-SQL-TABLE"
    error = failure(
        tmp_path, database(**{"from": {"query": f"SELECT ho_ten FROM cong_dan WHERE ten='{SECRET}'"}}), db=entry
    )
    assert error.code == "SRC-SQL-TABLE"
    (tmp_path / "a.db").write_bytes(b"not a database at all, but long enough to be read as one" * 20)
    assert failure(tmp_path, database(), db=entry).code == "SRC-SQL-DATABASE"


def test_unknown_host_closed_port_and_unknown_driver(tmp_path: Path) -> None:
    cases = {
        f"postgresql+psycopg://u:{SECRET}@khong-co.invalid/d?connect_timeout=5": ("SRC-SQL-HOST", False),
        f"postgresql+psycopg://u:{SECRET}@127.0.0.1:9/d?connect_timeout=5": ("SRC-SQL-UNREACHABLE", True),
        f"thinbase://u:{SECRET}@h/d": ("SRC-SQL-DRIVER", False),
        f"{SECRET}": ("SRC-SQL-DRIVER", False),
    }
    for url, (code, heals) in cases.items():
        error = failure(tmp_path, database(), db={"kind": "sql", "url": url})
        assert (error.code, error.heals) == (code, heals)


def test_what_drivers_say_of_a_wrong_password_is_understood_and_dropped() -> None:
    from sqlalchemy.exc import OperationalError

    from doisoat.sources.sqlerrors import classify

    said = {
        'FATAL:  password authentication failed for user "bca"': "SRC-SQL-PASSWORD",
        "(1045, \"Access denied for user 'bca'@'10.0.0.1' (using password: YES)\")": "SRC-SQL-PASSWORD",
        "ORA-01017: invalid username/password; logon denied": "SRC-SQL-PASSWORD",
        'FATAL:  database "dan_cu" does not exist': "SRC-SQL-DATABASE",
        "server closed the connection unexpectedly": "SRC-SQL-UNREACHABLE",
        f"something nobody foresaw {SECRET}": "SRC-SQL-FAILED",
    }
    for message, code in said.items():
        statement = f"SELECT {SECRET}"
        error = classify(
            OperationalError(statement, {"p": SECRET}, Exception(message)), source="s", name="n", table="t"
        )
        assert error.code == code
        assert SECRET not in str(error) + repr(error)


def test_a_role_the_database_does_not_know(tmp_path: Path) -> None:
    require("postgres")
    host = POSTGRES.split("@")[1]
    url = f"postgresql+psycopg://khong_co_ai:{SECRET}@{host}"
    error = failure(tmp_path, database(), db={"kind": "sql", "url": url})
    assert (error.code, error.heals) == ("SRC-SQL-PASSWORD", False)


def test_changed_columns_name_the_nearest(tmp_path: Path) -> None:
    book(tmp_path / "so_nhan_khau.xlsx", PEOPLE, ["Mã NK", "Họ tên khai sinh đầy đủ", *HEADINGS[2:]])
    error = failure(tmp_path, source())
    assert error.code == "SRC-COLUMN-MISSING"
    assert NAME in str(error)
    assert "Họ tên khai sinh đầy đủ" in str(error)


def test_every_code_has_two_sentences_with_the_source_in_them() -> None:
    for code, message in MESSAGES.items():
        assert message.vi != message.en
        assert ("{source}" in message.vi and "{source}" in message.en) or code.startswith("CFG-")
        error = DoisoatError(code, source="nguồn", file="tệp")
        assert code not in str(error)
