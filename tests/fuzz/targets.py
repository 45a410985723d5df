"""One function a reader: reads bytes as the pipeline would, and says by an exception when it should not have gone so.

What must hold of any input: only errors of ours (which name source and place), and every row that a second counter
sees is out, refused or skipped. Time and memory are the fuzzer's to watch.
"""

import atexit
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from doisoat.errors import DoisoatError
from doisoat.sources import Batch, Source, guard, load_config
from doisoat.sources.httppages import from_http
from doisoat.sources.integrity import check_whole
from doisoat.sources.landing import RAW, LandedFile, Landing, seal
from doisoat.sources.limits import Limits
from doisoat.sources.model import Http
from doisoat.sources.readers import read
from tests.fuzz import counters
from tests.sources.corpus.case import from_files
from tests.sources.corpus.make import FOLDER, cases
from tests.sources.corpus.replay import playing
from tests.sources.kit import mapping, source

LIMITS = {"memory": "512MB", "seconds": 20, "cells": 1_000_000, "unpacked": "64MB", "records": 1_000_000}
UNFORESEEN = "SRC-FILE-UNREADABLE"
"""Code of the error for what no reader foresaw: the reading process survives it, but says "tell an engineer"."""


class Lost(AssertionError):
    """A row of the file is nowhere in what was read."""


