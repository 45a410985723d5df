"""What the names and the dates of birth of a person's records amount to, as tables for the rules.

``doisoat.text`` judges each distinct pair of values once; a person gets the gravest verdict of any two of his or her
values (tables ``name_verdict`` and ``birth_verdict``: entity_id, verdict, cause, proposal).
"""

from collections.abc import Callable, Sequence

import duckdb
import pandas as pd

from doisoat.paths import read_sql
from doisoat.text.date_difference import date_differences
from doisoat.text.difference import CAUSES
from doisoat.text.name_difference import name_differences

Judge = Callable[[Sequence[str], Sequence[str]], pd.DataFrame]


def create_verdicts(con: duckdb.DuckDBPyConnection) -> None:
    """Create ``name_verdict`` and ``birth_verdict`` from ``person_record``."""
    _create(con, "name", name_differences)
    _create(con, "birth", date_differences)


def _create(con: duckdb.DuckDBPyConnection, name: str, judge: Judge) -> None:
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name}_pair AS {read_sql(f'detect/prepare/{name}_pair')}")
    pairs = con.execute(f"SELECT DISTINCT a, b FROM {name}_pair ORDER BY a, b").fetchall()
    judged = judge([a for a, _ in pairs], [b for _, b in pairs])
    # The order of causes says which verdict stands for a person: what differs before what is only written otherwise.
    judged["rank"] = judged["cause"].map({cause: rank for rank, cause in enumerate(CAUSES)}).astype("Int64")
    con.register("_judged", judged)
    statement = read_sql("detect/prepare/verdict").format(pairs=f"{name}_pair", judged="_judged")
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name}_verdict AS {statement}")
    con.unregister("_judged")
    con.execute(f"DROP TABLE {name}_pair")
