"""Read workbooks (.xlsx, .xlsm, .xlsb, .xls, .ods): every sheet the mapping takes, wherever its table begins.

A sheet without the heading block is skipped by name when it holds no table (instructions, a summary); when it holds
one whose headings nobody knows, the source fails rather than lose it.
"""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import python_calamine
from numpy.typing import NDArray

from doisoat import registers
from doisoat.registers.schema import Kind
from doisoat.sources.content import book_suffix
from doisoat.sources.errors import SourceError
from doisoat.sources.limit_errors import beyond
from doisoat.sources.model import From, Source, TableRule
from doisoat.sources.patterns import Claim
from doisoat.sources.readers.batch import Batch, Note, nobody, wanted_columns
from doisoat.sources.readers.blocks import HEIGHTS, SEARCHED_ROWS, Block, find_block, find_deeper
from doisoat.sources.readers.bookrows import counted_rows, open_book
from doisoat.sources.readers.encoding import TextEncoding
from doisoat.sources.readers.grid import SheetState, grid_batch, head_rows, skipped_table, title_notes
from doisoat.sources.readers.headings import Wanted, Where, match
from doisoat.sources.readers.identity import roles_of
from doisoat.sources.readers.merges import Merges
from doisoat.sources.readers.oddcells import OddCells
from doisoat.sources.readers.odslook import look_at_ods
from doisoat.sources.readers.progress import reading
from doisoat.sources.readers.sheetlook import SheetLook, look
from doisoat.sources.readers.sheetplan import ABSENT, HIDDEN, SUMMARY, UNCLAIMED, is_summary, plan
from doisoat.sources.readers.sheetscan import GAP_ROWS
from doisoat.sources.readers.sparse import compact
from doisoat.sources.readers.titles import Titles
from doisoat.sources.readers.valueless import Tally
from doisoat.sources.readers.workbook import Workbook, workbook_of
from doisoat.sources.readers.xlsblook import look_at_xlsb
from doisoat.sources.readers.xlslook import look_at_xls, only_blank

NO_TABLE = "STD-SKIP-SHEET"
FAR = "STD-CELL-FAR"
NO_HEADING = "STD-SHEET-NO-HEADING"
_TABLE_ROWS, _FEW_ROWS = 5, 2
_CHUNK = 50_000


@dataclass(frozen=True)
class _Rows:
    """The rows of a sheet and their numbers in it, first part first; blank rows that hold nothing are left out."""

    parts: Iterator[tuple[list[list[Any]], NDArray[np.int32]]]
    look: SheetLook
    far: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Book:
    """An open workbook and what its container says."""

    opened: Any
    path: Path
    file: str
    source: Source
    origin: From
    words: Workbook
    looks: dict[str, SheetLook]
    errors: dict[str, OddCells]
    wanted: Sequence[Wanted]

    @property
    def where(self) -> dict[str, object]:
        return {"source": self.source.source_id, "file": self.file}

    @property
    def rules(self) -> dict[str, TableRule]:
        return self.source.groups()[self.origin]


def read_xlsx(source: Source, origin: From, path: Path, file: str) -> Iterator[Batch]:
    """Yield a batch for each sheet of a workbook that the physical table takes rows from, and for those left out.

    Raises:
        SourceError: not a workbook, a named sheet or an essential column is missing, no heading block, a column that
            holds nothing but errors and formulas without a value.
    """
    where: dict[str, object] = {"source": source.source_id, "file": file}
    suffix = book_suffix(path)
    opened = _open(path, where, suffix)
    with opened:
        sheets = opened.sheets_metadata
        if len(sheets) > source.limits.sheets:
            raise beyond("sheets", where, len(sheets), source.limits.sheets)
        planned = plan(sheets, source, origin, file)
        looks = look_at_ods(path) if suffix == ".ods" else {}
        errors = look_at_xls(path, [sheet.name for sheet in sheets]) if suffix == ".xls" else {}
        errors = look_at_xlsb(path) if suffix == ".xlsb" else errors
        words = workbook_of(path) if suffix == ".xlsx" else Workbook()
        wanted = wanted_columns(source.groups()[origin])
        book = _Book(opened, path, file, source, origin, words, looks, errors, wanted)
        if planned.absent:
            notes = tuple(Note(file, None, ABSENT, name) for name in planned.absent)
            yield Batch(origin, nobody(wanted, file, None), notes=notes)
        hidden: list[str] = []
        for name, reason in planned.left_out:
            reading(file, name)
            batch = _left_out(book, name, reason)
            hidden += [note.column for note in batch.notes if note.reason == HIDDEN]
            yield batch
        encoding, tally = TextEncoding(source.encoding), Tally()
        # A summary beside tables says again what they say: it is read only where it is asked for, or all there is.
        summaries = [name for name in planned.read if is_summary(name) and origin.claim_sheet(name) is not Claim.NAMED]
        for name in sorted(planned.read, key=summaries.__contains__):
            reading(file, name)
            if name in summaries and tally.columns:
                yield _left_out(book, name, SUMMARY)
            else:
                yield from _sheet(book, name, encoding, tally)
        tally.judge(where)
        if hidden and not tally.columns:
            raise SourceError("SRC-SHEET-HIDDEN", **where, sheet=hidden[0])


