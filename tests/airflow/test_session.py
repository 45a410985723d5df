"""One reconciliation from a terminal: it follows its own, and closes what an interrupted one left."""

from typing import Any

import pytest

from doisoat.pipeline.airflow import session
from doisoat.pipeline.airflow.errors import AirflowNotStarted


class FakeClient:
    """Reconcile runs in the order they were queued, and which ingest's event started each."""

    def __init__(self, started: dict[str, str], unfinished: dict[str, list[str]] | None = None) -> None:
        self.started = started
        self.left = unfinished or {}
        self.closed: list[tuple[str, str]] = []

    def runs_since(self, dag: str, moment: str) -> list[dict[str, Any]]:
        return [{"dag_run_id": run} for run in self.started]

    def started_by(self, dag: str, run: str) -> set[tuple[str, str]]:
        return {(session.INGEST, self.started[run])}

    def unfinished(self, dag: str) -> list[dict[str, Any]]:
        return [{"dag_run_id": run, "state": "running"} for run in self.left.get(dag, ())]

    def close_run(self, dag: str, run: str) -> None:
        self.closed.append((dag, run))


def test_the_reconciliation_of_its_own_ingest_is_followed_not_just_any_newer_one() -> None:
    client = FakeClient({"r-late-event": "another", "r-mine": "mine", "r-newer": "third"})
    assert session._started_by(client, "mine", "") == "r-mine"  # type: ignore[arg-type]


def test_an_ingest_that_started_nothing_is_named() -> None:
    client = FakeClient({"r-other": "another"})
    with pytest.raises(AirflowNotStarted, match="mine"):
        session._started_by(client, "mine", "", patience=0.1)  # type: ignore[arg-type]


def test_what_an_interrupted_session_left_is_closed_and_named() -> None:
    client = FakeClient({}, {session.INGEST: ["i1"], session.RECONCILE: ["r1", "r2"]})
    told: list[str] = []
    closed = session.close_interrupted(client, told.append)  # type: ignore[arg-type]
    assert closed == client.closed == [(session.INGEST, "i1"), (session.RECONCILE, "r1"), (session.RECONCILE, "r2")]
    assert len(told) == 3
    assert "r2" in told[2]
