"""The SQL database: what people touch and what a run is accounted by (SQLite embedded, Postgres in production).

Invariant: rooms define their tables on the one ``metadata`` here and write through ``transaction``; every write of
one step happens in one transaction, so a repeated step leaves what a single one would have left.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, MetaData, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.pool import NullPool

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


def open_database(url: str) -> Engine:
    """Return an engine for ``url`` (SQLite or Postgres), creating the folder of a SQLite file.

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
        return create_engine(parsed, poolclass=NullPool, hide_parameters=True)
    if parsed.database and parsed.database != ":memory:":
        folder = Path(parsed.database).resolve().parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _check_writable(folder)
        except OSError as error:
            raise of_os(error, folder) from None
    engine = create_engine(parsed, poolclass=NullPool, hide_parameters=True, connect_args={"timeout": 60})

    @event.listens_for(engine, "connect")
    def _prepare(connection: object, _record: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A transaction that reads first and writes later would fail at once, not wait, if another wrote in between.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


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
