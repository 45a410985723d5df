"""One reconciliation through Airflow from a terminal: ingest, wait for the run it starts, tell how it went."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from doisoat.pipeline.airflow.client import AirflowClient
from doisoat.pipeline.airflow.errors import AirflowNotStarted
from doisoat.pipeline.airflow.progress import Followed, TaskFailure, follow

INGEST = "doisoat_ingest"
RECONCILE = "doisoat_reconcile"


@dataclass(frozen=True)
class Session:
    """What one ingest and the reconciliation it started came to."""

    runs: tuple[Followed, ...]
    summary: str | None
    wall: float

    @property
    def ok(self) -> bool:
        """Whether every DAG run succeeded and a summary was written."""
        return self.summary is not None and all(item.state == "success" for item in self.runs)

    @property
    def failures(self) -> list[TaskFailure]:
        """Failed tasks in the order of the runs."""
        return [failure for run in self.runs for failure in run.failures]

    def airflow_share(self) -> tuple[float, float]:
        """(seconds in which no step was at work, share of the wall time)."""
        idle = max(0.0, self.wall - sum(item.busy for item in self.runs))
        return idle, idle / self.wall if self.wall else 0.0


def run_province(
    client: AirflowClient,
    params: dict[str, Any],
    tell: Callable[[str], None],
    watch: Callable[[], None],
    patience: float = 8 * 3600.0,
) -> Session:
    """Start the ingest, follow it, then follow the reconciliation its asset event starts.

    Raises:
        AirflowSilent: one of the two did not end within ``patience`` seconds.
    """
    started = time.monotonic()
    before = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
    run = client.trigger(INGEST, params)
    tell(f"Ingest ({INGEST}, {run})")
    ingest = follow(client, INGEST, run, tell, watch, patience)
    if ingest.state != "success":
        return Session((ingest,), None, time.monotonic() - started)
    reconcile_run = _started_by_asset(client, before)
    tell(f"Reconcile ({RECONCILE}, {reconcile_run})")
    reconcile = follow(client, RECONCILE, reconcile_run, tell, watch, patience)
    summary = client.result(RECONCILE, reconcile_run, "summary") if reconcile.state == "success" else None
    return Session((ingest, reconcile), summary, time.monotonic() - started)


def _started_by_asset(client: AirflowClient, before: str, patience: float = 60.0) -> str:
    """Run id of the reconciliation that started since ``before``.

    Raises:
        AirflowNotStarted: AFL-NO-RUN when none does within ``patience`` seconds.
    """
    end = time.monotonic() + patience
    while time.monotonic() < end:
        runs = client.runs_since(RECONCILE, before)
        if runs:
            return str(runs[0]["dag_run_id"])
        time.sleep(0.5)
    raise AirflowNotStarted("AFL-NO-RUN", dag=RECONCILE)
