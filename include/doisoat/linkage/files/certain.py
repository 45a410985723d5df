"""Pairs that need no model: taken out before blocking, and what the model is learnt from.

Invariant: a record occurs in at most one certain pair.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from doisoat.linkage.engine import Bits, Flags, Ints, Levels
from doisoat.linkage.files.blocking import mix
from doisoat.linkage.files.coding import distinct
from doisoat.linkage.files.columns import ComparedColumn, DateColumn
from doisoat.linkage.files.units import JointLevels

__all__ = ["CertainPairs", "Known", "exactly_named", "numbered", "unique_pairs"]

NEEDED = 8.0
"""Bits beyond the odds of a chance meeting that equal name and date must give to stand alone."""


@dataclass(frozen=True)
class CertainPairs:
    """Pairs of record numbers (``a`` in the first file) with their levels by column."""

    a: Ints
    b: Ints
    levels: list[Levels]

    def where(self, keep: Flags) -> CertainPairs:
        """The pairs selected by a mask or positions."""
        return CertainPairs(self.a[keep], self.b[keep], [v[keep] for v in self.levels])


@dataclass(frozen=True)
class Known:
    """``by_number``: one number on both sides; ``by_name``: one name and whole date; ``certain``: which to take."""

    by_number: CertainPairs
    by_name: CertainPairs
    number_certain: Flags
    name_certain: Flags


def unique_pairs(key: Ints, n_a: int) -> tuple[Ints, Ints]:
    """Records whose ``key`` (-1 none) stands once in each file, paired."""
    sides = []
    for part, first in ((key[:n_a], 0), (key[n_a:], n_a)):
        record = np.flatnonzero(part >= 0)
        order = np.argsort(part[record], kind="stable")
        k, r = part[record][order], record[order] + first
        once = np.ones(len(k), dtype=bool)
        again = k[1:] == k[:-1]
        once[1:][again] = once[:-1][again] = False
        sides.append((k[once], r[once]))
    (ka, ra), (kb, rb) = sides
    _, one, two = np.intersect1d(ka, kb, assume_unique=True, return_indices=True)
    return ra[one], rb[two]


def numbered(columns: Sequence[ComparedColumn], n_a: int) -> CertainPairs | None:
    """Pairs sharing a number no other record bears; None where no field is a number."""
    ids = [c for c in columns if c.field.compare == "id"]
    if not ids:
        return None
    n = len(ids[0].code)
    packed = []
    for c in ids:
        a, b = unique_pairs(c.code.astype(np.int64), n_a)
        packed.append(a.astype(np.int64) * n + b)
    return paired(columns, distinct(np.concatenate(packed)), n)


def paired(columns: Sequence[ComparedColumn], packed: Ints, n: int) -> CertainPairs:
    """Packed pairs with their levels."""
    a, b = packed // n, packed % n
    return CertainPairs(a, b, [c.levels(a, b) for c in columns])


def exactly_named(columns: Sequence[ComparedColumn], n_a: int) -> CertainPairs | None:
    """Pairs equal in every name and whole date, and nobody else so named and born; None without names or whole dates.

    Where a file distinguishes accents, names that fold alike count as equal here.
    """
    names = [c for c in columns if c.field.compare == "name"]
    dates = [c for c in columns if isinstance(c, DateColumn) and c.full.any()]
    if not names or not dates:
        return None
    codes = [c.code for c in names] + [c.parts("")[0] for c in dates]
    usable = np.all([c >= 0 for c in codes] + [c.full for c in dates], axis=0)
    record = np.flatnonzero(usable)
    key = np.full(len(usable), -1, dtype=np.int64)
    key[record] = mix([c[record] for c in codes])
    a, b = unique_pairs(key, n_a)
    n = len(usable)
    return paired(columns, np.sort(a.astype(np.int64) * n + b), n)


def agrees(columns: Sequence[ComparedColumn], levels: Sequence[Levels]) -> Flags:
    """Every name and date the same, letters included."""
    judged = [v == 1 for c, v in zip(columns, levels, strict=True) if c.field.compare in ("name", "date")]
    return np.asarray(np.all(judged, axis=0)) if judged else np.zeros(len(levels[0]), dtype=bool)


def stands_alone(
    columns: Sequence[ComparedColumn],
    units: Sequence[JointLevels],
    other: Sequence[Bits],
    pairs: CertainPairs,
    possible: float,
) -> Flags:
    """Pairs of equal name and date that chance does not explain, and nothing else contradicts.

    The chance that two unrelated people agree so is counted on the files themselves (a rare name says more); such
    meetings must be ``NEEDED`` bits rarer than one in all records.
    """
    bits = np.zeros(len(pairs.a))
    clear = np.ones(len(pairs.a), dtype=bool)
    for unit, share in zip(units, other, strict=True):
        if len(unit.members) > 1 or columns[unit.members[0]].field.compare not in ("name", "date"):
            continue
        i = unit.members[0]
        bits -= np.log2(share[pairs.levels[i]])
        shift = columns[i].shift(pairs.levels[i], pairs.a, pairs.b)
        bits += 0 if shift is None else shift
    for c, level in zip(columns, pairs.levels, strict=True):
        if c.field.compare not in ("name", "date"):
            clear &= level < len(c.names) - 1
        elif c.field.compare == "name":
            clear &= level == 1
    return np.asarray(clear & (bits >= np.log2(possible) / 2 + NEEDED))


def once(a: Ints, b: Ints, n: int) -> Flags:
    """Pairs neither record of which occurs in another one."""
    seen = np.bincount(a, minlength=n) + np.bincount(b, minlength=n)
    return np.asarray((seen[a] == 1) & (seen[b] == 1))
