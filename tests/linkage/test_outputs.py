"""Which weighed pairs are published: accepted ones of one cluster as links, doubtful ones of two as questions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from doisoat.linkage.engine import Engine
from doisoat.linkage.inputs import LinkConfig
from doisoat.linkage.model import Model, start_counts
from doisoat.linkage.outputs import copy_out, keep_table, link_counts, links_query
from doisoat.linkage.tables import Linked
from doisoat.runs.link_report import NO_DECISIONS, LinkCounts, TableCounts

CONFIG = LinkConfig(run_id="o'run")


def linked(*pairs: tuple[int, int, float], label: list[int]) -> Linked:
    a, b, weight = (np.array([p[i] for p in pairs]) for i in range(3))
    return Linked(
        np.array(label),
        a,
        b,
        weight.astype(float),
        np.zeros(len(a), dtype=np.int64),
        ["{}"],
        np.array(label),
        (a, b),
        TableCounts(),
        NO_DECISIONS,
    )


def test_a_pair_is_a_link_in_one_cluster_and_a_question_between_two(tmp_path: Path) -> None:
    accept, review = CONFIG.accept_bits, CONFIG.review_bits
    found = linked(
        (0, 1, accept),
        (0, 2, accept + 9),
        (1, 2, review),
        (3, 4, review - 1),
        (5, 6, accept - 1),
        label=[0, 0, 2, 3, 4, 5, 5],
    )
    with Engine(tmp_path / "work") as engine:
        assert keep_table(engine, CONFIG, "parcel", found) == {"link": 1, "review": 2}
        rows = engine.con.execute("SELECT a, b, decision FROM parcel_link ORDER BY ALL").fetchall()
    assert rows == [(0, 1, "link"), (0, 2, "review"), (1, 2, "review")]


def test_counts_of_a_written_file_by_kind(tmp_path: Path) -> None:
    path = tmp_path / "it's links.parquet"
    rows = "('person', 'link'), ('person', 'link'), ('person', 'review'), ('parcel', 'link')"
    with Engine(tmp_path / "work") as engine:
        copy_out(engine, f"SELECT * FROM (VALUES {rows}) t (entity_kind, decision)", path)
        assert link_counts(engine, path) == {"person": LinkCounts(2, 1), "parcel": LinkCounts(1, 0)}


@pytest.mark.parametrize("people", [1, 1000, 10_000_000])
def test_records_that_agree_on_everything_weigh_less_among_more_people(tmp_path: Path, people: int) -> None:
    with Engine(tmp_path / "work") as engine:
        text = links_query(engine, CONFIG, Model(start_counts(), people))
        more = links_query(engine, CONFIG, Model(start_counts(), people * 4))

    def weight(query: str) -> float:
        return float(query.split("CAST(")[1].split(" AS DOUBLE")[0])

    assert weight(text) - weight(more) == pytest.approx(2.0 if people >= 200 else 0.0, abs=0.01)
    assert "'o''run'" in text
