"""Record a decision, withdraw it, read those in force.

Invariant: the decisions in force are a set: what is applied depends neither on the order in which they were made nor
on any that were withdrawn. Withdrawing therefore restores exactly what was before.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Engine, RowMapping, insert, select, update
from sqlalchemy.exc import IntegrityError

from doisoat.decisions.errors import DecisionError
from doisoat.decisions.tables import decision
from doisoat.store import transaction

VERDICTS: Final = ("approved", "rejected")


@dataclass(frozen=True)
class Decision:
    """A decision as it was recorded; ``withdrawn_at`` is None while it is in force."""

    id: int
    kind: str
    subject: str
    verdict: str
    payload: dict[str, Any]
    evidence: dict[str, Any]
    run: str | None
    note: str | None
    decided_by: str
    decided_at: datetime
    withdrawn_by: str | None = None
    withdrawn_at: datetime | None = None
    withdrawn_note: str | None = None


def decide(
    engine: Engine,
    kind: str,
    subject: str,
    verdict: str,
    *,
    payload: dict[str, Any],
    evidence: dict[str, Any],
    by: str,
    run: str | None = None,
    note: str | None = None,
) -> Decision:
    """Record a decision.

    Args:
        engine: the SQL database.
        kind: what sort of thing is decided on (``village``).
        subject: its key.
        verdict: approved or rejected.
        payload: what is applied while the decision is in force.
        evidence: the values it is made on; when they change later, the decision is stale.
        by: who decides.
        run: the run that showed the evidence.
        note: the resolution or the reason.

    Raises:
        DecisionError: DEC-TAKEN when the subject has a decision in force; DEC-VERDICT; DEC-WHO.
    """
    if verdict not in VERDICTS:
        raise DecisionError("DEC-VERDICT", verdict=verdict, known=", ".join(VERDICTS))
    if not by.strip():
        raise DecisionError("DEC-WHO")
    row = {
        "kind": kind,
        "subject": subject,
        "verdict": verdict,
        "payload": payload,
        "evidence": evidence,
        "run": run,
        "note": note,
        "decided_by": by.strip(),
        "decided_at": datetime.now(UTC),
    }
    try:
        with transaction(engine) as connection:
            number = connection.execute(insert(decision).values(**row)).inserted_primary_key
    except IntegrityError:
        raise DecisionError("DEC-TAKEN", subject=subject) from None
    return Decision(id=int(number[0]) if number else 0, **row)  # type: ignore[arg-type]  # the columns of its own row


def withdraw(engine: Engine, kind: str, subject: str, *, by: str, note: str | None = None) -> None:
    """End the decision in force on a subject; it stays in the book with who withdrew it, when and why.

    Raises:
        DecisionError: DEC-UNKNOWN when there is none; DEC-WHO.
    """
    if not by.strip():
        raise DecisionError("DEC-WHO")
    table = decision
    with transaction(engine) as connection:
        changed = connection.execute(
            update(table)
            .where((table.c.kind == kind) & (table.c.subject == subject) & table.c.withdrawn_at.is_(None))
            .values(withdrawn_by=by.strip(), withdrawn_at=datetime.now(UTC), withdrawn_note=note)
        ).rowcount
    if not changed:
        raise DecisionError("DEC-UNKNOWN", subject=subject)


def active(engine: Engine, kind: str) -> list[Decision]:
    """The decisions in force of one kind, by subject."""
    query = select(decision).where((decision.c.kind == kind) & decision.c.withdrawn_at.is_(None))
    with transaction(engine) as connection:
        rows = connection.execute(query.order_by(decision.c.subject)).mappings().all()
    return [_of(row) for row in rows]


def find(engine: Engine, kind: str, subject: str) -> Decision | None:
    """The decision in force on a subject, or None."""
    return next((item for item in active(engine, kind) if item.subject == subject), None)


def history(engine: Engine, kind: str) -> list[Decision]:
    """Every decision ever made of one kind, withdrawn ones included, in the order they were made."""
    with transaction(engine) as connection:
        rows = connection.execute(select(decision).where(decision.c.kind == kind).order_by(decision.c.id)).mappings()
        return [_of(row) for row in rows.all()]


def _of(row: RowMapping) -> Decision:
    return Decision(**dict(row))
