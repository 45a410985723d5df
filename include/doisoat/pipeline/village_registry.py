"""The village registry a run reads: the configured aliases, with the approved changes applied.

This is the one step in which decisions about villages take effect. What is read is the same whatever the order they
were made in; without decisions in force it is villages.csv as it stands, and so is its digest.
"""

import hashlib
import json

from doisoat.decisions import active
from doisoat.gazetteer.village_changes import Change, apply
from doisoat.gazetteer.villages import Alias, VillageRegistry
from doisoat.pipeline.workspace import Workspace

KIND = "village"
"""Kind of decision in the book of decisions."""


def configured(workspace: Workspace) -> tuple[Alias, ...]:
    """The aliases of villages.csv; none when the province has no such file."""
    path = workspace.config.villages_path
    return VillageRegistry.from_csv(path).aliases if path.exists() else ()


def approved(workspace: Workspace) -> list[Change]:
    """The approved changes in force."""
    return [
        Change.from_payload(decision.payload)
        for decision in active(workspace.engine, KIND)
        if decision.verdict == "approved"
    ]


def registry(workspace: Workspace) -> tuple[VillageRegistry, str]:
    """The registry with the approved changes applied, and a digest of what it was made from."""
    path = workspace.config.villages_path
    digest = hashlib.sha256(path.read_bytes() if path.exists() else b"").hexdigest()
    changes = approved(workspace)
    if changes:
        content = sorted(json.dumps(change.payload(), sort_keys=True) for change in changes)
        digest = hashlib.sha256("\n".join([digest, *content]).encode()).hexdigest()
    return VillageRegistry(apply(configured(workspace), changes), today=workspace.config.settings.as_of), digest
