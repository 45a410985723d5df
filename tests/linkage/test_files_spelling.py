"""Both ways of counting edits (a whole table, or pair by pair) give the same."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA, JaroWinkler

from doisoat.linkage.files.spelling import alike, edits, on_distinct

words = st.lists(st.text("abc", max_size=5), min_size=1, max_size=6, unique=True)


@settings(max_examples=40, deadline=None)
@given(words, st.data())
def test_distances_are_those_of_each_pair_however_many_there_are(values: list[str], data: st.DataObject) -> None:
    at = st.integers(0, len(values) - 1)
    pairs = data.draw(st.lists(st.tuples(at, at), min_size=1, max_size=10))
    for times in (1, 40):  # few pairs are compared one by one, many through a table
        x, y = (np.tile([p[side] for p in pairs], times) for side in (0, 1))
        found, near = edits(values, x, y), alike(values, x, y)
        for i, (one, two) in enumerate(pairs):
            assert found[i] == min(OSA.distance(values[one], values[two]), 3)
            exact = JaroWinkler.similarity(values[one], values[two])
            assert abs(near[i] - (exact * 100 if exact >= 0.7 else 0)) <= 0.5 + 1e-9
        assert (found.reshape(times, -1) == found[: len(pairs)]).all()
        assert (near.reshape(times, -1) == near[: len(pairs)]).all()


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=30))
def test_distinct_pairs_lead_back_to_every_pair_whichever_way_round(pairs: list[tuple[int, int]]) -> None:
    x, y = np.array(pairs).T
    low, high, back = on_distinct(x, y, 10)
    assert (low <= high).all()
    assert len({*zip(low.tolist(), high.tolist(), strict=True)}) == len(low)
    assert (low[back] == np.minimum(x, y)).all()
    assert (high[back] == np.maximum(x, y)).all()
