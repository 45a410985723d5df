"""Which old label became which new one: the moves of one unit that are no accident.

Of the households of an old label a few are always elsewhere: they moved, or a clerk mistook the row. Such strays are
up to a tenth of a label's households, and even when all of them went to one label they are not taken for a change.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import binom, hypergeom

from doisoat.text.villages import split_key

STRAY = 0.10
"""Share of a label's households that may be elsewhere, all under one label, without meaning anything."""
PART = 0.12
"""Smallest share of an old label's households that is a part of a split."""
_CHANCE = 1e-3
"""Probability, over all cells of a unit, below which common households are no chance. Chosen by hand;
``test_renames_properties`` holds that noise proposes nothing."""
_SPLIT_CHANCE = 1e-4
"""The same for more households elsewhere than strays explain: stricter, since a split is asked of every row."""


@dataclass(frozen=True)
class MoveTable:
    """The moves of one unit between two periods.

    Attributes:
        old: (former unit, old label) of each row.
        new: new label of each column.
        moved: households, rows by columns.
        edges: which of them are changes or stays, not strays.
    """

    old: list[tuple[str, str]]
    new: list[str]
    moved: NDArray[np.int64]
    edges: NDArray[np.bool_]

    @property
    def left(self) -> NDArray[np.int64]:
        """Households of each old label."""
        return np.asarray(self.moved.sum(axis=1), dtype=np.int64)

    @property
    def arrived(self) -> NDArray[np.int64]:
        """Households of each new label."""
        return np.asarray(self.moved.sum(axis=0), dtype=np.int64)

    def components(self) -> list[tuple[list[int], list[int]]]:
        """Rows and columns that edges hold together."""
        rows_left = set(np.flatnonzero(self.edges.any(axis=1)).tolist())
        found = []
        while rows_left:
            rows, columns, fresh = set[int](), set[int](), {min(rows_left)}
            while fresh:
                rows |= fresh
                columns |= set(np.flatnonzero(self.edges[sorted(fresh)].any(axis=0)).tolist())
                fresh = set(np.flatnonzero(self.edges[:, sorted(columns)].any(axis=1)).tolist()) - rows
            rows_left -= rows
            found.append((sorted(rows), sorted(columns)))
        return found


def table(moves: pd.DataFrame) -> MoveTable:
    """The moves (former, old, new, movers) of one unit as a table with its edges."""
    rows = list(moves[["former", "old"]].itertuples(index=False, name=None))
    old, new = sorted(set(rows)), sorted(set(moves["new"]))
    place, column = {name: i for i, name in enumerate(old)}, {name: i for i, name in enumerate(new)}
    moved = np.zeros((len(old), len(new)), dtype=np.int64)
    moved[[place[name] for name in rows], [column[name] for name in moves["new"]]] = moves["movers"].to_numpy()
    return MoveTable(old, new, moved, _edges(old, new, moved))


def _edges(old: list[tuple[str, str]], new: list[str], moved: NDArray[np.int64]) -> NDArray[np.bool_]:
    left, arrived, total = moved.sum(axis=1), moved.sum(axis=0), int(moved.sum())
    share = moved / left[:, None]
    inward = moved / arrived[None, :]
    # Chance of as many common households if old and new labels had nothing to do with each other.
    cells = float(moved.size)
    chance = hypergeom.sf(moved - 1, total, left[:, None], arrived[None, :]) * cells
    linked = (moved >= 2) & (chance < _CHANCE)
    # Beside one large village chance explains everything. There a whole village that moved counts if the unit's
    # labels are tied to each other at all, or if one label replaced the other cleanly.
    tied = bool(linked.any()) & (moved >= 15)
    firm = (tied & ((share >= 0.8) | ((share >= 0.6) & (inward >= 1.5 * left[:, None] / total)))) | (
        (moved >= 15) & (share >= 0.9) & (arrived[None, :] >= 0.9 * total)
    )
    clean = (share >= 0.8) & (inward >= 0.8) & ((moved >= 15) | ((moved >= 2) & (moved == total)))
    main = (moved == moved.max(axis=1)[:, None]) & (share > 0.5) & (linked | clean | firm)
    # A village that keeps its number or name beside a larger namesake shares the label's households with it.
    namesake = _namesakes(old, new)
    main |= (moved == moved.max(axis=1)[:, None]) & (share > 0.3) & linked & namesake
    back = (moved == moved.max(axis=0)[None, :]) & (inward > 0.5) & (share > 0.2) & linked
    part = (share >= PART) & (_beyond(moved, left[:, None])) & (linked | (tied & (inward >= 0.5)))
    whole: NDArray[np.bool_] = np.asarray(main | back | part, dtype=np.bool_)
    both: NDArray[np.bool_] = np.asarray(
        whole | _split_off(moved, share, inward, linked | (tied & (inward >= 0.8)), whole), dtype=np.bool_
    )
    strays = ~_beyond(moved, arrived[None, :]) & _else(both & (inward >= 0.4), 1) & _else(both, 0) & ~namesake
    strays |= ~_beyond(moved, left[:, None]) & _else(both & (share >= 0.4), 0) & _else(both, 1)
    return _without_followers(old, new, moved, np.asarray(both & ~strays, dtype=np.bool_))


