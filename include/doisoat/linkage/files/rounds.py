"""Settle who is whose partner: once by what two records say, and again with what their households say.

The same is done, with their numbers hidden, for a sample of records whose partner a number proves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from doisoat.linkage.engine import Bits, Flags, Ints, Levels
from doisoat.linkage.files import support
from doisoat.linkage.files.assign import OnePerson, Scores, Setting, Settlement, settle
from doisoat.linkage.files.certain import CertainPairs
from doisoat.linkage.files.coding import among
from doisoat.linkage.files.doubles import Doubles
from doisoat.linkage.files.job import Candidates, FileJob, cells_of, merge, score, scores, setting
from doisoat.linkage.files.threshold import Sample

__all__ = ["Settled", "hide", "settle_all", "trusted"]

_LINKED = 3.0
"""Bits at which people count as linked when households are looked at."""


@dataclass(frozen=True)
class Settled:
    """``pairs`` with their ``standing``; ``support``: level by pair and bits by level, where households were used."""

    pairs: Candidates
    standing: Settlement
    support: tuple[Levels, Bits] | None


def settle_all(job: FileJob, pairs: Candidates, taken: CertainPairs, free: Flags) -> Settled:
    """Choose partners among the free records; ``taken``: pairs linked before."""
    counts = int(free[: job.n_a].sum()), int(free[job.n_a :].sum())
    where = setting(job, counts, len(taken.a))
    choose = settle if job.model.one_to_one else _every
    doubles = Doubles(job)
    standing = choose(scores(job, pairs), where, job.n, doubles)
    if not job.homes:
        return Settled(pairs, standing, None)
    of, is_taken, _ = _homes(job, pairs, standing, taken)
    fresh = support.anchored(of, free & ~is_taken, job.n_a)
    fresh = fresh[~among(fresh, pairs.packed)]
    pairs, standing = _with(pairs, standing, score(job, fresh, cells_of(job, fresh)))
    alone = standing.weight
    levels, bits = np.zeros(0, dtype=np.int8), np.zeros(4)
    for _ in range(2):
        of, is_taken, linked = _homes(job, pairs, standing, taken)
        levels = support.support_levels(of, pairs.packed // job.n, pairs.packed % job.n, linked, is_taken)
        bits = support.support_bits(of, levels, alone, standing.chosen, *counts)
        standing = choose(scores(job, pairs, bits[levels]), where, job.n, doubles)
    return Settled(pairs, standing, (levels, bits))


def _homes(
    job: FileJob, pairs: Candidates, standing: Settlement, taken: CertainPairs
) -> tuple[support.Homes, Flags, Flags]:
    """Linked households, records linked to anybody, pairs linked."""
    linked = standing.chosen & (standing.weight >= _LINKED)
    a = np.append(taken.a, pairs.packed[linked] // job.n)
    b = np.append(taken.b, pairs.packed[linked] % job.n)
    is_taken = np.zeros(job.n, dtype=bool)
    is_taken[a] = is_taken[b] = True
    return support.homes(job.household, job.n_a, a, b), is_taken, linked


def _with(pairs: Candidates, standing: Settlement, more: Candidates) -> tuple[Candidates, Settlement]:
    """Pairs with ``more``, which stand for nothing yet."""
    both = merge(pairs, more)
    at = np.searchsorted(both.packed, pairs.packed)
    weight = np.full(len(both.packed), -100.0)
    chosen, tied = np.zeros(len(both.packed), dtype=bool), np.zeros(len(both.packed), dtype=bool)
    weight[at], chosen[at], tied[at] = standing.weight, standing.chosen, standing.tied
    return both, replace(standing, weight=weight, chosen=chosen, tied=tied)


def _every(pairs: Scores, where: Setting, n: int, one_person: OnePerson) -> Settlement:
    """Without one-to-one, every pair stands for itself."""
    matches = 0.8 * max(min(where.free), 1)
    w, priors = pairs.other, (0.0, 0.0)
    for _ in range(8):
        priors = where.priors(where.free, matches)
        w = pairs.weight(priors)
        matches = max(float((1 / (1 + np.exp2(-np.clip(w, -60, 60)))).sum()), 0.5)
    every = np.ones(len(w), dtype=bool)
    return Settlement(np.round(w, 3), every, ~every, [priors], matches)


def trusted(job: FileJob, hidden: CertainPairs) -> CertainPairs:
    """The pairs of one number that nothing else speaks against (a number may be somebody else's)."""
    bits = np.zeros(len(hidden.a))
    for unit, same, other in zip(job.units, job.learnt.same, job.learnt.other, strict=True):
        if not job.is_number(unit):
            bits += np.log2(same / other)[unit.cells(hidden.levels)]
    return hidden.where(bits > -np.log2(99.0))


def hide(
    job: FileJob, settled: Settled, candidates: Candidates, hidden: CertainPairs, free: Flags, taken: CertainPairs
) -> Sample:
    """Link the records of ``hidden`` again, their numbers hidden, among the records ``free``."""
    n, n_a = job.n, job.n_a
    back, sampled = free.copy(), np.zeros(n, dtype=bool)
    back[hidden.a] = back[hidden.b] = sampled[hidden.a] = sampled[hidden.b] = True
    mine = settled.pairs
    every = merge(mine, candidates.where(~among(candidates.packed, mine.packed)))
    every = every.where(back[every.packed // n] & back[every.packed % n])
    a, b = every.packed // n, every.packed % n
    secret = sampled[a] | sampled[b]
    every.other = np.where(secret, every.other - every.number, every.other)
    outside = taken.where(~(sampled[taken.a] | sampled[taken.b]))
    bits = np.zeros(len(a))
    if settled.support is not None:
        # households are linked by everybody but the sample
        known = ~(sampled[mine.packed // n] | sampled[mine.packed % n])
        elsewhere = replace(settled.standing, chosen=settled.standing.chosen & known)
        of, is_taken, linked = _homes(job, mine, elsewhere, outside)
        itself = among(every.packed, mine.packed[linked])
        bits = settled.support[1][support.support_levels(of, a, b, itself, is_taken)]
    counts = int(back[:n_a].sum()), int(back[n_a:].sum())
    found = settle(scores(job, every, bits), setting(job, counts, len(outside.a)), n, Doubles(job, sampled))
    judged = found.chosen & ~found.tied & sampled[a]
    partner: Ints = np.full(n, -1, dtype=np.int64)
    partner[hidden.a] = hidden.b
    true = partner[a[judged]] == b[judged]
    instead = np.flatnonzero(~true & (partner[a[judged]] >= 0))  # a second row of the partner is as good
    true[instead] = Doubles(job)(partner[a[judged][instead]], b[judged][instead]) > 0
    return Sample(found.weight[judged], true, len(hidden.a) - int(true.sum()))
