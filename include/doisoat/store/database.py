"""The SQL database: what people touch and what a run is accounted by (SQLite embedded, Postgres in production).

Invariant: rooms define their tables on the one ``metadata`` here and write through ``transaction``; every write of
one step happens in one transaction, so a repeated step leaves what a single one would have left.
"""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateSchema

from doisoat.private import only_owner
from doisoat.store.errors import StoreError
from doisoat.store.trouble import of_database, of_os, place_of

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def open_database(url: str, schema: str | None = None) -> Engine:
    """Return an engine for ``url`` (SQLite or Postgres), creating the folder of a SQLite file.

    With ``schema`` every connection of it sees that schema's tables only (PostgreSQL; it may be made later).

    SQLite waits up to 60 s for another writer and uses write-ahead logging, because several task processes write
    short transactions side by side. Connections are not pooled: a task process lives for seconds and may be forked.
    What this process writes from then on, the SQLite file included, is for its owner alone.

    Raises:
        StoreError: no address of a database, or the folder of a SQLite file cannot be made.
    """
    only_owner()
    try:
        parsed = make_url(url)
        parsed.get_dialect()
    except (ArgumentError, ImportError):
        # The text is not repeated: it may hold a password.
        raise StoreError("STO-DATABASE-URL") from None
    if parsed.get_backend_name() != "sqlite":
        engine = create_engine(parsed, poolclass=NullPool, hide_parameters=True)
        if schema is not None:
            _see_only(engine, schema)
        return engine
    if parsed.database and parsed.database != ":memory:":
        folder = Path(parsed.database).resolve().parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _check_writable(folder)
        except OSError as error:
            raise of_os(error, folder) from None
    engine = create_engine(parsed, poolclass=NullPool, hide_parameters=True, connect_args={"timeout": 60})

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A transaction that reads first and writes later would fail at once, not wait, if another wrote in between.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _see_only(engine: Engine, schema: str) -> None:
    # Before SQLAlchemy's own first look at the connection, which asks for the schema it is in.
    @event.listens_for(engine, "connect", insert=True)
    def _enter(connection: Any, _record: object) -> None:
        before = connection.autocommit
        # Outside a transaction: a setting made within one goes with it when it is rolled back.
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('search_path', %s, false)", (f'"{schema}"',))
        connection.autocommit = before


def make_schema(connection: Connection, schema: str) -> None:
    """Make the schema unless it is there; of several that come at the same moment one makes it."""
    connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": f"doisoat {schema}"})
    there = text("SELECT 1 FROM pg_namespace WHERE nspname = :name")
    # Not IF NOT EXISTS: that asks for the right to make one even where an administrator has.
    if connection.execute(there, {"name": schema}).first() is None:
        connection.execute(CreateSchema(schema))


def _check_writable(folder: Path) -> None:
    """SQLite says of a full and of a read-only disk alike that it cannot open the file."""
    state = os.statvfs(folder)
    if state.f_flag & os.ST_RDONLY or not os.access(folder, os.W_OK):
        raise OSError(errno.EROFS, "read-only", str(folder))
    if state.f_bavail == 0 and state.f_blocks:
        raise OSError(errno.ENOSPC, "full", str(folder))


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """One transaction; database errors become StoreError without password, statement or parameters.

    Raises:
        StoreUnavailable: the server is away or the database busy; trying again may help.
        StoreError: anything else the database says.
        IntegrityError: a row is there already; the caller knows what that means.
    """
    try:
        with engine.begin() as connection:
            yield connection
    except IntegrityError:
        raise
    except DBAPIError as error:
        raise of_database(error, place_of(engine)) from None
