"""What goes over the pipes between a process that reads files and the one that asked: a head in JSON, and tables.

Tables travel as Arrow streams: nothing is pickled, and what arrives is used where it lies.
"""

import json
import os
import struct
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import pyarrow as pa

from doisoat.sources.model import Source
from doisoat.sources.readers.batch import Batch, Note

LENGTHS = struct.Struct("<IQ")
"""Bytes of the head, bytes of the tables."""
_CUT = 1 << 20


class Closed(Exception):
    """The other side is gone."""


def write_all(target: int, data: bytes | memoryview) -> None:
    """Write everything.

    Raises:
        Closed: the other side has closed.
    """
    left = memoryview(data)
    gone = False
    try:
        while left:
            left = left[os.write(target, left[:_CUT]) :]
    except (BrokenPipeError, OSError):
        gone = True
    if gone:
        raise Closed


def read_all(source: int, count: int) -> bytes:
    """Read exactly `count` bytes, waiting for them.

    Raises:
        Closed: the other side has closed before that.
    """
    parts = []
    while count:
        part = os.read(source, min(count, _CUT))
        if not part:
            raise Closed
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def packed(head: dict[str, Any], tables: bytes | memoryview = b"") -> tuple[bytes, bytes | memoryview]:
    """The head as it is sent, lengths first, and the tables."""
    body = json.dumps(head, ensure_ascii=False).encode()
    return LENGTHS.pack(len(body), len(tables)) + body, tables


def batch_out(batch: Batch) -> tuple[dict[str, Any], memoryview]:
    """A batch as a head and its tables one after the other."""
    tables = (batch.data, batch.skipped, batch.refused)
    size = pa.MockOutputStream()
    _streamed(tables, size)
    # Of the right size at once: one that grows is copied, and its memory asked for, about twice over.
    body = pa.allocate_buffer(size.size())
    ends = _streamed(tables, pa.FixedSizeBufferWriter(body))
    return {"kind": "batch", "ends": ends, "notes": [asdict(note) for note in batch.notes]}, memoryview(body)


def _streamed(tables: Sequence[pa.Table], sink: pa.NativeFile) -> list[int]:
    ends = []
    for table in tables:
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
        ends.append(sink.tell())
    return ends


def batch_in(head: dict[str, Any], tables: bytearray, source: Source, origin: int) -> Batch:
    """The batch that `batch_out` sent."""
    whole = pa.py_buffer(tables)
    found = []
    start = 0
    for end in head["ends"]:
        with pa.ipc.open_stream(whole.slice(start, end - start)) as reader:
            found.append(reader.read_all())
        start = end
    notes = tuple(Note(**note) for note in head["notes"])
    data, skipped, refused = found
    return Batch(list(source.groups())[origin], data, skipped, refused, notes)
