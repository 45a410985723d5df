"""Each compared field as a column of integers: levels of pairs, rarity of what agrees, parts to block on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from doisoat.linkage.engine import Bits, Levels
from doisoat.linkage.files.coding import Coded, Codes, fold, identifier, recode
from doisoat.linkage.files.dates import DATE_GROUPS, DATE_LEVELS, Dates, parse_dates
from doisoat.linkage.files.model import FileField
from doisoat.linkage.files.names import NAME_LEVELS, Names, rarity
from doisoat.linkage.files.numbers import numbers, within
from doisoat.linkage.files.parts import piece
from doisoat.linkage.files.spelling import Index, alike, edits, on_distinct

__all__ = ["LEVELS", "ComparedColumn", "column"]

LEVELS: dict[str, tuple[str, ...]] = {
    "name": NAME_LEVELS,
    "text": ("missing", "same", "close", "alike", "different"),
    "date": DATE_LEVELS,
    "year": DATE_LEVELS,
    "age": DATE_LEVELS,
    "number": ("missing", "same", "within_2_percent", "within_10_percent", "within_half", "different"),
    "id": ("missing", "same", "one_slip", "two_slips", "different"),
    "code": ("missing", "same", "one_slip", "different"),
    "equal": ("missing", "same", "different"),
    "any_of": ("missing", "shared", "apart"),
}
SHARED_BY = 10
"""A number more records of one file bear than this is no personal number; 5 and 20 give the same figures
(``benchmarks.linkage.constants``)."""


class ComparedColumn:
    """One field of both files. ``code``: value by record, -1 missing."""

    def __init__(self, field: FileField, coded: Coded, n_a: int) -> None:
        self.field, self.n_a = field, n_a
        self.code, self.values = coded.code, coded.values

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the levels, 0 = missing."""
        return LEVELS[self.field.compare]

    @property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """Groups of levels a probability is normalised in."""
        return (tuple(range(1, len(self.names))),)

    def levels(self, a: Index, b: Index) -> Levels:
        """Level of each pair of records; 0 where a value is missing."""
        x, y = self.code[a], self.code[b]
        level: Levels = (x == y).astype(np.int8)
        rest = np.flatnonzero((x != y) & (x >= 0) & (y >= 0))
        level[(x < 0) | (y < 0)] = 0
        if len(rest):
            level[rest] = self.unequal(x[rest], y[rest])
        return level

    def unequal(self, x: Codes, y: Codes) -> Levels:
        """Level of pairs of different value codes."""
        return np.full(len(x), 2, dtype=np.int8)

    def shift(self, level: Levels, a: Index, b: Index) -> Bits | None:
        """What the rarity of an agreeing value adds, in whole bits; None where rarity says nothing."""
        x, y = self.code[a], self.code[b]
        near = (level > 0) & (level < len(self.names) - 1)
        return np.where(near, np.minimum(self._rare[x], self._rare[y]), 0.0)

    @cached_property
    def _rare(self) -> Bits:
        return rarity(np.arange(len(self.values) + 1, dtype=np.int64), self.code)

    def equal_mass(self) -> tuple[float, ...]:
        """P(level 1 …) of a random pair with both values, where it can be had exactly."""
        one, two = (self._counts(s) for s in (0, 1))
        pairs = one.sum() * two.sum()
        return (float(one @ two / pairs),) if pairs else ()

    def _counts(self, side: int) -> Bits:
        code = self.code[: self.n_a] if side == 0 else self.code[self.n_a :]
        return np.bincount(code[code >= 0], minlength=len(self.values)).astype(np.float64)

    def parts(self, part: str) -> list[Codes]:
        """Blocking codes by record, one array for each value a record may stand under; -1 none."""
        return [self._of_values(part)] if part else [self.code]

    def _of_values(self, part: str) -> Codes:
        return recode(Coded(self.code, self.values), [piece(v, part) for v in self.values]).code


