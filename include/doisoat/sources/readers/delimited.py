"""Read CSV files: separator, encoding and heading found, a torn last line refused, crooked rows kept apart."""

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from doisoat.sources.errors import SourceError
from doisoat.sources.limit_errors import beyond
from doisoat.sources.model import From, Source
from doisoat.sources.readers.batch import REFUSED, Batch, wanted_columns
from doisoat.sources.readers.blocks import SEARCHED_ROWS, Block, find_block
from doisoat.sources.readers.encoding import TextEncoding, bytes_encoding
from doisoat.sources.readers.grid import SheetState, grid_batch, head_rows, read_titles, refused_table, title_notes
from doisoat.sources.readers.headings import Wanted, Where, match, score

_SEPARATORS = (",", ";", "\t", "|")
_CHUNK = 50_000
ROW_WIDTH = "STD-ROW-WIDTH"


def read_csv(source: Source, origin: From, path: Path, file: str) -> Iterator[Batch]:
    """Yield the rows of a CSV file in batches.

    Raises:
        SourceError: no heading, an essential column missing, the last line torn, wrong declared encoding.
    """
    wanted = wanted_columns(source.groups()[origin])
    codec, errors = bytes_encoding(path, source.encoding, source.source_id, file)
    # Text read byte by byte still has to be brought to Unicode; text that is Unicode may hold a legacy font.
    encoding = TextEncoding("auto" if codec == "cp1258" else source.encoding)
    separator, block, head = _heading(path, codec, errors, wanted)
    if block is None:
        names = ", ".join(f"«{item.name}»" for item in wanted if item.essential)
        raise SourceError("SRC-HEADING-MISSING", source=source.source_id, file=file, sheet="–", columns=names)
    matched = match(wanted, block.headings, Where(source.source_id, file))
    state = SheetState(file, None, block, matched, encoding)
    state.titles = read_titles(source, head, None, block, encoding)
    width = len(block.headings)
    where: dict[str, object] = {"source": source.source_id, "file": file}
    if width > source.limits.columns:
        raise beyond("columns", where, width, source.limits.columns)
    whole = _ends_with_newline(path, codec)
    with path.open(encoding=codec, errors=errors, newline="") as handle:
        reader = csv.reader(handle, delimiter=separator)
        for _ in range(block.end):
            next(reader)
        number = block.end + 1
        skipped = head_rows(state, head, np.arange(1, len(head) + 1, dtype=np.int32))
        notes = title_notes(state)
        chunk = _take(reader, source.source_id, file, number)
        while True:
            following = _take(reader, source.source_id, file, number + len(chunk))
            if chunk and not following and not whole and 0 < len(chunk[-1]) < width:
                raise SourceError("SRC-FILE-TORN", source=source.source_id, file=file, row=number + len(chunk) - 1)
            batch = _batch(state, origin, chunk, number, width)
            yield Batch(origin, batch.data, pa.concat_tables([skipped, batch.skipped]), batch.refused, notes)
            skipped, notes = skipped.slice(0, 0), ()
            number += len(chunk)
            chunk = following
            if number > source.limits.records:
                raise beyond("records", where, f"{source.limits.records:,}", f"{source.limits.records:,}")
            if not chunk:
                return


def _take(reader: Iterator[list[str]], source: str, file: str, number: int) -> list[list[str]]:
    try:
        return list(islice(reader, _CHUNK))
    except csv.Error:
        pass
    raise SourceError("SRC-ROW-WIDTH", source=source, file=file, row=number)


def _heading(path: Path, codec: str, errors: str, wanted: list[Wanted]) -> tuple[str, Block | None, list[list[str]]]:
    """The separator under which the first rows show the most mapped headings, and the heading block."""
    best: tuple[int, str, Block | None, list[list[str]]] = (-1, ",", None, [])
    with path.open(encoding=codec, errors=errors, newline="") as handle:
        head = "".join(islice(handle, SEARCHED_ROWS))
    for separator in filter(head.__contains__, _SEPARATORS):
        with path.open(encoding=codec, errors=errors, newline="") as handle:
            try:
                rows = list(islice(csv.reader(handle, delimiter=separator), SEARCHED_ROWS))
            except csv.Error:
                continue
        if len(wanted) > 1 and max(map(len, rows), default=0) < 2:
            continue
        block = find_block(rows, wanted, heights=(1,))
        found = score(wanted, block.headings) if block else -1
        if found > best[0]:
            best = (found, separator, block, rows)
    return best[1], best[2], best[3]


def _batch(state: SheetState, origin: From, rows: list[list[str]], number: int, width: int) -> Batch:
    """A batch of the rows that fit the heading; short blank lines fit, longer or shorter rows are refused."""
    numbers = np.arange(number, number + len(rows), dtype=np.int32)
    crooked = [i for i, row in enumerate(rows) if len(row) != width]
    if not crooked:
        return grid_batch(state, origin, rows, numbers)
    refused: list[int] = []
    straight: list[list[Any]] = list(rows)
    for i in crooked:
        if any(cell.strip() for cell in rows[i][width:]) or (0 < len(rows[i]) < width and _filled(rows[i]) > 1):
            refused.append(i)
            straight[i] = [""] * width
        else:
            straight[i] = (rows[i] + [""] * width)[:width]
    batch = grid_batch(state, origin, straight, numbers)
    bad = refused_table(state.file, None, [number + i for i in refused], [rows[i] for i in refused], ROW_WIDTH)
    # The stand-ins of refused rows were counted as blank: they are accounted for once, as refused.
    mine = {number + i for i in refused}
    keep = pa.array([row not in mine for row in batch.skipped["lineage_row"].to_pylist()], pa.bool_())
    return Batch(origin, batch.data, batch.skipped.filter(keep), bad if refused else REFUSED.empty_table())


def _filled(row: list[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _ends_with_newline(path: Path, codec: str) -> bool:
    size = path.stat().st_size
    with path.open("rb") as handle:
        handle.seek(max(0, size - 4))
        tail = handle.read()
    return tail.rstrip(b"\0").endswith((b"\n", b"\r"))
