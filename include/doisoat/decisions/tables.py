"""The table of decisions.

Invariant: rows are never changed after they are written but to be withdrawn, and never deleted; a subject has at most
one decision in force (``withdrawn_at`` empty), which a partial unique index holds even between processes.
"""

from sqlalchemy import JSON, Column, DateTime, Index, Integer, String, Table, Text

from doisoat.store import metadata

decision = Table(
    "decision",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(40), nullable=False, index=True),  # what sort of thing is decided, e.g. village
    Column("subject", String(80), nullable=False, index=True),  # key of the thing decided on
    Column("verdict", String(12), nullable=False),  # approved | rejected
    Column("payload", JSON, nullable=False),  # what is applied while the decision is in force
    Column("evidence", JSON, nullable=False),  # the values it was made on
    Column("run", String(40)),  # the run that showed them
    Column("note", Text),  # resolution number, reason
    Column("decided_by", String(120), nullable=False),
    Column("decided_at", DateTime(timezone=True), nullable=False),
    Column("withdrawn_by", String(120)),
    Column("withdrawn_at", DateTime(timezone=True)),
    Column("withdrawn_note", Text),
)

_in_force = decision.c.withdrawn_at.is_(None)
Index(
    "uq_decision_in_force",
    decision.c.kind,
    decision.c.subject,
    unique=True,
    sqlite_where=_in_force,
    postgresql_where=_in_force,
)
