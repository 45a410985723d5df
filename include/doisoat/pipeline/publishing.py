"""Publication: data first, one manifest last.

Invariant: ``published/current.json`` names a run only when everything of it is in place; a reader that starts there
never sees half a publication. Publishing a run again replaces it with the same content; publishing one that a newer run
has overtaken leaves the newer one current.
"""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from sqlalchemy import delete, desc, insert, select

from doisoat.pipeline import ledger, quality_page, summary, tables, villages
from doisoat.pipeline.comparing import since_prior
from doisoat.pipeline.current import current_run
from doisoat.pipeline.errors import PipelineError
from doisoat.pipeline.measure import measured
from doisoat.pipeline.results import write_results
from doisoat.pipeline.runs import load_run, run_row, table_paths, update_run
from doisoat.pipeline.validation import quality_paths
from doisoat.pipeline.workspace import Workspace
from doisoat.runs.codec import to_plain
from doisoat.runs.files import CURRENT, Standardised
from doisoat.runs.ledger import Line
from doisoat.runs.run import Run
from doisoat.runs.summary import RunSummary
from doisoat.store import transaction
from doisoat.store.locks import held

PUBLISHING = "publish"
KEPT_RUNS = 3
"""Runs whose discrepancies stay in the SQL database; the Parquet files of all runs stay in the store."""


def publish(workspace: Workspace, run_id: str) -> RunSummary:
    """Write the run's data files, tables and quality report, then its manifest, then make it the current one.

    Returns:
        The run's figures.

    Raises:
        PipelineError: RUN-LEDGER when the ledger does not balance, RUN-OVERTAKEN when the run it continues is no longer
            the one before it; nothing is published.
    """
    run = load_run(workspace, run_id)
    workspace = workspace.at(run.as_of)
    store = workspace.store
    with held(workspace.engine, PUBLISHING, run_id):  # two runs never publish at once
        _check_base(workspace, run)
        with measured(workspace, run_id, "publish") as measure, workspace.scratch("publish") as folder:
            entities = store.local(run.files.linked.entities)
            lines = ledger.build(run, entities)
            ledger.check(lines)
            data = folder / "data"
            data.mkdir()
            results = write_results(
                data,
                run,
                table_paths(workspace, run),
                entities,
                store.local(run.files.linked.links),
                store.local(run.files.linked.successions),
                [store.local(key) for key in store.keys(run.files.compared)],
                _side_files(workspace, run),
                lines,
                workspace.memory,
                workspace.threads,
            )
            with measured(workspace, run_id, "villages") as seen:
                seen.counts = {**villages.write(workspace, run, table_paths(workspace, run), entities, data)}
            quality_page.collect(quality_paths(workspace, run), data)
            figures = summary.build(
                workspace,
                run,
                results["counts"],
                lines,
                summary.entity_counts(entities),
                since_prior(workspace, run, data),
            )
            report = folder / "report"
            report.mkdir()
            quality_page.write(workspace, run, figures, lines, data, report / "index.html")
            published = run.files.published
            keys = [*store.put_folder(published.data, data), *store.put_folder(published.report, report)]
            _keep(workspace, run_id, lines, results["counts"], data)
            measure.counts = {"files": len(keys), "found": figures.found, "new": figures.new}
        return _finish(workspace, run, replace(figures, seconds={**figures.seconds, "publish": measure.seconds}))


def _side_files(workspace: Workspace, run: Run) -> dict[str, dict[str, Path]]:
    """``quarantine``, ``problems``, ``skipped`` → source → local path."""
    found: dict[str, dict[str, Path]] = {"quarantine": {}, "problems": {}, "skipped": {}}
    for item in run.inputs.values():
        if item.standardised:
            read = Standardised(item.standardised)
            for name, key in (("quarantine", read.quarantine), ("problems", read.problems), ("skipped", read.skipped)):
                found[name][item.source_id] = workspace.store.local(key)
    return found


def _keep(
    workspace: Workspace,
    run_id: str,
    lines: list[Line],
    counts: list[tuple[str, str, int, int]],
    data: Path,
) -> None:
    """The run's rows in the SQL database, in place of earlier ones of the same run."""
    ledger.record(workspace, run_id, lines)
    table, count, runs = tables.discrepancy, tables.run_count, tables.run
    with transaction(workspace.engine) as connection:
        kept = connection.execute(
            select(runs.c.id)
            .where((runs.c.status == "published") | (runs.c.id == run_id))
            .order_by(desc(runs.c.planned_at))
            .limit(KEPT_RUNS)
        ).scalars()
        kept_ids = set(kept)
        connection.execute(delete(table).where(table.c.run.not_in(kept_ids) | (table.c.run == run_id)))
        connection.execute(delete(count).where(count.c.run == run_id))
        rows = [
            {"run": run_id, "kind": kind, "commune": commune, "found": found, "new": new}
            for kind, commune, found, new in counts
        ]
        if rows:
            connection.execute(insert(count), rows)
        if run_id not in kept_ids:
            return
        for batch in pq.ParquetFile(data / "discrepancies.parquet").iter_batches(20_000):
            found = batch.to_pylist()
            connection.execute(insert(table), [{**row, "values": json.loads(row["values"])} for row in found])


def _check_base(workspace: Workspace, run: Run) -> None:
    """Refuse a run whose base has moved: somebody else published between its planning and now."""
    table = tables.run
    planned = select(table.c.planned_at).where(table.c.id == run.id).scalar_subquery()
    query = (
        select(table.c.id)
        .where((table.c.status == "published") & (table.c.id != run.id) & (table.c.planned_at < planned))
        .order_by(desc(table.c.planned_at))
        .limit(1)
    )
    with transaction(workspace.engine) as connection:
        before = connection.execute(query).scalar()
    if before != run.prior:
        raise PipelineError("RUN-OVERTAKEN", run=run.id, other=before)


def _finish(workspace: Workspace, run: Run, figures: RunSummary) -> RunSummary:
    """Write the manifest and make the run the current one, unless a newer one is; returns its figures."""
    store = workspace.store
    published = run.files.published
    files = {
        key.removeprefix(f"{published.prefix}/"): hashlib.sha256(store.get_bytes(key)).hexdigest()
        for key in store.keys(published.prefix)
        if key != published.manifest
    }
    row = run_row(workspace, run.id)
    with transaction(workspace.engine) as connection:
        query = select(tables.run.c.planned_at).where(tables.run.c.id == current_run(connection))
        newest = connection.execute(query).scalar()
    overtaken = newest is not None and newest > row["planned_at"]
    figures = replace(figures, current=not overtaken)
    told = to_plain(figures)
    manifest = {"run": run.id, "as_of": run.as_of, "files": files, "summary": told}
    store.put_bytes(published.manifest, _json(manifest))
    if not overtaken:
        store.put_bytes(CURRENT, _json({"run": run.id, "as_of": run.as_of}))
    published_at = row["published_at"] or datetime.now(UTC)
    update_run(workspace, run.id, status="published", published_at=published_at, summary=told)
    return figures


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode()