class NameColumn(ComparedColumn):
    """A person's name."""

    def __init__(self, field: FileField, coded: Coded, n_a: int) -> None:
        self.book = Names(coded, n_a)
        super().__init__(field, Coded(self.book.code, self.book.values), n_a)

    def levels(self, a: Index, b: Index) -> Levels:
        return self.book.levels(a, b)

    def shift(self, level: Levels, a: Index, b: Index) -> Bits | None:
        return self.book.shift(level, a, b)

    def equal_mass(self) -> tuple[float, ...]:
        return self.book.equal_mass()

    def parts(self, part: str) -> list[Codes]:
        if part == "last":
            return [self.book.given[self.code]]
        if part == "first":
            return [self.book.surname[self.code]]
        return super().parts(part)


class DateColumn(ComparedColumn):
    """A date, a year or an age."""

    def __init__(self, field: FileField, coded: Coded, n_a: int) -> None:
        if field.compare == "age":
            at = field.at or (2000, 2000)
            age = numbers(coded.values)
            ages = np.where(np.isfinite(age) & (age >= 0) & (age < 130), age, -1).astype(np.int64)
            side = (np.arange(len(coded.code)) >= n_a).astype(np.int64)
            by_record = np.append(ages, -1)[coded.code]
            born = np.where(by_record >= 0, (np.array(at)[side] - by_record) * 10000, 0)
            told, code = np.unique(born, return_inverse=True)
            self.dates = Dates(told, code.astype(np.int32), False)
        else:
            self.dates = Dates(parse_dates(coded.values), coded.code, field.compare == "date")
            if field.compare == "year":
                told, code = np.unique(self.dates.told // 10000 * 10000, return_inverse=True)
                self.dates = Dates(told.astype(np.int64), code.astype(np.int32), False)
        super().__init__(field, Coded(np.where(self.dates.told > 0, self.dates.told, -1).astype(np.int32), ()), n_a)

    @property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        return DATE_GROUPS

    def levels(self, a: Index, b: Index) -> Levels:
        return self.dates.levels(a, b)

    def shift(self, level: Levels, a: Index, b: Index) -> Bits | None:
        return None

    def equal_mass(self) -> tuple[float, ...]:
        return ()

    @property
    def full(self) -> npt.NDArray[np.bool_]:
        """Records with a whole date."""
        return np.asarray(self.dates.day > 0)

    def parts(self, part: str) -> list[Codes]:
        told = self.dates.told
        year = np.where(told > 0, told // 10000, -1).astype(np.int32)
        if part == "year":
            return [year]
        if part == "near":  # two overlapping windows of four years: any two years at most two apart share one
            return [np.where(year >= 0, y, -1).astype(np.int32) for y in (year // 4 * 2, (year + 2) // 4 * 2 + 1)]
        if part == "day":
            return [np.where(told % 100 > 0, told % 10000, -1).astype(np.int32)]
        return [np.where(told % 100 > 0, told, -1).astype(np.int32)] if self.full.any() else [year]


class TextColumn(ComparedColumn):
    """A similar-spelling text."""

    def __init__(self, field: FileField, coded: Coded, n_a: int) -> None:
        super().__init__(field, recode(coded, fold(coded.values), ordered=True), n_a)

    def unequal(self, x: Codes, y: Codes) -> Levels:
        one, two, back = on_distinct(x, y, len(self.values))
        percent = alike(self.values, one, two)
        return np.select([percent >= 92, percent >= 80], [2, 3], 4).astype(np.int8)[back]


class IdColumn(ComparedColumn):
    """A number or short code: counts of slips."""

    def __init__(self, field: FileField, coded: Coded, n_a: int) -> None:
        super().__init__(field, recode(coded, identifier(coded.values)), n_a)
        self.shared = 0
        if field.compare == "id" and self.values:
            worst = np.maximum(self._counts(0), self._counts(1))
            crowd = np.append(worst > SHARED_BY, False)
            hit = crowd[self.code]
            self.shared = int(hit.sum())
            self.code = np.where(hit, -1, self.code).astype(np.int32)

    def unequal(self, x: Codes, y: Codes) -> Levels:
        most = 2 if self.field.compare == "id" else 1
        level = np.full(len(x), most + 2, dtype=np.int8)
        length, digits = self._digits
        even = length[x] == length[y]
        rows = np.flatnonzero(even)
        off = digits[x[rows]] != digits[y[rows]]
        count = off.sum(axis=1, dtype=np.int64)
        swapped = np.zeros(len(rows), dtype=bool)
        pair = np.flatnonzero(count == 2)
        if len(pair):
            first = off[pair].argmax(axis=1)
            after = np.minimum(first + 1, digits.shape[1] - 1)
            left, right = digits[x[rows[pair]]], digits[y[rows[pair]]]
            at = np.arange(len(pair))
            swapped[pair] = (left[at, first] == right[at, after]) & (left[at, after] == right[at, first])
        slips = np.where(swapped, 1, count)
        level[rows] = np.where(slips <= most, slips + 1, most + 2).astype(np.int8)
        rows = np.flatnonzero(~even & (np.abs(length[x] - length[y]) <= most))
        if len(rows):
            one, two, back = on_distinct(x[rows], y[rows], len(self.values))
            level[rows] = (edits(self.values, one, two, most) + 1).astype(np.int8)[back]
        return level

    @cached_property
    def _digits(self) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.uint8]]:
        length = np.array([len(v) for v in self.values], dtype=np.int16)
        width = min(max(int(length.max(initial=1)), 2), 40)
        fixed = np.array([v.encode()[:width] for v in self.values], dtype=f"S{width}")
        return length, fixed.view(np.uint8).reshape(len(fixed), width)


class EqualColumn(ComparedColumn):
    """A category."""

    def __init__(self, field: FileField, coded: Coded, n_a: int) -> None:
        super().__init__(field, recode(coded, fold(coded.values)), n_a)


class NumberColumn(ComparedColumn):
    """A quantity."""

    def __init__(self, field: FileField, coded: Coded, n_a: int) -> None:
        self.amount = numbers(coded.values)
        keep = np.append(np.where(np.isfinite(self.amount), np.arange(len(self.amount)), -1), -1).astype(np.int32)
        super().__init__(field, Coded(keep[coded.code], coded.values), n_a)

    def unequal(self, x: Codes, y: Codes) -> Levels:
        return within(self.amount[x], self.amount[y])

    def shift(self, level: Levels, a: Index, b: Index) -> Bits | None:
        return None

    def equal_mass(self) -> tuple[float, ...]:
        return ()


class AnyOfColumn(ComparedColumn):
    """Candidates joined by ``|``."""

    def __init__(self, field: FileField, coded: Coded, n_a: int) -> None:
        super().__init__(field, recode(coded, fold(coded.values, keep_bar=True)), n_a)
        texts = [sorted({c.strip() for c in v.split("|") if c.strip()}) for v in self.values]
        word = {w: i for i, w in enumerate(sorted({w for row in texts for w in row}))}
        split = [[word[w] for w in row] for row in texts]
        widest = max(map(len, split), default=1)
        self.options = np.full((len(split) + 1, max(widest, 1)), -1, dtype=np.int32)
        for i, row in enumerate(split):
            self.options[i, : len(row)] = row

    def unequal(self, x: Codes, y: Codes) -> Levels:
        shared = np.zeros(len(x), dtype=bool)
        width = self.options.shape[1]
        if width > 1:
            for i in range(width):
                one = self.options[x, i]
                if not (one >= 0).any():
                    break
                for j in range(width):
                    shared |= (one == self.options[y, j]) & (one >= 0)
        return np.where(shared, 1, 2).astype(np.int8)

    def shift(self, level: Levels, a: Index, b: Index) -> Bits | None:
        return None

    def equal_mass(self) -> tuple[float, ...]:
        return ()

    def parts(self, part: str) -> list[Codes]:
        if part:
            return super().parts(part)
        found = [self.options[self.code, i] for i in range(min(self.options.shape[1], 4))]
        return [f for f in found if (f >= 0).any()] or [self.code]


_KINDS: dict[str, type[ComparedColumn]] = {
    "name": NameColumn,
    "date": DateColumn,
    "year": DateColumn,
    "age": DateColumn,
    "text": TextColumn,
    "id": IdColumn,
    "code": IdColumn,
    "equal": EqualColumn,
    "number": NumberColumn,
    "any_of": AnyOfColumn,
}


def column(field: FileField, coded: Coded, n_a: int) -> ComparedColumn:
    """The column of ``field``."""
    return _KINDS[field.compare](field, coded, n_a)


def missing_share(columns: Sequence[ComparedColumn]) -> dict[str, float]:
    """By field, the share of records without a value."""
    return {c.field.name: round(float((c.code < 0).mean()), 4) for c in columns}
