"""Read workbooks: every sheet the mapping names, wherever its table begins.

A sheet without the heading block is skipped by name when it holds no table (instructions, a summary); when it holds
one whose headings nobody knows, the source fails rather than lose it.
"""

import fnmatch
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import python_calamine

from doisoat.sources.errors import SourceError
from doisoat.sources.model import From, Source
from doisoat.sources.readers.batch import Batch, wanted_columns, with_places
from doisoat.sources.readers.blocks import find_block
from doisoat.sources.readers.encoding import TextEncoding
from doisoat.sources.readers.grid import SheetState, grid_batch, head_rows, read_titles, skipped_table, title_notes
from doisoat.sources.readers.headings import Wanted, Where, match

NO_TABLE = "STD-SKIP-SHEET"
_TABLE_ROWS = 5


def read_xlsx(source: Source, origin: From, path: Path, file: str) -> Iterator[Batch]:
    """Yield a batch for each sheet of a workbook that the physical table takes rows from.

    Raises:
        SourceError: not a workbook, a named sheet or an essential column is missing, no heading block.
    """
    wanted = wanted_columns(source.groups()[origin])
    where = {"source": source.source_id, "file": file}
    book = _open(path, where)
    with book:
        names = _chosen(book.sheet_names, origin)
        if not names:
            raise SourceError("SRC-SHEET-MISSING", **where, sheet=str(origin.sheets))
        found = False
        encoding = TextEncoding(source.encoding)
        for name in names:
            rows = _rows(book, name, where)
            batch = _sheet(source, origin, wanted, file, name, rows, encoding)
            found = found or batch.data.num_rows > 0 or bool(batch.data.num_columns)
            yield batch


def _open(path: Path, where: dict[str, str]) -> Any:
    try:
        return python_calamine.CalamineWorkbook.from_path(str(path))
    except python_calamine.PasswordError:
        code = "SRC-FILE-PASSWORD"
    except (python_calamine.CalamineError, OSError):
        code = "SRC-FILE-FORMAT"
    raise SourceError(code, **where, format="xlsx")


def _chosen(sheets: Sequence[str], origin: From) -> list[str]:
    patterns = origin.sheets if isinstance(origin.sheets, tuple) else (origin.sheets or "*",)
    return [name for name in sheets if any(name == p or fnmatch.fnmatchcase(name, p) for p in patterns)]


def _rows(book: Any, sheet: str, where: dict[str, str]) -> list[list[Any]]:
    try:
        rows: list[list[Any]] = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except python_calamine.CalamineError:
        rows = []
        failed = True
    else:
        failed = False
    if failed:
        raise SourceError("SRC-FILE-FORMAT", **where, format="xlsx")
    return rows


def _sheet(
    source: Source,
    origin: From,
    wanted: Sequence[Wanted],
    file: str,
    sheet: str,
    rows: list[list[Any]],
    encoding: TextEncoding,
) -> Batch:
    block = find_block(rows, wanted)
    if block is None:
        if _is_table(rows, len(wanted)):
            names = ", ".join(f"«{item.name}»" for item in wanted if item.essential)
            raise SourceError("SRC-HEADING-MISSING", source=source.source_id, file=file, sheet=sheet, columns=names)
        reasons = [NO_TABLE] * len(rows)
        empty = {item.name: pa.nulls(0, pa.string()) for item in wanted}
        return Batch(origin, with_places(empty, file, sheet, None, 0),
                     skipped_table(file, sheet, list(range(1, len(rows) + 1)), reasons))  # fmt: skip
    matched = match(wanted, block.headings, Where(source.source_id, file, sheet))
    state = SheetState(file, sheet, block, matched, encoding)
    state.titles = read_titles(source, rows, sheet, block, encoding)
    batch = grid_batch(state, origin, rows[block.end :], block.end + 1)
    skipped = pa.concat_tables([head_rows(state, rows), batch.skipped])
    return Batch(origin, batch.data, skipped, batch.refused, title_notes(state))


def _is_table(rows: list[list[Any]], wanted: int) -> bool:
    """Whether a sheet looks like a table of records: several rows with about as many filled cells as are mapped."""
    needed = max(3, wanted // 2)
    return sum(sum(cell not in ("", None) for cell in row) >= needed for row in rows) >= _TABLE_ROWS
