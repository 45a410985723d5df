"""Whether the sources hold two doubtful records side by side."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from doisoat.linkage.model import Model, start_counts
from doisoat.linkage.standing import FREE, STANDING, TAKEN, count_standing, standing
from doisoat.linkage.tables import Pairs

REVIEW = -4.0
RECORDS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), min_size=1, max_size=12)
"""(cluster, source) of each record."""


def clusters(records: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    """Label (smallest record of the cluster) and source of each record."""
    first: dict[int, int] = {}
    label = [first.setdefault(cluster, i) for i, (cluster, _) in enumerate(records)]
    return np.array(label), np.array([source for _, source in records])


def every_pair(slot: np.ndarray) -> Pairs:
    both = np.array(list(combinations(range(len(slot)), 2)), dtype=np.int64).reshape(-1, 2)
    a, b = both[:, 0], both[:, 1]
    return Pairs(a, b, {STANDING.name: np.zeros(len(a), np.int8)}, (slot[a] == slot[b]).astype(np.int8))


@given(RECORDS, st.data())
def test_taken_where_a_source_holds_both_free_where_none_does(
    records: list[tuple[int, int]], data: st.DataObject
) -> None:
    label, slot = clusters(records)
    pairs = every_pair(slot)
    n = len(pairs.a)
    weight = np.array(data.draw(st.lists(st.sampled_from([-9.0, 0.0]), min_size=n, max_size=n)))
    of = np.array(data.draw(st.lists(st.booleans(), min_size=n, max_size=n)), dtype=bool)
    of &= label[pairs.a] != label[pairs.b]
    found = standing(pairs, of, label, slot, weight, REVIEW)

    held = defaultdict(set)
    for cluster, source in zip(label.tolist(), slot.tolist(), strict=True):
        held[cluster].add(source)
    twice = {
        frozenset((int(label[a]), int(label[b])))
        for a, b, same, w in zip(pairs.a, pairs.b, pairs.duplicate, weight, strict=True)
        if same and w >= REVIEW
    }
    for i in range(n):
        one, other = int(label[pairs.a[i]]), int(label[pairs.b[i]])
        wanted = TAKEN if held[one] & held[other] else FREE
        if not of[i] or frozenset((one, other)) in twice:
            wanted = 0
        assert found[i] == wanted


def test_how_often_places_are_free_is_counted_on_pairs_that_are_plainly_two() -> None:
    label, slot = clusters([(0, 0), (0, 1), (1, 0), (1, 1), (2, 2)])
    pairs = every_pair(slot)
    weight = np.where((label[pairs.a] != label[pairs.b]), -9.0, 9.0)
    model = count_standing(Model(start_counts((STANDING,)), 5, fields=(STANDING,)), pairs, label, slot, weight, REVIEW)
    start = STANDING.start["kin"]
    # crosswise two pairs of sources 0 and 1 (taken), and four with the record only source 2 has (free)
    assert model.counts[STANDING.name]["kin"] == [0, start[FREE] + 4, start[TAKEN] + 2]
    assert model.counts[STANDING.name]["same"] == list(STANDING.start["same"])
