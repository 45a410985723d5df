"""Bring rows from a database into the landing, in chunks, as Parquet with the types the driver gave.

A column whose values are of several types, or of one Arrow does not have, is landed as text with the kinds of its cells
beside it (``kind_column``), so that a number in it is still one.

The checksum of a table is a sum over its rows' hashes, so that it does not depend on the order in which the database
returns them: reading the same rows again gives the same digest, without asking the database to sort.
"""

import datetime as dt
import hashlib
import math
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Connection, CursorResult, Engine, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from doisoat.sources.errors import SourceError
from doisoat.sources.landing import RAW, LandedFile, slug
from doisoat.sources.model import From, Source, Sql
from doisoat.sources.readers.arrowcells import NAN, typed_text
from doisoat.sources.readers.batch import CellKind, kind_column, without_kinds
from doisoat.sources.readers.cells import bytes_text, cell_text
from doisoat.sources.sqlerrors import classify
from doisoat.sqlwork import Fragment, Limits, identifier, open_session, statement
from doisoat.text.arrow import TextArray, pc

CHUNK_ROWS = 100_000
_DRIVERS = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
    "mssql": "mssql+pymssql",
    "oracle": "oracle+oracledb",
}
_EXTRAS = {
    "mysql": ("MySQL", "mysql"),
    "mariadb": ("MariaDB", "mysql"),
    "mssql": ("SQL Server", "mssql"),
    "oracle": ("Oracle", "oracle"),
}
"""Kinds of database whose driver is not part of the base installation → name, extra of the package."""


def from_sql(
    source: Source, database: Sql, root: Path, chunk_rows: int = CHUNK_ROWS, *, only_first: bool = False
) -> list[LandedFile]:
    """Read each physical table of the source, or of each the first chunk of rows only.

    Raises:
        SourceError: wrong password, unknown host, no such database, table or column.
        SourceUnavailable: the database does not answer.
    """
    name = source.location.connection
    url = _existing(source, database)
    failed: SQLAlchemyError | None = None
    place, landed = "–", []
    where: dict[str, object] = {"source": source.source_id, "name": name}
    try:
        engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
        _lenient(engine)
        with engine.connect() as connection:
            for origin in source.groups():
                place = origin.name
                landed += _read(connection, origin, root, chunk_rows, {**where, "table": place}, only_first)
    except SQLAlchemyError as error:
        failed = error
    except ImportError:
        kind, extra = _EXTRAS.get(make_url(url).get_backend_name(), ("?", ""))
        if not extra:
            raise SourceError("SRC-SQL-DRIVER", source=source.source_id, name=name) from None
        raise SourceError("SRC-SQL-EXTRA", source=source.source_id, name=name, kind=kind, extra=extra) from None
    if failed is not None:
        # Raised outside the handler: the driver's text holds the address, the statement and its parameters.
        raise classify(failed, source=source.source_id, name=name, table=place)
    return landed


def _existing(source: Source, database: Sql) -> str:
    """The address, after refusing one SQLAlchemy cannot parse or an SQLite file that would be created by opening it."""
    name = source.location.connection
    try:
        url = make_url(database.url)
    except SQLAlchemyError:
        url = None
    if url is None:
        raise SourceError("SRC-SQL-DRIVER", source=source.source_id, name=name)
    # An address without a driver means the one we ship or name as an extra, not SQLAlchemy's default.
    url = url.set(drivername=_DRIVERS.get(url.drivername, url.drivername))
    if url.get_backend_name() == "sqlite" and url.database and not url.database.startswith((":memory:", "file:")):
        path = Path(url.database)
        if not path.is_file():
            raise SourceError("SRC-SQL-DATABASE", source=source.source_id, name=name)
        return f"sqlite:///file:{path.resolve()}?mode=ro&uri=true"
    return url.render_as_string(hide_password=False)


def _read(
    connection: Connection, origin: From, root: Path, chunk_rows: int, where: dict[str, object], only_first: bool
) -> list[LandedFile]:
    folder = f"{RAW}/{slug(origin)}"
    (root / folder).mkdir(parents=True, exist_ok=True)
    parts: list[tuple[str, int, int]] = []
    low = high = rows = 0
    names: list[str] = []
    for number, chunk in enumerate(_chunks(connection, origin, chunk_rows, where)):
        path = f"{folder}/part-{number:05d}.parquet"
        pq.write_table(chunk, root / path, compression="zstd")
        parts.append((path, (root / path).stat().st_size, chunk.num_rows))
        names = chunk.column_names
        one_low, one_high = _content(chunk)
        low, high, rows = low + one_low, high + one_high, rows + chunk.num_rows
        if only_first:
            break
    checksum = hashlib.sha256(f"{names}|{rows}|{low}|{high}".encode()).hexdigest()
    return [LandedFile(slug(origin), path, checksum, size, count) for path, size, count in parts]


