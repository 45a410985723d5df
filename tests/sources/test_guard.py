"""A file may end the process that reads it; the batch goes on and names file, sheet, cause and what to do."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from doisoat.paths import PACKAGE
from doisoat.registers.messages import text
from doisoat.sources import Source, SourceError
from doisoat.sources.guard import check, read
from doisoat.sources.guard import child as watched
from doisoat.sources.landing import RAW, LandedFile, seal
from doisoat.sources.readers import progress
from doisoat.sources.readers import read as read_here
from tests.sources.kit import NAME, PEOPLE, book, books, connections, mapping, read_all, source

DATA = Path(__file__).parent / "data"


def landed(folder: Path, given: Source, name: str, content: bytes) -> Any:
    """A landing with one file that no check has seen."""
    (folder / RAW).mkdir(parents=True)
    (folder / RAW / name).write_bytes(content)
    return seal(given, folder, [LandedFile(name, f"{RAW}/{name}", "0", len(content))])


def refused(folder: Path, given: Source, name: str, content: bytes) -> SourceError:
    landing = landed(folder, given, name, content)
    with pytest.raises(SourceError) as caught:
        list(read(landing, given, next(iter(given.groups()))))
    for language in ("vi", "en"):
        sentence = text(caught.value.code, caught.value.fields, language)
        assert name in sentence
        assert given.source_id in sentence
        assert "?" not in sentence
    return caught.value


def healthy(folder: Path) -> bool:
    """Whether the next file is read."""
    book(folder / "so_nhan_khau.xlsx", PEOPLE)
    return sum(batch.data.num_rows for batch in read_all(folder, source())) == len(PEOPLE)


def test_the_same_batches_come_from_the_other_process(tmp_path: Path) -> None:
    from doisoat.sources import extract

    books(
        tmp_path / "so_nhan_khau.xlsx",
        {
            "Thôn 1": (["SỔ"], None, ["Mã NK", NAME, "Ngày sinhh", "Số định danh cá nhân"], PEOPLE[:2]),
            "Thôn 2": ((), None, ["Mã NK", NAME], []),
        },
    )
    given = source()
    landing = extract(given, connections(tmp_path), tmp_path / ".landing")
    origin = next(iter(given.groups()))
    there, here = list(read(landing, given, origin)), list(read_here(landing, given, origin))
    assert len(there) == len(here) == 2
    for one, other in zip(there, here, strict=True):
        assert (one.origin, one.notes) == (other.origin, other.notes)
        for name in ("data", "skipped", "refused"):
            assert getattr(one, name).equals(getattr(other, name))


def test_an_xls_that_aborts_or_panics_fails_alone(tmp_path: Path) -> None:
    given = source(limits={"memory": "300MB", "seconds": 60})
    error = refused(tmp_path / "a", given, "a.xls", (DATA / "zeroed_sector.xls").read_bytes())
    assert error.code in ("SRC-LIMIT-MEMORY", "SRC-FILE-DAMAGED")
    # Seen whole by no check: the parser's panic is no Exception.
    error = refused(tmp_path / "b", given, "b.xls", (DATA / "truncated.xls").read_bytes())
    assert (error.code, error.fields["reason"]) == ("SRC-FILE-DAMAGED", "PanicException")
    with pytest.raises(SourceError) as caught:
        check(given, DATA / "truncated.xls", "b.xls")
    assert caught.value.code == "SRC-FILE-TRUNCATED"
    assert healthy(tmp_path)


@pytest.mark.parametrize(
    ("sign", "code"),
    [("SIGSEGV", "SRC-FILE-DAMAGED"), ("SIGABRT", "SRC-FILE-DAMAGED"), ("SIGKILL", "SRC-LIMIT-MEMORY")],
)
def test_whatever_ends_the_process_names_the_sheet(tmp_path: Path, sign: str, code: str) -> None:
    """The reader is killed after it has handed over its first sheet."""
    books(
        tmp_path / "so_nhan_khau.xlsx",
        {
            "Thôn 1": ((), None, ["Mã NK", NAME], PEOPLE),
            "Thôn 2": ((), None, ["Mã NK", NAME], PEOPLE),
        },
    )
    given = source()
    landing = landed(tmp_path / "l", given, "so.xlsx", (tmp_path / "so_nhan_khau.xlsx").read_bytes())
    request = {
        "do": "read",
        "root": str(landing.root),
        "origin": 0,
        "source": given.model_dump(mode="json", by_alias=True),
    }
    with pytest.raises(SourceError) as caught, watched.borrowed(request, {"source": given.source_id}) as child:
        while child.sheet != "Thôn 1":
            child.answer({"source": given.source_id}, given.limits)
        os.kill(child.pid, getattr(signal, sign))
        while True:
            child.answer({"source": given.source_id}, given.limits)
    assert caught.value.code == code
    assert caught.value.fields["sheet"] in ("Thôn 1", "Thôn 2")
    assert healthy(tmp_path)


def test_time_and_memory_are_limits_of_their_own(tmp_path: Path) -> None:
    rows = [["NK", "Nguyễn Thị Hòa", None, None, None]] * 40_000
    content = book(tmp_path / "large.xlsx", rows).read_bytes()
    slow = source(limits={"seconds": 0.05})
    assert refused(tmp_path / "a", slow, "a.xlsx", content).code == "SRC-LIMIT-SECONDS"
    small = source(limits={"memory": "1MB"})
    assert refused(tmp_path / "b", small, "b.xlsx", content).code == "SRC-LIMIT-MEMORY"
    assert healthy(tmp_path)


def test_a_process_that_died_while_idle_is_replaced_without_a_word(tmp_path: Path) -> None:
    assert healthy(tmp_path)
    [idle] = watched._mine()
    os.kill(idle.pid, signal.SIGKILL)
    assert healthy(tmp_path)
    assert watched._mine()[0].pid != idle.pid


def test_a_reader_left_half_way_does_not_hand_its_rest_to_the_next(tmp_path: Path) -> None:
    books(tmp_path / "so_nhan_khau.xlsx", {f"Thôn {n}": ((), None, ["Mã NK", NAME], PEOPLE) for n in range(5)})
    from doisoat.sources import extract

    landing = extract(source(), connections(tmp_path), tmp_path / ".landing")
    reader = read(landing, source(), next(iter(source().groups())))
    next(reader)
    reader.close()
    assert healthy(tmp_path)


def test_what_a_reader_did_not_foresee_names_the_file_and_shows_no_value(tmp_path: Path) -> None:
    given = source(
        format="csv", encoding="utf-16", tables={"population": {**mapping()["tables"]["population"], "from": {}}}
    )
    content = f"Mã NK,{NAME}\r\nNK1,Bí Mật\r\n".encode("utf-16-le") + b"\x00\xd8\x41"
    error = refused(tmp_path / "a", given, "a.csv", content)
    assert error.code in ("SRC-FILE-ENCODING", "SRC-FILE-TORN")
    assert "Bí Mật" not in repr(error)
    assert healthy(tmp_path)


PROGRAM = """
import os, sys
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from tests.sources.kit import read_all, source
from doisoat.sources.guard import child
kind = sys.argv[3]
if kind == "daemonic":  # what Celery's and Airflow's workers are
    import multiprocessing
    multiprocessing.current_process()._config["daemon"] = True
