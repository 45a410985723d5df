"""Databases of kinds whose drivers are extras: read for real where there is one, refused by name where not."""

import datetime as dt
import uuid
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from doisoat.sources import Source, SourceError, SourceUnavailable
from tests.sources.kit import PEOPLE, column, read_all, source
from tests.support.services import MARIADB, require

COLUMNS = {"ho_ten": "full_name", "ngay_sinh": "date_of_birth", "so_dinh_danh": "personal_id"}


def database(table: str) -> Source:
    rule = {"from": {"table": table}, "columns": COLUMNS, "required": ["ho_ten"]}
    return source(format="sql", location={"connection": "db"}, tables={"population": rule})


def test_a_mariadb_is_read_and_its_errors_are_told_apart(tmp_path: Path) -> None:
    require("mariadb")
    engine, table = create_engine(MARIADB), f"dan_{uuid.uuid4().hex[:8]}"
    columns = "ho_ten VARCHAR(100), ngay_sinh DATE, so_dinh_danh CHAR(12), dien_tich DECIMAL(12,3), luc DATETIME"
    rows = [
        (row[1], dt.date(1985, 1, n + 1), row[3], Decimal("1.250"), dt.datetime(2026, 1, 1, 5))
        for n, row in enumerate(PEOPLE)
    ]
    with engine.begin() as connection:
        connection.execute(text(f"CREATE TABLE {table} ({columns}) CHARACTER SET utf8mb4"))
        for row in rows:
            connection.execute(
                text(f"INSERT INTO {table} VALUES (:a, :b, :c, :d, :e)"), dict(zip("abcde", row, strict=True))
            )
    try:
        plain = MARIADB.replace("+pymysql", "")
        for url in (plain, plain.replace("mysql:", "mariadb:")):  # no driver named: ours
            batches = read_all(tmp_path, database(table), db={"kind": "sql", "url": url})
            assert sorted(column(batches, "ho_ten")) == sorted(row[1] for row in PEOPLE)
            assert sorted(column(batches, "ngay_sinh")) == [row[1].isoformat() for row in rows]
            assert sorted(column(batches, "so_dinh_danh")) == sorted(row[2] for row in rows)
        place = plain.split("@")[1].rsplit("/", 1)[0]
        for given, url, code in (
            (database("khong_co"), plain, "SRC-SQL-TABLE"),
            (database(table), f"mysql://ai_do:mat-khau@{place}/test", "SRC-SQL-PASSWORD"),
            (database(table), f"mysql://root@{place}/khong_co", "SRC-SQL-DATABASE"),
            (database(table), "mysql://root@127.0.0.1:9/test", "SRC-SQL-UNREACHABLE"),
        ):
            with pytest.raises(SourceError) as caught:
                read_all(tmp_path, given, db={"kind": "sql", "url": url})
            assert caught.value.code == code
            assert isinstance(caught.value, SourceUnavailable) is (code == "SRC-SQL-UNREACHABLE")
            assert "mat-khau" not in str(caught.value) + repr(caught.value)
    finally:
        with engine.begin() as connection:
            connection.execute(text(f"DROP TABLE {table}"))
        engine.dispose()


@pytest.mark.parametrize(
    ("url", "driver", "extra"),
    [
        ("mssql://u:mat-khau@h/d", "pymssql", "mssql"),
        ("oracle://u:mat-khau@h/d", "oracledb", "oracle"),
        ("mysql://u:mat-khau@h/d", "pymysql", "mysql"),
        ("mariadb://u:mat-khau@h/d", "pymysql", "mysql"),
    ],
)
def test_a_driver_that_is_not_installed_is_named_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str, driver: str, extra: str
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, driver, None)
    with pytest.raises(SourceError, match=rf"doisoat\[{extra}\]") as caught:
        read_all(tmp_path, database("t"), db={"kind": "sql", "url": url})
    assert caught.value.code == "SRC-SQL-EXTRA"
    assert "mat-khau" not in str(caught.value)


def test_what_other_drivers_say_is_understood() -> None:
    from sqlalchemy.exc import DatabaseError

    from doisoat.sources.sqlerrors import classify

    said = {
        "(18456, b\"Login failed for user 'sa'.DB-Lib error message 20018\")": "SRC-SQL-PASSWORD",
        "(208, b\"Invalid object name 'dbo.dan'.\")": "SRC-SQL-TABLE",
        "(20009, b'Unable to connect: Adaptive Server is unavailable or does not exist')": "SRC-SQL-UNREACHABLE",
        "(4060, b'Cannot open database \"x\" requested by the login.')": "SRC-SQL-DATABASE",
        "ORA-12541: TNS:no listener": "SRC-SQL-UNREACHABLE",
        "DPY-6005: cannot connect to database": "SRC-SQL-UNREACHABLE",
        'DPY-6001: Service "x" is not registered with the listener (ORA-12514)': "SRC-SQL-DATABASE",
    }
    for words, code in said.items():
        assert classify(DatabaseError("s", {}, Exception(words)), source="s", name="n", table="t").code == code
