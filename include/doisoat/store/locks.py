"""Locks live in the SQL database, since object stores cannot be trusted with them.

Invariant: at most one live holder per name; a holder that died is replaced after its lease ran out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import Column, DateTime, Engine, String, Table, delete, insert, select
from sqlalchemy.exc import IntegrityError

from doisoat.store.database import metadata, transaction
from doisoat.store.errors import StoreUnavailable

lock = Table(
    "lock",
    metadata,
    Column("name", String(120), primary_key=True),
    Column("holder", String(120), nullable=False),
    Column("since", DateTime(timezone=True), nullable=False),
    Column("until", DateTime(timezone=True), nullable=False),
)


def acquire(engine: Engine, name: str, holder: str, lease: timedelta = timedelta(hours=6)) -> None:
    """Take the lock ``name`` for ``holder``, or keep it if this holder has it already.

    Raises:
        StoreUnavailable: STO-LOCKED when another holder has it and its lease has not run out; trying later may help.
    """
    now = datetime.now(UTC)
    try:
        with transaction(engine) as connection:
            connection.execute(delete(lock).where((lock.c.name == name) & (lock.c.until < now)))
            found = connection.execute(select(lock.c.holder, lock.c.since).where(lock.c.name == name)).first()
            if found is None:
                connection.execute(insert(lock).values(name=name, holder=holder, since=now, until=now + lease))
            elif found.holder != holder:
                raise StoreUnavailable("STO-LOCKED", name=name, since=f"{found.since:%Y-%m-%d %H:%M}")
    except IntegrityError:
        raise StoreUnavailable("STO-LOCKED", name=name, since=f"{now:%Y-%m-%d %H:%M}") from None


@contextmanager
def held(engine: Engine, name: str, holder: str, lease: timedelta) -> Iterator[None]:
    """Hold the lock for the length of a ``with`` block; raises as ``acquire``."""
    acquire(engine, name, holder, lease)
    try:
        yield
    finally:
        release(engine, name, holder)


def release(engine: Engine, name: str, holder: str) -> None:
    """Give the lock back; does nothing when ``holder`` does not have it."""
    with transaction(engine) as connection:
        connection.execute(delete(lock).where((lock.c.name == name) & (lock.c.holder == holder)))
