"""Read a landing: every physical table of the source, batch by batch, as text with lineage."""

import fnmatch
from collections.abc import Iterator

from doisoat.sources.landing import LandedFile, Landing, slug
from doisoat.sources.model import From, Source
from doisoat.sources.readers.batch import Batch, Note
from doisoat.sources.readers.columnar import read_parquet
from doisoat.sources.readers.delimited import read_csv
from doisoat.sources.readers.encoding import TextEncoding
from doisoat.sources.readers.jsonrows import read_json
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
    shared = TextEncoding(source.encoding)
    for file in _files(landing, source, origin):
        path = landing.path(file)
        reading(file.name)
        if source.format == "xlsx":
            yield from read_xlsx(source, origin, path, file.name)
        elif source.format == "csv":
            yield from read_csv(source, origin, path, file.name)
        elif source.format == "parquet":
            yield from read_parquet(source, origin, path, file.name, TextEncoding(source.encoding))
        elif source.format == "sql":
            yield from read_parquet(source, origin, path, origin.name, shared, None)
        else:
            yield from read_json(source, origin, path, file.name, shared)


def _files(landing: Landing, source: Source, origin: From) -> list[LandedFile]:
    if source.format == "sql":
        return list(landing.named(slug(origin)))
    if origin.files:
        return [
            file
            for file in landing.files
            if fnmatch.fnmatchcase(file.name, origin.files)
            or fnmatch.fnmatchcase(file.name.rsplit("/", 1)[-1], origin.files)
        ]
    return list(landing.files)


__all__ = ["Batch", "Note", "read"]
