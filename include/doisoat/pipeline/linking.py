"""Linking: one entity id for every record of the run.

Invariant: the run's entities.parquet has exactly one row for every canonical record of its inputs (the ledger holds
it to that). The model is frozen: a province's first run trains it, later runs use it until it is retrained on
purpose, and link only what a change since the published run can reach: that gives what linking everything gives.
"""

import json
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from doisoat.linkage import LinkConfig, LinkInputs
from doisoat.linkage.run import Job, prepare, settle
from doisoat.linkage.stages import compare_shard as compare
from doisoat.pipeline import village_meaning
from doisoat.pipeline.deciding import decision_counts, write_decisions
from doisoat.pipeline.measure import measured
from doisoat.pipeline.runs import load_run, table_paths, update_run
from doisoat.pipeline.workspace import Workspace, whole
from doisoat.runs import RunFiles
from doisoat.runs.codec import to_json
from doisoat.runs.files import MODEL, LinkedFiles, shard_name
from doisoat.runs.link_report import DecisionCounts
from doisoat.runs.run import Run

DECISIONS = LinkedFiles.decisions.name
PEOPLE = ("population", "household_member", "social_insurance", "right")


def prepare_link(workspace: Workspace, run_id: str) -> dict[str, Any]:
    """Bring the run's records as far as their blocks, where there are so many that comparing them is worth sharing out.

    Returns:
        ``{"shards", "seconds"}``; no shards when ``link`` does it all: few records, or a run before to start from.
    """
    run = load_run(workspace, run_id)
    with measured(workspace, run_id, "link_prepare") as measure, workspace.scratch("link") as folder:
        shards = _shards(run)
        if shards:
            job, _ = _job(workspace, run, folder)
            stage = folder / "stage"
            shards = shards if prepare(job, stage) else 0
            if shards:
                shutil.copy(job.out_dir / DECISIONS, stage / DECISIONS)
                workspace.store.put_folder(run.files.linking.stage, stage)
        measure.counts = {"shards": shards}
    return {**measure.counts, "seconds": measure.seconds}


def compare_shard(workspace: Workspace, run_id: str, shard: int, shards: int) -> dict[str, Any]:
    """Compare the pairs of one shard of the run's blocks.

    Returns:
        ``{"pairs", "seconds"}``.
    """
    run = load_run(workspace, run_id)
    store, name = workspace.store, shard_name(shard, shards)
    with measured(workspace, run_id, f"link_compare/{name}") as measure, workspace.scratch("compare") as folder:
        compared = store.local_folder(run.files.linking.compared, folder / "compare")
        out = folder / "pairs.parquet"
        pairs = compare(compared, shard, shards, out, folder / "work", workspace.threads, workspace.memory)
        store.put_file(run.files.linking.pairs(shard, shards), out)
        measure.counts = {"pairs": pairs}
    return {**measure.counts, "seconds": measure.seconds}


def link(workspace: Workspace, run_id: str, shards: int = 0, retrain: bool = False) -> dict[str, Any]:
    """Link the run's records and store entities, links and the model used under the run's folder.

    ``shards``: how many shards of pairs have been compared beforehand; 0: compare them here.

    Returns:
        ``{"records", "links", "review", "entities", "decided", "decided_stale", "decided_gone",
        "decided_in_conflict", "villages_settled", "labels_unlisted", "seconds"}``.
    """
    run = load_run(workspace, run_id)
    store = workspace.store
    with measured(workspace, run_id, "link") as measure, workspace.scratch("link") as folder:
        job, left = _job(workspace, run, folder, retrain)
        stage = store.local_folder(run.files.linking.stage, folder / "stage") if shards else folder
        if shards:  # the decisions the first task read hold, whatever was decided since
            shutil.copy(stage / DECISIONS, job.out_dir / DECISIONS)
        names = [run.files.linking.pairs(i, shards) for i in range(shards)]
        result = settle(job, stage, [store.local(name) for name in names])
        # how long it took is no content
        report = replace(result.report, decisions=result.report.decisions + left, seconds={})
        Path(job.linked.report).write_bytes(to_json(report, bare=True))
        seen = village_meaning.write(workspace, run, table_paths(workspace, run), result.entities, job.out_dir)
        store.put_folder(run.files.linked.prefix, job.out_dir)
        if job.model is None:
            store.put_file(MODEL, result.model)
        entities = pq.read_table(result.entities, columns=["entity_id"]).column("entity_id")
        counts = Counter(pq.read_table(result.links, columns=["decision"]).column("decision").to_pylist())
        measure.counts = {
            "records": len(entities),
            "entities": len(entities.unique()),
            "links": counts["link"],
            "review": counts["review"],
            **decision_counts(report.decisions),
            **seen,
        }
        update_run(workspace, run_id, model=_version(result.model.read_bytes()))
    return {**measure.counts, "seconds": measure.seconds}


def _shards(run: Run) -> int:
    """In how many shards the run's pairs are worth comparing; 0 where one process does it as fast."""
    rows = sum(item.rows.get(table, 0) for item in run.inputs.values() if item.used for table in PEOPLE)
    return rows // whole("DOISOAT_LINK_ROWS")


def _job(workspace: Workspace, run: Run, folder: Path, retrain: bool = False) -> tuple[Job, DecisionCounts]:
    """What is to be linked, with results in ``folder``/out; and how many decisions are left out, by reason."""
    store, out = workspace.store, folder / "out"
    out.mkdir()
    left = write_decisions(workspace, run, out / DECISIONS)
    prior = _linked(workspace, run.prior, folder / "prior")
    job = Job(
        LinkInputs.of(table_paths(workspace, run)),
        LinkConfig(run_id=run.id, mint_key=workspace.secret),
        prior_entities=Path(prior.entities) if prior else None,
        prior_state=Path(prior.state) if prior else None,
        model=store.local(MODEL) if store.exists(MODEL) and not retrain else None,
        work_dir=folder / "work",
        out_dir=out,
        threads=workspace.threads,
        memory_limit=workspace.memory,
        decisions=out / DECISIONS,
    )
    return job, left


def _linked(workspace: Workspace, run: str | None, folder: Path) -> LinkedFiles | None:
    """Local folder with what the linkage of a published run left; None when there is none."""
    if run is None or not workspace.store.exists(RunFiles(run).linked.entities):
        return None
    return LinkedFiles(workspace.store.local_folder(RunFiles(run).linked.prefix, folder).as_posix())


def _version(model: bytes) -> str | None:
    version = json.loads(model).get("content_hash")
    return str(version) if version else None
