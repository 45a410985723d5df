"""Two runs of one installation compared, with what the installation knows of why they differ."""

from __future__ import annotations

from pathlib import Path

from doisoat.linkage.compare_runs import Comparison, RunData, compare_runs
from doisoat.pipeline.errors import PipelineError
from doisoat.pipeline.runs import Run, data_path, load_run
from doisoat.pipeline.workspace import Workspace

__all__ = ["compare", "run_data", "since_prior"]


def compare(workspace: Workspace, before: str, after: str) -> Comparison:
    """Compare two published runs.

    Raises:
        PipelineError: RUN-UNKNOWN, or RUN-FILES when a run's data are not kept.
    """
    a, b = load_run(workspace, before), load_run(workspace, after)
    return compare_runs(
        run_data(workspace, before), run_data(workspace, after), _altered(workspace, a, b), workspace.threads,
        workspace.memory,
    )  # fmt: skip


def since_prior(workspace: Workspace, run: Run, data: Path) -> str | None:
    """What the run changed against the published run before it, in one line; None when there is none.

    ``data``: the run's data files, not yet published.
    """
    if run.prior is None or data_path(workspace, run.prior, "links.parquet") is None:
        return None
    now = RunData(data / "links.parquet", data / "entities.parquet")
    before = run_data(workspace, run.prior)
    files = RunData(before.links, before.entities)
    return compare_runs(files, now, threads=workspace.threads, memory_limit=workspace.memory).line


def run_data(workspace: Workspace, run: str) -> RunData:
    """The files of a published run; raises PipelineError RUN-FILES when they are not kept."""
    links, entities = (data_path(workspace, run, f"{name}.parquet") for name in ("links", "entities"))
    if links is None or entities is None:
        raise PipelineError("RUN-FILES", run=run)
    return RunData(links, entities, *(_kept(workspace, run, name) for name in ("decisions.parquet", "model.json")))


def _kept(workspace: Workspace, run: str, name: str) -> Path | None:
    key = f"runs/{run}/linked/{name}"
    return workspace.store.local(key) if workspace.store.exists(key) else None


def _altered(workspace: Workspace, a: Run, b: Run) -> list[tuple[str, Path | None, Path | None]]:
    """Canonical files of the sources that were read anew in between; reads are keyed by content."""
    found: list[tuple[str, Path | None, Path | None]] = []
    for source, now in sorted(b.inputs.items()):
        then = a.inputs.get(source)
        if then is None or then.standardised is None or now.standardised in (None, then.standardised):
            continue
        for table in sorted(set(then.rows) & set(now.rows)):
            files = (workspace.store.local(f"{side}/{table}.parquet") for side in (then.standardised, now.standardised))
            found.append((table, *files))  # type: ignore[arg-type]
    return found
