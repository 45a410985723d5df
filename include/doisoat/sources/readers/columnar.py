"""Read what has columns already: Parquet files, rows landed from a database, JSON documents and pages."""

import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.json as pj
import pyarrow.parquet as pq

from doisoat.sources.errors import SourceError
from doisoat.sources.jsonpath import dig, nested_at_most
from doisoat.sources.limit_errors import beyond
from doisoat.sources.model import From, Source
from doisoat.sources.readers.batch import Batch, Note, wanted_columns, with_places
from doisoat.sources.readers.cells import cells_array, column_text, mended
from doisoat.sources.readers.encoding import TextEncoding
from doisoat.sources.readers.headings import Heading, Where, match
from doisoat.sources.readers.trimming import ends_trimmed

_BATCH_ROWS = 100_000


def read_parquet(
    source: Source, origin: From, path: Path, file: str, encoding: TextEncoding, first_row: int | None = 1
) -> Iterator[Batch]:
    """Yield the rows of a Parquet file in batches.

    Args:
        source: its configuration.
        origin: the physical table.
        path: local file.
        file: name in lineage.
        encoding: shared by the parts of one table.
        first_row: number of the first row; None when rows have no order (a database).

    Raises:
        SourceError: not Parquet, or an essential column is missing.
    """
    failed = False
    try:
        reader = pq.ParquetFile(path)
        names = reader.schema_arrow.names
    except (pa.ArrowException, OSError):
        failed = True
    if failed:
        raise SourceError("SRC-FILE-FORMAT", source=source.source_id, file=file, format="Parquet")
    where: dict[str, object] = {"source": source.source_id, "file": file}
    _modest(source, where, len(names), reader.metadata.num_rows)
    matched = match(wanted_columns(source.groups()[origin]), [Heading(name) for name in names],
                    Where(source.source_id, file))  # fmt: skip
    columns = {name: names[place] for name, place in matched.places.items()}
    notes = _notes(file, matched.renamed, matched.missing)
    number = first_row
    for part in reader.iter_batches(_BATCH_ROWS, columns=list(dict.fromkeys(columns.values()))):
        yield _batch(origin, part, columns, matched.missing, file, encoding, number, notes)
        notes = ()
        number = None if number is None else number + part.num_rows
    if notes:
        yield _batch(origin, reader.schema_arrow.empty_table(), columns, matched.missing, file, encoding, number, notes)


def _modest(source: Source, where: dict[str, object], columns: int, records: int) -> None:
    for name, count in (("columns", columns), ("records", records)):
        if count > getattr(source.limits, name):
            raise beyond(name, where, f"{count:,}", f"{getattr(source.limits, name):,}")


def _batch(
    origin: From,
    part: pa.RecordBatch | pa.Table,
    columns: dict[str, str],
    missing: tuple[str, ...],
    file: str,
    encoding: TextEncoding,
    number: int | None,
    notes: tuple[Note, ...],
) -> Batch:
    length = part.num_rows
    texts = {name: ends_trimmed(column_text(part.column(real))) for name, real in columns.items()}
    texts |= {name: pa.nulls(length, pa.string()) for name in missing}
    rows = None if number is None else pa.array(range(number, number + length), pa.int32())
    return Batch(origin, with_places(encoding.undo(texts), file, None, rows, length), notes=notes)


def _notes(file: str, renamed: dict[str, str], missing: tuple[str, ...]) -> tuple[Note, ...]:
    return (
        *(Note(file, None, "STD-COLUMN-RENAMED", name) for name in renamed),
        *(Note(file, None, "STD-COLUMN-ABSENT", name) for name in missing),
    )


def read_json(
    source: Source, origin: From, path: Path, file: str, encoding: TextEncoding, first_row: int = 1
) -> Iterator[Batch]:
    """Yield the objects of a JSON document, a page of a service, or a file with one object a line.

    Raises:
        SourceError: not JSON, no list of objects where the configuration says, or an essential column is missing.
    """
    table = _json_table(source, path, file)
    wanted = wanted_columns(source.groups()[origin])
    if not table.num_rows:
        return
    _modest(source, {"source": source.source_id, "file": file}, table.num_columns, table.num_rows)
    matched = match(wanted, [Heading(name) for name in table.column_names], Where(source.source_id, file))
    columns = {name: table.column_names[place] for name, place in matched.places.items()}
    notes = _notes(file, matched.renamed, matched.missing)
    for part in table.to_batches(_BATCH_ROWS):
        yield _batch(origin, part, columns, matched.missing, file, encoding, first_row, notes)
        notes = ()
        first_row += part.num_rows


def _json_table(source: Source, path: Path, file: str) -> pa.Table:
    body = path.read_bytes()
    where: dict[str, object] = {"source": source.source_id, "file": file}
    items = _loaded(body, source.limits.nesting, where)
    if items is None:
        try:
            return pj.read_json(path)
        except pa.ArrowException:
            # Arrow knows neither half characters nor a field that is a number here and a text there.
            items = [_loaded(line, source.limits.nesting, where) for line in body.splitlines() if line.strip()]
    if isinstance(items, dict):
        try:
            items = dig(items, source.location.items)
        except (KeyError, TypeError):
            items = [items]
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise SourceError("SRC-FILE-FORMAT", source=source.source_id, file=file, format="JSON")
    names = list(dict.fromkeys(name for item in items for name in item))
    return pa.table({mended(name): cells_array([item.get(name) for item in items]) for name in names})


def _loaded(body: bytes, levels: int, where: dict[str, object]) -> object:
    """What JSON text says, whole numbers as text (they may have any length); None when it is no JSON."""
    try:
        with nested_at_most(levels, where):
            return json.loads(body, parse_int=str)
    except ValueError:
        pass
    return None
