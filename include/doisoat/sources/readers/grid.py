"""From the cells of a sheet (a workbook's, or a CSV file's) to a batch of records."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from doisoat.sources.model import From, Source
from doisoat.sources.readers.batch import REFUSED, SKIPPED, Batch, Note, with_places
from doisoat.sources.readers.blocks import Block
from doisoat.sources.readers.cells import cell_text, cells_array
from doisoat.sources.readers.encoding import TextEncoding, heading_text
from doisoat.sources.readers.headings import Match
from doisoat.sources.readers.identity import NO_ROLES, Roles
from doisoat.sources.readers.packaging import unpacked
from doisoat.sources.readers.rowkinds import BLANK, NO_FOOTER, TITLE, Grid, row_kinds
from doisoat.sources.readers.trimming import ends_trimmed, is_ascii, trimmed
from doisoat.text.arrow import pc

_STOP = (
    r"(?=\s*(?:[,;(|\n]|\s[-–—]\s|$|\b(?:xã|phường|thị trấn|đặc khu|huyện|thành phố|tỉnh|năm|tháng|đến ngày|ngày)\b))"
)
_VILLAGE = re.compile(
    r"\b(thôn|xóm|ấp|bản|buôn|bon|làng|tổ dân phố|tdp|khu phố|kp|sóc|khóm|tiểu khu|khu vực|tổ)\b\s*:?\s*(.+?)" + _STOP,
    re.IGNORECASE,
)
_BEFORE_UNIT = re.compile(r"^([^,;]+?)\s*,\s*(?:xã|phường|thị trấn|đặc khu)\b", re.IGNORECASE)


@dataclass
class SheetState:
    """What is known of a sheet once its heading was found; rows then come in chunks."""

    file: str
    sheet: str | None
    block: Block
    match: Match
    encoding: TextEncoding
    titles: tuple[str | None, str | None] = (None, None)
    roles: Roles = NO_ROLES
    footer: int = NO_FOOTER
    top: bool = True
    notes: list[Note] = field(default_factory=list)


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


def skipped_table(file: str, sheet: str | None, rows: list[int], reasons: list[str]) -> pa.Table:
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


def read_titles(source: Source, rows: Sequence[Sequence[Any]], sheet: str | None, block: Block,
                encoding: TextEncoding) -> tuple[str | None, str | None]:  # fmt: skip
    """Unit and village named in the lines above the heading, or by the sheet's name.

    Returns:
        (unit text or None, village text or None); only what the configuration says to look for there. Without a pattern
        the unit's text is all the lines: which of them names the unit is the gazetteer's question.
    """
    lines = [cell_text(cell) for row in rows[: block.start] for cell in row]
    texts = [line for line in lines if line]
    legacy = block.encoding or (encoding.declared if encoding.declared in ("tcvn3", "vni", "viscii", "vps") else None)
    texts = [" ".join(line.split()) for text in texts for line in heading_text(text, legacy).split("\n")]
    if sheet:
        texts.append(heading_text(sheet, legacy))
    unit = village = None
    if source.unit.origin == "sheet_title":
        pattern = source.unit.value
        unit = _first(texts, re.compile(pattern)) if pattern else "\n".join(filter(None, texts)) or None
    if source.village.origin == "sheet_title":
        pattern = source.village.value
        village = _first(texts, re.compile(pattern) if pattern else _VILLAGE)
        if village is None and pattern is None:
            village = _first(texts, _BEFORE_UNIT)
    return unit, village


def _first(texts: list[str], wanted: re.Pattern[str]) -> str | None:
    for text in texts:
        found = wanted.search(text)
        if found:
            parts = found.groups() or (found.group(),)
            return " ".join(" ".join(part for part in parts if part).split()).strip(" .:-") or None
    return None


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
    columns = [unpacked(ends_trimmed(cells_array(column))) for column in cells[: len(headings)]]
    columns += [pa.nulls(len(rows), pa.string())] * (len(headings) - len(columns))
    mapped = frozenset(state.match.places.values())
    seen = [column if is_ascii(column) else trimmed(column) for column in columns]
    grid = Grid(seen, mapped, headings, state.block.encoding, state.roles)
    kinds, state.footer = row_kinds(grid, state.footer, state.top)
    state.top = state.top and not rows
    skipped_at = np.flatnonzero(kinds != None)  # noqa: E711 elementwise
    skipped = skipped_table(state.file, state.sheet, numbers[skipped_at].tolist(), kinds[skipped_at].tolist())
    kept = kinds == None  # noqa: E711 elementwise
    if unfit is not None:
        kept &= ~unfit
    keep = pa.array(kept)
    chosen = {name: columns[place] for name, place in state.match.places.items()}
    chosen |= {name: pa.nulls(len(rows), pa.string()) for name in state.match.missing}
    if not kept.all():
        chosen = {name: pc.filter(column, keep) for name, column in chosen.items()}
        numbers = numbers[kept]
    chosen = state.encoding.undo(chosen)
    data = with_places(chosen, state.file, state.sheet, pa.array(numbers, pa.int32()), len(numbers), state.titles)
    return Batch(origin, data, skipped)