if kind == "threads":
    import threading
    threading.Thread(target=threading.Event().wait, daemon=True).start()
secret = os.environ["DOISOAT_CONN_X"]
rows = sum(batch.data.num_rows for batch in read_all(Path(sys.argv[1]), source()))
[idle] = child._mine()
environment = Path(f"/proc/{idle.pid}/environ").read_bytes() if idle.process else b""
descriptors = [os.readlink(f"/proc/{idle.pid}/fd/{n}") for n in os.listdir(f"/proc/{idle.pid}/fd")]
print(rows, "spawned" if idle.process else "forked", secret.encode() in environment, len(descriptors), idle.pid)
if kind == "killed":
    os.kill(os.getpid(), 9)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
@pytest.mark.parametrize("kind", ["single", "threads", "daemonic", "killed"])
def test_forked_from_one_thread_spawned_from_many_and_gone_with_its_parent(tmp_path: Path, kind: str) -> None:
    book(tmp_path / "so_nhan_khau.xlsx", PEOPLE)
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path), str(root), kind],
        env={
            **os.environ,
            "PYTHONPATH": str(PACKAGE.parent),
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            "DOISOAT_CONN_X": "mat-khau-bi-mat",
            "ARROW_NUM_THREADS": "1",
        },
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert done.returncode == (-9 if kind == "killed" else 0), done.stderr
    rows, how, leaked, descriptors, pid = done.stdout.split()
    assert (int(rows), leaked) == (len(PEOPLE), "False")
    assert how == ("spawned" if kind == "threads" else "forked")
    assert int(descriptors) <= 5  # two pipes, stdin, stdout, stderr
    end = time.monotonic() + 60
    while _alive(int(pid)) and time.monotonic() < end:
        time.sleep(0.05)
    assert not _alive(int(pid))


def _alive(pid: int) -> bool:
    import psutil

    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_readers_tell_where_they_are() -> None:
    told: list[tuple[str, str]] = []
    progress.watch(lambda file, sheet: told.append((file, sheet)))
    try:
        progress.reading("a.xlsx", "Thôn 1")
    finally:
        progress._watchers.clear()
    assert told == [("a.xlsx", "Thôn 1")]