_place = Path(tempfile.mkdtemp(prefix="doisoat-fuzz-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
atexit.register(shutil.rmtree, _place, True)


@contextmanager
def _foreseen() -> Iterator[None]:
    """Let pass what the reading process turns into a source's error of its own."""
    try:
        yield
    except DoisoatError as error:
        if error.code == UNFORESEEN:
            raise AssertionError(f"{error.fields.get('reason')} at {error.fields.get('place')}") from error
        str(error)
    except (UnicodeError, MemoryError, RecursionError):
        pass
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # of a parser in Rust: SRC-FILE-DAMAGED, like a crash
            raise


def _landed(data: bytes, name: str) -> Landing:
    folder = _place / RAW
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(data)
    return Landing("fuzz", "2026-11-15", "0", _place, (LandedFile(name, f"{RAW}/{name}", "0", len(data)),))


def _batches(data: bytes, name: str, given: Source) -> list[Batch]:
    landing = _landed(data, name)
    check_whole(_place / RAW / name, name, given.format, given.source_id, given.limits)
    return [batch for origin in given.groups() for batch in read(landing, given, origin)]


def _rows(batches: list[Batch]) -> int:
    return sum(batch.data.num_rows + batch.skipped.num_rows + batch.refused.num_rows for batch in batches)


XLSX = source(limits=LIMITS)
CSV, JSON, PARQUET = (source(**from_files(kind), limits=LIMITS) for kind in ("csv", "json", "parquet"))
PAGES = source(**from_files("json", location={"connection": "api", "path": "/x", "total": "total"}), limits=LIMITS)


def xlsx(data: bytes) -> None:
    """A workbook: every row that shows something is there by its number."""
    with _foreseen():
        _landed(data, "so.xlsx")
        filled = counters.filled_rows(_place / RAW / "so.xlsx")
        if filled is None:
            if (
                FAR.search(data) or BINARY in data
            ):  # its parser may ask for the whole sheet at once, and end this process
                _in_guard(data, "so.xlsx", XLSX)
            else:
                _batches(data, "so.xlsx", XLSX)
            return
        seen = _numbers(_batches(data, "so.xlsx", XLSX))
        for sheet, rows in filled.items():
            if lost := rows - seen.get(sheet, set()):
                raise Lost(f"sheet {sheet!r}: rows {sorted(lost)[:5]}")


FAR = re.compile(rb'r="(?:[A-Z]{3}[0-9]|[A-Z]*[0-9]{5})')
"""An address far from the first cell."""
BINARY = b"workbook.bin"
"""What an .xlsb names; an address far off is any four bytes there."""


def _numbers(batches: list[Batch]) -> dict[Any, set[int]]:
    """Sheet → numbers of the rows that are out, refused or skipped."""
    seen: dict[Any, set[int]] = {}
    for batch in batches:
        for table, prefix in ((batch.data, "__"), (batch.skipped, "lineage_"), (batch.refused, "lineage_")):
            sheets, rows = table[f"{prefix}sheet"].to_pylist(), table[f"{prefix}row"].to_pylist()
            for sheet, row in zip(sheets, rows, strict=True):
                seen.setdefault(sheet, set()).add(row)
    return seen


def xls(data: bytes) -> None:
    """An old workbook, in the reading process, which its parser may end: every row is there by its number."""
    with _foreseen():
        batches = _in_guard(data, "so.xls", XLSX)
        seen = _numbers(batches)
        for sheet, rows in (counters.filled_rows_of_old(_stream(data)) or {}).items():
            if lost := rows - seen.get(sheet, set()):
                raise Lost(f"sheet {sheet!r}: rows {sorted(lost)[:5]}")


def _stream(data: bytes) -> bytes:
    """The stream of a workbook the corpus' writer made: it follows header, table and directory."""
    return data[3 * 512 :]


def _in_guard(data: bytes, name: str, given: Source) -> list[Batch]:
    landing = seal(given, _place, _landed(data, name).files)
    guard.check(given, _place / RAW / name, name)
    return [batch for origin in given.groups() for batch in guard.read(landing, given, origin)]


def csv(data: bytes) -> None:
    """A text file: each line begins one row and no more; no record is made of two whole rows."""
    with _foreseen():
        batches = _batches(data, "so.csv", CSV)
        lines = counters.lines(data)
        seen = _numbers(batches).get(None, set())
        kept = {row for batch in batches for row in batch.data["__row"].to_pylist()}
        if len(seen) != _rows(batches) or not seen <= set(range(1, len(lines) + 1)):
            raise Lost(f"{_rows(batches)} rows at {len(seen)} of {len(lines)} lines")
        if not counters.five_columns(lines):
            return
        whole = [number for number, line in enumerate(lines, 1) if counters.row_like(line)]
        above = {number: max((row for row in seen if row <= number), default=0) for number in whole}
        taken = Counter(row for row in above.values() if row in kept)
        if lost := [row for row, count in taken.items() if count > 1]:
            raise Lost(f"the records at lines {lost[:5]} hold several rows")


def json(data: bytes) -> None:
    """A document, or one object a line: as many rows as objects."""
    with _foreseen():
        rows = _rows(_batches(data, "so.json", JSON))
        expected = counters.items(data, "items")
        if expected is not None and rows != expected:
            raise Lost(f"{rows} rows of {expected} objects")


def parquet(data: bytes) -> None:
    """A Parquet file: as many rows as its footer says."""
    with _foreseen():
        rows = _rows(_batches(data, "so.parquet", PARQUET))
        expected = pq.read_metadata(pa.BufferReader(data)).num_rows
        if rows != expected:
            raise Lost(f"{rows} rows of {expected}")


def yaml_mapping(data: bytes) -> None:
    """A source's configuration: refused by name, or one that survives the way to the reading process and can read."""
    folder = _place / "config"
    (folder / "sources").mkdir(parents=True, exist_ok=True)
    (folder / "doisoat.yaml").write_text("province: '68'\nas_of: 2026-11-15\n", encoding="utf-8")
    (folder / "sources" / "s.yaml").write_bytes(data)
    with _foreseen():
        for given in load_config(folder).sources.values():
            again = Source.model_validate(given.model_dump(mode="json", by_alias=True))
            if again != given:
                raise AssertionError("another source in the reading process")
            if given.format in ("csv", "xlsx"):
                held = given.model_copy(update={"limits": Limits.model_validate(LIMITS)})
                _batches(_sample(given.format), f"so.{given.format}", held)


def _sample(kind: str) -> bytes:
    return (FOLDER / {"csv": "csv/excel_sep_line.csv", "xlsx": "xlsx/excel_strict.xlsx"}[kind]).read_bytes()


def http(data: bytes) -> None:
    """A service's answers: as many rows as objects in the pages that were kept; reading ends."""
    with _foreseen(), playing(data, most=60):
        shutil.rmtree(_place / RAW, ignore_errors=True)
        landed = from_http(PAGES, Http(url="http://so.example.vn"), _place, lambda _: None)
        landing = Landing("fuzz", None, "0", _place, tuple(landed))
        rows = _rows([batch for origin in PAGES.groups() for batch in read(landing, PAGES, origin)])
        pages = [counters.items((_place / file.path).read_bytes(), PAGES.location.items) for file in landed]
        expected = sum(count for count in pages if count is not None)
        if rows != expected:
            raise Lost(f"{rows} rows of {expected} objects")


TARGETS: dict[str, Callable[[bytes], None]] = {
    "xlsx": xlsx,
    "xls": xls,
    "csv": csv,
    "json": json,
    "parquet": parquet,
    "yaml": yaml_mapping,
    "http": http,
}


def guarded(reader: str) -> Callable[[bytes], None] | None:
    """A reader of files as the pipeline calls it, in a process that may die; None for what has none."""
    given = {"xlsx": XLSX, "csv": CSV, "json": JSON, "parquet": PARQUET}.get(reader)

    def read_in_guard(data: bytes) -> None:
        assert given is not None
        _in_guard(data, f"so.{reader}", given)

    return None if given is None else read_in_guard


def seeds(reader: str) -> Iterator[bytes]:
    """What a run begins with: the corpus' files of the reader; for configurations those of its sources."""
    if reader == "yaml":
        said = {yaml.safe_dump(mapping(**case.source), allow_unicode=True) for case in cases()}
        yield from (text.encode() for text in sorted(said))
        return
    folders = ("xlsx", "ods") if reader == "xlsx" else (reader,)
    for folder in folders:
        for path in sorted((FOLDER / folder).iterdir()):
            if path.suffix != ".yaml":
                yield path.read_bytes()
