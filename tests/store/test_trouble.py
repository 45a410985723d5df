"""Each way storage fails has its own word, on real disks and databases; nothing of a driver's text is passed on."""

import errno
import sqlite3
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from doisoat.store import StoreError, StoreUnavailable, open_database, open_store, transaction
from doisoat.store.trouble import of_database, of_os, storage_trouble
from tests.support.outages import line, small_disk
from tests.support.services import POSTGRES, require

NUMBERS = Table("numbers", MetaData(), Column("n", Integer, primary_key=True))


def test_a_full_disk_is_said_to_be_full(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        store = open_store(str(disk / "store"))
        with pytest.raises(StoreError) as caught:
            store.put_bytes("landing/a", b"x" * 4_000_000)
        assert (caught.value.code, caught.value.heals) == ("STO-FULL", False)
        assert str(disk) in str(caught.value)
        assert store.keys("landing") == []
        engine = open_database(f"sqlite:///{disk}/x.db")
        with pytest.raises(StoreError) as caught, transaction(engine) as connection:
            connection.exec_driver_sql("CREATE TABLE t (b BLOB)")
            connection.exec_driver_sql("INSERT INTO t VALUES (zeroblob(5000000))")
        assert caught.value.code == "STO-FULL"


def test_what_a_library_says_of_a_full_disk_is_understood(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk, duckdb.connect() as connection:
        with pytest.raises(duckdb.Error) as caught:
            connection.execute(f"COPY (SELECT range::VARCHAR || random() FROM range(900000)) TO '{disk}/x.parquet'")
        trouble = storage_trouble(caught.value, disk)
    assert trouble is not None
    assert trouble.code == "STO-FULL"
    wrapped = RuntimeError("Nguyễn Văn A")
    wrapped.__cause__ = OSError(errno.ENOSPC, "No space left on device", "/drop/Nguyễn Văn A.xlsx")
    trouble = storage_trouble(wrapped, tmp_path)
    assert trouble is not None
    assert str(tmp_path) in str(trouble)
    assert "Nguyễn" not in str(trouble)
    assert storage_trouble(ValueError("a value"), tmp_path) is None
    assert storage_trouble(FileNotFoundError(errno.ENOENT, "no", "x"), tmp_path) is None


def test_a_disk_that_refuses_writes_is_said_to(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", read_only=True) as disk:
        with pytest.raises(StoreError) as caught:
            open_store(str(disk / "store")).put_bytes("landing/a", b"x")
        assert caught.value.code == "STO-READ-ONLY"
        with pytest.raises(StoreError) as caught:
            open_database(f"sqlite:///{disk}/folder/x.db")
        assert caught.value.code == "STO-READ-ONLY"


@pytest.mark.parametrize(
    ("number", "code", "heals"),
    [
        (errno.ENOSPC, "STO-FULL", False),
        (errno.EDQUOT, "STO-FULL", False),
        (errno.EROFS, "STO-READ-ONLY", False),
        (errno.EACCES, "STO-READ-ONLY", False),
        (errno.ESTALE, "STO-UNREACHABLE", True),
        (errno.EIO, "STO-UNREACHABLE", True),
        (errno.ENOTDIR, "STO-FOLDER", False),
    ],
)
def test_the_operating_systems_numbers(number: int, code: str, heals: bool) -> None:
    error = of_os(OSError(number, "words of the system"), "/srv/store")
    assert (error.code, error.heals) == (code, heals)


def test_sqlite_that_is_locked_broken_or_no_database(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with sqlite3.connect(path) as holder:
        holder.execute("CREATE TABLE numbers (n INTEGER PRIMARY KEY)")
        holder.execute("BEGIN IMMEDIATE")
        with sqlite3.connect(path, timeout=0) as other, pytest.raises(sqlite3.OperationalError) as caught:
            other.execute("BEGIN IMMEDIATE")
        told = of_database(OperationalError("BEGIN", {}, caught.value), "x")
        assert (told.code, told.heals) == ("STO-DATABASE-BUSY", True)
    (tmp_path / "not.db").write_bytes(b"not a database at all, but a text" * 40)
    with pytest.raises(StoreError) as broken, transaction(open_database(f"sqlite:///{tmp_path}/not.db")) as connection:
        connection.execute(insert(NUMBERS).values(n=1))
    assert broken.value.code == "STO-DATABASE-BROKEN"


def test_postgres_away_refusing_and_without_the_database() -> None:
    require("postgres")
    url = make_url(POSTGRES)
    with line(url.host or "127.0.0.1", url.port or 5432) as wire:
        engine = open_database(url.set(port=wire.port).render_as_string(hide_password=False))
        with pytest.raises(StoreUnavailable) as caught, transaction(engine) as connection:
            connection.exec_driver_sql("SELECT 1")
            wire.cut()
            connection.exec_driver_sql("SELECT 1")
        assert caught.value.code == "STO-DATABASE-DOWN"
        with pytest.raises(StoreUnavailable) as caught, transaction(engine):
            pass
        assert caught.value.code == "STO-DATABASE-DOWN"
        wire.mend()
        with transaction(engine) as connection:
            assert connection.exec_driver_sql("SELECT 1").scalar() == 1
    for change, code in (
        ({"database": "doisoat_nowhere"}, "STO-DATABASE"),
        ({"username": "nobody_here", "password": "m4tkhau"}, "STO-DATABASE-REFUSED"),
    ):
        wrong = url.set(**change).render_as_string(hide_password=False)
        with pytest.raises(StoreError) as refused, transaction(open_database(wrong)):
            pass
        assert (refused.value.code, refused.value.heals) == (code, False)
        assert "m4tkhau" not in str(refused.value)
