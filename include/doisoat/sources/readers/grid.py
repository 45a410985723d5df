"""From the cells of a sheet (a workbook's, or a CSV file's) to a batch of records."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from doisoat.sources.model import From
from doisoat.sources.readers.batch import REFUSED, SKIPPED, Batch, Note, with_places
from doisoat.sources.readers.blocks import HEIGHTS, Block, find_block
from doisoat.sources.readers.bookcells import cell_kinds, since_1904
from doisoat.sources.readers.cells import cell_text, cells_array
from doisoat.sources.readers.encoding import TextEncoding
from doisoat.sources.readers.headings import Match, Wanted, plain
from doisoat.sources.readers.identity import NO_ROLES, Roles
from doisoat.sources.readers.merges import Merges
from doisoat.sources.readers.oddcells import OddCells
from doisoat.sources.readers.packaging import unpacked
from doisoat.sources.readers.rowkinds import BLANK, NO_FOOTER, TITLE, Grid, moved_headings, row_kinds
from doisoat.sources.readers.titles import Titles
from doisoat.sources.readers.trimming import ends_trimmed, is_ascii, trimmed
from doisoat.text.arrow import TextArray, pc


@dataclass
class SheetState:
    """What is known of a sheet once its heading was found; rows then come in chunks.

    Args:
        file: name in lineage.
        sheet: its name, None for a CSV file.
        block: its heading block.
        match: where the mapped columns are.
        encoding: shared by the sheets of one book.
        titles: unit and village named above the heading, and between the rows; None where nobody asks.
        odd: cells that are errors or formulas without a value.
        merges: its merged cells.
        once: mapped columns whose cells are written once over several lines, which the standardiser fills.
        serials: mapped columns whose numbers are days since 1904.
        roles: which mapped columns name or number somebody.
        footer: what is known of the footer the last rows belong to.
        top: whether no row below the headings was seen yet.
        wanted: mapped columns, where a heading between the rows may order them anew.
        ends: whether such a heading stands at this row of the last batch, which holds the rows above it.
        notes: what an operator should know of it.
    """

    file: str
    sheet: str | None
    block: Block
    match: Match
    encoding: TextEncoding
    titles: Titles | None = None
    roles: Roles = NO_ROLES
    footer: int = NO_FOOTER
    top: bool = True
    plain: bool = False
    """Whether all its cells are text (a CSV file's): then nobody looks for others."""
    odd: OddCells = field(default_factory=lambda: OddCells.of(()))
    merges: Merges = field(default_factory=Merges)
    once: frozenset[str] = frozenset()
    serials: set[str] = field(default_factory=set)
    notes: list[Note] = field(default_factory=list)
    wanted: Sequence[Wanted] = ()
    ends: int | None = None


def title_notes(state: SheetState) -> tuple[Note, ...]:
    """Notes about renamed and missing columns of a sheet."""
    renamed = [Note(state.file, state.sheet, "STD-COLUMN-RENAMED", name) for name in state.match.renamed]
    missing = [Note(state.file, state.sheet, "STD-COLUMN-ABSENT", name) for name in state.match.missing]
    return tuple(renamed + missing)


def head_rows(state: SheetState, rows: Sequence[Sequence[Any]], numbers: NDArray[np.int32]) -> pa.Table:
    """The rows above and of the heading block, as skipped rows; `numbers` are those of `rows` in the sheet."""
    reasons = []
    for position in range(state.block.end):
        empty = all(cell_text(cell) is None for cell in rows[position])
        heading = position >= state.block.start
        reasons.append("STD-SKIP-HEADING" if heading else BLANK if empty else TITLE)
    return skipped_table(state.file, state.sheet, numbers[: state.block.end].tolist(), reasons)


def skipped_table(file: str, sheet: str | None, rows: Sequence[int | None], reasons: list[str]) -> pa.Table:
    """Rows skipped in one sheet."""
    count = len(rows)
    columns: list[list[Any]] = [[file] * count, [sheet] * count, list(rows), list(reasons)]
    return _table(columns, SKIPPED)


def refused_table(file: str, sheet: str | None, rows: list[int], raws: list[Sequence[Any]], reason: str) -> pa.Table:
    """Rows whose cells cannot be told apart."""
    count = len(rows)
    texts = [json.dumps([cell_text(cell) for cell in raw], ensure_ascii=False) for raw in raws]
    columns: list[list[Any]] = [[file] * count, [sheet] * count, list(rows), [reason] * count, list(texts)]
    return _table(columns, REFUSED)


def _table(columns: list[list[Any]], schema: pa.Schema) -> pa.Table:
    arrays = [pa.array(values, kind) for values, kind in zip(columns, schema.types, strict=True)]
    return pa.table(arrays, schema=schema)


def grid_batch(
    state: SheetState,
    origin: From,
    rows: Sequence[Sequence[Any]],
    numbers: NDArray[np.int32],
    unfit: NDArray[np.bool_] | None = None,
) -> Batch:
    """Turn consecutive rows of a sheet into a batch.

    Args:
        state: the sheet; what it says of the rows above moves on.
        origin: the physical table.
        rows: equally long rows of cells below the heading block.
        numbers: their numbers (from 1) in the sheet.
        unfit: rows that can be no records, whatever they hold; the caller accounts for those that are not skipped.
    """
    headings = state.block.headings
    cells = list(zip(*rows, strict=True)) if rows else []
    places = state.match.places
    if state.serials:
        for place in (places[name] for name in state.serials if places[name] < len(cells)):
            cells[place] = since_1904(cells[place])
    cells = cells[: len(headings)]
    types: list[set[type]] = [{str} if state.plain else set(map(type, column)) for column in cells]
    columns = [unpacked(ends_trimmed(cells_array(*column))) for column in zip(cells, types, strict=True)]
    columns += [pa.nulls(len(rows), pa.string())] * (len(headings) - len(columns))
    mapped = frozenset(places.values())
    seen = [column if is_ascii(column) else trimmed(column) for column in columns]
    kinds = {
        place: found
        for place in mapped
        if place < len(cells) and (found := cell_kinds(cells[place], types[place])) is not None
    }
    _put_odd_cells(state, columns, seen, kinds, numbers)
    grid = Grid(seen, mapped, headings, state.block.encoding, state.roles)
    again = moved_headings(grid) if state.wanted else ()
    state.ends = next((at for at in again if _ordered_anew(state, rows[at : at + HEIGHTS[-1]])), None)
    if state.ends is not None:
        unfit = None if unfit is None else unfit[: state.ends]
        return grid_batch(replace(state, wanted=()), origin, rows[: state.ends], numbers[: state.ends], unfit)
    reasons, state.footer = row_kinds(grid, state.footer, state.top)
    state.top = state.top and not rows
    skipped_at = np.flatnonzero(reasons != None)  # noqa: E711 elementwise
    skipped = skipped_table(state.file, state.sheet, numbers[skipped_at].tolist(), reasons[skipped_at].tolist())
    kept = reasons == None  # noqa: E711 elementwise
    if unfit is not None:
        kept &= ~unfit
    keep = pa.array(kept)
    titles = state.titles.columns(seen, reasons) if state.titles and state.titles.looked_for else None
    _fill_merged(state, columns, kinds, numbers)
    chosen = {name: columns[place] for name, place in places.items()}
    chosen |= {name: pa.nulls(len(rows), pa.string()) for name in state.match.missing}
    typed: dict[str, TextArray] = {name: pa.array(kinds[place]) for name, place in places.items() if place in kinds}
    if not kept.all():
        chosen = {name: pc.filter(column, keep) for name, column in chosen.items()}
        typed = {name: pc.filter(column, keep) for name, column in typed.items()}
        numbers = numbers[kept]
        titles = titles and (pc.filter(titles[0], keep), pc.filter(titles[1], keep))
    chosen = state.encoding.undo(chosen)
    rows_at = pa.array(numbers, pa.int32())
    data = with_places(chosen, state.file, state.sheet, rows_at, len(numbers), titles or (None, None), typed)
    return Batch(origin, data, skipped)


def _ordered_anew(state: SheetState, rows: Sequence[Sequence[Any]]) -> bool:
    """Whether the first of these rows begins a heading with a mapped column elsewhere than so far."""
    block = find_block(rows[: HEIGHTS[-1]], state.wanted)
    if block is None or block.start:
        return False
    labels = [set(map(plain, heading.labels())) for heading in block.headings]
    for name, place in state.match.places.items():
        now = [at for at, own in enumerate(labels) if plain(name) in own]
        if now and place not in now:
            return True
    return False


def _put_odd_cells(
    state: SheetState,
    columns: list[TextArray],
    seen: list[TextArray],
    kinds: dict[int, NDArray[np.uint8]],
    numbers: NDArray[np.int32],
) -> None:
    """Put errors and formulas without a value where they stand; `seen` is what tells whether a row is filled."""
    for place, rows, here in state.odd.within(numbers):
        if place >= len(columns):
            continue
        mask = np.zeros(len(numbers), dtype=bool)
        mask[rows] = True
        words = state.odd.words[here].tolist()
        seen[place] = _put(seen[place], mask, [word or "=" for word in words])
        columns[place] = _put(columns[place], mask, [word or None for word in words])
        if place in state.match.places.values():
            own = kinds.setdefault(place, np.zeros(len(numbers), np.uint8))
            own[rows] = state.odd.kinds[here]


def _put(column: TextArray, mask: NDArray[np.bool_], values: list[str | None] | list[str]) -> TextArray:
    return pc.replace_with_mask(column, pa.array(mask), pa.array(values, pa.string()))


def _fill_merged(
    state: SheetState, columns: list[TextArray], kinds: dict[int, NDArray[np.uint8]], numbers: NDArray[np.int32]
) -> None:
    """Fill the mapped columns from merged cells.

    Of a record written once over the lines of others only a line that says something of it itself is filled here: a
    line that says nothing of it continues it, which the standardiser sees to.
    """
    if not state.merges.ranges:
        return
    once = [place for name, place in state.match.places.items() if name in state.once]
    heads = np.zeros(len(numbers), dtype=bool)
    for place in once:
        heads |= np.asarray(pc.is_valid(columns[place]))
    for place in frozenset(state.match.places.values()):
        where = heads if place in once else None
        columns[place], known = state.merges.fill(place, numbers, columns[place], kinds.get(place), where)
        if known is not None:
            kinds[place] = known
