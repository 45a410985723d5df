"""Which weights are linked, which are put to a person, and what that is estimated to give.

A weight is meant as log2 odds. Where numbers exist, that is put to the test: they are hidden on a sample of records
whose partner they prove, the sample is linked like the rest, and the share of true pairs by weight corrects the odds.
Where none exist, the odds are taken at their word.

The line is the lowest weight at which all links together keep the target precision and each is more likely true than
not. Where that would send more pairs to review than a reviewer has time for, the line is lowered to what the review
can take, and the report says that the target is missed.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np

from doisoat.linkage.calibrate import likely, wilson
from doisoat.linkage.engine import Bits, Flags, Ints

__all__ = ["Lines", "Sample", "chances", "draw"]

_STEP = 2
"""Thresholds lie on half bits."""
_LOW, _HIGH = -20, 30
"""Bits the steps run from and to; what lies beyond is counted at the ends. Chosen by hand."""
_PRIOR = 20.0
"""The sample corrects the odds as if they rested on so many pairs a half bit."""
_WORTH = 0.05
"""As in ``doisoat.linkage.calibrate``. Chosen by hand."""


@dataclass(frozen=True)
class Sample:
    """Pairs chosen with their numbers hidden: ``weight``, ``true``; ``missed``: true pairs not chosen."""

    weight: Bits
    true: Flags
    missed: int


@dataclass(frozen=True)
class Lines:
    """Thresholds in bits and what they are estimated to give: (value, lower, upper end of the 95 % interval).

    ``precision``, ``recall``: of all links; ``hidden_precision``, ``hidden_recall``: of the sample, linked without
    its numbers (how well records without a number fare).
    """

    link: float
    review: float
    precision: tuple[float, float, float]
    recall: tuple[float, float, float]
    basis: str
    pairs: int
    target: float
    hidden_precision: tuple[float, float, float] | None = None
    hidden_recall: tuple[float, float, float] | None = None

    def content(self) -> dict[str, object]:
        """As plain data, rounded."""
        plain = asdict(self)
        for k in ("precision", "recall", "hidden_precision", "hidden_recall"):
            if plain[k] is not None:
                plain[k] = [round(float(x), 6) for x in plain[k]]
        plain["target_met"] = self.precision[0] >= self.target
        return plain


def _bins(weight: Bits) -> Ints:
    return np.asarray(np.clip(np.floor(weight * _STEP), _LOW * _STEP, _HIGH * _STEP).astype(np.int64) - _LOW * _STEP)


def chances(weight: Bits, sample: Sample | None) -> Bits:
    """Chance of each pair to be true; the odds themselves, or as the sample corrects them."""
    size = (_HIGH - _LOW) * _STEP + 1
    middle = (np.arange(size) + _LOW * _STEP + 0.5) / _STEP
    share = 1 / (1 + np.exp2(-middle))
    if sample is not None and len(sample.weight):
        at = _bins(sample.weight)
        pairs, hits = np.bincount(at, minlength=size) + _PRIOR, np.bincount(at[sample.true], minlength=size)
        whole = 10**6
        share = likely(
            np.round((hits + _PRIOR * share) * whole).astype(np.int64), np.round(pairs * whole).astype(np.int64)
        )
    return np.asarray(share[_bins(weight)])


def draw(weight: Bits, certain: int, sample: Sample | None, target: float, review_share: float) -> Lines:
    """Thresholds, on half bits, for chosen pairs of ``weight``, besides ``certain`` pairs taken before."""
    chance = chances(weight, sample)
    steps = np.floor(weight * _STEP) / _STEP
    order = np.argsort(-steps, kind="stable")
    steps, chance = steps[order], chance[order]
    hits = certain + np.cumsum(chance)
    number = certain + np.arange(1, len(steps) + 1)
    real = max(certain + float(chance.sum()), 1.0)
    even = int((chance >= 0.5).sum())
    good = np.flatnonzero(hits[:even] / number[:even] >= target)
    strict = int(good[-1]) + 1 if len(good) else 0
    asked = int(review_share * real)
    cut = max(strict, even - asked)
    link = float(steps[cut - 1]) if cut else (float(steps[0]) + 0.5 if len(steps) else 3.0)
    taken = int((steps >= link).sum())
    worth = int((chance >= _WORTH).sum())
    ask = min(taken + asked, worth)
    review = float(steps[ask - 1]) if ask > taken else link
    if ask < len(steps) and ask > taken and float(steps[ask]) == review:
        review += 0.5  # a half bit is asked whole or not at all
    links = certain + taken
    found = float(hits[taken - 1]) if taken else float(certain)
    told = (None, None) if sample is None else _told(sample, link)
    return Lines(
        link,
        min(review, link),
        _interval(found, links),
        _interval(found, real),
        "odds" if sample is None else "odds corrected by hidden numbers",
        len(weight) if sample is None else len(sample.weight),
        target,
        *told,
    )


def _told(sample: Sample, link: float) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    linked = sample.weight >= link
    hits = float((linked & sample.true).sum())
    return _interval(hits, float(linked.sum())), _interval(hits, float(sample.true.sum() + sample.missed))


def _interval(hits: float, n: float) -> tuple[float, float, float]:
    """A share with its 95 % interval (Wilson); what the odds themselves may be wrong by is not in it."""
    low, high = wilson(hits, n)
    return hits / max(n, 1.0), float(low), float(high)
