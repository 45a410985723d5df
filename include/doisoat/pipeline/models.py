"""The linkage model of a province: where it is kept, and training it anew on purpose.

Invariant: ``state/model.json`` is the model runs use; a model it replaces is kept whole under ``state/models/`` by its
content hash, so that every run's model can be found again. Training links the newest reads once and throws the links
away: the next run links with the new model, and its comparison with the run before shows what changed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from doisoat.errors import DoisoatError
from doisoat.linkage import LinkConfig, LinkInputs
from doisoat.linkage import link as link_records
from doisoat.linkage.model import Model, load_about, load_models
from doisoat.linkage.model_changes import MODEL_FIELDS, WeightChange, changes
from doisoat.pipeline.deciding import write_decisions
from doisoat.pipeline.errors import PipelineError
from doisoat.pipeline.runs import newest_reads, table_paths
from doisoat.pipeline.workspace import Workspace
from doisoat.runs.files import MODEL, LinkedFiles, kept_model

__all__ = ["Retrained", "model_file", "retrain"]


@dataclass(frozen=True)
class Retrained:
    """What training anew did: content hashes of the model before (None: there was none it can be compared with) and
    now, thresholds (accept, review) of people before and now in bits, and every level whose weight changed.
    """

    before: str | None
    after: str
    thresholds_before: tuple[float | None, float | None]
    thresholds: tuple[float | None, float | None]
    changes: tuple[WeightChange, ...]


def model_file(workspace: Workspace) -> Path:
    """Local path of the model runs use; raises DoisoatError LINK-MODEL where none was trained yet."""
    if not workspace.store.exists(MODEL):
        raise DoisoatError("LINK-MODEL", file=MODEL, reason="no such file")
    return workspace.store.local(MODEL)


def retrain(workspace: Workspace) -> Retrained:
    """Train a model on the newest read of every source and on what people decided; runs use it from now on.

    Raises:
        PipelineError: RUN-NOTHING-READ when no source was ever read.
    """
    reads = newest_reads(workspace)
    if not any(item.used for item in reads.inputs.values()):
        raise PipelineError("RUN-NOTHING-READ")
    store = workspace.store
    parent, old = _old(workspace)
    with workspace.scratch("retrain") as folder:
        (folder / "out").mkdir()
        decided = Path(LinkedFiles((folder / "out").as_posix()).decisions)
        write_decisions(workspace, reads, decided)
        result = link_records(
            LinkInputs.of(table_paths(workspace, reads)),
            LinkConfig(run_id=f"retrain-{datetime.now(UTC):%Y%m%dT%H%M%SZ}", mint_key=workspace.secret),
            prior_entities=None,
            model=None,
            work_dir=folder / "work",
            out_dir=folder / "out",
            threads=workspace.threads,
            memory_limit=workspace.memory,
            decisions=decided,
        )
        body = json.loads(result.model.read_text(encoding="utf-8"))
        body["about"] = {**body["about"], "parent": parent}
        new = load_models(result.model, MODEL_FIELDS)
        if parent is not None and parent != body["content_hash"]:
            store.put_file(kept_model(parent), store.local(MODEL))
        store.put_bytes(MODEL, json.dumps(body, ensure_ascii=False, indent=1).encode())
    return Retrained(
        parent,
        str(body["content_hash"]),
        _thresholds(old),
        _thresholds(new),
        tuple(changes(old, new)),
    )


def _old(workspace: Workspace) -> tuple[str | None, dict[str, Model]]:
    """Content hash of the model in use, and the model where this version can read it."""
    if not workspace.store.exists(MODEL):
        return None, {}
    path = workspace.store.local(MODEL)
    try:
        parent = str(load_about(path)["content_hash"])
    except DoisoatError:
        return None, {}
    try:
        return parent, load_models(path, MODEL_FIELDS)
    except DoisoatError:
        return parent, {}


def _thresholds(models: dict[str, Model]) -> tuple[float | None, float | None]:
    person = models.get("person")
    return (person.accept_bits, person.review_bits) if person else (None, None)
