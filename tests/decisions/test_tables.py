"""One decision in force a subject, held by the database itself."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import create_engine, insert, update
from sqlalchemy.exc import IntegrityError

from doisoat.decisions.tables import decision

NOW = dt.datetime(2026, 11, 15, tzinfo=dt.UTC)


def row(**more: Any) -> dict[str, Any]:
    return {
        "kind": "village",
        "subject": "v1",
        "verdict": "approved",
        "payload": {},
        "evidence": {},
        "decided_by": "a",
        "decided_at": NOW,
        **more,
    }


def test_a_second_decision_needs_the_first_one_withdrawn() -> None:
    engine = create_engine("sqlite://")
    decision.create(engine)
    with engine.begin() as con:
        con.execute(insert(decision), row())
        con.execute(insert(decision), row(subject="v2"))
        con.execute(insert(decision), row(kind="pair"))
    with pytest.raises(IntegrityError), engine.begin() as con:
        con.execute(insert(decision), row(verdict="rejected"))
    with engine.begin() as con:
        con.execute(update(decision).where(decision.c.kind == "village").values(withdrawn_at=NOW, withdrawn_by="b"))
        con.execute(insert(decision), row(verdict="rejected"))
        con.execute(insert(decision), row(withdrawn_at=NOW))
    with pytest.raises(IntegrityError), engine.begin() as con:
        con.execute(insert(decision), row())
