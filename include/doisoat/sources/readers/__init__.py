"""Read a landing: every physical table of the source, batch by batch, as text with lineage."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from doisoat.sources.content import Content, content_of, row_count
from doisoat.sources.landing import LandedFile, Landing, slug
from doisoat.sources.model import From, Source
from doisoat.sources.patterns import Claim
from doisoat.sources.readers.batch import Batch, Note, nobody, wanted_columns
from doisoat.sources.readers.bookrows import rows_of_book
from doisoat.sources.readers.columnar import read_parquet
from doisoat.sources.readers.delimited import read_csv
from doisoat.sources.readers.encoding import TextEncoding
from doisoat.sources.readers.grid import skipped_table
from doisoat.sources.readers.jsonrows import read_json
from doisoat.sources.readers.progress import reading
from doisoat.sources.readers.xlsx import read_xlsx

UNCLAIMED, EXCLUDED = "STD-SKIP-FILE-UNCLAIMED", "STD-SKIP-FILE-EXCLUDED"


def read(landing: Landing, source: Source, origin: From) -> Iterator[Batch]:
    """Yield the rows of one physical table of a landing.

    Args:
        landing: what `extract` brought.
        source: its configuration.
        origin: a key of `source.groups()`.

    Raises:
        SourceError: a file cannot be read, or lacks a heading or an essential column.
    """
    shared, known = TextEncoding(source.encoding), set[str]()
    if source.format != "sql":
        yield from _left_out(landing, source, origin)
    for file in _files(landing, source, origin):
        path = landing.path(file)
        reading(file.name)
        if source.format in ("xlsx", "csv"):
            # Content decides, not the name: exports are named after the program that is to open them.
            book = content_of(path) in (Content.ZIP, Content.OLE)
            yield from (read_xlsx if book else read_csv)(source, origin, path, file.name)
        elif source.format == "parquet":
            yield from read_parquet(source, origin, path, file.name, TextEncoding(source.encoding))
        elif source.format == "sql":
            yield from read_parquet(source, origin, path, origin.name, shared, None)
        else:
            yield from read_json(source, origin, path, file.name, shared, known=known)


def _files(landing: Landing, source: Source, origin: From) -> list[LandedFile]:
    if source.format == "sql":
        return list(landing.named(slug(origin)))
    return [file for file in landing.files if origin.claim_file(file.name) in (Claim.NAMED, Claim.TAKEN)]


def _left_out(landing: Landing, source: Source, origin: From) -> Iterator[Batch]:
    """The landed files no physical table takes, with their rows: the first table answers for them."""
    origins = list(source.groups())
    if origins[0] != origin:
        return
    for file in landing.files:
        claims = {item.claim_file(file.name) for item in origins}
        if claims & {Claim.NAMED, Claim.TAKEN}:
            continue
        reason = EXCLUDED if Claim.EXCLUDED in claims else UNCLAIMED
        skipped = pa.concat_tables(
            skipped_table(file.name, sheet, rows, [reason] * len(rows))
            for sheet, rows in _rows_in(landing.path(file), source)
        )
        notes = (Note(file.name, None, reason, file.name),) if reason == UNCLAIMED else ()
        wanted = wanted_columns(source.groups()[origin])
        yield Batch(origin, nobody(wanted, file.name, None), skipped, notes=notes)


def _rows_in(path: Path, source: Source) -> list[tuple[str | None, list[int | None]]]:
    """Sheet and numbers of the rows of a file no table takes; one row without a number where nobody can count them."""
    reading(path.name)
    if content_of(path) in (Content.ZIP, Content.OLE):
        found = rows_of_book(path, source.limits)
        return [(None, [None])] if not found else [(sheet, [*rows]) for sheet, rows in found]
    count = row_count(path)
    return [(None, [None])] if count is None else [(None, [*range(1, count + 1)])]


__all__ = ["Batch", "Note", "read"]
