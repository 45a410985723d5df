"""A file that asks for too much is refused by name before it is parsed; a far cell costs nothing and is not lost."""

import json
import time
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import given as every
from hypothesis import settings
from hypothesis import strategies as st

from doisoat.registers.messages import text
from doisoat.sources import SourceError, load_config
from doisoat.sources.integrity import check_whole
from doisoat.sources.limits import Limits
from doisoat.sources.readers import read as read_here
from doisoat.sources.readers.batch import ROW
from doisoat.sources.readers.sheetscan import extent, name_of
from tests.sources.kit import HEADINGS, NAME, PEOPLE, book, books, column, mapping, read_all, skipped, source
from tests.sources.test_config import write

FLAT = {"population": {**mapping()["tables"]["population"], "from": {}}}


def refused(folder: Path, **changes: Any) -> SourceError:
    """The error of a source, complete in both languages."""
    with pytest.raises(SourceError) as caught:
        read_all(folder, source(**changes))
    for language in ("vi", "en"):
        sentence = text(caught.value.code, caught.value.fields, language)
        assert "so_nhan_khau" in sentence
        assert "?" not in sentence
        if caught.value.code.startswith("SRC-LIMIT-"):
            assert "limits." in sentence
    return caught.value


def zipped(path: Path, **parts: bytes) -> Path:
    """A plain book with parts added or replaced (names with __ for /, _ for .)."""
    book(path, PEOPLE)
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    content |= {name.replace("__", "/").replace("_", "."): body for name, body in parts.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in content.items():
            archive.writestr(name, body)
    return path


def test_bombs_and_giants_are_named_before_they_are_parsed(tmp_path: Path) -> None:
    path = tmp_path / "so_nhan_khau.xlsx"
    zipped(path, xl__media__a_bin=b"\0" * 40_000_000)
    assert refused(tmp_path).code == "SRC-LIMIT-RATIO"
    zipped(path, xl__sharedStrings_xml=b"<sst>" + np.random.default_rng(1).bytes(50_000).hex().encode() * 1000)
    assert refused(tmp_path).code == "SRC-LIMIT-STRINGS"
    zipped(path, xl__a_bin=b"12" * 40_000_000)
    assert refused(tmp_path, limits={"unpacked": "50MB", "ratio": 5000}).code == "SRC-LIMIT-UNPACKED"
    laughs = b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]><worksheet/>'
    zipped(path, xl__worksheets__sheet1_xml=b"<!--" + b" " * 1_048_570 + b"-->" + laughs)
    assert refused(tmp_path).code == "SRC-FILE-ENTITIES"
    zipped(path, xl__worksheets__sheet1_xml=laughs.decode().encode("utf-16"))
    assert refused(tmp_path).code == "SRC-FILE-ENTITIES"
    zipped(path, **{f"xl__worksheets__sheet{n}_xml": b"<worksheet/>" for n in range(1, 10_001)})
    assert refused(tmp_path, limits={"parts": 20_000}).code == "SRC-LIMIT-SHEETS"
    assert refused(tmp_path).code == "SRC-LIMIT-PARTS"
    book(path, PEOPLE)
    assert refused(tmp_path, limits={"size": "1KB"}).code == "SRC-LIMIT-SIZE"


def test_a_zip_with_a_password_is_named(tmp_path: Path) -> None:
    path = book(tmp_path / "so_nhan_khau.xlsx", PEOPLE)
    raw = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = raw.find(mark)
        while start >= 0:
            raw[start + at] |= 1
            start = raw.find(mark, start + 1)
    path.write_bytes(raw)
    with pytest.raises(SourceError) as caught:
        check_whole(path, path.name, "xlsx", "s")
    assert caught.value.code == "SRC-FILE-PASSWORD"


