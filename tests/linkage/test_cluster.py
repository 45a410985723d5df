"""Clusters: one record per place of a source, contradictions, rivals."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from doisoat.linkage.cluster import Edges, cluster


def clusters(n: int, edges: list[tuple[int, int, float]], slots: dict[int, int], margin: float = 2.0) -> list[int]:
    a, b, w = (np.array([e[k] for e in edges]) for k in range(3))
    node = np.array(list(slots), dtype=np.int64)
    slot = np.array(list(slots.values()), dtype=np.int64)
    found = Edges(a.astype(np.int64), b.astype(np.int64), w.astype(np.float64))
    return cluster(n, found, node, slot, 3.0, margin, 14.0).tolist()


def test_weak_pairs_do_not_join() -> None:
    assert clusters(3, [(0, 1, 9.0), (1, 2, 2.9)], {}) == [0, 0, 2]


def test_a_chain_over_two_people_of_one_source_is_cut_at_its_weakest_pair() -> None:
    # 0 and 3 stand in source 7: 0-1-2-3 must not become one
    assert clusters(4, [(0, 1, 20.0), (1, 2, 5.0), (2, 3, 20.0)], {0: 7, 3: 7}) == [0, 0, 2, 2]


def test_duplicates_in_a_source_stay_together_when_their_own_pair_is_accepted() -> None:
    assert clusters(3, [(0, 1, 9.0), (1, 2, 9.0), (0, 2, 5.0)], {0: 7, 2: 7}) == [0, 0, 0]


def test_a_plain_contradiction_forbids_a_cluster() -> None:
    assert clusters(3, [(0, 1, 20.0), (1, 2, 9.0), (0, 2, -20.0)], {}) == [0, 0, 2]


def test_a_record_between_two_equal_rivals_goes_to_neither() -> None:
    # 1 is as near to 0 as to 2, who are two people of source 7
    assert clusters(3, [(0, 1, 6.0), (1, 2, 5.5)], {0: 7, 2: 7}) == [0, 1, 2]
    assert clusters(3, [(0, 1, 9.0), (1, 2, 5.5)], {0: 7, 2: 7}) == [0, 0, 2]


GRAPH = st.lists(
    st.tuples(st.integers(0, 11), st.integers(0, 11), st.integers(-20, 20)).filter(lambda e: e[0] < e[1]),
    max_size=40,
    unique_by=lambda e: (e[0], e[1]),
)


@settings(deadline=None, max_examples=150)
@given(GRAPH, st.dictionaries(st.integers(0, 11), st.integers(0, 3), max_size=12), st.randoms())
def test_no_two_of_a_source_without_their_own_pair_whatever_the_order(graph, slots, random) -> None:  # type: ignore[no-untyped-def]
    edges = [(a, b, float(w)) for a, b, w in graph] or [(0, 1, -1.0)]
    label = clusters(12, edges, slots)
    good = {(a, b) for a, b, w in edges if w >= 3.0}
    bad = {(a, b) for a, b, w in edges if w <= -14.0}
    for a in range(12):
        for b in range(a + 1, 12):
            if label[a] == label[b]:
                assert (a, b) not in bad
                if a in slots and slots.get(a) == slots.get(b):
                    assert (a, b) in good
    random.shuffle(edges)
    assert clusters(12, edges, slots) == label
