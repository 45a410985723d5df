"""One person twice in one file: rivals that take no chance from each other.

Two rows of one file that fit one row of the other equally well share the chance of being its partner, unless they are
one person themselves; then either is right. They are weighed like a pair across the files, only more sceptically:
few people are in a file twice, and namesakes, twins, father and son are kept apart by what relatives look like.

Invariant: what speaks soundly against one person (another name, another number) is never outweighed.
"""

from __future__ import annotations

import numpy as np

from doisoat.linkage.engine import Bits, Flags, Ints
from doisoat.linkage.files.assign import Scores
from doisoat.linkage.files.coding import distinct
from doisoat.linkage.files.job import FileJob, cells_of, score
from doisoat.linkage.files.parameters import born

__all__ = ["Doubles"]

RATE = 0.001
"""Share of the rows of a file supposed to be somebody's second one; half and double give the same figures
(``benchmarks.linkage.constants``)."""
EVIDENT = 8.0
"""Bits beyond which two rows are one person. 16 costs 0.0003 of F1 with numbers and 0.0019 without, 4 gains 0.0001
(``benchmarks.linkage.constants``); 8 was chosen to be sceptical of people who look alike (``test_files_doubles``)."""
_TOGETHER = 10.0
"""Bits one household is worth at most (as for linked households)."""


class Doubles:
    """How evidently two rows of one file are one person; ``secret``: records whose numbers are not to be looked at."""

    def __init__(self, job: FileJob, secret: Flags | None = None) -> None:
        self.job, self.secret = job, secret
        self._known: Ints = np.zeros(0, dtype=np.int64)
        self._bits: Bits = np.zeros(0)

    def __call__(self, one: Ints, two: Ints) -> Bits:
        """Bits by pair of records: 0 unless evident."""
        n = self.job.n
        packed = np.minimum(one, two).astype(np.int64) * n + np.maximum(one, two)
        bits = np.zeros(len(packed))
        rows = np.flatnonzero(self._one_name(one, two))
        if not len(rows):
            return bits
        key = distinct(packed[rows])
        fresh = np.setdiff1d(key, self._known, assume_unique=True)
        if len(fresh):
            known, weight = np.append(self._known, fresh), np.append(self._bits, self._weigh(fresh))
            order = np.argsort(known, kind="stable")
            self._known, self._bits = known[order], weight[order]
        bits[rows] = self._bits[np.searchsorted(self._known, packed[rows])]
        return bits

    def _one_name(self, one: Ints, two: Ints) -> Flags:
        names = [c.code for c in self.job.columns if c.field.compare == "name"]
        if not names:
            return np.zeros(len(one), dtype=bool)
        return np.asarray(np.all([(c[one] == c[two]) & (c[one] >= 0) for c in names], axis=0))

    def _weigh(self, packed: Ints) -> Bits:
        job = self.job
        one, two = packed // job.n, packed % job.n
        found = score(job, packed, cells_of(job, packed), prune=False)
        hidden = np.zeros(len(packed), dtype=bool) if self.secret is None else self.secret[one] | self.secret[two]
        other = np.where(hidden, found.other - found.number, found.other)
        clear = np.ones(len(packed), dtype=bool)
        for c in job.columns:
            if c.field.compare == "name":
                clear &= c.levels(one, two) == 1
            elif c.field.compare == "id":
                clear &= hidden | (c.levels(one, two) <= 1)
        if found.kin is None:  # father and son of one name: only a whole date tells them apart
            day = born(job.columns)
            clear &= False if day is None else job.columns[day].levels(one, two) == 1
        others = job.kin.others if job.kin else 1.0
        weight = np.empty(len(packed))
        for start, end in ((0, job.n_a), (job.n_a, job.n)):
            mine = np.flatnonzero((one >= start) & (one < end))
            size = max(end - start, 2)
            priors = round(float(np.log2((size - 1) / 2 / RATE)), 3), round(float(np.log2(others / 2 / RATE)), 3)
            bits = other[mine] + self._together(one[mine], two[mine], start, end)
            kin = None if found.kin is None else found.kin[mine]
            weight[mine] = Scores(one[mine], two[mine], bits, kin).weight(priors)
        return np.where(clear & (weight >= EVIDENT), np.round(weight, 3), 0.0)

    def _together(self, one: Ints, two: Ints, start: int, end: int) -> Bits:
        """What one household says against strangers in a file: they hardly share one; relatives remain to be told."""
        home = self.job.household
        bits = np.zeros(len(one))
        if not self.job.homes or not len(one):
            return bits
        rows = np.flatnonzero((home[one] == home[two]) & (home[one] >= 0))
        size = np.bincount(home[start:end][home[start:end] >= 0])[home[one[rows]]]
        bits[rows] = np.clip(np.round(np.log2((end - start) / size), 3), 0.0, _TOGETHER)
        return bits
