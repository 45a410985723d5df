"""Files and folders the product makes are for its owner alone."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from doisoat.private import made_once, only_owner, write_private
from doisoat.store import open_database, open_store, transaction


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def modes(folder: Path) -> set[int]:
    return {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in folder.rglob("*")}


def test_whoever_opens_a_store_writes_for_the_owner_alone(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "store"))
    store.put_bytes("landing/a/b.bin", b"x")
    (tmp_path / "plain.txt").write_text("x", encoding="utf-8")
    store.put_file("published/c.txt", tmp_path / "plain.txt")
    assert modes(tmp_path) == {0}


def test_whoever_opens_a_database_writes_for_the_owner_alone(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path}/deep/x.db")
    with transaction(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE t (n INTEGER)")
    assert modes(tmp_path) == {0}


def test_a_private_file_is_whole_and_private_under_any_umask(tmp_path: Path) -> None:
    os.umask(0)
    write_private(tmp_path / "a", "one")
    write_private(tmp_path / "a", "two")
    assert (tmp_path / "a").read_text(encoding="utf-8") == "two"
    assert made_once(tmp_path / "b", lambda: "first") == "first"
    assert made_once(tmp_path / "b", lambda: "second") == "first"
    assert modes(tmp_path) == {0}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_a_stricter_umask_stays(tmp_path: Path) -> None:
    os.umask(0o777)
    only_owner()
    assert os.umask(0o022) == 0o777
