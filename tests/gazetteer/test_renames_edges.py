"""Moves of a unit: whole villages are edges, strays are not."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doisoat.gazetteer.renames_edges import STRAY, same_label, table

Move = tuple[str, str, str, int]


def edges(*moves: Move) -> set[tuple[str, str]]:
    found = table(pd.DataFrame(moves, columns=["former", "old", "new", "movers"]))
    return {(found.old[i][1], found.new[j]) for i, j in np.argwhere(found.edges)}


STAY = [("", f"thon {n}", f"thon {n}", 60) for n in (1, 2, 3)]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(30, 200), min_size=3, max_size=6), st.data())
def test_strays_under_a_tenth_are_no_change(sizes: list[int], data: st.DataObject) -> None:
    moves = [("", f"thon {n}", f"thon {n}", size) for n, size in enumerate(sizes)]
    for n, size in enumerate(sizes):
        to = data.draw(st.integers(0, len(sizes) - 1).filter(lambda k, n=n: k != n))
        moves.append(("", f"thon {n}", f"thon {to}", data.draw(st.integers(1, max(int(STRAY * size) - 1, 1)))))
    assert edges(*moves) == {(f"thon {n}", f"thon {n}") for n in range(len(sizes))}


def test_a_rename_a_merge_and_a_split() -> None:
    assert ("thon 3", "thon my") in edges(*STAY[:2], ("", "thon 3", "thon my", 60))
    merged = edges(*STAY[:1], ("", "thon 2", "thon my", 50), ("", "thon 3", "thon my", 60))
    assert {("thon 2", "thon my"), ("thon 3", "thon my")} <= merged
    split = edges(*STAY[:2], ("", "thon 3", "thon 3", 40), ("", "thon 3", "thon 4", 40))
    assert {("thon 3", "thon 3"), ("thon 3", "thon 4")} <= split


def test_two_households_at_one_label_by_chance_decide_nothing() -> None:
    assert edges(*STAY, ("", "thon 3", "thon 9", 2)) == {(f"thon {n}", f"thon {n}") for n in (1, 2, 3)}


def test_rows_and_columns_that_edges_hold_together() -> None:
    found = table(
        pd.DataFrame(
            [*STAY[:1], ("", "thon 2", "thon my", 50), ("", "thon 3", "thon my", 60)],
            columns=["former", "old", "new", "movers"],
        )
    )
    assert sorted((len(rows), len(columns)) for rows, columns in found.components()) == [(1, 1), (2, 1)]
    assert found.left.sum() == found.arrived.sum() == 170


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [("thon 3", "thon 3", True), ("3", "thon 3", True), ("thon 3", "ap 3", False), ("thon 3", "thon 4", False)],
)
def test_a_missing_type_word_is_no_other_label(old: str, new: str, same: bool) -> None:
    assert same_label(old, new) is same
    assert same_label(new, old) is same