def test_too_many_columns_rows_cells_and_records(tmp_path: Path) -> None:
    path = tmp_path / "so_nhan_khau.xlsx"
    wide = [*HEADINGS, *(f"c{n}" for n in range(60))]
    book(path, [[*row, *(["x"] * 60)] for row in PEOPLE], wide)
    assert refused(tmp_path, limits={"columns": 50}).code == "SRC-LIMIT-COLUMNS"
    assert refused(tmp_path, limits={"rows": 4}).code == "SRC-LIMIT-ROWS"
    assert refused(tmp_path, limits={"cells": 300}).code == "SRC-LIMIT-CELLS"
    path.unlink()
    table = pa.table({name: ["x"] * 100 for name in HEADINGS})
    pq.write_table(table, tmp_path / "so_nhan_khau.parquet")
    (tmp_path / "so_nhan_khau.csv").write_text(",".join(wide) + "\n" + ("x" + "," * 64 + "\n") * 100, "utf-8")
    (tmp_path / "so_nhan_khau.json").write_text(json.dumps(table.to_pylist()), "utf-8")
    for kind, limits in (
        ("parquet", {"columns": 3, "records": 10}),
        ("json", {"columns": 3, "records": 10}),
        ("csv", {"columns": 20, "records": 10}),
    ):
        place = {"connection": "files", "path": f"so_nhan_khau.{kind}"}
        for name, value in limits.items():
            error = refused(tmp_path, format=kind, location=place, tables=FLAT, limits={name: value})
            assert error.code == f"SRC-LIMIT-{name.upper()}"


def test_json_nested_too_deep(tmp_path: Path) -> None:
    place = {"connection": "files", "path": "so_nhan_khau.json"}
    for body in (
        "[" * 100_000 + "]" * 100_000,
        '{"a":' * 100_000 + "1" + "}" * 100_000,
        '[{"x":' + "[" * 105 + "]" * 105 + "}]",
    ):
        (tmp_path / "so_nhan_khau.json").write_text(body, "utf-8")
        assert refused(tmp_path, format="json", location=place, tables=FLAT).code == "SRC-LIMIT-NESTING"


def sheet(path: Path, cells: dict[tuple[int, int], Any]) -> None:
    """A book with the people from A1 and cells (row, column from 0) wherever asked."""
    workbook = xlsxwriter.Workbook(str(path))
    page = workbook.add_worksheet("Sổ")
    for at, row in enumerate([HEADINGS, *PEOPLE]):
        page.write_row(at, 0, row)
    for (row, place), value in cells.items():
        page.write(row, place, value)
    workbook.close()


@pytest.mark.parametrize(
    ("cells", "far"),
    [
        ({(1_048_575, 16_383): " "}, ["XFD1048576"]),
        ({(1_048_575, 0): " "}, ["A1048576"]),
        ({(3, 16_383): "ghi chú"}, ["XFD4"]),
        ({(900_000, 1): "x", (900_001, 300): 5, (1_000_000, 2): "y"}, ["B900001", "KO900002", "C1000001"]),
    ],
)
def test_a_far_cell_reads_in_the_time_of_the_table_and_is_named(
    tmp_path: Path, cells: dict[tuple[int, int], Any], far: list[str]
) -> None:
    sheet(tmp_path / "so_nhan_khau.xlsx", cells)
    book(tmp_path / "nho.xlsx", PEOPLE)
    read_all(tmp_path, source(location={"connection": "files", "path": "nho.xlsx"}))
    started = time.monotonic()
    batches = read_all(tmp_path, source())
    assert time.monotonic() - started < 5
    rows = column(batches, ROW)
    assert rows[:5] == [2, 3, 4, 5, 6]
    assert column(batches, NAME)[:5] == [row[1] for row in PEOPLE]
    assert [note.column for batch in batches for note in batch.notes if note.reason == "STD-CELL-FAR"] == far
    # The row of a far cell is read or skipped by name, under its own number.
    beyond = {row + 1 for row, _ in cells if row > 5}
    assert beyond <= set(rows) | set(skipped(batches))


def test_two_tables_far_apart_are_both_read_and_types_survive(tmp_path: Path) -> None:
    import datetime as dt

    workbook = xlsxwriter.Workbook(str(tmp_path / "so_nhan_khau.xlsx"))
    page, day = workbook.add_worksheet("Sổ"), workbook.add_format({"num_format": "dd/mm/yyyy"})
    page.write_row(0, 0, HEADINGS)
    for at in (1, 50_000):
        page.write_row(at, 0, ["NK", "Lê & <Hòa>  ", None, 12.5])
        page.write_datetime(at, 2, dt.datetime(1985, 1, 2), day)
        page.write_rich_string(at, 4, "N", workbook.add_format({"bold": True}), "ữ")
    workbook.close()
    batches = read_all(tmp_path, source())
    assert column(batches, ROW) == [2, 50_001]
    for name, wanted in zip(HEADINGS[1:], ["Lê & <Hòa>", "1985-01-02", "12.5", "Nữ"], strict=True):
        assert column(batches, name) == [wanted, wanted]


