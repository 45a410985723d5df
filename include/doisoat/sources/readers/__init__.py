"""Read a landing: every physical table of the source, batch by batch, as text with lineage."""

from collections.abc import Iterator

from doisoat.sources.content import Content, content_of
from doisoat.sources.landing import LandedFile, Landing, slug
from doisoat.sources.model import From, Source
from doisoat.sources.patterns import Claim
from doisoat.sources.readers.batch import Batch, Note
from doisoat.sources.readers.columnar import read_parquet
from doisoat.sources.readers.delimited import read_csv
from doisoat.sources.readers.encoding import TextEncoding
from doisoat.sources.readers.jsonrows import read_json
from doisoat.sources.readers.leftout import left_out
from doisoat.sources.readers.progress import reading
from doisoat.sources.readers.xlsx import read_xlsx


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
        yield from left_out(landing, source, origin)
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


__all__ = ["Batch", "Note", "read"]