def _open(path: Any, where: dict[str, object], suffix: str) -> Any:
    try:
        return open_book(path, suffix)
    except python_calamine.PasswordError:
        code = "SRC-FILE-PASSWORD"
    except (python_calamine.CalamineError, OSError):
        code = "SRC-FILE-FORMAT"
    raise SourceError(code, **where, format="xlsx")


def _rows(book: _Book, name: str) -> _Rows:
    """The rows of a sheet; one of an .xlsx is written anew first where its reader cannot take it as it is."""
    place = {**book.where, "sheet": name}
    part = book.words.parts.get(name)
    try:
        seen = look(book.path, part, book.words.uncalculated) if part else book.looks.get(name)
    except ValueError:
        seen = None
    if part and seen and (found := _compacted(book, part, seen, place, seen.irregular)):
        return found
    sheet = _taken(book.opened, name)
    if sheet is None:
        found = _compacted(book, part, seen, place, mend=True) if part and seen else None
        if found is None:
            raise SourceError("SRC-FILE-DAMAGED", **place, reason="xlsx")
        return found
    area = sheet.total_height * sheet.total_width
    if area > book.source.limits.cells:
        raise beyond("cells", place, f"{area:,}", f"{book.source.limits.cells:,}")
    if seen is None:
        merged = sheet.merged_cell_ranges or ()
        odd = book.errors.get(name, OddCells.of(()))
        odd = only_blank(odd, list(sheet.iter_rows())) if len(odd.rows) else odd
        seen = SheetLook(odd=odd, merged=tuple((*start, *end) for start, end in merged))
    return _Rows(_parts(sheet.iter_rows(), None), seen)


def _taken(opened: Any, name: str) -> Any:
    """A sheet; None where its reader breaks off."""
    with contextlib.suppress(python_calamine.CalamineError, ValueError, OSError):
        return opened.get_sheet_by_name(name)
    return None


def _compacted(book: _Book, part: str, seen: SheetLook, place: dict[str, object], mend: bool) -> _Rows | None:
    """The rows of a sheet with its far cells brought near and what its reader breaks off at mended."""
    made = compact(book.path, part, seen.extent, place, book.source.limits, book.words.uncalculated, mend)
    if made is None:
        return None
    sheet = _taken(_open(made.book, book.where, ".xlsx"), str(place["sheet"]))
    if sheet is None:
        raise SourceError("SRC-FILE-DAMAGED", **place, reason="xlsx")
    moved = replace(seen, odd=made.odd).moved(made.columns)
    return _Rows(_parts(sheet.iter_rows(), made.rows), moved, made.far)


def _parts(
    rows: Iterator[list[Any]], numbers: NDArray[np.int64] | None
) -> Iterator[tuple[list[list[Any]], NDArray[np.int32]]]:
    """Rows with their numbers, in parts; of more than ``GAP_ROWS`` blank rows in a row the rest is left out."""
    at = 0
    blanks = 0
    while chunk := list(islice(rows, _CHUNK)):
        places = np.arange(at, at + len(chunk))
        at += len(chunk)
        run = _blank_run([not any(row) and row.count("") == len(row) for row in chunk], blanks)
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


def _sheet(book: _Book, sheet: str, encoding: TextEncoding, tally: Tally) -> Iterator[Batch]:
    rows = _rows(book, sheet)
    first, numbers = next(rows.parts, ([], np.zeros(0, np.int32)))
    notes = tuple(Note(book.file, sheet, FAR, address) for address in rows.far)
    block = find_block(first[:SEARCHED_ROWS], book.wanted) or find_deeper(first, book.wanted)
    if block is None:
        yield _no_table(book, sheet, first, numbers, rows, notes)
        return
    state = _state(book, sheet, block, first, numbers, rows.look, encoding)
    while True:
        skipped, notes = head_rows(state, first, numbers), title_notes(state) + notes
        first, numbers = first[state.block.end :], numbers[state.block.end :]
        while True:
            batch = grid_batch(state, book.origin, first, numbers)
            tally.add(batch.data, state.match.places)
            skipped = pa.concat_tables([skipped, batch.skipped])
            yield Batch(book.origin, batch.data, skipped, batch.refused, notes)
            skipped, notes = skipped.slice(0, 0), ()
            if state.ends is not None:
                break
            part = next(rows.parts, None)
            if part is None:
                return
            first, numbers = part
        # The next village's table, pasted below with its columns in another order.
        first, numbers = first[state.ends :], numbers[state.ends :]
        block = find_block(first[: HEIGHTS[-1]], book.wanted)
        assert block is not None, "it was found by grid_batch"
        state = _state(book, sheet, block, first, numbers, rows.look, encoding, state)


