"""Villages of a run: which labels were seen, and which changes of labels the linked households speak for.

Only counts leave this step. Proposals are made against villages.csv alone, not against decisions, so that a run shows
the evidence of an approved change again and its approval can be seen to be stale.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from doisoat.decisions import Decision, active
from doisoat.decisions import decide as decide_on
from doisoat.gazetteer.renames_counts import Counts, count
from doisoat.gazetteer.renames_infer import infer
from doisoat.gazetteer.renames_model import Proposal
from doisoat.gazetteer.renames_new import unheard
from doisoat.gazetteer.village_changes import Change
from doisoat.paths import read_sql
from doisoat.pipeline.errors import PipelineError
from doisoat.pipeline.runs import Run, data_path
from doisoat.pipeline.village_registry import KIND, configured
from doisoat.pipeline.workspace import Workspace
from doisoat.registers import TABLES, Level

PROPOSALS = "village_proposals.parquet"
LABELS = "village_labels.parquet"

_RANK = {Level.COMMUNE.value: 0, Level.PROVINCE.value: 1, Level.CENTRAL.value: 2}
_TYPES: dict[str, pa.DataType] = {
    **dict.fromkeys(("run", "proposal", "kind", "unit", "former_unit", "pairs"), pa.string()),
    **dict.fromkeys(("offset", "turned"), pa.int32()),
    **dict.fromkeys(("moved", "left", "against", "arrived"), pa.int64()),
    "confidence": pa.float64(),
    "weak": pa.bool_(),
    **dict.fromkeys(("seen_after", "seen_by"), pa.string()),
    **dict.fromkeys(("sources_old", "sources_new", "undeclared"), pa.list_(pa.string())),
    "listed_before": pa.bool_(),
}
SCHEMA = pa.schema(_TYPES)


def write(
    workspace: Workspace, run: Run, tables: Mapping[str, Sequence[Path]], entities: Path, folder: Path
) -> dict[str, int]:
    """Write village_proposals.parquet and village_labels.parquet of a run into ``folder``.

    Args:
        workspace: the installation.
        run: the run.
        tables: canonical table → Parquet files.
        entities: entities.parquet of the linkage.
        folder: existing folder.

    Returns:
        ``{"proposals", "weak", "labels"}``.
    """
    with duckdb.connect(config={"memory_limit": workspace.memory, "threads": workspace.threads}) as connection:
        _memberships(connection, workspace, run, tables, entities)
        known = configured(workspace)
        counts = count(connection, known)
        proposals = infer(counts, known)
        proposals = sorted([*proposals, *unheard(counts, known, proposals)], key=lambda p: (p.unit, p.key))
        labels = _labels(connection, counts, data_path(workspace, run.prior, LABELS))
    pq.write_table(pa.Table.from_pylist([p.row(run.id) for p in proposals], schema=SCHEMA), folder / PROPOSALS)
    pq.write_table(labels, folder / LABELS)
    return {"proposals": len(proposals), "weak": sum(p.weak for p in proposals), "labels": labels.num_rows}


def _memberships(
    connection: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    run: Run,
    tables: Mapping[str, Sequence[Path]],
    entities: Path,
) -> None:
    for name in ("population", "household", "household_member", "social_insurance"):
        paths = [str(path) for path in tables.get(name, ())]
        if paths:
            listed = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet([{listed}], union_by_name=true)")
        else:
            connection.register(name, TABLES[name].arrow_schema().empty_table())
    connection.execute(f"CREATE VIEW entities AS SELECT * FROM read_parquet('{entities}')")
    types: dict[str, pa.DataType] = {
        "source": pa.string(), "day": pa.string(), "declared": pa.bool_(), "rank": pa.int32()
    }  # fmt: skip
    days = pa.Table.from_pylist(_days(workspace, run), schema=pa.schema(types))
    connection.register("source_day", days)
    connection.execute(f"CREATE TEMP TABLE membership AS {read_sql('gazetteer/membership')}")


def _days(workspace: Workspace, run: Run) -> list[dict[str, object]]:
    """Which day the labels of each source belong to, and whether the source says so itself."""
    rows: list[dict[str, object]] = []
    for source_id, item in run.inputs.items():
        source = workspace.config.sources.get(source_id)
        if source is not None and item.used:
            said = source.village.as_of
            day = said or item.as_of or run.as_of
            rows.append({"source": source_id, "day": day, "declared": bool(said), "rank": _RANK[source.level]})
    return rows


def _labels(connection: duckdb.DuckDBPyConnection, counts: Counts, prior: Path | None) -> pa.Table:
    """Where each label was seen, first and last, and by how many households; earlier runs' first days are kept."""
    connection.register("seen", counts.seen)
    before = f"read_parquet('{prior}')" if prior else "(SELECT * FROM now LIMIT 0)"
    return connection.execute(read_sql("gazetteer/seen_labels").replace("$before", before)).to_arrow_table()


