"""Read CSV files: separator, encoding and heading found, a torn last line refused, crooked rows kept apart."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import StringIO
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from doisoat.sources.errors import SourceError
from doisoat.sources.limit_errors import beyond
from doisoat.sources.model import From, Source
from doisoat.sources.readers.batch import REFUSED, Batch, Note, wanted_columns
from doisoat.sources.readers.blocks import HEIGHTS, SEARCHED_ROWS, Block, find_block
from doisoat.sources.readers.bytecodec import Text, byte_codec, odd, text_blocks
from doisoat.sources.readers.encoding import TextEncoding
from doisoat.sources.readers.grid import SheetState, grid_batch, head_rows, refused_table, title_notes
from doisoat.sources.readers.headings import Wanted, Where, match, score
from doisoat.sources.readers.identity import roles_of
from doisoat.sources.readers.oddbytes import OddBytes
from doisoat.sources.readers.records import Layout, Records, records, swallowed
from doisoat.sources.readers.rowkinds import NO_FOOTER
from doisoat.sources.readers.shortrows import ShortRows
from doisoat.sources.readers.titles import Titles

_SEPARATORS = (",", ";", "\t", "|")
_SEARCHED_LINES = 500
ROW_WIDTH = "STD-ROW-WIDTH"
QUOTE_ROWS = "STD-QUOTE-ROWS"
QUOTE_OPENED = "STD-QUOTE-OPENED"


@dataclass(frozen=True)
class _Head:
    """The first rows of a file, where each begins and ends, and the heading block among them."""

    separator: str
    block: Block | None
    rows: list[list[str]]
    ends: list[int]


def read_csv(source: Source, origin: From, path: Path, file: str) -> Iterator[Batch]:
    """Yield the rows of a CSV file in batches; their numbers are those of the file's lines, as an editor shows them.

    Raises:
        SourceError: no heading, an essential column missing, the last line torn, a quotation mark open to the end,
            a declared encoding that does not fit.
    """
    where: dict[str, object] = {"source": source.source_id, "file": file}
    wanted = wanted_columns(source.groups()[origin])
    codec = byte_codec(path, source.encoding, where)
    bytes_left = OddBytes()
    texts = text_blocks(path, codec, where)
    first = next(texts, Text(""))
    lines = list(islice(StringIO(first.text, newline=""), _SEARCHED_LINES))
    head = _heading(lines, wanted, bytes_left)
    block = head.block
    if block is None:
        names = ", ".join(f"«{item.name}»" for item in wanted if item.essential)
        raise SourceError("SRC-HEADING-MISSING", **where, sheet="–", columns=names)
    width = len(block.headings)
    if width > source.limits.columns:
        raise beyond("columns", where, width, source.limits.columns)
    # Text read byte by byte still has to be brought to Unicode; text that is Unicode may hold a legacy font.
    encoding = TextEncoding("auto" if codec.name == "cp1258" else source.encoding)
    state = SheetState(file, None, block, match(wanted, block.headings, Where(source.source_id, file)), encoding)
    state.plain = True
    state.roles = roles_of(source.groups()[origin], state.match.places)
    state.titles, state.wanted = Titles.above(source, head.rows, None, block, encoding), wanted
    skipped = head_rows(state, head.rows, np.array([1, *(end + 1 for end in head.ends)], np.int32))
    notes = title_notes(state)
    top = head.ends[block.end - 1]
    title = "".join(lines[top - 1 : top])
    layout = Layout(head.separator, width, _spaced(title, head.separator))
    body = chain((Text(first.text[sum(map(len, lines[:top])) :], first.odd),), texts)
    short = ShortRows(width, top)
    for found in records(body, layout, top + 1, where):
        if found.odd:
            bytes_left.mend(found.rows)
        if top + len(found.rows) > source.limits.records:
            raise beyond("records", where, f"{source.limits.records:,}", f"{source.limits.records:,}")
        top += len(found.rows)
        while True:
            batch = _batch(state, origin, found, width, short)
            if found.final and not found.newline and state.ends is None:
                _not_torn(found, batch, width, where)
            told = pa.concat_tables([skipped, batch.skipped])
            yield Batch(origin, batch.data, told, batch.refused, notes + batch.notes)
            skipped, notes = skipped.slice(0, 0), ()
            if state.ends is None:
                break
            # Another file put below this one, with its columns in another order.
            found = found.split(state.ends)[1]
            state = _anew(state, source, origin, found)
            skipped, notes = head_rows(state, found.rows, found.starts), title_notes(state)
            height = state.block.end
            found = replace(found, rows=found.rows[height:], starts=found.starts[height:])


def _anew(above: SheetState, source: Source, origin: From, found: Records) -> SheetState:
    """What is known below a heading that orders the columns anew; the first of the rows begins it."""
    block = find_block(found.rows[: HEIGHTS[-1]], above.wanted)
    assert block is not None, "it was found by grid_batch"
    where = Where(source.source_id, f"{above.file}:{found.starts[0]}")
    state = replace(above, block=block, match=match(above.wanted, block.headings, where), ends=None)
    state.roles = roles_of(source.groups()[origin], state.match.places)
    state.footer, state.top = NO_FOOTER, True
    return state


def _heading(lines: list[str], wanted: list[Wanted], bytes_left: OddBytes) -> _Head:
    """The separator under which the first rows show the most mapped headings, and the heading block.

    A quotation mark in a title may swallow the heading, and one in the heading the rows: then each line is a row by
    itself.
    """
    best, most = _Head(",", None, [], []), -1
    for alone in (False, True):
        # A list of one column has no separator at all.
        for separator in list(filter("".join(lines).__contains__, _SEPARATORS)) or [","]:
            rows, ends = _first_rows(lines, separator, alone)
            if len(wanted) > 1 and max(map(len, rows), default=0) < 2:
                continue
            if any(odd(cell) for row in rows for cell in row):
                bytes_left.mend(rows)
            block = find_block(rows, wanted)
            if block is not None and not alone and _swallows(rows, ends, lines, block, separator):
                continue
            found = score(wanted, block.headings) if block else -1
            if found > most:
                best, most = _Head(separator, block, rows, ends), found
        if best.block is not None:
            break
    return best


def _swallows(rows: list[list[str]], ends: list[int], lines: list[str], block: Block, separator: str) -> bool:
    """Whether a row of the heading holds rows in one of its cells."""
    starts = [0, *ends]
    for place in range(block.start, block.end):
        own = lines[starts[place] : ends[place]]
        if len(own) > 1:
            shown = Layout(separator, 1).separators(own[0]) + 1  # cells that went into one are still told by these
            if swallowed(rows[place], own, Layout(separator, max(shown, len(rows[place])))):
                return True
    return False


def _first_rows(lines: list[str], separator: str, alone: bool) -> tuple[list[list[str]], list[int]]:
    rows: list[list[str]] = []
    ends: list[int] = []
    if alone:
        rows = [_own_cells(line, separator) for line in lines[:SEARCHED_ROWS]]
        return rows, list(range(1, len(rows) + 1))
    reader = csv.reader(lines, delimiter=separator, skipinitialspace=_spaced("".join(lines[:SEARCHED_ROWS]), separator))
    for row in islice(reader, SEARCHED_ROWS):
        rows.append(row)
        ends.append(reader.line_num)
    return rows, ends


def _spaced(text: str, separator: str) -> bool:
    """Whether a blank follows most separators."""
    return text.count(separator + " ") * 2 > text.count(separator)


def _own_cells(line: str, separator: str) -> list[str]:
    """The cells of a line read by itself; a quotation mark that is not closed in it is left out."""
    if line.count('"') % 2:
        line = line.replace('"', "")
    return next(csv.reader([line], delimiter=separator, skipinitialspace=_spaced(line, separator)), [])


def _batch(state: SheetState, origin: From, found: Records, width: int, short: ShortRows) -> Batch:
    """A batch of the rows that fit the heading; short rows of one cell fit, others are refused unless skipped."""
    rows, numbers = found.rows, found.starts
    erased = frozenset[int]()
    even = set(map(len, rows)) <= {width}
    crooked = [] if even else [place for place, row in enumerate(rows) if len(row) != width]
    straight: list[list[Any]] = rows
    unfit = np.zeros(len(rows), dtype=bool)
    if crooked:
        # Zeros where a disk failed: something stood there.
        erased = frozenset(int(numbers[i]) for i in crooked if "\0" in "".join(rows[i]) and not _written(rows[i]))
        straight = list(rows)
        whole = short.whole(rows, numbers, crooked)
        for place in crooked:
            row = [] if int(numbers[place]) in erased else rows[place]
            unfit[place] = any(map(str.strip, row[width:])) or (
                len(row) < width and sum(map(bool, map(str.strip, row))) > 1
            )
            unfit[place] &= place not in whole
            unfit[place] |= int(numbers[place]) in erased
            straight[place] = (row + [""] * width)[:width]
    batch = grid_batch(state, origin, straight, numbers, unfit)
    if state.ends is not None:
        found, unfit = found.split(state.ends)[0], unfit[: state.ends]
        rows, numbers = found.rows, found.starts
    if not unfit.any() and not found.broken:
        return batch
    if erased:
        keep = [row not in erased for row in batch.skipped["lineage_row"].to_pylist()]
        batch = Batch(origin, batch.data, batch.skipped.filter(pa.array(keep, pa.bool_())))
    skipped = frozenset(batch.skipped["lineage_row"].to_pylist()) if unfit.any() else frozenset()
    refused = [place for place in np.flatnonzero(unfit).tolist() if int(numbers[place]) not in skipped]
    tables = [refused_table(state.file, None, numbers[refused].tolist(), [rows[i] for i in refused], ROW_WIDTH)]
    notes = []
    for broken in found.broken:
        places = range(broken.start, broken.start + len(broken.lines))
        tables.append(refused_table(state.file, None, list(places), [[line] for line in broken.lines], QUOTE_ROWS))
        notes.append(Note(state.file, None, QUOTE_OPENED, str(broken.start)))
    return Batch(origin, batch.data, batch.skipped, pa.concat_tables([REFUSED.empty_table(), *tables]), tuple(notes))


def _written(row: list[str]) -> bool:
    return any(cell.strip("\0 ") for cell in row)


def _not_torn(found: Records, batch: Batch, width: int, where: dict[str, object]) -> None:
    """A last line without a line end is torn when it is a record and too short; a total may be short.

    Raises:
        SourceError: SRC-FILE-TORN.
    """
    if not found.rows or not 0 < len(found.rows[-1]) < width:
        return
    row = int(found.starts[-1])
    if row not in batch.skipped["lineage_row"].to_pylist() and _is_last(row, found):
        raise SourceError("SRC-FILE-TORN", **where, row=row)


def _is_last(row: int, found: Records) -> bool:
    return all(broken.start < row for broken in found.broken)
