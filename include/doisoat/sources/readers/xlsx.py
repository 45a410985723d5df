"""Read workbooks: every sheet the mapping names, wherever its table begins.

A sheet without the heading block is skipped by name when it holds no table (instructions, a summary); when it holds
one whose headings nobody knows, the source fails rather than lose it.
"""

import fnmatch
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError

import numpy as np
import pyarrow as pa
import python_calamine
from numpy.typing import NDArray

from doisoat.sources.errors import SourceError
from doisoat.sources.limit_errors import beyond
from doisoat.sources.model import From, Source
from doisoat.sources.readers.batch import Batch, Note, wanted_columns, with_places
from doisoat.sources.readers.blocks import SEARCHED_ROWS, find_block
from doisoat.sources.readers.encoding import TextEncoding
from doisoat.sources.readers.grid import SheetState, grid_batch, head_rows, read_titles, skipped_table, title_notes
from doisoat.sources.readers.headings import Wanted, Where, match
from doisoat.sources.readers.identity import roles_of
from doisoat.sources.readers.progress import reading
from doisoat.sources.readers.sheetscan import GAP_ROWS
from doisoat.sources.readers.sparse import compact, sheet_parts

NO_TABLE = "STD-SKIP-SHEET"
FAR = "STD-CELL-FAR"
_TABLE_ROWS = 5
_CHUNK = 50_000


@dataclass(frozen=True)
class _Rows:
    """The rows of a sheet and their numbers in it, first part first; blank rows that hold nothing are left out."""

    parts: Iterator[tuple[list[list[Any]], NDArray[np.int32]]]
    far: tuple[str, ...] = ()


def read_xlsx(source: Source, origin: From, path: Path, file: str) -> Iterator[Batch]:
    """Yield a batch for each sheet of a workbook that the physical table takes rows from.

    Raises:
        SourceError: not a workbook, a named sheet or an essential column is missing, no heading block.
    """
    wanted = wanted_columns(source.groups()[origin])
    where: dict[str, object] = {"source": source.source_id, "file": file}
    book = _open(path, where)
    with book:
        names = _chosen(book.sheet_names, origin)
        if len(book.sheet_names) > source.limits.sheets:
            raise beyond("sheets", where, len(book.sheet_names), source.limits.sheets)
        if not names:
            raise SourceError("SRC-SHEET-MISSING", **where, sheet=str(origin.sheets))
        parts = sheet_parts(path)
        encoding = TextEncoding(source.encoding)
        for name in names:
            reading(file, name)
            rows = _rows(book, name, path, parts.get(name), source, where)
            yield from _sheet(source, origin, wanted, file, name, rows, encoding)


def _open(path: Any, where: dict[str, object]) -> Any:
    try:
        return python_calamine.CalamineWorkbook.from_object(path)
    except python_calamine.PasswordError:
        code = "SRC-FILE-PASSWORD"
    except (python_calamine.CalamineError, OSError):
        code = "SRC-FILE-FORMAT"
    raise SourceError(code, **where, format="xlsx")


def _chosen(sheets: Sequence[str], origin: From) -> list[str]:
    patterns = origin.sheets if isinstance(origin.sheets, tuple) else (origin.sheets or "*",)
    return [name for name in sheets if any(name == p or fnmatch.fnmatchcase(name, p) for p in patterns)]


def _rows(book: Any, name: str, path: Path, part: str | None, source: Source, where: dict[str, object]) -> _Rows:
    """The rows of a sheet; far cells are brought near first where the sheet is one of an .xlsx."""
    place = {**where, "sheet": name}
    reason = ""
    try:
        compacted = compact(path, part, place, source.limits) if part else None
        if compacted is None:
            sheet = book.get_sheet_by_name(name)
            area = sheet.total_height * sheet.total_width
            if area > source.limits.cells:
                raise beyond("cells", place, f"{area:,}", f"{source.limits.cells:,}")
            return _Rows(_parts(sheet.iter_rows(), None))
        sheet = _open(compacted.book, where).get_sheet_by_name(name)
        return _Rows(_parts(sheet.iter_rows(), compacted.rows), compacted.far)
    except python_calamine.CalamineError:
        reason = "xlsx"
    except (ExpatError, ValueError):
        reason = "XML"
    raise SourceError("SRC-FILE-DAMAGED", **place, reason=reason)


