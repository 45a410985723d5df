"""Villages of a run: which labels were seen, and which changes of labels the linked households speak for.

Only counts leave this step. Proposals are made against villages.csv alone, not against decisions, so that a run shows
the evidence of an approved change again and its approval can be seen to be stale.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from doisoat.decisions import Decision, active
from doisoat.decisions import decide as decide_on
from doisoat.gazetteer.renames_counts import Counts, count
from doisoat.gazetteer.renames_infer import infer
from doisoat.gazetteer.renames_model import LabelChange, Pair, Proposal
from doisoat.gazetteer.renames_new import unheard
from doisoat.gazetteer.village_changes import Change, kind_of, mint
from doisoat.gazetteer.village_lists import ListState
from doisoat.pipeline.errors import PipelineError
from doisoat.pipeline.village_meaning import attach
from doisoat.pipeline.village_registry import KIND, configured
from doisoat.pipeline.workspace import Workspace
from doisoat.registers import Level
from doisoat.runs.local import published_data
from doisoat.runs.run import Run
from doisoat.sqlwork import Fragment, Limits, Session, open_session, parquet
from doisoat.text.villages import label_key

PROPOSALS = "village_proposals.parquet"
LABELS = "village_labels.parquet"
LIST = "village_list.csv"
LIST_COLUMNS = [
    "village_id",
    "unit_code",
    "label",
    "valid_from",
    "valid_to",
    "kind",
    "former_unit_code",
    "decision",
    "records",
    "sources",
    "households",
    "in_two_sources",
    "proposal",
]

_RANK: dict[str, int] = {Level.COMMUNE: 0, Level.PROVINCE: 1, Level.CENTRAL: 2}
_TYPES: dict[str, pa.DataType] = {
    **dict.fromkeys(("run", "proposal", "kind", "unit", "former_unit", "pairs"), pa.string()),
    **dict.fromkeys(("offset", "turned"), pa.int32()),
    **dict.fromkeys(("moved", "left", "against", "arrived"), pa.int64()),
    "confidence": pa.float64(),
    "weak": pa.bool_(),
    **dict.fromkeys(("seen_after", "seen_by"), pa.string()),
    **dict.fromkeys(("sources_old", "sources_new", "undeclared"), pa.list_(pa.string())),
    **dict.fromkeys(("listed_before", "guessed"), pa.bool_()),
}
SCHEMA = pa.schema(_TYPES)


def write(
    workspace: Workspace, run: Run, tables: Mapping[str, Sequence[Path]], entities: Path, folder: Path
) -> dict[str, int]:
    """Write village_proposals.parquet, village_labels.parquet and village_list.csv of a run into ``folder``.

    Args:
        workspace: the installation.
        run: the run.
        tables: canonical table → Parquet files.
        entities: entities.parquet of the linkage.
        folder: existing folder.

    Returns:
        ``{"proposals", "weak", "labels"}``.
    """
    with open_session(Limits(workspace.memory, workspace.threads)) as session:
        _memberships(session, workspace, run, tables, entities)
        known = configured(workspace)
        counts = count(session, known)
        proposals = infer(counts, known)
        absent = pq.read_table(workspace.store.local(run.files.linked.village("unlisted"))).to_pandas()
        bare = set(absent[absent["state"] != ListState.LACKING]["unit"])
        proposals = sorted([*proposals, *unheard(counts, known, proposals, bare)], key=lambda p: (p.unit, p.key))
        labels = _labels(session, counts, published_data(workspace.store, run.prior, LABELS))
    pq.write_table(pa.Table.from_pylist([p.row(run.id) for p in proposals], schema=SCHEMA), folder / PROPOSALS)
    pq.write_table(labels, folder / LABELS)
    listed(absent, proposals).to_csv(folder / LIST, index=False, encoding="utf-8-sig", lineterminator="\n")
    return {"proposals": len(proposals), "weak": sum(p.weak for p in proposals), "labels": labels.num_rows}


def listed(absent: pd.DataFrame, proposals: Iterable[Proposal]) -> pd.DataFrame:
    """The labels no list has, in the columns of villages.csv, with who writes them and the proposal that takes them up.

    Args:
        absent: ``doisoat.gazetteer.village_lists.UNLISTED``.
        proposals: of the run.
    """
    taken: dict[tuple[str, str], tuple[str, Pair]] = {
        (proposal.unit, label_key(pair.new)): (proposal.key, pair)
        for proposal in proposals
        if proposal.kind in (LabelChange.LIST, LabelChange.NEW)
        for pair in proposal.pairs
    }
    rows = []
    for names, part in absent.groupby(["unit", "key"], sort=True):
        unit, key = (str(name) for name in names)
        label = part.sort_values(["records", "label"], ascending=[False, True])["label"].iloc[0]
        proposal, pair = taken.get((unit, key)) or ("", None)
        former = pair.former if pair else ""
        rows.append(
            {
                "village_id": mint(unit, former, key),
                "unit_code": unit,
                "label": pair.new if pair else label,
                "valid_from": "",
                "valid_to": "",
                "kind": kind_of(label),
                "former_unit_code": former,
                "decision": "",
                "records": int(part["records"].sum()),
                "sources": "|".join(part["source"]),
                "households": pair.left if pair else None,
                "in_two_sources": pair.moved if pair else None,
                "proposal": proposal,
            }
        )
    return pd.DataFrame(rows, columns=LIST_COLUMNS).astype({"households": "Int64", "in_two_sources": "Int64"})


def _memberships(
    session: Session,
    workspace: Workspace,
    run: Run,
    tables: Mapping[str, Sequence[Path]],
    entities: Path,
) -> None:
    attach(session, tables, entities)
    types: dict[str, pa.DataType] = {
        "source": pa.string(),
        "day": pa.string(),
        "declared": pa.bool_(),
        "rank": pa.int32(),
    }
    days = pa.Table.from_pylist(_days(workspace, run), schema=pa.schema(types))
    session.table("source_day", days)
    session.make("gazetteer/membership")


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


def _labels(session: Session, counts: Counts, prior: Path | None) -> pa.Table:
    """Where each label was seen, first and last, and by how many households; earlier runs' first days are kept."""
    session.table("seen", counts.seen)
    before = parquet(prior) if prior else Fragment("(SELECT * FROM now LIMIT 0)")
    return session.arrow("gazetteer/seen_labels", before=before)


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
    path = published_data(workspace.store, run, PROPOSALS)
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
        raise PipelineError("VIL-SINCE", since=since, key=key, after=proposal.seen_after or "?", by=proposal.seen_by)
    change = Change.of(proposal, since, note)
    return decide_on(
        workspace.engine,
        KIND,
        key,
        verdict,
        payload=change.payload(),
        evidence=proposal.row(run),
        by=by,
        run=run,
        note=note or None,
    )


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
