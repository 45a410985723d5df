"""What every reader gives: rows as text, each with its place in the file."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
import pyarrow as pa

from doisoat.sources.model import From, TableRule
from doisoat.sources.readers.headings import Wanted
from doisoat.sources.readers.packaging import unpacked
from doisoat.sources.readers.trimming import trimmed
from doisoat.text.arrow import TextArray, pc

FILE, SHEET, ROW = "__file", "__sheet", "__row"
TITLE_UNIT, TITLE_VILLAGE = "__title_unit", "__title_village"
PLACES = (FILE, SHEET, ROW, TITLE_UNIT, TITLE_VILLAGE)
"""Columns every batch has beside the mapped ones; `__row` counts from 1 and is null where rows have no order."""

_KIND = "__kind:"


class CellKind(IntEnum):
    """What a cell was before it became text; a field decides by it what the text may mean.

    A NUMBER's text is exact, with a dot before its decimals. A DATE is a date cell, a time of day or a moment without a
    zone; an INSTANT is a moment with a zone, its text already Vietnam's date. An ERROR is a spreadsheet's (#N/A,
    #REF!), its word the text; NO_VALUE is a formula whose result was never saved, its text null.
    """

    TEXT = 0
    NUMBER = 1
    DATE = 2
    INSTANT = 3
    ERROR = 4
    NO_VALUE = 5


_SKIPPED: list[tuple[str, pa.DataType]] = [
    ("lineage_file", pa.string()),
    ("lineage_sheet", pa.string()),
    ("lineage_row", pa.int32()),
    ("reason", pa.string()),
]
SKIPPED = pa.schema(_SKIPPED)
REFUSED = pa.schema([*_SKIPPED, ("raw", pa.string())])


_UNPRINTABLE = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x{fffe}\x{ffff}]"
_LINE_BREAKS = r"[\x0b\x0c\x1c\x1d\x{85}\x{2028}\x{2029}]"
"""What breaks a line in some program (a cell's lines in Word, pages of a printout): words stand on both sides."""
_LOST = r"([^\x00\s])\x00+([^\x00\s])"
"""Where a medium failed: a letter was there. At the end of a cell zeros are what fixed widths are filled up with."""
_UNSEEN_ENDS = r"^[\x{feff}\x{200b}-\x{200f}\x{2060}]+|[\x{feff}\x{200b}-\x{200f}\x{2060}]+$"
"""A byte order mark where two files were put together, and its like."""
_ODD = f"{_UNPRINTABLE}|{_LINE_BREAKS}|{_UNSEEN_ENDS}"


@dataclass(frozen=True)
class Note:
    """Something about a whole column or sheet that an operator should know; the source can still be read."""

    file: str
    sheet: str | None
    reason: str
    column: str


@dataclass(frozen=True)
class Batch:
    """Some rows of one physical table.

    Args:
        origin: the physical table.
        data: one text column a mapped source column (under the mapping's name) and those of `PLACES`; beside a column
            whose cells are not all text its kinds (uint8, under `kind_column` of its name).
        skipped: rows that are no records: titles, blanks, totals, repeated headings (schema SKIPPED).
        refused: rows whose cells cannot be told apart (schema REFUSED).
        notes: renamed or missing columns.
    """

    origin: From
    data: pa.Table
    skipped: pa.Table = field(default_factory=SKIPPED.empty_table)
    refused: pa.Table = field(default_factory=REFUSED.empty_table)
    notes: tuple[Note, ...] = ()


def wanted_columns(rules: dict[str, TableRule]) -> list[Wanted]:
    """Columns the canonical tables of one physical table need.

    Keys and required columns are essential; where a table declares no required column, all its columns are, unless
    marked optional.
    """
    essential: dict[str, bool] = {}
    for rule in rules.values():
        needed = {*rule.key, *rule.required}
        for name in (*rule.key, *rule.required, *rule.columns):
            item = rule.columns.get(name)
            must = name in needed or (not rule.required and item is not None and not item.optional)
            essential[name] = essential.get(name, False) or must
    return [Wanted(name, must) for name, must in essential.items()]


def kind_column(name: str) -> str:
    """Name of the column that holds the ``CellKind`` of each cell of column `name`."""
    return f"{_KIND}{name}"


def kinds_of(data: pa.Table, name: str) -> TextArray | None:
    """The kinds of a column's cells; None when all are text."""
    place = data.schema.get_field_index(kind_column(name))
    if place < 0:
        return None
    column = data.column(place)
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)


def without_kinds(data: pa.Table) -> pa.Table:
    """The table without the columns of kinds."""
    return data.drop_columns([name for name in data.column_names if name.startswith(_KIND)])


def printable(column: TextArray) -> TextArray:
    """Text without the characters no XML, and therefore no workbook, and no PostgreSQL text can hold.

    Legacy encodings use some of them as letters: this is for text that is Unicode already. Those that break a line
    become blanks, a zero between letters U+FFFD (a lost character), and marks nobody sees at the ends of a cell go.
    """
    if not _suspect(column) or not pc.any(pc.match_substring_regex(column, _ODD)).as_py():
        return column
    for pattern, instead in ((_LOST, "\\1\ufffd\\2"), (_LINE_BREAKS, " "), (_UNPRINTABLE, ""), (_UNSEEN_ENDS, "")):
        column = pc.replace_substring_regex(column, pattern, instead)
    return trimmed(column)


def _suspect(column: TextArray) -> bool:
    """Whether any byte of the column can be part of such a character: a look at the bytes, not cell by cell."""
    data = column.buffers()[2] if len(column) else None
    if data is None:
        return False
    start, end = (
        int(n) for n in np.frombuffer(column.buffers()[1], np.int32)[[column.offset, column.offset + len(column)]]
    )
    held = np.frombuffer(data, np.uint8)[start:end]
    return bool(((held < 0x20) | (held == 0x7F) | (held == 0xEF) | (held == 0xE2) | (held == 0xC2)).any())


def with_places(
    columns: dict[str, TextArray],
    file: str,
    sheet: str | None,
    rows: TextArray | None,
    length: int,
    titles: Sequence[TextArray | str | None] = (None, None),
    kinds: Mapping[str, TextArray] | None = None,
) -> pa.Table:
    """A batch's table: the mapped columns, the kinds of those that are not all text, and where each row is."""
    places = {
        FILE: pa.repeat(pa.scalar(file, pa.string()), length),
        SHEET: pa.repeat(pa.scalar(sheet, pa.string()), length),
        ROW: rows if rows is not None else pa.nulls(length, pa.int32()),
    }
    for name, title in zip((TITLE_UNIT, TITLE_VILLAGE), titles, strict=True):
        same = title is None or isinstance(title, str)
        places[name] = pa.repeat(pa.scalar(title, pa.string()), length) if same else title
    texts = {name: unpacked(printable(column)) for name, column in columns.items()}
    typed = {kind_column(name): column.cast(pa.uint8()) for name, column in (kinds or {}).items() if name in columns}
    return pa.table({**texts, **typed, **places})


def nobody(wanted: Iterable[Wanted], file: str, sheet: str | None) -> pa.Table:
    """The table of a batch that has no rows."""
    return with_places({item.name: pa.nulls(0, pa.string()) for item in wanted}, file, sheet, None, 0)


def gathered(batches: Iterable[Batch], rows: int = 100_000) -> Iterator[Batch]:
    """Put small batches (the sheets of a book, the files of a folder) together until they are worth the work."""
    waiting: list[Batch] = []
    count = 0
    for batch in batches:
        if waiting and count + batch.data.num_rows > rows:
            yield _joined(waiting)
            waiting, count = [], 0
        waiting.append(batch)
        count += batch.data.num_rows
    if waiting:
        yield _joined(waiting)


def _joined(batches: list[Batch]) -> Batch:
    if len(batches) == 1:
        return batches[0]
    names = list(dict.fromkeys(name for batch in batches for name in batch.data.column_names))
    return Batch(
        batches[0].origin,
        pa.concat_tables([_with_kinds(batch.data, names) for batch in batches]).combine_chunks(),
        pa.concat_tables([batch.skipped for batch in batches]),
        pa.concat_tables([batch.refused for batch in batches]),
        tuple(note for batch in batches for note in batch.notes),
    )


def _with_kinds(data: pa.Table, names: list[str]) -> pa.Table:
    """The table with these columns; kinds another batch has are those of text here."""
    if data.column_names == names:
        return data
    absent: TextArray = pa.repeat(pa.scalar(int(CellKind.TEXT), pa.uint8()), data.num_rows)
    own = set(data.column_names)
    columns: dict[str, TextArray] = {name: data[name] if name in own else absent for name in names}
    return pa.table(columns)
