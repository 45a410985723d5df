"""Reading files in a process that may die: what a file does to its parser is the file's failure, not the batch's."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from doisoat.errors import DoisoatError
from doisoat.sources.errors import SourceError, SourceUnavailable
from doisoat.sources.guard.child import borrowed, prepare
from doisoat.sources.guard.frames import batch_in
from doisoat.sources.landing import Landing
from doisoat.sources.model import From, Source
from doisoat.sources.readers import Batch
from doisoat.sources.readers import read as read_here
from doisoat.unforeseen import place, trace

log = logging.getLogger(__name__)

__all__ = ["check", "prepare", "read"]


def read(landing: Landing, source: Source, origin: From) -> Iterator[Batch]:
    """As ``doisoat.sources.readers.read``, in another process and within the source's limits.

    Rows of a database were written by ourselves and are read here.

    Raises:
        SourceError: a file cannot be read, goes beyond a limit (SRC-LIMIT-…) or ended its reader (SRC-FILE-DAMAGED).
    """
    if source.format == "sql":
        yield from _ours(landing, source, origin)
        return
    number = list(source.groups()).index(origin)
    request = {"do": "read", "root": str(landing.root.resolve()), "origin": number}
    for head, tables in _answers(request, source):
        yield batch_in(head, tables, source, number)


def _ours(landing: Landing, source: Source, origin: From) -> Iterator[Batch]:
    """Rows we landed ourselves: what their values do to reading is still their source's error."""
    batches = read_here(landing, source, origin)
    while True:
        try:
            batch = next(batches, None)
        except (DoisoatError, MemoryError):
            raise
        except Exception as error:
            log.info("unforeseen\n%s", "\n".join(trace(error)))
            reason, where = type(error).__name__, place(error)
        else:
            if batch is None:
                return
            yield batch
            continue
        raise SourceError(
            "SRC-FILE-UNREADABLE", source=source.source_id, file=origin.name, sheet="–", reason=reason, place=where
        )


def check(source: Source, path: Path, file: str) -> None:
    """As ``doisoat.sources.integrity.check_whole``, in another process and within the source's limits.

    Raises:
        SourceError: the file is not whole, not of its format, goes beyond a limit or ended its reader.
    """
    for _ in _answers({"do": "check", "path": str(path.resolve()), "file": file}, source):
        raise AssertionError("a check has no rows")


def _answers(request: dict[str, Any], source: Source) -> Iterator[tuple[dict[str, Any], bytearray]]:
    """What the process hands over for a request; its error is raised when it is free for the next file."""
    where: dict[str, object] = {"source": source.source_id}
    request["source"] = source.model_dump(mode="json", by_alias=True)
    failed: SourceError | None = None
    with borrowed(request, where) as child:
        while True:
            head, tables = child.answer(where, source.limits)
            if head["kind"] == "batch":
                yield head, tables
            elif head["kind"] == "error":
                kind = SourceUnavailable if head["heals"] else SourceError
                failed = kind(head["code"], **head["fields"])
                if head["trace"]:
                    log.info("unforeseen\n%s", "\n".join(head["trace"]))
            elif head["kind"] == "done":
                break
        if head["retire"]:
            child.end()
    if failed is not None:
        raise failed
