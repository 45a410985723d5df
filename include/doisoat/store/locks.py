"""Locks live in the SQL database, since object stores cannot be trusted with them.

Invariant: at most one living holder per name. A living holder renews its lease while it works; one that died gives way
at once where its process can be looked at (the same machine or container), and elsewhere as soon as its short lease
has run out.
"""

import logging
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import psutil
from sqlalchemy import Column, DateTime, Engine, Float, Integer, String, Table, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from doisoat.store.database import metadata, transaction
from doisoat.store.errors import StoreError, StoreUnavailable

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
"""How long a holder nobody can look at is believed to live after it was last heard of."""

lock = Table(
    "lock",
    metadata,
    Column("name", String(120), primary_key=True),
    Column("holder", String(120), nullable=False),
    Column("since", DateTime(timezone=True), nullable=False),
    Column("until", DateTime(timezone=True), nullable=False),
    Column("host", String(255)),
    Column("pid", Integer),
    Column("started", Float),  # of the process, seconds since 1970: a number may be used again
)


NOBODY = {"host": None, "pid": None, "started": None}


@dataclass(frozen=True)
class Process:
    """One process, whatever has become of its number since."""

    host: str
    pid: int
    started: float

    @classmethod
    def own(cls) -> "Process":
        """The calling process."""
        return cls(socket.gethostname(), os.getpid(), psutil.Process().create_time())

    @property
    def dead(self) -> bool:
        """Whether it is known to have ended; False when it cannot be looked at from here."""
        if self.host != socket.gethostname():
            return False
        try:
            found = psutil.Process(self.pid)
            return abs(found.create_time() - self.started) > 1 or found.status() == psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return True
        except psutil.Error:
            return False


def acquire(engine: Engine, name: str, holder: str, lease: timedelta = LEASE, *, process: bool = False) -> None:
    """Take the lock ``name`` for ``holder``, or keep it if this holder has it already.

    Args:
        engine: the SQL database.
        name: of the lock.
        holder: who has it; may be something that outlives this process, such as a run of many tasks.
        lease: how long it is believed to live after this call.
        process: the holder is this process, and the lock ends with it.

    Raises:
        StoreUnavailable: STO-LOCKED when another holder lives, or may live; trying later may help.
    """
    now = datetime.now(UTC)
    mine = {"holder": holder, "until": now + lease, **(vars(Process.own()) if process else NOBODY)}
    try:
        with transaction(engine) as connection:
            connection.execute(delete(lock).where((lock.c.name == name) & (lock.c.until < now)))
            found = connection.execute(select(lock).where(lock.c.name == name)).first()
            if found is not None and found.holder != holder and found.pid is not None:
                left_by = Process(found.host, found.pid, found.started)
                if left_by.dead:
                    connection.execute(delete(lock).where((lock.c.name == name) & (lock.c.holder == found.holder)))
                    log.warning("the lock %s of %s gives way: its process has ended", name, found.holder)
                    found = None
            if found is None:
                connection.execute(insert(lock).values(name=name, since=now, **mine))
            elif found.holder == holder:
                connection.execute(update(lock).where(lock.c.name == name).values(**mine))
            else:
                raise StoreUnavailable("STO-LOCKED", name=name, since=f"{found.since:%Y-%m-%d %H:%M}")
    except IntegrityError:
        raise StoreUnavailable("STO-LOCKED", name=name, since=f"{now:%Y-%m-%d %H:%M}") from None


@contextmanager
def held(engine: Engine, name: str, holder: str, lease: timedelta = LEASE) -> Iterator[None]:
    """Hold the lock for the length of a ``with`` block, however long that is; raises as ``acquire``."""
    acquire(engine, name, holder, lease, process=True)
    done = threading.Event()
    renewing = threading.Thread(target=_renew, args=(engine, name, holder, lease, done), daemon=True)
    renewing.start()
    try:
        yield
    finally:
        done.set()
        renewing.join()
        release(engine, name, holder)


def _renew(engine: Engine, name: str, holder: str, lease: timedelta, done: threading.Event) -> None:
    while not done.wait(lease.total_seconds() / 6):
        try:
            with transaction(engine) as connection:
                held_still = (lock.c.name == name) & (lock.c.holder == holder)
                connection.execute(update(lock).where(held_still).values(until=datetime.now(UTC) + lease))
        except StoreError as error:
            # The next round tries again; the lease outlasts several of them.
            log.warning("the lock %s was not renewed: %s", name, error.code)


def release(engine: Engine, name: str, holder: str) -> None:
    """Give the lock back; does nothing when ``holder`` does not have it."""
    with transaction(engine) as connection:
        connection.execute(delete(lock).where((lock.c.name == name) & (lock.c.holder == holder)))