def _chunks(connection: Connection, origin: From, chunk_rows: int, where: dict[str, object]) -> Iterator[pa.Table]:
    """At least one chunk, so that an empty table still shows its columns."""
    table = Fragment(_quoted(connection, origin.table or ""))
    query = origin.query or statement("extract/whole_table").text(table=table)
    result = connection.execution_options(stream_results=True, max_row_buffer=chunk_rows).execute(text(query))
    names = list(result.keys())
    done = 0
    rows = _fetched(result, chunk_rows, done, where)
    if not rows:
        yield pa.table({name: pa.array([], pa.string()) for name in names})
    while rows:
        columns = [_column(values) for values in zip(*rows, strict=True)]
        beside = {
            kind_column(name): kinds for name, (_, kinds) in zip(names, columns, strict=True) if kinds is not None
        }
        whole = [array for array, _ in columns]
        yield pa.table([*whole, *beside.values()], names=[*names, *beside])
        done += len(rows)
        rows = _fetched(result, chunk_rows, done, where)


def _fetched(result: CursorResult[Any], chunk_rows: int, done: int, where: dict[str, object]) -> Sequence[Any]:
    """The next rows; what a driver makes of a value it cannot decode is the source's error, and names about where."""
    try:
        return result.fetchmany(chunk_rows)
    except (SQLAlchemyError, MemoryError):
        raise
    except Exception as error:
        reason = type(error).__name__
    # Raised outside the handler: the driver's words quote the value.
    raise SourceError("SRC-SQL-ROW", **where, first=f"{done + 1:,}", last=f"{done + chunk_rows:,}", reason=reason)


def _lenient(engine: Engine) -> None:
    """One value a driver cannot turn into a Python object arrives as text and does not end the reading."""

    @event.listens_for(engine, "connect")
    def connected(raw: Any, _record: Any) -> None:
        if engine.dialect.name == "sqlite":
            raw.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
        elif engine.dialect.driver == "psycopg":
            from doisoat.sources.sqldates import register_lenient_dates

            register_lenient_dates(raw)
        elif engine.dialect.name in ("mysql", "mariadb"):
            from pymysql.constants import FIELD_TYPE  # type: ignore[import-untyped]  # the driver has no types

            raw.decoders[FIELD_TYPE.FLOAT] = np.float32
            # A TIMESTAMP is told in the session's zone, which the server chooses: here it is Vietnam's.
            with raw.cursor() as cursor:
                cursor.execute("SET time_zone = '+07:00'")


def _quoted(connection: Connection, table: str) -> str:
    quote = connection.dialect.identifier_preparer.quote
    return ".".join(quote(part) for part in table.split("."))


def _column(values: tuple[Any, ...]) -> tuple[TextArray, TextArray | None]:
    """A column with its own type; else as text, with the kinds of its cells."""
    try:
        column: TextArray = pa.array(values)
    except (pa.ArrowException, ValueError, TypeError, OverflowError):
        column = None  # of several types, of one Arrow has not, or an infinite number in a column of exact ones
    if column is None or pa.types.is_nested(column.type):
        kinds = pa.array([_KINDS.get(type(value), _kind(value)) for value in values], pa.uint8())
        text = pa.array([_text(value) for value in values], pa.string())
        return text, kinds if pc.any(pc.not_equal(kinds, int(CellKind.TEXT))).as_py() else None
    return column, None


_KINDS: dict[type, int] = {str: int(CellKind.TEXT), type(None): int(CellKind.TEXT), int: int(CellKind.NUMBER)}


def _kind(value: Any) -> int:
    """What one value is; a number that is none is a word."""
    kind = CellKind.TEXT
    value = float(value) if isinstance(value, np.floating) else value
    if isinstance(value, bool):
        kind = CellKind.TEXT
    elif isinstance(value, float | Decimal):
        kind = CellKind.TEXT if value != value else CellKind.NUMBER if _finite(value) else CellKind.ERROR
    elif isinstance(value, int):
        kind = CellKind.NUMBER
    elif isinstance(value, dt.datetime):
        kind = CellKind.DATE if value.tzinfo is None else CellKind.INSTANT
    elif isinstance(value, dt.date | dt.time):
        kind = CellKind.DATE
    return int(kind)


def _finite(value: float | Decimal) -> bool:
    return value.is_finite() if isinstance(value, Decimal) else math.isfinite(value)


def _text(value: Any) -> str | None:
    """One value of a column whose types are mixed (SQLite allows it) or unknown to Arrow."""
    if isinstance(value, str):
        # What SQLite holds as text and is not: the bytes as they are (see _lenient).
        return bytes_text(value.encode("utf-8", "surrogateescape"))
    if isinstance(value, np.floating):
        return str(typed_text(pa.array([value])).text[0])
    if isinstance(value, memoryview | bytearray):
        value = bytes(value)
    if isinstance(value, float | Decimal) and value != value:
        return NAN
    try:
        return cell_text(value)
    except (TypeError, ValueError, OverflowError):
        return str(value)


def _content(chunk: pa.Table) -> tuple[int, int]:
    """Sums of the low and high halves of the rows' hashes."""
    if not chunk.num_rows:
        return 0, 0
    # A decimal's scale is that of its chunk, and a UUID has no one name in every engine: their text has.
    told = {name: _told(chunk[name]) for name in without_kinds(chunk).column_names}
    quoted = ", ".join(f"coalesce({identifier(name)}::VARCHAR, chr(30))" for name in told)
    with open_session(Limits(threads=1)) as session:
        session.con.register("chunk", pa.table(told))
        found = session.row("extract/content_sum", columns=Fragment(quoted))
    return int(found[0]), int(found[1])


def _told(column: TextArray) -> TextArray:
    kind = column.type
    return typed_text(column).text if pa.types.is_decimal(kind) or isinstance(kind, pa.BaseExtensionType) else column
