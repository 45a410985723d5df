"""What the names and the dates of birth of a person's records amount to, as tables for the rules.

``doisoat.text`` judges each distinct pair of values once; a person gets the gravest verdict of any two of his or her
values (tables ``name_verdict`` and ``birth_verdict``: entity_id, verdict, cause, proposal).
"""

from collections.abc import Callable, Sequence

import pandas as pd

from doisoat.sqlwork import Session
from doisoat.text.date_difference import date_differences
from doisoat.text.difference import CAUSES
from doisoat.text.name_difference import name_differences

Judge = Callable[[Sequence[str], Sequence[str]], pd.DataFrame]


def create_verdicts(session: Session) -> None:
    """Create ``name_verdict`` and ``birth_verdict`` from ``person_record``."""
    _create(session, "name", name_differences)
    _create(session, "birth", date_differences)


def _create(session: Session, name: str, judge: Judge) -> None:
    pair = session.make(f"detect/prepare/{name}_pair")
    pairs = session.con.execute(f"SELECT DISTINCT a, b FROM {pair} ORDER BY a, b").fetchall()
    judged = judge([a for a, _ in pairs], [b for _, b in pairs])
    # The order of causes says which verdict stands for a person: what differs before what is only written otherwise.
    judged["rank"] = judged["cause"].map({cause: rank for rank, cause in enumerate(CAUSES)}).astype("Int64")
    session.table("judged", judged)
    session.make("detect/prepare/verdict", about=name)
    for table in ("judged", pair):
        session.con.execute(f"DROP TABLE {table}")
