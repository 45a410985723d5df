"""Two runs of one installation compared, with what the installation knows of why they differ."""

from __future__ import annotations

from pathlib import Path

from doisoat.linkage.compare_runs import Comparison, compare_runs
from doisoat.pipeline.errors import PipelineError
from doisoat.pipeline.runs import load_run
from doisoat.pipeline.workspace import Workspace
from doisoat.runs.files import Standardised
from doisoat.runs.local import RunData, run_in_store
from doisoat.runs.run import Run

__all__ = ["compare", "run_data", "since_prior"]


def compare(workspace: Workspace, before: str, after: str) -> Comparison:
    """Compare two published runs.

    Raises:
        PipelineError: RUN-UNKNOWN, or RUN-FILES when a run's data are not kept.
    """
    a, b = load_run(workspace, before), load_run(workspace, after)
    return compare_runs(
        run_data(workspace, before),
        run_data(workspace, after),
        _altered(workspace, a, b),
        workspace.threads,
        workspace.memory,
    )


def since_prior(workspace: Workspace, run: Run, data: Path) -> str | None:
    """What the run changed against the published run before it, in one line; None when there is none.

    ``data``: the run's data files, not yet published.
    """
    before = None if run.prior is None else run_in_store(workspace.store, run.prior)
    if before is None:
        return None
    now = RunData(data / "links.parquet", data / "entities.parquet")
    files = RunData(before.links, before.entities)
    return compare_runs(files, now, threads=workspace.threads, memory_limit=workspace.memory).line


def run_data(workspace: Workspace, run: str) -> RunData:
    """The files of a published run; raises PipelineError RUN-FILES when they are not kept."""
    found = run_in_store(workspace.store, run)
    if found is None:
        raise PipelineError("RUN-FILES", run=run)
    return found


def _altered(workspace: Workspace, a: Run, b: Run) -> list[tuple[str, Path | None, Path | None]]:
    """Canonical files of the sources that were read anew in between; reads are keyed by content."""
    found: list[tuple[str, Path | None, Path | None]] = []
    for source, now in sorted(b.inputs.items()):
        then = a.inputs.get(source)
        if (
            then is None
            or then.standardised is None
            or now.standardised is None
            or now.standardised == then.standardised
        ):
            continue
        for table in sorted(set(then.rows) & set(now.rows)):
            old, new = Standardised(then.standardised).table(table), Standardised(now.standardised).table(table)
            found.append((table, workspace.store.local(old), workspace.store.local(new)))
    return found
