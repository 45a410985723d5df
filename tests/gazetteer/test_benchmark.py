"""The labelled units of benchmarks/text: every exact set, and no wrong one called certain."""

from collections import Counter

import pytest
from benchmarks.text import noise, resolution

CASES = resolution.cases()


def test_there_are_enough_cases() -> None:
    kinds = Counter(c.kind for c in CASES)
    assert kinds["text"] >= 350
    assert kinds["code"] >= 45
    assert len({c.category for c in CASES}) >= 30
    assert sum("|" in c.candidates for c in CASES) >= 100


@pytest.mark.parametrize("shift", [0, 1])
def test_every_set_is_exact(shift: int) -> None:
    # Asked in another order too: answers must not depend on what was asked before.
    missed = resolution.misses(CASES if not shift else CASES[::-1])
    assert [m for m in missed if m.wrong_and_certain] == []
    assert missed == []


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_conversions_under_noise(seed: int) -> None:
    drawn = noise.conversions(seed)
    missed = noise.misses(drawn)
    assert len(drawn) == 300
    assert len(missed) <= 5, missed
    # A misspelling that is another unit's name, letter for letter, cannot be told from it.
    assert len([m for m in missed if m[2]]) <= 1
