"""What Airflow's own processes tell us: a run's note when it has ended, an early start of the fork server.

Invariant: nothing here opens a database session of its own. The scheduler calls the listener inside its transaction;
a second writer would wait for the first one, for ever.
"""

from __future__ import annotations

import logging
import multiprocessing
from typing import Any

from airflow.listeners import hookimpl

log = logging.getLogger(__name__)

PREFIX = "doisoat_"
NOTE_LENGTH = 1000


@hookimpl
def on_starting(component: Any) -> None:
    """Start the fork server while the scheduler still starts: importing Great Expectations takes seconds."""
    job = getattr(component, "job_type", "")
    if job == "SchedulerJob" and multiprocessing.get_start_method(allow_none=True) == "forkserver":
        from multiprocessing import forkserver

        forkserver.ensure_running()


@hookimpl
def on_dag_run_success(dag_run: Any, msg: str) -> None:
    """Put the run's figures into its note."""
    _note(dag_run, _published)


@hookimpl
def on_dag_run_failed(dag_run: Any, msg: str) -> None:
    """Put the failed tasks into the run's note."""
    _note(dag_run, _failed)


def _note(dag_run: Any, write: Any) -> None:
    if not dag_run.dag_id.startswith(PREFIX):
        return
    try:
        text = write(dag_run)
        if text:
            dag_run.note = text[:NOTE_LENGTH]
    except Exception as error:
        # A note is a courtesy; the scheduler must go on.
        log.warning("no note for %s: %s", dag_run.run_id, type(error).__name__)


def _published(dag_run: Any) -> str | None:
    from airflow.models.xcom import XComModel
    from sqlalchemy import select
    from sqlalchemy.orm import object_session

    session = object_session(dag_run)
    if session is None:
        return None
    with session.no_autoflush:
        found = session.scalar(
            select(XComModel.value).where(
                XComModel.dag_run_id == dag_run.id, XComModel.task_id == "publish", XComModel.key == "note"
            )
        )
    return str(found) if found else None


def _failed(dag_run: Any) -> str | None:
    failed = [item for item in dag_run.get_task_instances() if item.state == "failed"]
    names = sorted({f"`{item.task_id}`" + (f" [{item.map_index}]" if item.map_index >= 0 else "") for item in failed})
    if not names:
        return None
    return "Không hoàn thành / not finished. Failed: " + ", ".join(names) + ". The task's log names step and source."
