"""One linkage while it runs: the files as columns, what was learnt, and pairs with their evidence in bits."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from doisoat.linkage.engine import Bits, Flags, Ints
from doisoat.linkage.files.assign import Scores, Setting
from doisoat.linkage.files.coding import Codes
from doisoat.linkage.files.columns import ComparedColumn
from doisoat.linkage.files.model import FileModel
from doisoat.linkage.files.parameters import Parameters, Relatives, born
from doisoat.linkage.files.units import Cells, JointLevels

__all__ = ["Candidates", "FileJob", "Laps", "cells_of", "merge", "rarity_of", "score", "scores", "setting"]

_CHUNK = 1_000_000
"""Pairs whose levels are held at once: a bound on memory."""
_HOPELESS = -25.0
"""Bits, the smallest prior taken off, below which a pair is dropped: far below any threshold. Chosen by hand."""


@dataclass
class Laps:
    """CPU seconds (user and system, all threads) by step; the first holds what starting and importing took."""

    steps: dict[str, float] = field(default_factory=dict)
    since: float = 0.0

    def lap(self, name: str) -> None:
        """Book the CPU seconds since the last lap under ``name``."""
        import time

        now = time.process_time()
        self.steps[name] = round(self.steps.get(name, 0.0) + now - self.since, 3)
        self.since = now


@dataclass
class FileJob:
    """Two files of ``n_a`` and ``n`` - ``n_a`` records; ``household`` by record, -1 none."""

    n: int
    n_a: int
    household: Codes
    columns: list[ComparedColumn]
    units: list[JointLevels]
    model: FileModel
    other: list[Bits]
    kin: Relatives | None
    homes: bool
    """Whether both files name households."""
    parameters: Parameters | None = None

    @property
    def learnt(self) -> Parameters:
        """The parameters, once learnt."""
        assert self.parameters is not None
        return self.parameters

    def is_number(self, unit: JointLevels) -> bool:
        """Whether a unit is an identifier."""
        return any(self.columns[k].field.compare == "id" for k in unit.members)


@dataclass
class Candidates:
    """Pairs to be weighed: packed (a · n + b) ascending, evidence in bits; ``number``: identifiers' part of it."""

    packed: Ints
    other: Bits
    kin: Bits | None
    number: Bits

    def where(self, keep: Flags | Ints) -> Candidates:
        """The pairs selected by a mask or positions."""
        return Candidates(
            self.packed[keep], self.other[keep], None if self.kin is None else self.kin[keep], self.number[keep]
        )


def cells_of(job: FileJob, packed: Ints) -> list[Cells]:
    """Cells by unit of packed pairs, chunk by chunk (levels of one chunk at a time are held)."""
    found: list[list[Cells]] = [[] for _ in job.units]
    for start in range(0, max(len(packed), 1), _CHUNK):
        part = packed[start : start + _CHUNK]
        a, b = part // job.n, part % job.n
        levels = [c.levels(a, b) for c in job.columns]
        for i, u in enumerate(job.units):
            found[i].append(u.cells(levels))
    return [np.concatenate(f) for f in found]


def rarity_of(job: FileJob, packed: Ints, cells: list[Cells]) -> list[Bits]:
    """By unit, what the rarity of agreeing values adds to the evidence of packed pairs, in bits."""
    a, b = packed // job.n, packed % job.n
    found: list[Bits] = []
    for cell, unit in zip(cells, job.units, strict=True):
        bits = np.zeros(len(packed))
        for at, k in enumerate(unit.members):
            after = int(np.prod(unit.sizes[at + 1 :]))
            shift = job.columns[k].shift((cell // after % unit.sizes[at]).astype(np.int8), a, b)
            if shift is not None:
                bits += shift
        found.append(bits)
    return found


def score(job: FileJob, packed: Ints, cells: list[Cells], prune: bool = True) -> Candidates:
    """Evidence of packed pairs; hopeless ones are left out unless ``prune`` is off."""
    p = job.learnt
    other, number = np.zeros(len(packed)), np.zeros(len(packed))
    kin = None if p.kin is None else np.zeros(len(packed))
    rare = rarity_of(job, packed, cells)
    one_day = _one_day(job, cells)
    for i, unit in enumerate(job.units):
        bits = np.round(np.log2(p.same[i] / p.other[i]), 3)[cells[i]] + rare[i]
        other += bits
        if job.is_number(unit):
            number += bits
        if kin is not None and p.kin is not None:
            bits = np.asarray(np.round(np.log2(p.same[i] / p.kin[i]), 3)[cells[i]], dtype=np.float64)
            if p.twins is not None:
                bits = np.where(one_day, np.round(np.log2(p.same[i] / p.twins[i]), 3)[cells[i]], bits)
            kin += bits
    found = Candidates(packed, other, kin, number)
    if not prune:
        return found
    return found.where(other - np.log2(max(min(job.n_a, job.n - job.n_a), 2)) > _HOPELESS)


def _one_day(job: FileJob, cells: list[Cells]) -> Flags:
    """Pairs born on one day."""
    day = born(job.columns)
    for cell, unit in zip(cells, job.units, strict=True):
        if day is not None and day in unit.members:
            at = unit.members.index(day)
            return np.asarray(cell // int(np.prod(unit.sizes[at + 1 :])) % unit.sizes[at] == 1)
    return np.zeros(len(cells[0]), dtype=bool)


def scores(job: FileJob, c: Candidates, more: Bits | None = None) -> Scores:
    """``c`` as pairs to settle; ``more``: bits to add against unrelated people."""
    return Scores(c.packed // job.n, c.packed % job.n, c.other if more is None else c.other + more, c.kin)


def setting(job: FileJob, free: tuple[int, int], before: int) -> Setting:
    """How many records there are to be mistaken for each other."""
    return Setting(free, (job.n_a, job.n - job.n_a), before, job.kin.others if job.kin else 1.0)


def merge(one: Candidates, two: Candidates) -> Candidates:
    """Both sets of pairs (they have none in common), in order."""
    packed = np.concatenate([one.packed, two.packed])
    order = np.argsort(packed, kind="stable")
    kin = None if one.kin is None or two.kin is None else np.concatenate([one.kin, two.kin])[order]
    other, number = np.concatenate([one.other, two.other]), np.concatenate([one.number, two.number])
    return Candidates(packed[order], other[order], kin, number[order])
