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
OURS = ("doisoat_cutoff", INGEST, "doisoat_recheck", RECONCILE)


@dataclass(frozen=True)
class Session:
    """What one ingest and the reconciliation it started came to."""

    runs: tuple[Followed, ...]
    summary: str | None
    wall: float

    @property
    def ok(self) -> bool:
        """Whether every DAG run succeeded and a summary was written; else a batch may have failed all the same."""
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
    announced = client.result(INGEST, run, "announce")
    if not isinstance(announced, dict) or announced.get("overtaken_by"):
        return Session((ingest,), None, time.monotonic() - started)
    # A failed batch leaves the ingest failed; what got through is reconciled all the same.
    reconcile_run = _started_by(client, run, before)
    tell(f"Reconcile ({RECONCILE}, {reconcile_run})")
    reconcile = follow(client, RECONCILE, reconcile_run, tell, watch, patience)
    summary = client.result(RECONCILE, reconcile_run, "summary") if reconcile.state == "success" else None
    return Session((ingest, reconcile), summary, time.monotonic() - started)


def _started_by(client: AirflowClient, ingest: str, before: str, patience: float = 60.0) -> str:
    """Run id of the reconciliation that the ingest's own event started, whatever else has started since ``before``.

    Raises:
        AirflowNotStarted: AFL-NO-RUN when there is none within ``patience`` seconds.
    """
    end = time.monotonic() + patience
    strangers: set[str] = set()
    while time.monotonic() < end:
        for run in client.runs_since(RECONCILE, before):
            name = str(run["dag_run_id"])
            if name in strangers:
                continue
            if (INGEST, ingest) in client.started_by(RECONCILE, name):
                return name
            strangers.add(name)
        time.sleep(0.5)
    raise AirflowNotStarted("AFL-NO-RUN", dag=RECONCILE, run=ingest)


def close_interrupted(client: AirflowClient, tell: Callable[[str], None]) -> list[tuple[str, str]]:
    """Mark as failed what an earlier, interrupted session left queued or running; returns (DAG, run id) of each.

    For an Airflow that was just started for one session: nobody is waiting for these runs, and the new ingest would
    queue up behind them. Their reads stay, and what they published stays.
    """
    closed = []
    for dag in OURS:
        for run in client.unfinished(dag):
            name = str(run["dag_run_id"])
            client.close_run(dag, name)
            tell(f"  ! {dag}, {name}: left {run['state']} by an interrupted session; closed (marked failed)")
            closed.append((dag, name))
    return closed
