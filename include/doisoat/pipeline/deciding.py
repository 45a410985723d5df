"""Decisions about pairs of records: one entity or two; kept in the book, read by the next run before the model.

Invariant: a run applies exactly the decisions in force whose records it has and whose values are what they were when
it was decided. The others are left to the model and reported: a decision is *stale* when a value it rests on changed
in its source, *gone* when the run lacks one of the records, *in conflict* when newer decisions rule it out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from doisoat import decisions
from doisoat.decisions import Decision, DecisionError
from doisoat.errors import DoisoatError
from doisoat.linkage.decided import conflicts
from doisoat.pipeline.deciding_values import Key, Values, changed, read_values
from doisoat.pipeline.errors import PipelineError
from doisoat.pipeline.runs import load_run
from doisoat.pipeline.workspace import Workspace
from doisoat.registers.messages import Message, register_messages
from doisoat.runs.link_report import DecisionCounts
from doisoat.runs.local import published_data
from doisoat.runs.run import Run
from doisoat.sqlwork import Limits, open_session, parquet

__all__ = [
    "KIND",
    "STATES",
    "PairStanding",
    "decide_pair",
    "decision_counts",
    "list_pairs",
    "withdraw_pair",
    "write_decisions",
]

KIND: Final = "same_entity"
"""Kind of decision in the book of decisions."""
STATES: Final = ("in_force", "stale", "gone", "in_conflict", "withdrawn")
_VERDICTS: Final = {"same": "approved", "different": "rejected"}
_MAIN: Final = {
    "person": ("population", "household_member", "social_insurance", "right"),
    "household": ("household",),
    "parcel": ("parcel",),
    "organisation": ("right",),
}
"""Tables whose records are compared; the others (a certificate) follow the record they belong to."""
SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("entity_kind", "source_a", "record_a", "source_b", "record_b", "verdict")]
)

register_messages(
    {
        "DEC-RECORD": Message(
            vi="Lần chạy {run} không có một trong hai bản ghi; xem lại tên nguồn và khóa.",
            en="Run {run} lacks one of the two records; check the names of the source and the record.",
        ),
        "DEC-KINDS": Message(
            vi="Hai bản ghi phải khác nhau và cùng loại: đều là người, đều là hộ hoặc đều là thửa đất.",
            en="The two records must be different and of one kind: both people, both households or both parcels.",
        ),
        "DEC-FOLLOWS": Message(
            vi="Bản ghi này đi theo bản ghi chính (giấy chứng nhận theo thửa đất): hãy quyết định về bản ghi chính.",
            en="The record follows a main one (a certificate its parcel): decide about the main record.",
        ),
    }
)


@dataclass(frozen=True)
class PairStanding:
    """A decision about two records and how it stands in a run.

    Attributes:
        decision: as it is in the book; its number names it on the command line.
        entity_kind: person, household or parcel.
        a: source, table and key of one record; ``b`` of the other.
        verdict: same or different.
        state: one of ``STATES``.
        changed: for a stale decision, (source, field) of every value that is another one now.
    """

    decision: Decision
    entity_kind: str
    a: Key
    b: Key
    verdict: str
    state: str
    changed: tuple[tuple[str, str], ...] = ()


def decide_pair(
    workspace: Workspace, run: str, a: str, b: str, verdict: str, by: str, note: str | None = None
) -> Decision:
    """Decide that records ``a`` and ``b`` ("source|record") are the same person, household or parcel, or different.

    A decision on this pair that has gone stale is withdrawn and replaced; the next run applies the new one.

    Args:
        workspace: the installation.
        run: the published run that shows the two records.
        a: one record.
        b: the other one.
        verdict: same or different.
        by: who decides.
        note: the reason, the paper seen.

    Raises:
        PipelineError: DEC-RECORD, DEC-KINDS, DEC-FOLLOWS for what cannot be decided on; LINK-NAME for a record not
            named "source|record".
        DecisionError: DEC-TAKEN when the pair has a decision in force that is not stale; DEC-VERDICT; DEC-WHO.
    """
    if verdict not in _VERDICTS:
        raise DecisionError("DEC-VERDICT", verdict=verdict, known=", ".join(_VERDICTS))
    loaded = load_run(workspace, run)
    kind, one, other = _sides(workspace, loaded, a, b)
    values = read_values(workspace, loaded, (one, other))
    if len(values) < 2:
        raise PipelineError("DEC-RECORD", run=run)
    subject = f"{values[one].ref}~{values[other].ref}"
    payload = {
        "entity_kind": kind,
        **{
            f"{name}_{side}": part
            for side, key in (("a", one), ("b", other))
            for name, part in zip(("source", "table", "record"), key, strict=True)
        },
    }
    evidence = {"a": values[one].digests, "b": values[other].digests}
    before = decisions.find(workspace.engine, KIND, subject)
    if before is not None and _changed(before, values, one, other):
        decisions.withdraw(workspace.engine, KIND, subject, by=by, note="stale; decided again")
    return decisions.decide(
        workspace.engine,
        KIND,
        subject,
        _VERDICTS[verdict],
        payload=payload,
        evidence=evidence,
        by=by,
        run=run,
        note=note or None,
    )


def withdraw_pair(workspace: Workspace, number: int, by: str, note: str | None = None) -> None:
    """Withdraw the decision with this number; the next run is what it was before it.

    Raises DecisionError DEC-UNKNOWN when no decision in force about a pair has it; DEC-WHO.
    """
    subjects = [d.subject for d in decisions.active(workspace.engine, KIND) if d.id == number]
    decisions.withdraw(workspace.engine, KIND, subjects[0] if subjects else str(number), by=by, note=note or None)


def list_pairs(workspace: Workspace, run: str) -> list[PairStanding]:
    """Every decision about a pair, withdrawn ones included, in the order they were made, as it stands in ``run``.

    Raises PipelineError RUN-UNKNOWN.
    """
    return _standings(workspace, load_run(workspace, run), decisions.history(workspace.engine, KIND))


def write_decisions(workspace: Workspace, run: Run, path: Path) -> DecisionCounts:
    """Write the Parquet that ``linkage.link`` reads: the decisions in force that ``run`` can apply, oldest first.

    Those in conflict are written too: linkage finds them by the same rule and counts them.

    Returns:
        The decisions in force that are not applied: ``stale`` and ``gone``.
    """
    found = _standings(workspace, run, sorted(decisions.active(workspace.engine, KIND), key=lambda d: d.id))
    rows = [
        dict(zip(SCHEMA.names, (s.entity_kind, s.a[0], s.a[2], s.b[0], s.b[2], s.verdict), strict=True))
        for s in found
        if s.state in ("in_force", "in_conflict")
    ]
    pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), path)
    counts = Counter(s.state for s in found)
    return DecisionCounts(stale=counts["stale"], gone=counts["gone"])


def decision_counts(counts: DecisionCounts) -> dict[str, int]:
    """What a run shows of the decisions people made."""
    return {
        "decided": counts.same + counts.different,
        "decided_stale": counts.stale,
        "decided_gone": counts.gone + counts.unknown,
        "decided_in_conflict": counts.in_conflict,
    }


def _standings(workspace: Workspace, run: Run, book: Sequence[Decision]) -> list[PairStanding]:
    live = [d for d in book if d.withdrawn_at is None]
    values = read_values(workspace, run, {key for d in live for key in _keys(d)})
    words = {verdict: word for word, verdict in _VERDICTS.items()}
    found: list[PairStanding] = []
    for d in book:
        one, other = _keys(d)
        other_now: tuple[tuple[str, str], ...] = ()
        if d.withdrawn_at is not None:
            state = "withdrawn"
        elif one not in values or other not in values:
            state = "gone"
        else:
            other_now = _changed(d, values, one, other)
            state = "stale" if other_now else "in_force"
        kind = str(d.payload["entity_kind"])
        found.append(PairStanding(d, kind, one, other, words[d.verdict], state, other_now))
    applied = [i for i, s in enumerate(found) if s.state == "in_force"]
    lost = conflicts([(found[i].a, found[i].b, found[i].verdict == "same") for i in applied])
    for i, gone in zip(applied, lost, strict=True):
        if gone:
            s = found[i]
            found[i] = PairStanding(s.decision, s.entity_kind, s.a, s.b, s.verdict, "in_conflict")
    return found


def _changed(decision: Decision, values: dict[Key, Values], one: Key, other: Key) -> tuple[tuple[str, str], ...]:
    return tuple(
        (key[0], name)
        for side, key in (("a", one), ("b", other))
        for name in changed(decision.evidence[side], values[key].digests)
    )


def _keys(decision: Decision) -> tuple[Key, Key]:
    p = decision.payload
    return (p["source_a"], p["table_a"], p["record_a"]), (p["source_b"], p["table_b"], p["record_b"])


def _sides(workspace: Workspace, run: Run, a: str, b: str) -> tuple[str, Key, Key]:
    """Entity kind and the two records, ordered by source and key."""
    entities = published_data(workspace.store, run.id, "entities.parquet")
    if entities is None:
        raise PipelineError("DEC-RECORD", run=run.id)
    names = sorted({_split(a), _split(b)})
    query = f'SELECT source, "table", record, entity_kind FROM {parquet(entities)} WHERE source = ? AND record = ?'
    with open_session(Limits(threads=1)) as session:
        found = [row for name in names for row in session.con.execute(query, name).fetchall()]
    if len({(row[0], row[2]) for row in found}) < len(names):
        raise PipelineError("DEC-RECORD", run=run.id)
    if len(names) < 2 or len({row[3] for row in found}) > 1:
        raise PipelineError("DEC-KINDS")
    kind = str(found[0][3])
    if any(row[1] not in _MAIN[kind] for row in found):
        raise PipelineError("DEC-FOLLOWS")
    one, other = (tuple(map(str, row[:3])) for row in found[:2])
    return kind, one, other  # type: ignore[return-value]


def _split(name: str) -> tuple[str, str]:
    source, bar, key = name.partition("|")
    if not (bar and source and key):
        raise DoisoatError("LINK-NAME")
    return source, key
