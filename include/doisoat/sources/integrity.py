"""Is a file whole? Tests that need no knowledge of its content.

A half-written upload is common where lines drop: the file is there, its name is right, its end is not. Each format
has an end that can be looked for. What looks whole to these tests may still be refused by its reader.
"""

import json
from pathlib import Path

from doisoat.sources.bookparts import check_zip, ole_is_whole
from doisoat.sources.content import Content, content_of
from doisoat.sources.errors import SourceError
from doisoat.sources.jsonpath import decoded, is_json, is_lines, nested_at_most
from doisoat.sources.limit_errors import beyond
from doisoat.sources.limits import Limits, size_text
from doisoat.sources.model import Format

_PACKED = (b"\x1f\x8b", b"BZh", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
"""How gzip, bzip2, 7-Zip, RAR, xz and Zstandard begin."""


def check_whole(path: Path, file: str, kind: Format, source_id: str, limits: Limits | None = None) -> None:
    """Refuse a file that is empty, cut off, of another format or too large to be looked at.

    Args:
        path: local copy.
        file: name shown in the message.
        kind: format the configuration promises.
        source_id: shown in the message.
        limits: what it may ask for; default the shipped ones.

    Raises:
        SourceError: SRC-FILE-EMPTY, -TRUNCATED, -FORMAT, -PASSWORD, -ENTITIES, -PACKED or -TORN; SRC-LIMIT-….
    """
    limits = limits or Limits()
    where: dict[str, object] = {"source": source_id, "file": file}
    size = path.stat().st_size
    if size == 0:
        raise SourceError("SRC-FILE-EMPTY", **where)
    if size > limits.size:
        raise beyond("size", where, size_text(size), size_text(limits.size))
    with path.open("rb") as handle:
        head = handle.read(8)
        handle.seek(max(0, size - 4096))
        tail = handle.read()
    if head.startswith(_PACKED):
        raise SourceError("SRC-FILE-PACKED", **where)
    if kind in ("xlsx", "csv"):
        _table(path, kind, where, limits)
    elif kind == "parquet":
        if not head.startswith(b"PAR1"):
            raise SourceError("SRC-FILE-FORMAT", **where, format="Parquet")
        if not tail.endswith(b"PAR1"):
            raise SourceError("SRC-FILE-TRUNCATED", **where)
    elif kind == "json":
        _json(path, where, limits)


def _table(path: Path, kind: Format, where: dict[str, object], limits: Limits) -> None:
    """A workbook or a text file, whichever it is: its content decides, not its name."""
    content = content_of(path)
    if content is Content.MARKUP:
        raise SourceError("SRC-FILE-MARKUP", **where)
    if content is Content.PARQUET or (kind == "xlsx" and content is Content.OTHER):
        raise SourceError("SRC-FILE-FORMAT", **where, format="CSV" if kind == "csv" else kind)
    if content not in (Content.ZIP, Content.OLE):
        return
    if content is Content.OLE:
        # An OLE container is an old .xls, or a workbook encrypted with a password.
        encrypted = "EncryptedPackage".encode("utf-16-le") in path.read_bytes()
        if encrypted:
            raise SourceError("SRC-FILE-PASSWORD", **where)
        if not ole_is_whole(path):
            raise SourceError("SRC-FILE-TRUNCATED", **where)
        return
    check_zip(path, where, limits)


def _json(path: Path, where: dict[str, object], limits: Limits) -> None:
    body = path.read_bytes()
    end = decoded(body).rstrip()
    if not end:
        raise SourceError("SRC-FILE-EMPTY", **where)
    lines = is_lines(body)
    if not end.endswith(("}", "]")) and not (lines and is_json(end.rsplit("\n", 1)[-1])):
        raise SourceError("SRC-FILE-TRUNCATED", **where)
    # Of lines, each that is no JSON is set aside by itself.
    place = ""
    try:
        with nested_at_most(limits.nesting, where):
            json.loads(end.lstrip().split("\n", 1)[0] if lines else end, parse_int=str)  # numbers may have any length
    except json.JSONDecodeError as error:
        place = "" if lines else f"JSON (dòng/line {error.lineno}, {error.colno})"
    if place:
        raise SourceError("SRC-FILE-FORMAT", **where, format=place)
