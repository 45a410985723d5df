"""Landed files no table of the source takes: named, with each of their rows."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from doisoat.sources.content import Content, content_of, row_count
from doisoat.sources.jsonpath import decoded, dig, is_lines, loads, nested_at_most
from doisoat.sources.landing import Landing
from doisoat.sources.model import From, Source
from doisoat.sources.patterns import Claim
from doisoat.sources.readers.batch import Batch, Note, nobody, wanted_columns
from doisoat.sources.readers.bookrows import rows_of_book
from doisoat.sources.readers.grid import skipped_table
from doisoat.sources.readers.progress import reading

UNCLAIMED, EXCLUDED = "STD-SKIP-FILE-UNCLAIMED", "STD-SKIP-FILE-EXCLUDED"


def left_out(landing: Landing, source: Source, origin: From) -> Iterator[Batch]:
    """The files nobody takes; the first physical table answers for them."""
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
            for sheet, rows in _rows_in(landing.path(file), source, file.name)
        )
        notes = (Note(file.name, None, reason, file.name),) if reason == UNCLAIMED else ()
        wanted = wanted_columns(source.groups()[origin])
        yield Batch(origin, nobody(wanted, file.name, None), skipped, notes=notes)


def _rows_in(path: Path, source: Source, name: str) -> list[tuple[str | None, list[int | None]]]:
    """Sheet and numbers of the rows of a file no table takes; one row without a number where nobody can count them."""
    reading(path.name)
    if content_of(path) in (Content.ZIP, Content.OLE):
        found = rows_of_book(path, source.limits)
        return [(None, [None])] if not found else [(sheet, [*rows]) for sheet, rows in found]
    count = _rows(path, source, name)
    return [(None, [None])] if count is None else [(None, [*range(1, count + 1)])]


def _rows(path: Path, source: Source, name: str) -> int | None:
    """How many rows a file has, as its reader would count them; None where that takes more than a look."""
    if content_of(path) is Content.PARQUET:
        try:
            return int(pq.read_metadata(path).num_rows)
        except (pa.ArrowException, OSError, ValueError):
            return None
    return _json_rows(path, source, name) if source.format == "json" else row_count(path)


def _json_rows(path: Path, source: Source, name: str) -> int | None:
    body = path.read_bytes()
    text = decoded(body)
    if is_lines(body):
        return sum(bool(line.strip()) for line in text.split("\n"))
    try:
        with nested_at_most(source.limits.nesting, {"source": source.source_id, "file": name}):
            content = loads(text)
    except ValueError:
        return None
    if isinstance(content, dict):
        try:
            content = dig(content, source.location.items)
        except (KeyError, TypeError):
            return 1
    return len(content) if isinstance(content, list) else 0 if content is None else 1
