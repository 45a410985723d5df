"""Whose turn it is: one run at a time plans, links and publishes a province.

Invariant: between a run's planning and its end nobody else publishes the province. Two that interleaved would both
continue the same published run, and the later one would undo what the earlier one found. A run keeps its turn until it
has ended; who comes next asks whether it has, so nothing needs to be given back and a dead run holds up nobody.
"""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Engine, select

from doisoat.store import StoreUnavailable, transaction
from doisoat.store.locks import acquire, lock, release

LEASE = timedelta(hours=24)
"""Longer than any run may take; only a holder of which nobody can tell whether it lives ever waits for it to end."""
LONGEST = 120


def take(engine: Engine, province: str, holder: str, alive: Callable[[str], bool]) -> str | None:
    """Take the province's turn for ``holder``, or keep it.

    Args:
        engine: the SQL database.
        province: its code.
        holder: names the run, at most 120 characters of it.
        alive: whether the named run has not ended.

    Returns:
        None when it is this holder's turn, else who has it.
    """
    name, holder = f"turn:{province}", holder[:LONGEST]
    for _ in range(2):
        try:
            acquire(engine, name, holder, LEASE)
        except StoreUnavailable:
            with transaction(engine) as connection:
                other = connection.execute(select(lock.c.holder).where(lock.c.name == name)).scalar()
            if other is not None and other != holder and alive(other):
                return str(other)
            if other is not None:
                release(engine, name, other)
        else:
            return None
    return holder if other is None else str(other)