def test_formatting_alone_is_no_cell(tmp_path: Path) -> None:
    workbook = xlsxwriter.Workbook(str(tmp_path / "so_nhan_khau.xlsx"))
    page, bold = workbook.add_worksheet("Sổ"), workbook.add_format({"bold": True})
    for at, row in enumerate([HEADINGS, *PEOPLE]):
        page.write_row(at, 0, row)
    for place in range(16_384):
        page.write_blank(0, place, None, bold)
    page.write_blank(1_048_575, 16_383, None, bold)
    page.write_row(0, 0, HEADINGS)
    workbook.close()
    batches = read_all(tmp_path, source())
    assert column(batches, ROW) == [2, 3, 4, 5, 6]
    assert not [note for batch in batches for note in batch.notes]


@settings(max_examples=150, deadline=None)
@every(
    st.sets(st.tuples(st.integers(1, 1_048_576), st.integers(1, 16_384)), max_size=40),
    st.integers(1, 300),
    st.sampled_from(['<c r="{}"><v>1</v></c>', "<c s='1'\n r='{}'/>", '<x:c t="s" r="{}" ><x:v>0</x:v></x:c>']),
)
def test_where_cells_are_is_seen_without_parsing(cells: set[tuple[int, int]], block: int, form: str) -> None:
    body = "".join(form.format(name_of(row, place)) for row, place in sorted(cells))
    xml = f'<worksheet><sheetData><row r="7" spans="1:2">{body}</row></sheetData></worksheet>'.encode()
    seen = extent(xml[at : at + block] for at in range(0, len(xml), block))
    assert seen.cells == len(cells)
    assert seen.rows.tolist() == sorted({row for row, _ in cells})
    assert seen.columns.tolist() == sorted({place for _, place in cells})


@settings(max_examples=25, deadline=None)
@every(
    st.dictionaries(
        st.tuples(st.integers(10, 1_048_575), st.integers(0, 16_383)), st.sampled_from(["x", " ", 5]), max_size=6
    )
)
def test_wherever_cells_lie_the_table_is_read_and_no_row_is_lost(
    tmp_path_factory: pytest.TempPathFactory, cells: dict[tuple[int, int], Any]
) -> None:
    folder = tmp_path_factory.mktemp("far")
    sheet(folder / "so_nhan_khau.xlsx", cells)
    batches = read_all(folder, source())
    assert column(batches, ROW)[:5] == [2, 3, 4, 5, 6]
    assert {row + 1 for row, _ in cells} <= set(column(batches, ROW)) | set(skipped(batches))


def test_long_runs_of_blank_rows_in_any_format_are_passed_over(tmp_path: Path) -> None:
    """Old .xls books hold no more than 65,536 × 256 cells; what is blank among them is no line of the file."""
    from doisoat.sources.readers.xlsx import _parts

    rows = iter([["a"], *([[""]] * 60_000), ["b"], *([[""]] * 10), ["c"]])
    kept = [
        (int(number), row[0]) for part, numbers in _parts(rows, None) for row, number in zip(part, numbers, strict=True)
    ]
    assert [item for item in kept if item[1]] == [(1, "a"), (60_002, "b"), (60_013, "c")]
    assert len(kept) == 3 + 1_000 + 10


def test_limits_of_the_province_and_of_one_source(tmp_path: Path) -> None:
    folder = write(tmp_path / "config", mapping(limits={"memory": "4GB"}), limits={"rows": 5, "memory": "1.5 GB"})
    found = load_config(folder).sources["population.commune.23122"].limits
    assert (found.rows, found.memory, found.columns) == (5, 4 * 1024**3, Limits().columns)


def test_books_are_read_within_their_own_limits_here_too(tmp_path: Path) -> None:
    from doisoat.sources import extract
    from tests.sources.kit import connections

    books(tmp_path / "so_nhan_khau.xlsx", {f"T{n}": ((), None, HEADINGS, PEOPLE) for n in range(4)})
    landing = extract(source(), connections(tmp_path), tmp_path / ".landing")
    few = source(limits={"sheets": 3})
    with pytest.raises(SourceError, match=r"limits\.sheets"):
        list(read_here(landing, few, next(iter(few.groups()))))
