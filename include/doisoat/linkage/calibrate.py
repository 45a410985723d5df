"""Where to draw the line between linking, asking a person, and leaving apart.

A weight is a log2 odds under assumptions that never hold quite (fields depend on each other, rivals are not random),
so weight 0 is not even odds. What a weight is worth is read off pairs whose truth is known by other evidence: pairs
whose number was hidden, pairs a person has decided. The threshold to accept is the lowest at which the share of true
pairs at or above it reaches the target *at the lower end of its 95 % interval*, and at which pairs near the threshold
are true more often than not (otherwise many certain pairs would pay for guesses). Where the sample is too small for
the interval, the estimate itself has to reach the target, at the default threshold or above. No threshold that gives
up half of the true pairs is considered: a wrong pair of a very high weight cannot be mended by a threshold. The
threshold to review is the lowest that stays within the reviewers' budget and still finds something.

Intervals are Wilson's (1927): sound for shares near 1 and for small samples.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt

from doisoat.linkage.engine import Bits, Flags, Ints

__all__ = ["ACCEPT", "REVIEW", "Calibration", "calibrate", "likely", "wilson"]

ACCEPT, REVIEW = 3.0, -4.0
"""Thresholds in bits where there is nothing to calibrate on."""
STEP = 2
"""Thresholds lie on half bits."""
_LOW, _HIGH = -12.0, 40.0
"""Bits the steps run from and to; what lies beyond is counted at the ends. Chosen by hand."""
_Z = 1.959964
"""Two-sided 95 % point of the normal distribution, for Wilson's interval (Wilson 1927, JASA 22: 209-212)."""
_EVEN = 0.5
"""Below even odds a pair is likelier two entities than one: no step under it is linked, whatever the average is."""
_WORTH = 0.05
"""Chance of being true below which a step is not laid before a person. Chosen by hand (``test_calibrate``)."""


@dataclass(frozen=True)
class Calibration:
    """Thresholds in bits, and what they are estimated to give on pairs like those calibrated on.

    ``precision``, ``recall``: (estimate, lower, upper end of the 95 % interval) of pairs at or above ``accept_bits``;
    recall counts true pairs never proposed as missed. ``review``: pairs between the thresholds as a share of all true
    pairs; ``reviewed_true``: true pairs between the thresholds as a share of all true pairs.
    ``basis``: ``bound`` (the target holds at the lower end), ``estimate`` (only the estimate reaches it: the sample is
    too small), ``short`` (not even that) or ``default`` (nothing to calibrate on: default thresholds).
    """

    accept_bits: float
    review_bits: float
    precision: tuple[float, float, float]
    recall: tuple[float, float, float]
    review: float
    reviewed_true: float
    pairs: int
    true_pairs: int
    missed: int
    target_precision: float
    basis: str

    def content(self) -> dict[str, object]:
        """As plain data, shares rounded to six places."""
        plain = asdict(self)
        rounded = {k: [round(float(x), 6) for x in plain[k]] for k in ("precision", "recall")}
        shares = {k: round(float(plain[k]), 6) for k in ("review", "reviewed_true", "target_precision")}
        return {**plain, **rounded, **shares}


def wilson(hits: npt.ArrayLike, n: npt.ArrayLike) -> tuple[Bits, Bits]:
    """Lower and upper end of the 95 % interval of a share of ``hits`` among ``n``; (0, 1) where n is 0."""
    h, m = np.asarray(hits, dtype=np.float64), np.asarray(n, dtype=np.float64)
    some = np.maximum(m, 1.0)
    share = h / some
    middle = share + _Z**2 / (2 * some)
    spread = _Z * np.sqrt(share * (1 - share) / some + _Z**2 / (4 * some**2))
    low, high = (middle - spread) / (1 + _Z**2 / some), (middle + spread) / (1 + _Z**2 / some)
    # at the ends the formula gives the share itself but for rounding
    low, high = np.minimum(np.maximum(low, 0.0), share), np.maximum(np.minimum(high, 1.0), share)
    return np.where(m > 0, low, 0.0), np.where(m > 0, high, 1.0)


def likely(true: Ints, pairs: Ints) -> Bits:
    """Share of true pairs by bin of rising weight, made non-decreasing (isotonic regression, pooling violators)."""
    blocks: list[tuple[float, float, int]] = []
    for hit, n in zip(true.tolist(), pairs.tolist(), strict=True):
        h, m, k = float(hit), float(n), 1
        # an empty bin takes the share of its lower neighbour
        while blocks and (m == 0 or blocks[-1][0] * m >= h * blocks[-1][1]):
            before = blocks.pop()
            h, m, k = h + before[0], m + before[1], k + before[2]
        blocks.append((h, m, k))
    return np.array([h / m if m else 0.0 for h, m, k in blocks for _ in range(k)], dtype=np.float64)


