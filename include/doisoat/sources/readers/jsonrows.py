"""Read JSON: a document, a page of a service, or one object a line.

Writers promise objects and mix in what they have: a number here and a text there, a list between two objects, a line
that broke off. An object is a row, with the types of its own values; anything else among them is set aside with its
line. Whole numbers keep all their digits.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.json as pj

from doisoat.sources.errors import SourceError
from doisoat.sources.jsonpath import Doubled, decoded, dig, is_lines, loads, loads_table, nested_at_most
from doisoat.sources.model import From, Source
from doisoat.sources.readers.batch import Batch, wanted_columns
from doisoat.sources.readers.columnar import BATCH_ROWS, batch_of, modest, notes_of
from doisoat.sources.readers.encoding import TextEncoding
from doisoat.sources.readers.grid import refused_table
from doisoat.sources.readers.headings import Heading, Wanted, Where, match
from doisoat.sources.readers.jsoncells import json_columns
from doisoat.text.arrow import pc

NO_OBJECT, NO_JSON, KEY_TWICE = "STD-JSON-OBJECT", "STD-JSON-LINE", "STD-JSON-TWICE"
_HEAD = 1 << 18
_EXACT = float(2**53)
"""Whole numbers from here on are not all floats."""


@dataclass
class _Rows:
    """Objects, and what stands between them.

    Args:
        objects: the rows.
        numbers: the line (in a document, the place) of each.
        refused: reason → lines, and what they hold.
    """

    objects: list[dict[str, Any]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    refused: dict[str, list[tuple[int, object]]] = field(default_factory=dict)

    def add(self, number: int, item: object) -> None:
        """A value where an object should be."""
        if isinstance(item, Doubled):
            self.refused.setdefault(KEY_TWICE, []).append((number, item))
        elif isinstance(item, dict):
            self.objects.append(item)
            self.numbers.append(number)
        else:
            self.refused.setdefault(NO_OBJECT, []).append((number, item))


def read_json(
    source: Source,
    origin: From,
    path: Path,
    file: str,
    encoding: TextEncoding,
    first_row: int = 1,
    known: set[str] | None = None,
) -> Iterator[Batch]:
    """Yield the objects of a JSON document, a page of a service, or a file with one object a line.

    Args:
        source: its configuration.
        origin: the physical table.
        path: local file.
        file: name in lineage.
        encoding: shared by the parts of one table.
        first_row: number of the first row.
        known: columns that parts of the table read before had, to which this one's are added: writers leave null fields
            out, and a page without a single one lacks no column.

    Raises:
        SourceError: not JSON, no list of objects where the configuration says, or an essential column is missing.
    """
    where: dict[str, object] = {"source": source.source_id, "file": file}
    body = path.read_bytes()
    known = set() if known is None else known
    wanted = [
        Wanted(item.name, item.essential and item.name not in known) for item in wanted_columns(source.groups()[origin])
    ]
    plain = _plain_lines(body) if is_lines(body) else None
    rows = None if plain is not None else _rows(body, source, where)
    names = plain.column_names if plain is not None else _names(rows.objects if rows else ())
    count = plain.num_rows if plain is not None else len(rows.objects) if rows else 0
    if rows is not None and not count:
        if rows.refused:
            raise SourceError("SRC-FILE-FORMAT", **where, format="JSON")
        return
    modest(source, where, len(names), count)
    matched = match(wanted, [Heading(name) for name in names], Where(source.source_id, file))
    known.update(matched.places)
    notes = notes_of(file, matched)
    if plain is not None:
        whole, numbers = plain, pa.array(range(first_row, first_row + count), pa.int32())
    else:
        assert rows is not None
        whole = json_columns(rows.objects, [names[place] for place in matched.places.values()])
        numbers = pc.add(pa.array(rows.numbers, pa.int32()), pa.scalar(first_row - 1, pa.int32()))
    for start in range(0, count, BATCH_ROWS):
        part = whole.slice(start, BATCH_ROWS)
        batch = batch_of(
            origin, part, matched, names, file, encoding, numbers.slice(start, BATCH_ROWS), notes, own=plain is None
        )
        if not start and rows is not None and rows.refused:
            refused = [_refused(file, reason, lines) for reason, lines in rows.refused.items()]
            batch = Batch(origin, batch.data, refused=pa.concat_tables(refused), notes=batch.notes)
        yield batch
        notes = ()


def _refused(file: str, reason: str, lines: list[tuple[int, object]]) -> pa.Table:
    raws: list[Sequence[Any]] = [item if isinstance(item, list) else [item] for _, item in lines]
    return refused_table(file, None, [number for number, _ in lines], raws, reason)


def _names(objects: Iterable[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(chain.from_iterable(objects)))


def _plain_lines(body: bytes) -> pa.Table | None:
    """Lines whose every value has one plain type a column, read in one go; None when they need a closer look."""
    head = body[:_HEAD]
    head = head[: head.rfind(b"\n") + 1] or body
    text: dict[str, pa.DataType] = {}
    try:
        # Text that looks like a moment stays text: its zone would be lost.
        _keep_text(text, pj.read_json(io.BytesIO(head)).schema)
        table = _with_text(body, text)
        if _keep_text(text, table.schema):
            table = _with_text(body, text)
    except pa.ArrowException:
        return None
    for column in table.columns:
        if pa.types.is_nested(column.type) or pa.types.is_timestamp(column.type):
            return None
        if pa.types.is_floating(column.type) and pc.any(pc.greater_equal(pc.abs(column), _EXACT)).as_py():
            return None
    lines = body.count(b"\n") + (not body.endswith(b"\n"))
    return table if lines == table.num_rows else None


def _keep_text(text: dict[str, pa.DataType], schema: pa.Schema) -> bool:
    """Mark the columns of moments as text; whether there are any."""
    found = {item.name: pa.string() for item in schema if pa.types.is_timestamp(item.type)}
    text |= found
    return bool(found)


def _with_text(body: bytes, text: dict[str, pa.DataType]) -> pa.Table:
    options = pj.ParseOptions(explicit_schema=pa.schema(list(text.items())) if text else None)
    return pj.read_json(io.BytesIO(body), parse_options=options)


def _rows(body: bytes, source: Source, where: dict[str, object]) -> _Rows:
    text, rows = decoded(body), _Rows()
    if is_lines(body):
        _lines(text, rows, source, where)
        return rows
    failed = False
    try:
        with nested_at_most(source.limits.nesting, where):
            content = loads_table(text)
    except ValueError:
        failed = True
    if failed:
        raise SourceError("SRC-FILE-FORMAT", **where, format="JSON")
    if isinstance(content, dict):
        try:
            content = dig(content, source.location.items)
        except (KeyError, TypeError):
            # One record; but an object of objects is a table by columns, whose rows would be cells of one record.
            by_column = len(content) > 1 and all(isinstance(value, dict) for value in content.values())
            content = None if by_column else [content]
            failed = by_column
        content = [] if content is None and not failed else content
    if not isinstance(content, list):
        raise SourceError("SRC-FILE-FORMAT", **where, format="JSON")
    if set(map(type, content)) == {dict}:
        rows.objects, rows.numbers = content, list(range(1, len(content) + 1))
        return rows
    for number, item in enumerate(content, 1):
        rows.add(number, item)
    return rows


def _lines(text: str, rows: _Rows, source: Source, where: dict[str, object]) -> None:
    numbered = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    with nested_at_most(source.limits.nesting, where):
        for number, line in numbered:
            try:
                item = loads(line)
            except ValueError:
                rows.refused.setdefault(NO_JSON, []).append((number, line))
            else:
                rows.add(number, item)