def _state(
    book: _Book,
    sheet: str,
    block: Block,
    rows: list[list[Any]],
    numbers: NDArray[np.int32],
    seen: SheetLook,
    encoding: TextEncoding,
    above: SheetState | None = None,
) -> SheetState:
    """What is known below a heading; `above` is what was known further up in the sheet."""
    source, name = book.source, sheet if above is None else f"{sheet}!{numbers[block.start]}"
    matched = match(book.wanted, block.headings, Where(source.source_id, book.file, name))
    state = SheetState(book.file, sheet, block, matched, encoding)
    state.roles = roles_of(book.rules, matched.places)
    said = above.titles if above else None
    state.titles = said or Titles.above(source, rows, sheet, block, encoding)
    state.odd, state.merges = seen.odd, Merges.of(seen.merged, below=int(numbers[block.end - 1]))
    state.once, state.wanted = _written_once(book.rules), book.wanted
    if book.words.from_1904:
        state.serials = _dates(book.rules) & set(matched.places)
    return state


def _written_once(rules: dict[str, TableRule]) -> frozenset[str]:
    """Columns of the table that is written once over the lines of another, which fills them itself."""
    first = next(iter(rules.values()))
    return frozenset({*first.columns, *first.key}) if len(rules) > 1 else frozenset()


def _dates(rules: dict[str, TableRule]) -> set[str]:
    """Columns mapped to fields that are dates."""
    found = set()
    for name, rule in rules.items():
        kinds = {item.name: item.kind for item in registers.table(name).fields}
        for column, item in rule.columns.items():
            if (item.parser or kinds.get(item.field, Kind.DATE)) == Kind.DATE:
                found.add(column)
    return found


def _no_table(
    book: _Book, sheet: str, first: list[list[Any]], numbers: NDArray[np.int32], rows: _Rows, notes: tuple[Note, ...]
) -> Batch:
    """A sheet without our headings: skipped by name, or refused when it looks like a table all the same."""
    seen = [numbers]
    alike = _is_table(first, len(book.wanted))
    for more, places in rows.parts:
        seen.append(places)
        alike = alike or _is_table(more, len(book.wanted))
    if alike and not is_summary(sheet):
        names = ", ".join(f"«{item.name}»" for item in book.wanted if item.essential)
        raise SourceError("SRC-HEADING-MISSING", **book.where, sheet=sheet, columns=names)
    if not is_summary(sheet) and _is_table(first, len(book.wanted), _FEW_ROWS):
        notes += (Note(book.file, sheet, NO_HEADING, sheet),)
    places = np.concatenate(seen).tolist()
    skipped = skipped_table(book.file, sheet, places, [NO_TABLE] * len(places))
    return Batch(book.origin, nobody(book.wanted, book.file, sheet), skipped, notes=notes)


def _is_table(rows: list[list[Any]], wanted: int, least: int = _TABLE_ROWS) -> bool:
    """Whether a sheet looks like a table of records: several rows with about as many filled cells as are mapped."""
    needed = max(3, wanted // 2)
    return sum(sum(cell not in ("", None) for cell in row) >= needed for row in rows) >= least


def _left_out(book: _Book, sheet: str, reason: str) -> Batch:
    """A sheet that is not read: its rows are counted, and noted where they look like those the mapping means."""
    part = book.words.parts.get(sheet)
    numbers, first = counted_rows(book.opened, book.path, sheet, part, book.source.limits)
    notes: tuple[Note, ...] = ()
    if reason in (UNCLAIMED, HIDDEN, SUMMARY):
        groups = book.source.groups().values()
        if any(find_block(first, wanted_columns(rules)) for rules in groups):
            notes = (Note(book.file, sheet, reason, sheet),)
        elif reason != HIDDEN:
            reason = NO_TABLE
    skipped = skipped_table(book.file, sheet, numbers, [reason] * len(numbers))
    return Batch(book.origin, nobody(book.wanted, book.file, sheet), skipped, notes=notes)