def calibrate(
    weight: Bits,
    true: Flags,
    missed: int = 0,
    target_precision: float = 0.9995,
    review_share: float = 0.01,
    accept_bits: float = ACCEPT,
    review_bits: float = REVIEW,
    floor_bits: float = _LOW,
) -> Calibration:
    """Thresholds from pairs of known truth.

    ``weight`` (bits) and ``true`` by pair (each record's best partner); ``missed``: true pairs that were never
    proposed; ``review_share``: at most so many pairs to review, as a share of true pairs; ``accept_bits``,
    ``review_bits``: what to use where the sample says nothing; ``floor_bits``: no threshold lies below. The result does
    not depend on the order of pairs.
    """
    real = int(np.count_nonzero(true)) + missed
    if not len(weight):
        nothing = (0.0, 0.0, 1.0)
        return Calibration(
            accept_bits, review_bits, nothing, nothing, 0.0, 0.0, 0, real, missed, target_precision, "default"
        )
    lowest = int(_LOW * STEP)
    at = np.clip(np.floor(weight * STEP), lowest, _HIGH * STEP).astype(np.int64) - lowest
    size = int(_HIGH * STEP) - lowest + 1
    pairs, hits = np.bincount(at, minlength=size), np.bincount(at[true], minlength=size)
    above, above_true = _from_top(pairs), _from_top(hits)
    low, high = wilson(above_true, above)
    share = np.where(above > 0, above_true / np.maximum(above, 1), 1.0)
    chance = likely(hits, pairs)

    useful = 2 * above_true >= above_true[0]
    reached, bounded = useful & (share >= target_precision), useful & (low >= target_precision)
    by_estimate = int(np.argmax(reached)) if reached.any() else int(np.argmax(np.where(useful, share, -1.0)))
    default = int(np.clip(np.floor(accept_bits * STEP) - lowest, 0, size - 1))
    by_bound = int(np.argmax(bounded)) if bounded.any() else default
    by_chance = _lowest_from_top((chance >= _EVEN) | (pairs == 0))
    floor = int(np.clip(np.floor(floor_bits * STEP) - lowest, 0, size - 1))
    accept = max(by_estimate, by_bound, by_chance, floor)
    if accept < default:
        # lower than the default only as far as there are true pairs to be had: emptiness is no evidence
        accept += int(np.argmax(np.append(hits[accept:default], 1) > 0))

    asked = above - above[accept]
    # down to the default, pairs are looked at even where the sample held no true one
    usual = np.arange(size) >= np.floor(review_bits * STEP) - lowest
    affordable = (asked <= review_share * real) & ((chance >= _WORTH) | (pairs == 0) | usual)
    review = max(_lowest_from_top(affordable[: accept + 1]), min(floor, accept))
    if not asked[review] and review < accept:  # nothing was seen between the thresholds
        review = int(np.clip(np.floor(review_bits * STEP) - lowest, 0, accept))
    if low[accept] >= target_precision:
        basis = "bound"
    else:
        basis = "estimate" if above[accept] and share[accept] >= target_precision else "short"
    found = int(above_true[accept])
    recall_low, recall_high = wilson(found, real)
    return Calibration(
        accept_bits=(accept + lowest) / STEP,
        review_bits=(review + lowest) / STEP,
        precision=(float(share[accept]) if above[accept] else 0.0, float(low[accept]), float(high[accept])),
        recall=(found / max(real, 1), float(recall_low), float(recall_high)),
        review=float(asked[review]) / max(real, 1),
        reviewed_true=float(above_true[review] - above_true[accept]) / max(real, 1),
        pairs=len(weight),
        true_pairs=real,
        missed=missed,
        target_precision=target_precision,
        basis=basis,
    )


def _from_top(counts: Ints) -> Ints:
    return np.asarray(np.cumsum(counts[::-1])[::-1], dtype=np.int64)


def _lowest_from_top(holds: Flags) -> int:
    """The lowest position from which a condition holds up to the top (the top itself where it does not hold there)."""
    fails = np.flatnonzero(~holds)
    return min(int(fails[-1]) + 1, len(holds) - 1) if len(fails) else 0
