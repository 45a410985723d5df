"""What Airflow's own processes tell us: a run's note when it has ended, an early start of the fork server.

Invariant: nothing here opens a database session of its own or ends the scheduler's. The scheduler calls the listener
inside its transaction: a second writer would wait for the first one for ever, and a commit ends the scheduler
("UNEXPECTED COMMIT"), again after each restart.
"""

from __future__ import annotations

import contextlib
import json
import logging
import multiprocessing
import sys
import time
from collections.abc import Callable
from typing import Any

from airflow.listeners import hookimpl
from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from doisoat.pipeline.airflow import callbacks

log = logging.getLogger(__name__)

PREFIX = "doisoat_"
NOTE_LENGTH = 1000


@hookimpl
def on_starting(component: Any) -> None:
    """Warm the fork server up before the scheduler's loop begins.

    The first task would otherwise stop that loop until the preload is done: 6 s, and 25 s on a busy machine, in which
    the scheduler sends no heartbeat and may then take itself for dead and its tasks for orphaned (measured).
    """
    # Task processes call this too, with the scheduler's arguments still in sys.argv, but not with a Job.
    is_job = type(component).__module__ == "airflow.jobs.job"
    if is_job and "scheduler" in sys.argv and multiprocessing.get_start_method(allow_none=True) == "forkserver":
        started = time.monotonic()
        process = multiprocessing.Process(target=_nothing, name="warm-up")
        process.start()
        process.join()
        log.info("fork server ready after %.1f s", time.monotonic() - started)


def _nothing() -> None:
    """What the process does that warms the fork server up."""


@hookimpl
def on_dag_run_success(dag_run: Any, msg: str) -> None:
    """Put the run's figures into its note."""
    _note(dag_run, _published)


@hookimpl
def on_dag_run_failed(dag_run: Any, msg: str) -> None:
    """Put the failed tasks into the run's note."""
    _note(dag_run, _failed)


def _note(dag_run: Any, write: Callable[[Any, Session], str | None]) -> None:
    name, session = dag_run.dag_id, object_session(dag_run)
    if not name.startswith(PREFIX) or session is None:
        return
    try:
        with session.no_autoflush:
            text = write(dag_run, session)
        if text:
            dag_run.note = text[:NOTE_LENGTH]
    except Exception as error:
        # A note is a courtesy; the scheduler must go on.
        log.warning("no note for a run of %s: %s", name, type(error).__name__)


def _xcom(dag_run: Any, session: Session, key: str, *tasks: str) -> list[str]:
    from airflow.models.xcom import XComModel

    query = select(XComModel.value).where(XComModel.dag_run_id == dag_run.id, XComModel.key == key)
    if tasks:
        query = query.where(XComModel.task_id.in_(tasks))
    return [str(_plain(value)) for value in session.scalars(query.order_by(XComModel.task_id, XComModel.map_index))]


def _plain(value: Any) -> Any:
    """The value itself: the database hands it out as the JSON text it was stored as."""
    if isinstance(value, str) and value.startswith('"'):
        with contextlib.suppress(ValueError):
            return json.loads(value)
    return value


def _published(dag_run: Any, session: Session) -> str | None:
    found = _xcom(dag_run, session, "note", "publish", "report")
    return found[0] if found else None


def _failed(dag_run: Any, session: Session) -> str | None:
    from airflow.models.taskinstance import TaskInstance

    # Not dag_run.get_task_instances(): it commits, and the scheduler does not survive a commit here.
    query = select(TaskInstance.task_id, TaskInstance._rendered_map_index, TaskInstance.map_index).where(
        TaskInstance.dag_id == dag_run.dag_id, TaskInstance.run_id == dag_run.run_id, TaskInstance.state == "failed"
    )
    names = sorted(
        f"`{task}`" + (f" [{label or index}]" if index >= 0 else "") for task, label, index in session.execute(query)
    )
    reasons = dict.fromkeys(_xcom(dag_run, session, callbacks.FAILURE))
    told = [*_xcom(dag_run, session, "note", "publish", "report"), *reasons]
    if not names:
        return "\n\n".join(told) or None
    said = "Không hoàn thành / not finished. Failed: " + ", ".join(names) + ". The task's log names step and source."
    return "\n\n".join([*told, said])
