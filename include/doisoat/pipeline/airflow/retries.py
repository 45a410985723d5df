"""Which failures are tried again: only those that can heal by themselves.

Bad data, a wrong password or a bug fail the same way three times, and the person who must act hears of it later. A
dropped line, a busy database or a killed process may go away.
"""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule

from doisoat.errors import DoisoatError

if TYPE_CHECKING:
    from airflow.sdk import RetryDecision

RETRIES = 2
PAUSE = timedelta(seconds=float(os.environ.get("DOISOAT_RETRY_SECONDS", "20")))

HEALING: tuple[str, ...] = (
    "builtins.ConnectionError",
    "builtins.TimeoutError",
    "httpx.TransportError",
    "sqlalchemy.exc.OperationalError",
    "sqlalchemy.exc.InterfaceError",
    "botocore.exceptions.EndpointConnectionError",
    "botocore.exceptions.ConnectionClosedError",
    "botocore.exceptions.ReadTimeoutError",
)


def may_heal(error: BaseException) -> bool:
    """Whether trying again without changing anything makes sense."""
    if isinstance(error, DoisoatError):
        return error.heals
    answer = getattr(getattr(error, "error", None), "error", None)
    if getattr(answer, "value", None) == "API_SERVER_ERROR":
        # Airflow's own API server was away for longer than its client waits: it is being started again.
        return True
    names = {f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__}
    return bool(names & set(HEALING))


class OnlyWhatHeals(ExceptionRetryPolicy):
    """Retries what ``may_heal``; fails everything else at once, whatever ``retries`` says."""

    def __init__(self) -> None:
        super().__init__(
            rules=[RetryRule(exception=DoisoatError, action=RetryAction.FAIL, reason="trying again changes nothing")],
            default=RetryAction.FAIL,
        )

    def evaluate(self, exception: BaseException, try_number: int, max_tries: int, context: Any = None) -> RetryDecision:
        """Decide after a failure; Airflow calls this in the task's process."""
        from airflow.sdk import RetryDecision

        code = getattr(exception, "code", type(exception).__name__)
        if may_heal(exception):
            return RetryDecision.retry(delay=PAUSE * try_number, reason=f"{code}: may heal by itself")
        return RetryDecision.fail(reason=f"{code}: trying again changes nothing")
