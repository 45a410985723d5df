"""The whole reconciliation in one process: the steps Airflow runs as tasks, in the same order, with the same output."""

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from doisoat.pipeline.announcing import announce
from doisoat.pipeline.detecting import detect_batch
from doisoat.pipeline.ingest import ingest_batch, plan_ingest
from doisoat.pipeline.linking import link
from doisoat.pipeline.patience import Result, patiently
from doisoat.pipeline.publishing import publish
from doisoat.pipeline.runs import plan_run
from doisoat.pipeline.validation import validate_batch
from doisoat.pipeline.worklists import publish_batch
from doisoat.pipeline.workspace import Workspace
from doisoat.runs.summary import RunSummary

Progress = Callable[[str, dict[str, Any]], None]


def _step(workspace: Workspace, step: Callable[..., Result], *arguments: Any, **named: Any) -> Result:
    """Call one step of the run, waiting for what heals."""
    return patiently(partial(step, workspace, *arguments, **named), workspace.patience, workspace.var, step.__name__)


def ingest(
    workspace: Workspace,
    registers: list[str] | None = None,
    as_of: str | None = None,
    communes: list[str] | None = None,
    progress: Progress = lambda name, counts: None,
) -> str:
    """Read, standardise and validate the sources; returns the ingest's id."""
    plan = _step(workspace, plan_ingest, registers, as_of, communes, trigger=f"cli-{uuid.uuid4()}")
    for batch in plan["batches"]:
        progress(f"read {batch['label']}", _step(workspace, ingest_batch, plan["ingest"], batch["sources"]))
    for batch in plan["batches"]:
        progress(f"validate {batch['label']}", _step(workspace, validate_batch, plan["ingest"], batch["sources"]))
    _step(workspace, announce, plan["ingest"])
    ingest_id: str = plan["ingest"]
    return ingest_id


def reconcile(
    workspace: Workspace,
    registers: list[str] | None = None,
    as_of: str | None = None,
    communes: list[str] | None = None,
    progress: Progress = lambda name, counts: None,
    ingest: str | None = None,
) -> RunSummary:
    """Link, compare and publish what has been read; returns the run's summary.

    Raises:
        PipelineError: nothing was read, or the ledger does not balance.
    """
    plan = _step(workspace, plan_run, as_of, registers, communes, f"cli-{uuid.uuid4()}", ingest)
    run = plan["run"]
    progress("link", _step(workspace, link, run))
    for batch in plan["batches"]:
        progress("compare", _step(workspace, detect_batch, run, batch))
    for batch in plan["batches"]:
        progress("write worklists", _step(workspace, publish_batch, run, batch))
    summary = _step(workspace, publish, run)
    progress("publish", {"seconds": summary.seconds.get("publish", 0)})
    return summary
