"""Pairs of several parts as one, in an order that doesn't depend on how they were cut."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from doisoat.linkage.compare import Compared, join, load_nodes
from doisoat.linkage.engine import Engine
from doisoat.sqlwork import Table

pairs = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), unique=True, max_size=20)


def compared(rows: list[tuple[int, int]]) -> Compared:
    a, b = (np.array([row[i] for row in rows], dtype=np.int64) for i in (0, 1))
    told = (a * 10 + b).astype(np.int8)
    return Compared(a, b, {"name": told, "date": told}, told, told)


@given(pairs, st.integers(0, 20))
def test_wherever_pairs_are_cut_they_come_back_in_order_with_their_levels(
    rows: list[tuple[int, int]], cut: int
) -> None:
    whole = join([compared(rows[:cut]), compared(rows[cut:])])
    assert list(zip(whole.a.tolist(), whole.b.tolist(), strict=True)) == sorted(rows)
    told = (whole.a * 10 + whole.b).tolist()
    assert [whole.levels["name"].tolist(), whole.levels["date"].tolist()] == [told, told]
    assert [whole.duplicate.tolist(), whole.rarity.tolist()] == [told, told]


def test_a_number_that_contradicts_its_bearer_is_doubtful(tmp_path: Path) -> None:
    with Engine(tmp_path) as engine:
        # 0 68 2 01 …: a man born in 2001
        engine.con.execute(
            "CREATE TABLE node AS SELECT * FROM (VALUES (1, 7, 68201000123, 20010305, 2),"
            " (0, 7, 68201000123, 20010305, 1), (2, 8, 68201000123, 19850305, 1), (3, 8, -1, 19850305, 1))"
            " t (nid, name_id, number, date, sex)"
        )
        nodes = load_nodes(engine, Table("node"))
    assert nodes.nid.tolist() == [0, 1, 2, 3]
    assert len(nodes) == 4
    assert nodes.doubtful.tolist() == [False, True, True, False]
