"""Read what has columns already: Parquet files and rows landed from a database."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from doisoat.sources.errors import SourceError
from doisoat.sources.limit_errors import beyond
from doisoat.sources.model import From, Source
from doisoat.sources.readers.arrowcells import typed_text
from doisoat.sources.readers.batch import Batch, Note, kind_column, wanted_columns, with_places
from doisoat.sources.readers.encoding import TextEncoding
from doisoat.sources.readers.headings import Heading, Match, Where, match
from doisoat.sources.readers.trimming import ends_trimmed
from doisoat.text.arrow import TextArray

BATCH_ROWS = 100_000


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
        first_row: number of the first row; None when rows have no order (a database), and the file is our own.

    Raises:
        SourceError: not Parquet, a part of it cannot be decoded, or an essential column is missing.
    """
    where: dict[str, object] = {"source": source.source_id, "file": file}
    try:
        # Moments of 12 bytes (Spark, Impala) reach years that nanoseconds do not.
        reader = pq.ParquetFile(path, page_checksum_verification=True, coerce_int96_timestamp_unit="us")
        names = reader.schema_arrow.names
        rows = reader.metadata.num_rows
    except (pa.ArrowException, OSError, ValueError):
        raise SourceError("SRC-FILE-FORMAT", **where, format="Parquet") from None
    own = first_row is None
    modest(source, where, len(names), rows)
    headings = [Heading("" if own and name.startswith(kind_column("")) else name) for name in names]
    matched = match(wanted_columns(source.groups()[origin]), headings, Where(source.source_id, file))
    notes = notes_of(file, matched)
    number, done = first_row, 0
    for part in _parts(reader, [names[place] for place in matched.places.values()], own, where):
        yield batch_of(origin, part, matched, names, file, encoding, _numbers(number, part.num_rows), notes, own=own)
        notes, done = (), done + part.num_rows
        number = None if number is None else number + part.num_rows
    if done != rows:
        raise SourceError("SRC-FILE-ROWS", **where, promised=f"{rows:,}", found=f"{done:,}")
    if notes:
        empty = reader.schema_arrow.empty_table()
        yield batch_of(origin, empty, matched, names, file, encoding, _numbers(number, 0), notes, own=own)


def _parts(reader: pq.ParquetFile, columns: list[str], own: bool, where: dict[str, object]) -> Iterator[pa.RecordBatch]:
    """Batches of the columns; an error while they are decoded names the group of rows it is in."""
    wanted = dict.fromkeys(columns)
    if own:
        wanted |= {name: None for name in map(kind_column, columns) if name in reader.schema_arrow.names}
    batches = reader.iter_batches(BATCH_ROWS, columns=list(wanted))
    done = 0
    while True:
        try:
            part = _looked_up(next(batches, None))
        except (pa.ArrowException, OSError, ValueError) as error:
            reason = type(error).__name__
        else:
            if part is None:
                return
            done += part.num_rows
            yield part
            continue
        # Raised outside the handler: what Arrow says may quote a value.
        raise SourceError("SRC-FILE-PART", **where, **_broken_group(reader, list(wanted), done), reason=reason)


def _looked_up(part: pa.RecordBatch | None) -> pa.RecordBatch | None:
    """A batch without dictionaries: a damaged one is only noticed when its values are looked up."""
    if part is None or not any(map(pa.types.is_dictionary, part.schema.types)):
        return part
    columns = [
        column.dictionary_decode() if pa.types.is_dictionary(column.type) else column  # type: ignore[attr-defined]
        for column in part.columns
    ]
    return pa.RecordBatch.from_arrays(columns, names=part.schema.names)


def _broken_group(reader: pq.ParquetFile, columns: list[str], done: int) -> dict[str, object]:
    """The first group of rows, from the one that holds row `done` on, that cannot be decoded."""
    start = 0
    group, first, last = 1, done + 1, reader.metadata.num_rows
    for number in range(reader.metadata.num_row_groups):
        end = start + reader.metadata.row_group(number).num_rows
        if end > done:
            group, first, last = number + 1, start + 1, end
            try:
                for part in reader.read_row_group(number, columns=columns).to_batches():
                    _looked_up(part)
            except (pa.ArrowException, OSError, ValueError):
                break
        start = end
    return {"part": group, "first": f"{first:,}", "last": f"{last:,}"}


def modest(source: Source, where: dict[str, object], columns: int, records: int) -> None:
    """Refuse a table wider or longer than the source's limits; raises SourceError."""
    for name, count in (("columns", columns), ("records", records)):
        if count > getattr(source.limits, name):
            raise beyond(name, where, f"{count:,}", f"{getattr(source.limits, name):,}")


def _numbers(first: int | None, length: int) -> TextArray | None:
    return None if first is None else pa.array(range(first, first + length), pa.int32())


def batch_of(
    origin: From,
    part: pa.RecordBatch | pa.Table,
    matched: Match,
    names: list[str],
    file: str,
    encoding: TextEncoding,
    rows: TextArray | None,
    notes: tuple[Note, ...],
    *,
    own: bool = False,
) -> Batch:
    """Columns as Arrow has them as a batch.

    Args:
        origin: the physical table.
        part: the columns, under the file's names.
        matched: which of them the mapping wants.
        names: the file's names.
        file: name in lineage.
        encoding: shared by the parts of one table.
        rows: number of each row; None when they have no order.
        notes: to go with the batch.
        own: whether columns of kinds stand beside the others (``kind_column``): what we wrote ourselves.
    """
    texts: dict[str, TextArray] = {}
    kinds: dict[str, TextArray] = {}
    beside = part.schema.names if own else []
    for name, place in matched.places.items():
        typed = typed_text(part.column(names[place]))
        texts[name] = ends_trimmed(typed.text)
        if kind_column(names[place]) in beside:
            told: TextArray = part.column(kind_column(names[place]))
            kinds[name] = told.combine_chunks() if isinstance(told, pa.ChunkedArray) else told
        elif typed.kinds is not None:
            kinds[name] = typed.kinds
    length = part.num_rows
    texts |= {name: pa.nulls(length, pa.string()) for name in matched.missing}
    return Batch(origin, with_places(encoding.undo(texts), file, None, rows, length, kinds=kinds), notes=notes)


def notes_of(file: str, matched: Match) -> tuple[Note, ...]:
    """What an operator should know of the file's columns."""
    return (
        *(Note(file, None, "STD-COLUMN-RENAMED", name) for name in matched.renamed),
        *(Note(file, None, "STD-COLUMN-ABSENT", name) for name in matched.missing),
    )
