"""Identifiers: well-formed, and never the same twice over all slices."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doisoat_lab.synth.numbers import Slices, digits, former_ids, geohashes, participant_numbers, personal_ids


@given(st.integers(1, 12), st.integers(0, 10**9), st.integers(4, 10))
def test_slices_share_no_serial(count: int, offset: int, width: int) -> None:
    n = min(10**width // count, 300)
    found = np.concatenate([Slices(i, count, offset).serial(np.arange(n), width) for i in range(count)])
    assert len(np.unique(found)) == count * n
    assert found.min() >= 0
    assert found.max() < 10**width


def test_a_slice_that_is_too_small_says_so() -> None:
    with pytest.raises(ValueError, match="too small"):
        Slices(0, 10).serial(np.arange(101), 3)


@given(st.lists(st.tuples(st.sampled_from([1, 60, 96]), st.booleans(), st.integers(1920, 2026)), max_size=60))
def test_personal_numbers_are_distinct_and_tell_province_sex_and_year(people: list[tuple[int, bool, int]]) -> None:
    province, male, years = (np.array([p[i] for p in people]) for i in range(3))
    numbers = personal_ids(province, male.astype(bool), years, Slices(1, 3, 99))
    assert len(set(numbers)) == len(people)
    for number, (code, man, year) in zip(numbers, people, strict=True):
        assert len(number) == 12
        assert int(number[:3]) == code
        assert int(number[3]) == (0 if year < 2000 else 2) + (not man)
        assert int(number[4:6]) == year % 100


def test_other_numbers_have_their_length() -> None:
    slices = Slices(2, 9, 5)
    assert {len(n) for n in former_ids(slices, 500)} == {9}
    assert {len(n) for n in participant_numbers(slices, 500)} == {10}
    assert digits(np.array([7, 120]), 5).tolist() == ["00007", "00120"]
    assert digits(np.array([], dtype=int), 5).tolist() == []


def test_geohash_of_a_known_point() -> None:
    """57.64911, 10.40744 is the textbook example (u4pruydqqvj8)."""
    assert geohashes(np.array([57.64911]), np.array([10.40744])).tolist() == ["u4pruydqqvj8"]
