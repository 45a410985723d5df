"""One partner each: which of the weighed pairs stand, by how much, and what a weight of zero means at each stage.

The odds that a pair that looks so-and-so is one person depend on how many records are left to be mistaken for each
other. Pairs beyond doubt are taken first, then pairs beyond reasonable doubt; those left over are weighed against the
records still free: chance meetings are as many as free records make possible, while true pairs that look so are as
many as among all true pairs, because the easy ones never looked so. That replaces the usual fixed prior, 5 to 9 bits
too strict after one-to-one. The same holds for relatives: a rival must be free himself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from doisoat.linkage.engine import Bits, Flags, Ints

__all__ = ["OnePerson", "Scores", "Setting", "Settlement", "mutual", "settle"]

SURE = (10.0, 6.0, 3.0, 1.0)
"""Bits beyond which pairs are taken, stage by stage; the last stage settles the rest. One stage costs 0.0001 of F1
without numbers and asks of nearly twice as many pairs (``benchmarks.linkage.constants``)."""
_ROUNDS = 6
"""Rounds in which the priors settle; 3 or 12 give the same links (``benchmarks.linkage.constants``)."""
_HOPELESS = -20.0
"""Bits below which a pair is dropped before the last stage, for speed; -10 and -40 give the same figures
(``benchmarks.linkage.constants``)."""
_RIVAL = -3.0
"""Bits a pair needs to be a rival at all; -1.5 and -6 give the same figures (``benchmarks.linkage.constants``)."""
_TIE = 1.0
"""Margin in bits under which two ways to pair are a tie; 0.5 and 2 give the same figures
(``benchmarks.linkage.constants``)."""
_CLEAR = 30.0
"""A margin nothing need be added to."""
OnePerson = Callable[[Ints, Ints], Bits]
"""How evidently two records of one file are one person, in bits; 0 unless they are."""


@dataclass(frozen=True)
class Setting:
    """How many records there are to be mistaken for each other.

    ``free``: records of each file not yet taken; ``whole``: all of them; ``before``: pairs taken already; ``others``:
    mean number of fellow members of a household.
    """

    free: tuple[int, int]
    whole: tuple[int, int]
    before: int
    others: float

    def priors(self, free: tuple[int, int], matches: float) -> tuple[float, float]:
        """Log2 of unrelated pairs, and of pairs of relatives, for one matching pair."""
        possible = float(max(free[0], 1)) * float(max(free[1], 1))
        prior = float(np.log2(possible / max(matches, 1.0)))
        kin = float(np.log2(self.others * possible / (max(*self.whole, 1) * max(matches, 1.0))))
        return round(prior, 3), round(kin, 3)


@dataclass(frozen=True)
class Scores:
    """Candidate pairs (record numbers) with their evidence in bits, before any prior.

    ``other``: against unrelated people; ``kin``: against another member of the household (None: no such class).
    """

    a: Ints
    b: Ints
    other: Bits
    kin: Bits | None

    def weight(self, priors: tuple[float, float]) -> Bits:
        """Log2 odds against both other classes."""
        w = self.other - priors[0]
        return w if self.kin is None else -np.logaddexp2(-w, priors[1] - self.kin)

    def where(self, keep: Flags | Ints) -> Scores:
        """The pairs selected by a mask or positions."""
        return Scores(self.a[keep], self.b[keep], self.other[keep], None if self.kin is None else self.kin[keep])


@dataclass(frozen=True)
class Settlement:
    """``weight``: log2 odds of each pair at its stage, the margin over rivals included; ``chosen``: partners."""

    weight: Bits
    chosen: Flags
    tied: Flags
    """Chosen pairs whose records could as well change partners."""
    priors: list[tuple[float, float]]
    expected: float
    """Expected matching pairs among all candidates and those taken before."""


def mutual(a: Ints, b: Ints, weight: Bits, n: int) -> Ints:
    """Positions of pairs that are the best of both their records, found again among what is left until nothing is.

    Ties go to the pair that comes first.
    """
    chosen: list[Ints] = []
    left = np.arange(len(a))
    while len(left):
        x, y, w = a[left], b[left], weight[left]
        top_a, top_b = np.full(n, -np.inf), np.full(n, -np.inf)
        np.maximum.at(top_a, x, w)
        np.maximum.at(top_b, y, w)
        best = np.flatnonzero((w >= top_a[x]) & (w >= top_b[y]))
        first_a, first_b = np.full(n, len(left), dtype=np.int64), np.full(n, len(left), dtype=np.int64)
        first_a[x[best][::-1]] = best[::-1]
        first_b[y[best][::-1]] = best[::-1]
        best = best[(first_a[x[best]] == best) & (first_b[y[best]] == best)]
        chosen.append(left[best])
        used = np.zeros(n, dtype=bool)
        used[x[best]] = used[y[best]] = True
        left = left[~(used[x] | used[y])]
    return np.sort(np.concatenate(chosen)) if chosen else left


def settle(scores: Scores, setting: Setting, n: int, one_person: OnePerson | None = None) -> Settlement:
    """Weigh the pairs and choose partners, stage by stage; ``n``: records of both files.

    ``one_person``: which records of one file take no chance from each other (None: there are none).
    """
    weight = np.full(len(scores.a), -100.0)
    chosen, tied = np.zeros(len(scores.a), dtype=bool), np.zeros(len(scores.a), dtype=bool)
    live = np.arange(len(scores.a))
    free, found = setting.free, 0
    priors: list[tuple[float, float]] = []
    matches = _matches(scores, setting, n)
    for sure in (*SURE, None):
        part = scores.where(live)
        priors.append(setting.priors(free, matches))
        w = part.weight(priors[-1])
        weight[live] = w
        # only the last stage looks at pairs more likely wrong than right
        keep = np.flatnonzero(w > (_HOPELESS if sure is None else 0.0))
        pick = keep[mutual(part.a[keep], part.b[keep], w[keep], n)]
        margin, held, again = _margins(part, w, pick, n, one_person)
        final = -np.logaddexp2(-w, -margin)
        certain = pick if sure is None else pick[final[pick] >= sure]
        weight[live[pick]] = final[pick]
        chosen[live[certain]] = True
        tied[live[certain]] = margin[certain] < _TIE
        found += len(certain)
        matches = setting.before + found + (0.0 if sure is None else _chances(final[pick]) - _chances(final[certain]))
        used = np.zeros(n, dtype=bool)
        used[part.a[certain]] = used[part.b[certain]] = True
        used[again[used[part.a[held]]]] = True  # whoever is in a file twice has a partner by now
        live = live[~(used[part.a] | used[part.b])]
        free = free[0] - len(certain), free[1] - len(certain)
    expected = setting.before + _chances(weight[chosen])
    return Settlement(np.round(weight, 3), chosen, tied, priors, expected)


def _chances(weight: Bits) -> float:
    return float((1 / (1 + np.exp2(-np.clip(weight, -60, 60)))).sum())


def _matches(scores: Scores, setting: Setting, n: int) -> float:
    """Matching pairs there are, those taken before included: where the sum of all chances stands still."""
    most = setting.before + max(min(setting.free), 1)
    matches = setting.before + 0.8 * max(min(setting.free), 1)
    w = scores.weight(setting.priors(setting.free, matches))
    good = np.flatnonzero(w > -10)
    top = scores.where(good[mutual(scores.a[good], scores.b[good], w[good], n)])
    for _ in range(_ROUNDS):
        before = matches
        chances = _chances(top.weight(setting.priors(setting.free, matches)))
        matches = float(np.clip(setting.before + chances, 0.5, most))
        if abs(matches - before) < 1e-3 * before:
            break
    return matches


def _margins(part: Scores, w: Bits, pick: Ints, n: int, one_person: OnePerson | None) -> tuple[Bits, Ints, Ints]:
    """By pair chosen: how much the choice is worth more than the best other way to pair the records it touches.

    The other way gives one of its records to a rival, whose own partner goes to the record left behind. Where rival
    and record left behind are one person, either choice is right: it is wrong only if they are not and the other way
    is the true one. A rival with a partner of its own stays a rival: as many rows on both sides may be as many people.
    Also returned are pairs chosen, each with a record that is one person with one of theirs.
    """
    margin = np.full(len(w), 100.0)
    own = np.full(n, -1, dtype=np.int64)
    own[part.a[pick]] = pick
    own[part.b[pick]] = pick
    value = np.maximum(w, 0.0)
    rival = np.ones(len(w), dtype=bool)
    rival[pick] = False
    rival &= w > _RIVAL
    edge = np.flatnonzero(rival)
    packed = part.a * n + part.b
    chosen: list[Ints] = [edge[:0]]
    again: list[Ints] = [edge[:0]]
    for mine, other, flip in ((part.a, part.b, False), (part.b, part.a, True)):
        e = edge[own[mine[edge]] >= 0]
        held = own[mine[e]]
        theirs = own[other[e]]
        lost = np.where(theirs >= 0, value[theirs], 0.0)
        # the record left behind and the rival's former partner
        behind = other[held]
        freed = np.where(theirs >= 0, mine[theirs], -1)
        cross = (behind * n + freed) if flip else (freed * n + behind)
        some = np.flatnonzero(freed >= 0)
        at = np.minimum(np.searchsorted(packed, cross[some]), max(len(packed) - 1, 0))
        gained = np.zeros(len(e))
        gained[some] = np.where(packed[at] == cross[some], value[at], 0.0)
        gap = w[held] + lost - w[e] - gained
        if one_person is not None:
            near = np.flatnonzero((gap < _CLEAR) & (lost <= 0))
            bits = one_person(other[e[near]], behind[near])
            gap[near] += bits
            chosen.append(held[near[bits > 0]])
            again.append(other[e[near[bits > 0]]])
        np.minimum.at(margin, held, gap)
    return margin, np.concatenate(chosen), np.concatenate(again)
