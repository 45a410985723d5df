"""Fields that are judged together, and probabilities of their levels.

A *unit* is one field, or the fields of one ``joint`` group (village, house and unit of an address depend on each
other; judged one by one they would count the same evidence three times). Its *cell* is the combination of its fields'
levels. Probabilities are counted by cell and normalised among cells with the same fields missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from doisoat.linkage.engine import Bits, Ints, Levels
from doisoat.linkage.files.columns import ComparedColumn

__all__ = ["JointLevels", "make_units"]

Cells = npt.NDArray[np.int32]


@dataclass(frozen=True)
class JointLevels:
    """``members``: positions of its columns; ``group``: by cell, which cells are normalised together."""

    name: str
    members: tuple[int, ...]
    sizes: tuple[int, ...]
    group: Ints
    same: Ints
    """By group, the cell in which everything known is the same."""

    @property
    def size(self) -> int:
        """Number of cells."""
        return int(np.prod(self.sizes))

    def cells(self, levels: Sequence[Levels]) -> Cells:
        """Cell of each pair; ``levels`` by column."""
        cell = levels[self.members[0]].astype(np.int32)
        for i, size in zip(self.members[1:], self.sizes[1:], strict=True):
            cell = cell * size + levels[i]
        return cell

    def counts(self, cells: Cells, weight: Bits | None = None) -> Bits:
        """Pairs by cell."""
        return np.bincount(cells, weight, self.size).astype(np.float64)

    def shares(self, counts: Bits, strength: float = 0.5) -> Bits:
        """Counts by cell as probabilities within each group; 1 where everything is missing.

        Empty cells get ``strength`` of a pair, spread over the cells of a joint unit as if its fields were independent.
        """
        prior = np.full(self.size, strength)
        if len(self.members) > 1:
            prior = self._independent(counts) * self._sum(np.full(self.size, strength))
            prior = np.maximum(prior, strength / 20)
        found = counts + prior
        found = found / self._sum(found)
        return np.where(self.group == 0, 1.0, found)

    def _sum(self, values: Bits) -> Bits:
        return np.asarray(np.bincount(self.group, values)[self.group], dtype=np.float64)

    def _independent(self, counts: Bits) -> Bits:
        """By cell, its share among the cells of its group if the fields were independent of each other."""
        table = counts.reshape(self.sizes)
        product = np.ones(self.sizes)
        for axis in range(len(self.sizes)):
            others = tuple(i for i in range(len(self.sizes)) if i != axis)
            margin = table.sum(axis=others) + 0.5
            shape = [1] * len(self.sizes)
            shape[axis] = -1
            product = product * margin.reshape(shape)
        flat = product.reshape(-1)
        return np.asarray(flat / self._sum(flat))

    def split(self, m: Bits, u: Bits) -> list[Bits]:
        """Bits of each member by cell; they add up to the cell's own bits (each after those before it)."""
        found: list[Bits] = []
        before = np.zeros(self.size)
        for k in range(1, len(self.sizes) + 1):
            bits = np.log2(self._margin(m, k) / self._margin(u, k)) if k < len(self.sizes) else np.log2(m / u)
            found.append(np.round(bits - before, 3))
            before = bits
        return found

    def _margin(self, p: Bits, k: int) -> Bits:
        """P(levels of the first ``k`` fields), by cell, among cells with the same fields missing."""
        head = int(np.prod(self.sizes[:k]))
        _, key = np.unique(
            np.arange(self.size) // (self.size // head) * (int(self.group.max()) + 1) + self.group, return_inverse=True
        )
        return np.asarray(np.bincount(key, p)[key])


def make_units(columns: Sequence[ComparedColumn]) -> list[JointLevels]:
    """One unit for each field or joint group, in the order of the fields."""
    rows: dict[str, list[int]] = {}
    for i, c in enumerate(columns):
        rows.setdefault(f"joint {c.field.joint}" if c.field.joint else f"field {c.field.name}", []).append(i)
    return [_unit(columns, members) for members in rows.values()]


def _unit(columns: Sequence[ComparedColumn], members: list[int]) -> JointLevels:
    group: npt.NDArray[Any] = np.zeros(1, dtype=np.int64)
    same: npt.NDArray[Any] = np.ones(1, dtype=bool)
    sizes: list[int] = []
    for i in members:
        size = len(columns[i].names)
        own = np.zeros(size, dtype=np.int64)
        first = np.zeros(size, dtype=bool)
        first[0] = True
        for g, levels in enumerate(columns[i].groups, start=1):
            own[list(levels)] = g
            first[levels[0]] = True
        group = (group[:, None] * (len(columns[i].groups) + 1) + own[None, :]).reshape(-1)
        same = (same[:, None] & first[None, :]).reshape(-1)
        sizes.append(size)
    kinds, dense = np.unique(group, return_inverse=True)
    by_group = np.zeros(len(kinds), dtype=np.int64)
    by_group[dense[same]] = np.flatnonzero(same)
    label = columns[members[0]].field.joint or columns[members[0]].field.name
    return JointLevels(label, tuple(members), tuple(sizes), dense.astype(np.int64), by_group)