@dataclass(frozen=True)
class Standing:
    """A change of labels, what the newest run says of it and what was decided.

    Attributes:
        proposal: as the newest run has it; None when that run no longer speaks for it.
        decision: the decision in force, or None.
        status: held, approved or rejected.
        stale: why a decision should be looked at again, as a message code; empty when nothing changed.
    """

    key: str
    proposal: Proposal | None
    decision: Decision | None
    status: str
    stale: str = ""


def proposals(workspace: Workspace, run: str | None) -> list[Proposal]:
    """The proposals a published run holds; none when it has no such file."""
    path = data_path(workspace, run, PROPOSALS)
    return [Proposal.of(row) for row in pq.read_table(path).to_pylist()] if path else []


def standings(workspace: Workspace, run: str | None) -> list[Standing]:
    """Every proposal of a published run with its decision, then the decisions the run no longer speaks for."""
    book = {decision.subject: decision for decision in active(workspace.engine, KIND)}
    found = []
    for proposal in proposals(workspace, run):
        decision = book.pop(proposal.key, None)
        status = decision.verdict if decision else "held"
        found.append(Standing(proposal.key, proposal, decision, status, _stale(proposal, decision)))
    return [*found, *(Standing(key, None, book[key], book[key].verdict, "VIL-GONE") for key in sorted(book))]


def decide(
    workspace: Workspace, run: str, key: str, verdict: str, *, by: str, since: str = "", note: str = ""
) -> Decision:
    """Approve or reject a proposal of a published run.

    Args:
        workspace: the installation.
        run: the run that shows the evidence.
        key: the proposal.
        verdict: approved or rejected.
        by: who decides.
        since: first day of the new labels (YYYY-MM-DD); empty: the day they were first seen.
        note: the resolution's number, or the reason.

    Raises:
        PipelineError: VIL-UNKNOWN, or VIL-SINCE for a day on which the old labels were still right or the new ones
            already in use.
        DecisionError: the proposal has a decision in force.
    """
    proposal = next((item for item in proposals(workspace, run) if item.key == key), None)
    if proposal is None:
        raise PipelineError("VIL-UNKNOWN", run=run, key=key)
    if since and not _possible(since, proposal):
        raise PipelineError(
            "VIL-SINCE", since=since, key=key, after=proposal.seen_after or "?", by=proposal.seen_by
        )  # fmt: skip
    change = Change.of(proposal, since, note)
    return decide_on(
        workspace.engine, KIND, key, verdict, payload=change.payload(), evidence=proposal.row(run), by=by, run=run,
        note=note or None,
    )  # fmt: skip


def _possible(since: str, proposal: Proposal) -> bool:
    try:
        day = date.fromisoformat(since).isoformat()
    except ValueError:
        return False
    return day == since and proposal.seen_after < since <= proposal.seen_by


def _stale(proposal: Proposal, decision: Decision | None) -> str:
    """A decision is stale when its evidence has become weaker, or the day it holds from is no longer possible."""
    if decision is None:
        return ""
    then = Proposal.of(decision.evidence)
    if proposal.weak and not then.weak:
        return "VIL-WEAKER"
    if proposal.confidence < then.confidence - 0.1:
        return "VIL-WEAKER"
    since = str(decision.payload["since"])
    if since and (since > max(proposal.seen_by, then.seen_by) or since <= proposal.seen_after):
        return "VIL-DATE"
    return ""
