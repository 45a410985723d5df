"""Thresholds from pairs of known truth: bounds, order, small samples."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doisoat.linkage.calibrate import ACCEPT, REVIEW, calibrate, likely, wilson

PAIRS = st.lists(st.tuples(st.floats(-30, 60), st.booleans()), min_size=1, max_size=60)


def arrays(pairs: list[tuple[float, bool]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([w for w, _ in pairs]), np.array([t for _, t in pairs], dtype=bool)


def drawn(n: int, seed: int, shift: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Pairs whose weight (plus ``shift``) is their log2 odds of being true."""
    rng = np.random.default_rng(seed)
    odds = rng.normal(14, 9, n)
    return odds - shift, rng.random(n) < 1 / (1 + np.exp2(-odds))


@settings(deadline=None)
@given(PAIRS, st.integers(0, 30))
def test_shares_lie_in_their_intervals_and_thresholds_in_order(pairs: list[tuple[float, bool]], missed: int) -> None:
    found = calibrate(*arrays(pairs), missed)
    for value, low, high in (found.precision, found.recall):
        assert 0 <= low <= value <= high <= 1
    assert found.review_bits <= found.accept_bits
    assert found.accept_bits * 2 == int(found.accept_bits * 2)
    assert 0 <= found.reviewed_true <= found.review
    assert found.true_pairs == missed + sum(t for _, t in pairs)
    assert found.basis in {"bound", "estimate", "short"}


@settings(deadline=None)
@given(PAIRS, st.floats(0.5, 1.0), st.floats(0.5, 1.0))
def test_a_higher_target_never_lowers_the_threshold(pairs: list[tuple[float, bool]], one: float, two: float) -> None:
    low, high = sorted((one, two))
    weight, true = arrays(pairs * 40)
    lower, higher = (calibrate(weight, true, target_precision=t, accept_bits=-12) for t in (low, high))
    assert lower.accept_bits <= higher.accept_bits or "bound" in {lower.basis} - {higher.basis}
    if lower.accept_bits <= higher.accept_bits:
        assert lower.recall[0] >= higher.recall[0]


@settings(deadline=None)
@given(PAIRS, st.randoms())
def test_order_does_not_matter(pairs: list[tuple[float, bool]], random) -> None:  # type: ignore[no-untyped-def]
    first = calibrate(*arrays(pairs), 3)
    random.shuffle(pairs)
    assert calibrate(*arrays(pairs), 3) == first


def test_nothing_to_calibrate_on_keeps_the_defaults_and_says_so() -> None:
    found = calibrate(np.zeros(0), np.zeros(0, dtype=bool), 4)
    assert (found.accept_bits, found.review_bits, found.basis) == (ACCEPT, REVIEW, "default")
    assert found.precision == (0.0, 0.0, 1.0)


def test_a_small_clean_sample_stays_at_the_default() -> None:
    found = calibrate(np.full(50, 20.0), np.ones(50, dtype=bool))
    assert (found.accept_bits, found.basis) == (ACCEPT, "estimate")
    assert found.precision[0] == 1.0
    assert found.precision[1] < 0.95


def test_a_false_pair_above_the_default_raises_the_threshold_of_a_small_sample() -> None:
    weight = np.array([*[20.0] * 50, 8.2])
    found = calibrate(weight, np.array([*[True] * 50, False]))
    assert 8.5 <= found.accept_bits <= 20


def test_emptiness_is_no_evidence_for_a_lower_threshold() -> None:
    weight, true = np.array([*[20.0] * 9000, *[-9.0] * 5]), np.array([*[True] * 9000, *[False] * 5])
    assert calibrate(weight, true).accept_bits == ACCEPT
    weight[0] = 0.7
    assert calibrate(weight, true).accept_bits == 0.5
    assert calibrate(weight, true, floor_bits=2.0).accept_bits == ACCEPT


def test_a_wrong_pair_no_threshold_can_mend_does_not_stop_the_rest() -> None:
    found = calibrate(np.array([*[20.0] * 50, 39.0]), np.array([*[True] * 50, False]))
    assert (found.accept_bits, found.basis) == (ACCEPT, "short")
    assert found.recall[0] == 1.0


def test_only_false_pairs_are_never_accepted() -> None:
    found = calibrate(np.array([5.0, 30.0]), np.zeros(2, dtype=bool))
    assert found.accept_bits > 30
    assert found.basis == "short"


@pytest.mark.parametrize("shift", [-6.0, 0.0, 6.0])
def test_the_threshold_follows_the_scale_of_the_weights(shift: float) -> None:
    found = calibrate(*drawn(60_000, 1, shift))
    plain = calibrate(*drawn(60_000, 1))
    assert found.basis == plain.basis == "bound"
    assert found.accept_bits == pytest.approx(plain.accept_bits - shift)
    assert found.precision == pytest.approx(plain.precision)


def test_intervals_cover_the_truth_at_their_threshold() -> None:
    truth_weight, truth = drawn(400_000, 99)
    covered = 0
    for seed in range(40):
        found = calibrate(*drawn(4000, seed))
        share = truth[truth_weight >= found.accept_bits].mean()
        covered += found.precision[1] <= share <= found.precision[2]
    # choosing the threshold on the same sample costs a little coverage
    assert covered >= 34


def test_the_review_band_stays_within_its_budget() -> None:
    weight, true = drawn(60_000, 2)
    for budget in (0.001, 0.05, 0.2):
        found = calibrate(weight, true, review_share=budget)
        assert found.review <= budget
        assert budget < 0.01 or found.review > budget / 3  # a half bit here holds 2 % of the pairs
    assert calibrate(weight, true, review_share=0.2).review_bits < calibrate(weight, true).review_bits


def test_wilson_knows_the_textbook() -> None:
    low, high = wilson([0, 10, 5], [10, 10, 10])
    assert low == pytest.approx([0.0, 0.7225, 0.2366], abs=1e-4)
    assert high == pytest.approx([0.2775, 1.0, 0.7634], abs=1e-4)
    assert [float(x) for x in wilson(0, 0)] == [0.0, 1.0]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=20))
def test_likely_never_falls_and_keeps_the_sum(bins: list[tuple[int, int]]) -> None:
    hits, n = np.array([a for a, _ in bins]), np.array([a + b for a, b in bins])
    found = likely(hits, n)
    assert (np.diff(found) >= -1e-12).all()
    assert (found * n).sum() == pytest.approx(hits.sum())
