"""What linked fellow members of two households say about a pair; the pair itself never vouches for itself."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from doisoat.linkage.files.support import SUPPORT_LEVELS, anchored, homes, support_bits, support_levels

N_A = 6  # two homes of three people in either file
HOUSEHOLD = np.array([0, 0, 0, 1, 1, 1] * 2, dtype=np.int32)
A, B = np.arange(6), np.arange(6, 12)


def level(linked: list[tuple[int, int]], a: int, b: int) -> str:
    one, two = (np.array([p[side] for p in linked], dtype=np.int64) for side in (0, 1))
    taken = np.zeros(12, dtype=bool)
    taken[one] = taken[two] = True
    itself = np.array([(a, b) in linked])
    of = homes(HOUSEHOLD, N_A, one, two)
    return SUPPORT_LEVELS[int(support_levels(of, np.array([a]), np.array([b]), itself, taken)[0])]


def test_levels_by_the_links_of_the_others() -> None:
    assert level([], 0, 6) == "missing"
    assert level([(1, 7)], 0, 6) == "one_more"
    assert level([(1, 7), (2, 8)], 0, 6) == "two_more"
    assert level([(1, 10), (4, 7)], 0, 6) == "elsewhere"
    assert level([(4, 10)], 0, 6) == "missing"  # a fellow of neither is linked


def test_a_link_is_no_evidence_for_itself() -> None:
    assert level([(0, 6)], 0, 6) == "missing"
    assert level([(0, 6), (1, 7)], 0, 6) == "one_more"


def test_without_a_household_nothing_is_said() -> None:
    alone = HOUSEHOLD.copy()
    alone[0] = -1
    of = homes(alone, N_A, A[1:3], B[1:3])
    taken = np.zeros(12, dtype=bool)
    assert support_levels(of, np.array([0]), np.array([6]), np.array([False]), taken).tolist() == [0]


@given(st.sets(st.tuples(st.integers(0, 5), st.integers(6, 11)), max_size=6))
def test_left_over_members_of_linked_households_are_compared(links: set[tuple[int, int]]) -> None:
    linked = sorted(links)
    one, two = (np.array([p[side] for p in linked], dtype=np.int64) for side in (0, 1))
    free = np.ones(12, dtype=bool)
    free[one] = free[two] = False
    found = anchored(homes(HOUSEHOLD, N_A, one, two), free, N_A)
    tied = {(HOUSEHOLD[a], HOUSEHOLD[b]) for a, b in linked}
    wanted = [
        a * 12 + b
        for a in range(6)
        for b in range(6, 12)
        if free[a] and free[b] and (HOUSEHOLD[a], HOUSEHOLD[b]) in tied
    ]
    assert found.tolist() == sorted(wanted)


def test_bits_need_enough_links_and_say_more_for_two_than_for_none() -> None:
    n = 200
    household = np.repeat(np.arange(n, dtype=np.int32), 3)
    both = np.concatenate([household, household])
    a, b = np.arange(3 * n), np.arange(3 * n) + 3 * n
    of = homes(both, 3 * n, a, b)
    levels = np.full(3 * n, 1, dtype=np.int8)
    levels[:60], levels[60:90] = 2, 3
    weight, chosen = np.full(3 * n, 20.0), np.ones(3 * n, dtype=bool)
    bits = support_bits(of, levels, weight, chosen, 3 * n, 3 * n)
    assert bits[0] == 0
    assert bits[1] > 0 > bits[3]
    assert not support_bits(of, levels, weight, np.arange(3 * n) < 40, 3 * n, 3 * n).any()
