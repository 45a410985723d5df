"""Linking: one entity id for every record of the run.

Invariant: the run's entities.parquet has exactly one row for every canonical record of its inputs (the ledger holds
it to that). The model is frozen: a province's first run trains it, later runs use it until it is retrained on
purpose, and link only what a change since the published run can reach: that gives what linking everything gives.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from doisoat.linkage import LinkConfig, LinkInputs
from doisoat.linkage import link as link_records
from doisoat.pipeline.deciding import decision_counts, write_decisions
from doisoat.pipeline.measure import measured
from doisoat.pipeline.runs import load_run, table_paths, update_run
from doisoat.pipeline.workspace import Workspace

MODEL = "state/model.json"


def link(workspace: Workspace, run_id: str, retrain: bool = False) -> dict[str, Any]:
    """Link the run's records and store entities, links and the model used under the run's folder.

    Returns:
        ``{"records", "links", "review", "entities", "decided", "decided_stale", "decided_gone",
        "decided_in_conflict", "seconds"}``.
    """
    run = load_run(workspace, run_id)
    store = workspace.store
    with measured(workspace, run_id, "link") as measure, workspace.scratch("link") as folder:
        model = store.local(MODEL) if store.exists(MODEL) and not retrain else None
        (folder / "out").mkdir()
        decided = folder / "out" / "decisions.parquet"
        left = write_decisions(workspace, run, decided)
        prior = _linked(workspace, run.prior, folder / "prior")
        result = link_records(
            LinkInputs.of(table_paths(workspace, run)),
            LinkConfig(run_id=run_id, mint_key=workspace.secret),
            prior_entities=prior / "entities.parquet" if prior else None,
            prior_state=prior / "state" if prior else None,
            model=model,
            work_dir=folder / "work",
            out_dir=folder / "out",
            threads=workspace.threads,
            memory_limit=workspace.memory,
            decisions=decided,
        )
        store.put_folder(f"{run.folder}/linked", folder / "out")
        if model is None:
            store.put_file(MODEL, result.model)
        entities = pq.read_table(result.entities, columns=["entity_id"]).column("entity_id")
        counts = Counter(pq.read_table(result.links, columns=["decision"]).column("decision").to_pylist())
        measure.counts = {
            "records": len(entities),
            "entities": len(entities.unique()),
            "links": counts["link"],
            "review": counts["review"],
            **decision_counts(result.report, left),
        }
        update_run(workspace, run_id, model=_version(result.model.read_bytes()))
    return {**measure.counts, "seconds": measure.seconds}


def _linked(workspace: Workspace, run: str | None, folder: Path) -> Path | None:
    """Local folder with what the linkage of a published run left; None when there is none."""
    key = f"runs/{run}/linked"
    if run is None or not workspace.store.exists(f"{key}/entities.parquet"):
        return None
    return workspace.store.local_folder(key, folder)


def _version(model: bytes) -> str | None:
    version = json.loads(model).get("content_hash")
    return str(version) if version else None
