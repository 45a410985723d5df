"""Waiting for what heals: a database that is restarted, a store that is away, a lock a dead run left.

A step is tried again where it stands, with growing pauses, until its patience ends; only then does its task fail. That
costs nothing while all is well, and an outage of minutes costs its own length and no run. Steps may be repeated: they
write under their run's id and replace what they wrote. What does not heal is raised at once.
"""

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from doisoat.errors import DoisoatError
from doisoat.store.trouble import storage_trouble

Result = TypeVar("Result")
log = logging.getLogger("doisoat.patience")

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
"""Seconds: short enough for a dropped line, rare enough for a server that is starting."""


def patiently(
    call: Callable[[], Result],
    patience: float,
    where: object,
    name: str = "step",
    wait: Callable[[float], None] = time.sleep,
) -> Result:
    """Return what ``call`` returns, trying again what heals until ``patience`` seconds have gone.

    Args:
        call: may be repeated.
        patience: seconds; 0: one try.
        where: folder steps work in, for what is said of a full disk.
        name: of the step, for the log.
        wait: sleeps.

    Raises:
        DoisoatError: what does not heal, or did not in time. A library's error that is storage's doing is raised as the
            StoreError that says so; any other stays what it is.
    """
    end = time.monotonic() + patience
    pause = FIRST_PAUSE
    while True:
        try:
            return call()
        except Exception as error:
            known = error if isinstance(error, DoisoatError) else storage_trouble(error, where)
            if known is None:
                raise
            left = end - time.monotonic()
            if not known.heals or left <= 0:
                # Not "from error": its text may quote a row.
                raise known from None
            pause_now = min(pause, left)
            log.warning("%s waits: %s [%s]; trying again in %.0f s", name, known, known.code, pause_now)
        wait(pause_now)
        pause = min(LONGEST_PAUSE, 2 * pause)