def _parts(
    rows: Iterator[list[Any]], numbers: NDArray[np.int64] | None
) -> Iterator[tuple[list[list[Any]], NDArray[np.int32]]]:
    """Rows with their numbers, in parts; of more than ``GAP_ROWS`` blank rows in a row the rest is left out."""
    at = 0
    blanks = 0
    while chunk := list(islice(rows, _CHUNK)):
        places = np.arange(at, at + len(chunk))
        at += len(chunk)
        run = _blank_run([row.count("") == len(row) for row in chunk], blanks)
        blanks = int(run[-1])
        if (run > GAP_ROWS).any():
            keep = np.flatnonzero(run <= GAP_ROWS)
            chunk, places = [chunk[i] for i in keep.tolist()], places[keep]
        if chunk:
            yield chunk, (places + 1 if numbers is None else numbers[places]).astype(np.int32)


def _blank_run(blank: list[bool], before: int) -> NDArray[np.int64]:
    """For each row how many blank rows end with it, `before` of them above the first."""
    at = np.arange(len(blank))
    last = np.maximum.accumulate(np.where(blank, -1 - before, at))
    run: NDArray[np.int64] = at - last
    return run


def _sheet(
    source: Source,
    origin: From,
    wanted: Sequence[Wanted],
    file: str,
    sheet: str,
    rows: _Rows,
    encoding: TextEncoding,
) -> Iterator[Batch]:
    first, numbers = next(rows.parts, ([], np.zeros(0, np.int32)))
    far = tuple(Note(file, sheet, FAR, address) for address in rows.far)
    block = find_block(first[:SEARCHED_ROWS], wanted)
    if block is None:
        yield _no_table(origin, wanted, source, file, sheet, first, numbers, rows, far)
        return
    matched = match(wanted, block.headings, Where(source.source_id, file, sheet))
    state = SheetState(file, sheet, block, matched, encoding)
    state.roles = roles_of(source.groups()[origin], matched.places)
    state.titles = read_titles(source, first, sheet, block, encoding)
    skipped, notes = head_rows(state, first, numbers), title_notes(state) + far
    first, numbers = first[block.end :], numbers[block.end :]
    while True:
        batch = grid_batch(state, origin, first, numbers)
        yield Batch(origin, batch.data, pa.concat_tables([skipped, batch.skipped]), batch.refused, notes)
        skipped, notes = skipped.slice(0, 0), ()
        part = next(rows.parts, None)
        if part is None:
            return
        first, numbers = part


def _no_table(
    origin: From,
    wanted: Sequence[Wanted],
    source: Source,
    file: str,
    sheet: str,
    first: list[list[Any]],
    numbers: NDArray[np.int32],
    rows: _Rows,
    far: tuple[Note, ...],
) -> Batch:
    """A sheet without our headings: skipped by name, or refused when it looks like a table all the same."""
    seen = [numbers]
    alike = _is_table(first, len(wanted))
    for more, places in rows.parts:
        seen.append(places)
        alike = alike or _is_table(more, len(wanted))
    if alike:
        names = ", ".join(f"«{item.name}»" for item in wanted if item.essential)
        raise SourceError("SRC-HEADING-MISSING", source=source.source_id, file=file, sheet=sheet, columns=names)
    empty = {item.name: pa.nulls(0, pa.string()) for item in wanted}
    places = np.concatenate(seen).tolist()
    skipped = skipped_table(file, sheet, places, [NO_TABLE] * len(places))
    return Batch(origin, with_places(empty, file, sheet, None, 0), skipped, notes=far)


def _is_table(rows: list[list[Any]], wanted: int) -> bool:
    """Whether a sheet looks like a table of records: several rows with about as many filled cells as are mapped."""
    needed = max(3, wanted // 2)
    return sum(sum(cell not in ("", None) for cell in row) >= needed for row in rows) >= _TABLE_ROWS
