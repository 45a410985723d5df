"""Only plain files of the drop folder are read: no link is followed, no pipe waited for, no key leads out of it."""

import os
import socket
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from doisoat.sources import Source, SourceError, extract
from doisoat.sources import files as module
from doisoat.sources.files import _copy_objects
from doisoat.sources.model import S3
from tests.sources.kit import PEOPLE, book, connections, source


def refused(folder: Path, given: Source) -> SourceError:
    with pytest.raises(SourceError) as caught:
        extract(given, connections(folder), folder.parent / "landing")
    assert not list((folder.parent / "landing" / "raw").glob("**/*")) or caught.value.code == "SRC-FILE-LINK"
    return caught.value


def test_links_pipes_and_sockets_that_match_are_named_not_read(tmp_path: Path) -> None:
    drop, outside = tmp_path / "drop", tmp_path / "outside"
    drop.mkdir()
    secret = book(outside / "mat.xlsx", PEOPLE) if outside.mkdir() is None else outside
    name = drop / "so_nhan_khau.xlsx"
    for make in (
        lambda: name.symlink_to(secret),
        lambda: name.symlink_to("so_nhan_khau.xlsx"),  # a loop
        lambda: name.symlink_to("khong_co.xlsx"),
        lambda: os.mkfifo(name),
        lambda: socket.socket(socket.AF_UNIX).bind(str(name)),
    ):
        make()
        error = refused(drop, source())
        assert (error.code, error.fields["file"]) == ("SRC-FILE-LINK", "so_nhan_khau.xlsx")
        name.unlink()
    (drop / "xa").symlink_to(outside)
    place = {"connection": "files", "path": "xa/*.xlsx"}
    assert refused(drop, source(location=place)).code == "SRC-FILE-LINK"
    (drop / "vong").symlink_to(drop)
    book(name, PEOPLE)
    # What no pattern asks for is left alone; a hard link is a file like any other.
    os.link(name, drop / "so_nhan_khau_2.xlsx")
    landed = extract(source(), connections(drop), tmp_path / "landing")
    assert [file.name for file in landed.files] == ["so_nhan_khau.xlsx", "so_nhan_khau_2.xlsx"]


def test_a_file_that_becomes_a_link_or_a_pipe_after_it_was_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop, outside = tmp_path / "drop", tmp_path / "outside"
    (drop / "xa").mkdir(parents=True)
    outside.mkdir()
    book(outside / "so_nhan_khau.xlsx", PEOPLE)
    monkeypatch.setattr(module, "_listed", lambda base: (["xa/so_nhan_khau.xlsx"], []))
    given = source(location={"connection": "files", "path": "xa/so_nhan_khau*"})
    target = drop / "xa" / "so_nhan_khau.xlsx"
    os.mkfifo(target)
    assert refused(drop, given).code == "SRC-FILE-LINK"
    target.unlink()
    target.symlink_to(outside / "so_nhan_khau.xlsx")
    assert refused(drop, given).code == "SRC-FILE-LINK"
    target.unlink()
    (drop / "xa").rmdir()
    (drop / "xa").symlink_to(outside)
    assert refused(drop, given).code == "SRC-FILE-LINK"


def test_names_that_would_break_a_log_are_refused_and_not_echoed(tmp_path: Path) -> None:
    drop = tmp_path / "drop"
    drop.mkdir()
    for name in ("so_nhan_khau\nFAILED step=x.xlsx", "so_nhan_khau\u202excod.xlsx", "so_nhan_khau\x1b[2J.xlsx"):
        book(drop / "a.xlsx", PEOPLE).rename(drop / name)
        error = refused(drop, source())
        assert error.code == "SRC-FILE-NAME"
        assert not set("\n\u202e\x1b") & set(str(error))
        (drop / name).unlink()
    bad = os.fsencode(drop) + b"/so_nhan_khau\xff.xlsx"
    os.rename(book(drop / "a.xlsx", PEOPLE), bad)
    assert str(refused(drop, source())).encode()


@pytest.mark.parametrize("key", ["../../thoat", "/etc/thoat", "a/../../thoat", "a//thoat", "./thoat", "a\nthoat"])
def test_a_key_of_a_bucket_never_leads_out_of_the_landing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    pages = [{"Contents": [{"Key": "p/" + key, "Size": 3}]}]

    class Client:
        def get_paginator(self, _: str) -> Any:
            return SimpleNamespace(paginate=lambda **_: pages)

        def get_object(self, **_: Any) -> Any:
            raise AssertionError("opened")

    monkeypatch.setattr(module, "_client", lambda bucket: Client())
    given = source(location={"connection": "files", "path": "**"})
    with pytest.raises(SourceError) as caught:
        _copy_objects(given, S3(bucket="b", prefix="p"), tmp_path / "landing")
    assert caught.value.code == "SRC-FILE-NAME"
    assert "\n" not in str(caught.value)
