"""What pairs of each class look like, learnt from the two files themselves.

* unrelated: pairs drawn at random, and where equality can be had exactly (a column's counts), exactly;
* members of one household: pairs inside a household of one file (different people by construction), blurred by the
  errors two registrations of one value make;
* the same person: two views of each other. Pairs with the same number show how names, dates and places differ; pairs
  with the same name and date show how numbers differ. Without a number: expectation maximisation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from doisoat.linkage.engine import Bits, Flags, Levels
from doisoat.linkage.files.blocking import expand
from doisoat.linkage.files.coding import Codes
from doisoat.linkage.files.columns import ComparedColumn
from doisoat.linkage.files.em import Fit, fit
from doisoat.linkage.files.units import Cells, JointLevels

__all__ = ["ENOUGH", "Parameters", "Relatives", "born", "learn", "relatives", "unrelated"]

_SEED = 20250701
"""Any number; fixed, so that the same files give the same sample."""
_SAMPLE, _NAMES = 600_000, 150_000
"""Random pairs strangers are learnt from; fewer for names, which are slow to compare. Chosen by hand: half a million
are enough because levels are coarse."""
_KIN = 100_000
"""Pairs of relatives looked at: a bound on work. Chosen by hand."""
_LARGEST = 15
"""People of a household that still is one; more is an institution or a placeholder. Chosen by hand."""
_LEAST = 1e-10
"""Smallest probability: no level is impossible. Chosen by hand."""
_TWINS = 100
"""Pairs born on one day in one household before twins are learnt by themselves. Chosen by hand."""
_NAMESAKES = 1e-4
"""Of two members of one household born on one day, how many at most have one name."""
ENOUGH = 200
"""Pairs a class must have before it is learnt from them."""


@dataclass(frozen=True)
class Relatives:
    """``raw``: P(cell | members of one household of one file) by unit; ``others``: mean number of fellow members."""

    raw: list[Bits]
    others: float
    pairs: int
    twins: list[Bits] | None = None
    """The same among those born on one day (twins share more than other relatives do); None where there are few."""


@dataclass(frozen=True)
class Parameters:
    """P(cell | class) by unit."""

    same: list[Bits]
    other: list[Bits]
    kin: list[Bits] | None
    basis: str
    pairs: int
    twins: list[Bits] | None = None
    """P(cell | members of one household born on one day)."""


def unrelated(columns: Sequence[ComparedColumn], units: Sequence[JointLevels], n_a: int, n: int) -> list[Bits]:
    """P(cell | unrelated) by unit, from random pairs of records of the two files."""
    rng = np.random.default_rng(_SEED)
    a = rng.integers(0, n_a, _SAMPLE, dtype=np.int64)
    b = rng.integers(n_a, n, _SAMPLE, dtype=np.int64)
    found: list[Bits] = []
    for unit in units:
        few = any(columns[i].field.compare in ("name", "text") for i in unit.members)
        size = _NAMES if few else _SAMPLE
        levels = {i: columns[i].levels(a[:size], b[:size]) for i in unit.members}
        cells = unit.cells(_by_column(levels, len(columns)))
        share = unit.shares(unit.counts(cells))
        if len(unit.members) == 1:
            share = _exactly(share, columns[unit.members[0]])
        found.append(np.round(share, 12))
    return found


def _by_column(levels: dict[int, Levels], n: int) -> list[Levels]:
    empty = np.zeros(0, dtype=np.int8)
    return [levels.get(i, empty) for i in range(n)]


def _exactly(share: Bits, column: ComparedColumn) -> Bits:
    """``share`` with the chance of equal values put in exactly (a sample hardly meets it)."""
    mass = column.equal_mass()
    if not mass:
        return share
    known = np.maximum(np.array(mass), _LEAST)
    k = len(known)
    rest = share[k + 1 :]
    share = share.copy()
    share[1 : k + 1] = known
    share[k + 1 :] = rest / rest.sum() * (1 - known.sum()) if rest.sum() else rest
    return np.asarray(np.maximum(share, _LEAST))


def relatives(
    columns: Sequence[ComparedColumn], units: Sequence[JointLevels], household: Codes, n_a: int
) -> Relatives | None:
    """Pairs inside one household of one file; None where there are hardly any."""
    n = len(household)
    side = (np.arange(n) >= n_a).astype(np.int64)
    record = np.flatnonzero(household >= 0)
    home = household[record].astype(np.int64) * 2 + side[record]
    order = np.argsort(home, kind="stable")
    record, home = record[order], home[order]
    start = np.flatnonzero(np.append(True, home[1:] != home[:-1])) if len(home) else np.zeros(0, dtype=np.int64)
    size = np.diff(np.append(start, len(home)))
    usual = size <= _LARGEST
    alone = float(size[usual].sum() or 1)
    others = float((size[usual] * (size[usual] - 1)).sum()) / alone
    start, size = start[usual & (size > 1)], size[usual & (size > 1)]
    position = expand(start, size)
    after = np.repeat(start + size, size) - position - 1
    one = np.repeat(position, after)
    two = expand(position + 1, after)
    if len(one) < ENOUGH:
        return None
    first, second = np.minimum(record[one], record[two]), np.maximum(record[one], record[two])
    if len(one) > _KIN:
        order = np.argsort(first.astype(np.int64) * n + second)
        pick = np.sort(np.random.default_rng(_SEED).choice(len(one), _KIN, replace=False))
        first, second = first[order[pick]], second[order[pick]]
    levels = [c.levels(first, second) for c in columns]
    apart = ~_twice(columns, levels)
    levels = [v[apart] for v in levels]
    raw = [u.shares(u.counts(u.cells(levels))) for u in units]
    twins = None
    day = born(columns)
    if day is not None and int((levels[day] == 1).sum()) >= _TWINS:
        inside = levels[day] == 1
        twins = [
            r if day in u.members else u.shares(u.counts(u.cells(levels)[inside]))
            for u, r in zip(units, raw, strict=True)
        ]
        twins = _few_namesakes(columns, units, twins)
    return Relatives(raw, max(others, 0.1), int(apart.sum()), twins)


def _twice(columns: Sequence[ComparedColumn], levels: Sequence[Levels]) -> Flags:
    """Pairs of one household with one name and one whole date of birth: not two people but one, entered twice."""
    judged = [v == 1 for c, v in zip(columns, levels, strict=True) if c.field.compare == "name"]
    day = born(columns)
    if day is None or not judged:
        return np.zeros(len(levels[0]), dtype=bool)
    return np.asarray(np.all([*judged, levels[day] == 1], axis=0))


def _few_namesakes(columns: Sequence[ComparedColumn], units: Sequence[JointLevels], shares: list[Bits]) -> list[Bits]:
    """P(cell | born on one day) once people entered twice are out: ``_NAMESAKES`` have one name, however few pairs.

    Where a name has several fields, that goes for the one they share least.
    """
    names = [i for i, u in enumerate(units) if [columns[k].field.compare for k in u.members] == ["name"]]
    if not names:
        return shares
    at = min(names, key=lambda i: float(shares[i][1]))
    share, group = shares[at].copy(), units[at].group
    share[1] = min(share[1], _NAMESAKES)
    share = np.where(group == 0, 1.0, share / np.bincount(group, share)[group])
    return [share if i == at else s for i, s in enumerate(shares)]


def born(columns: Sequence[ComparedColumn]) -> int | None:
    """Position of the field that tells the day of birth; None where there is none."""
    return next((i for i, c in enumerate(columns) if c.field.compare == "date"), None)


def blur(units: Sequence[JointLevels], raw: Sequence[Bits], same: Sequence[Bits]) -> list[Bits]:
    """P(cell | members of one household, one in each file).

    Where the two share a value, it differs between the files as one person's value does; where they do not, as they
    differ within a file.
    """
    found: list[Bits] = []
    for unit, r, m in zip(units, raw, same, strict=True):
        share = r[unit.same][unit.group]
        apart = r.copy()
        apart[unit.same] = 1e-6
        apart = apart / np.bincount(unit.group, apart)[unit.group]
        found.append(np.where(unit.group == 0, 1.0, np.round(share * m + (1 - share) * apart, 12)))
    return found


def learn(
    columns: Sequence[ComparedColumn],
    units: Sequence[JointLevels],
    other: list[Bits],
    kin: Relatives | None,
    by_number: list[Levels] | None,
    by_name: list[Levels] | None,
    candidates: tuple[list[Cells], Bits],
    possible: float,
    most: int,
) -> Parameters:
    """P(cell | same person) by unit, and with it what relatives look like.

    ``by_number``: levels (by column) of pairs with one number, ``by_name``: of pairs with one name and date;
    ``candidates``: cells by unit, and rarity in bits, of pairs to fit on where there are too few of the former.
    """
    ids = [any(columns[i].field.compare == "id" for i in u.members) for u in units]
    ratio = kin.others if kin else 0.0
    if by_number is None or len(by_number[0]) < ENOUGH:
        fitted: Fit | None = None
        same: list[Bits] | None = None
        for _ in range(2 if kin else 1):  # what relatives look like depends on the errors found
            relative = blur(units, kin.raw, same or other) if kin and same else None
            fitted = fit(units, *candidates, other, relative, ratio, possible, most, same)
            same = fitted.same
        assert fitted is not None
        return _complete(units, fitted.same, other, kin, "expectation maximisation", int(fitted.matches))
    cells = [u.cells(by_number) for u in units]
    trust = np.ones(len(by_number[0]))
    found = other
    for _ in range(3):
        found = [u.shares(u.counts(c, trust)) for u, c in zip(units, cells, strict=True)]
        trust = _trust(found, other, cells, ids)
    if by_name is not None and len(by_name[0]) >= ENOUGH:
        told = [u.cells(by_name) for u in units]
        found = [u.shares(u.counts(c)) if is_id else s for u, c, s, is_id in zip(units, told, found, ids, strict=True)]
    else:
        found = [_plain(u) if is_id else s for u, s, is_id in zip(units, found, ids, strict=True)]
    found = [np.round(s, 9) for s in found]
    return _complete(units, found, other, kin, "pairs with one number", len(by_number[0]))


def _complete(
    units: Sequence[JointLevels], same: list[Bits], other: list[Bits], kin: Relatives | None, basis: str, pairs: int
) -> Parameters:
    relative = blur(units, kin.raw, same) if kin else None
    twins = blur(units, kin.twins, same) if kin and kin.twins else None
    return Parameters(same, other, relative, basis, pairs, twins)


def _plain(unit: JointLevels) -> Bits:
    """An identifier nothing is known about: 97 in 100 agree."""
    found = np.full(unit.size, 0.01)
    found[unit.same] = 0.97
    found = found / np.bincount(unit.group, found)[unit.group]
    return np.where(unit.group == 0, 1.0, found)


def _trust(same: Sequence[Bits], other: Sequence[Bits], cells: Sequence[Cells], ids: Sequence[bool]) -> Bits:
    """Chance that pairs with one number are one person, by everything else: 1 in 100 numbers is somebody else's."""
    odds = np.full(len(cells[0]), np.log2(99.0))
    for s, o, c, is_id in zip(same, other, cells, ids, strict=True):
        if not is_id:
            odds += np.log2(s[c] / o[c])
    return np.asarray(np.round(1 / (1 + np.exp2(-np.clip(odds, -60, 60))), 6))
