"""Households: the number of people asked for, one head each, ages that fit the relations."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from doisoat_lab.synth import calendar
from doisoat_lab.synth.households import compose
from doisoat_lab.synth.rng import stream

TODAY = calendar.day("2026-11-15")


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 3000), st.integers(0, 10**6))
def test_composition_holds_together(people: int, seed: int) -> None:
    p = compose(stream(seed, "t"), people, TODAY, 2026)
    assert len(p["male"]) == people
    house = p["household"]
    assert (np.diff(house) >= 0).all()
    assert (np.diff(np.unique(house)) == 1).all()
    heads = p["relation"] == 1
    first = np.concatenate([[True], np.diff(house) > 0])
    assert (heads == first).all()
    assert (p["birth"] <= TODAY).all()
    assert np.bincount(house).max() <= 9
    wives, husbands = p["relation"] == 2, p["relation"] == 3
    assert not p["male"][wives].any()
    assert p["male"][husbands].all()
    head_birth = p["birth"][heads][house]
    children = p["relation"] == 14
    assert (p["birth"][children] > head_birth[children]).all()
    parents = np.isin(p["relation"], (4, 5, 8, 9))
    assert (p["birth"][parents] < head_birth[parents]).all()


def test_households_have_the_usual_sizes_and_some_twins() -> None:
    p = compose(stream(1, "t"), 30_000, TODAY, 2026)
    sizes = np.bincount(p["household"])
    assert 3.2 < sizes.mean() < 4.0
    assert {1, 2, 3, 4, 5, 6, 7, 8} <= set(sizes)
    twins = (np.diff(p["household"]) == 0) & (np.diff(p["birth"]) == 0)
    assert twins.sum() > 20