def _namesakes(old: list[tuple[str, str]], new: list[str]) -> NDArray[np.bool_]:
    """Cells whose number or name stays and whose old label several former units have."""
    names = [label for _, label in old]
    return np.array(
        [[names.count(label) > 1 and _same_rest(label, other) for other in new] for label in names], dtype=np.bool_
    ).reshape(len(old), len(new))


def _beyond(moved: NDArray[np.int64], of: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether so many households cannot be the strays of a label of that size."""
    return np.asarray(binom.sf(moved - 1, of, STRAY) < _SPLIT_CHANCE, dtype=np.bool_)


def _else(edges: NDArray[np.bool_], axis: int) -> NDArray[np.bool_]:
    """Whether another cell of the same row (axis 1) or column (axis 0) has an edge."""
    return np.asarray(edges.sum(axis=axis, keepdims=True) - edges > 0, dtype=np.bool_)


def _split_off(
    moved: NDArray[np.int64],
    share: NDArray[np.float64],
    inward: NDArray[np.float64],
    linked: NDArray[np.bool_],
    edges: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """A new label nobody else accounts for, whose households come from one old label: a small part split off."""
    orphan: NDArray[np.bool_] = np.asarray(~edges.any(axis=0), dtype=np.bool_)
    first: NDArray[np.bool_] = np.asarray(moved == moved.max(axis=0)[None, :], dtype=np.bool_)
    second = np.sort(moved, axis=0)[-2] if len(moved) > 1 else np.zeros(moved.shape[1], dtype=np.int64)
    alone = moved >= 3 * second[None, :]
    found: NDArray[np.bool_] = (
        orphan[None, :] & first & alone & (inward >= 0.35) & (share >= 0.02) & (moved >= 5) & linked
    )
    return found


def _without_followers(
    old: list[tuple[str, str]], new: list[str], moved: NDArray[np.int64], edges: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Drop what is too little to be merged into a label: a handful beside a village, or another former unit's label."""
    kept = edges.copy()
    left = moved.sum(axis=1)
    for column in np.flatnonzero(edges.sum(axis=0) > 1):
        rows = np.flatnonzero(edges[:, column])
        total = moved[:, column].sum()
        strays = ~_beyond(moved[rows, column], np.full(len(rows), total))
        for row, few in zip(rows, strays, strict=True):
            handful = moved[row, column] < 5 and moved[row, column] < 0.1 * total
            if handful or (few and not _same_rest(old[row][1], new[column]) and _borrowed(int(row), old, left)):
                kept[row, column] = False
    return _without_namesakes(old, new, kept)


def _borrowed(row: int, old: list[tuple[str, str]], left: NDArray[np.int64]) -> bool:
    """Whether an old label is rather one of another former unit, written here by mistake."""
    former, label = old[row]
    elsewhere = max((int(left[i]) for i, (f, name) in enumerate(old) if name == label and f != former), default=0)
    number = split_key(label)[1]
    if not number.isdecimal():
        return int(left[row]) < elsewhere
    # A number that continues those of the former unit is its own.
    larger = [
        split_key(name)[1] for i, (f, name) in enumerate(old) if f == former and i != row and left[i] >= left[row]
    ]
    own = [int(rest) for rest in larger if rest.isdecimal()]
    return 2 * int(left[row]) < elsewhere and int(number) > max(own, default=0) + 1


def _without_namesakes(old: list[tuple[str, str]], new: list[str], edges: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Let villages that merely keep a label be, when another former unit's village of that label changes."""
    kept = edges.copy()
    for column in np.flatnonzero(edges.sum(axis=0) > 1):
        rows = np.flatnonzero(edges[:, column])
        stay = [row for row in rows if same_label(old[row][1], new[column])]
        formers = {old[row][0] for row in rows if row not in stay}
        involved = [row for row in stay if old[row][0] in formers or edges[row].sum() > 1]
        if involved:
            kept[[row for row in stay if row not in involved], column] = False
    return kept


def _same_rest(old: str, new: str) -> bool:
    return split_key(old)[1] == split_key(new)[1]


def same_label(old: str, new: str) -> bool:
    """Whether two folded labels are one, a missing type word apart."""
    return old == new or (_same_rest(old, new) and not (split_key(old)[0] and split_key(new)[0]))
