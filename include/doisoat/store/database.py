"""The SQL database: what people touch and what a run is accounted by (SQLite embedded, Postgres in production).

Invariant: rooms define their tables on the one ``metadata`` here and write through ``transaction``; every write of
one step happens in one transaction, so a repeated step leaves what a single one would have left.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, MetaData, create_engine, event, make_url
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from doisoat.private import only_owner
from doisoat.store.errors import StoreError

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
    """
    only_owner()
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, poolclass=NullPool, hide_parameters=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).resolve().parent.mkdir(parents=True, exist_ok=True)
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


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """One transaction; database errors become StoreError without URL, statement or parameters."""
    try:
        with engine.begin() as connection:
            yield connection
    except OperationalError as error:
        raise _stripped(engine, error) from None


def _stripped(engine: Engine, error: SQLAlchemyError) -> StoreError:
    where = engine.url.render_as_string(hide_password=True)
    return StoreError("STO-DATABASE", where=where, reason=type(getattr(error, "orig", error)).__name__)
