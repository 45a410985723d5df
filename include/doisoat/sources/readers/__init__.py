"""Read a landing: every physical table of the source, batch by batch, as text with lineage."""

from collections.abc import Iterator

from doisoat.sources.content import Content, content_of, row_count
from doisoat.sources.landing import LandedFile, Landing, slug
from doisoat.sources.model import From, Source
from doisoat.sources.patterns import Claim
from doisoat.sources.readers.batch import Batch, Note, nobody, wanted_columns
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
        rows = [None] if (count := row_count(landing.path(file))) is None else list(range(1, count + 1))
        skipped = skipped_table(file.name, None, rows, [reason] * len(rows))
        notes = (Note(file.name, None, reason, file.name),) if reason == UNCLAIMED else ()
        wanted = wanted_columns(source.groups()[origin])
        yield Batch(origin, nobody(wanted, file.name, None), skipped, notes=notes)


__all__ = ["Batch", "Note", "read"]
