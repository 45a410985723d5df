"""Which sources of a unit write the labels of which time.

The data problem: a source may say which date its labels belong to, but many say nothing and go on with the old ones.
Sources that give the linked households the same labels are of one period; a source that puts many households of one
label under one other label is of another. Periods are ordered by declared date; among those that declare nothing, the
one that agrees more with the labels known to be in force is the newer, then the one nearer to the commune, whose
council gives the names (Law 72/2025/QH15, Art. 21).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import binom

_CHANCE = 1e-3
"""As in ``renames_edges``. Chosen by hand (``test_renames_periods``)."""
_LOYAL = 0.3
"""A label that at least this share of its households keeps in another source is the same label there."""


@dataclass(frozen=True)
class _Column:
    source: str
    day: str
    declared: bool
    rank: int
    known: float


def conflicts(pairs: pd.DataFrame) -> pd.DataFrame:
    """Which sources contradict each other about whole labels, not just about single households.

    Args:
        pairs: unit, source_a, source_b, label_a, label_b, movers (both directions).

    Returns:
        unit, source_a, source_b, agree (share of households under one label in both), strict (five or more households
        of a label are elsewhere together), loose (two or more are).
    """
    sides = ["unit", "source_a", "source_b"]
    frame = pairs.assign(
        stay=np.where(pairs["label_a"] == pairs["label_b"], pairs["movers"], 0),
        away=np.where(pairs["label_a"] != pairs["label_b"], pairs["movers"], 0),
        arrived=pairs.groupby([*sides, "label_b"])["movers"].transform("sum"),
        total=pairs.groupby(sides)["movers"].transform("sum"),
    ).sort_values([*sides, "label_a", "away", "label_b"], kind="stable")
    by = frame.groupby([*sides, "label_a"], sort=True)
    label = by.agg(
        n=("movers", "sum"),
        stay=("stay", "sum"),
        away=("away", "last"),
        best=("label_b", "last"),
        arrived=("arrived", "last"),
        total=("total", "last"),
    ).reset_index()
    borne = frame[[*sides, "label_b"]].drop_duplicates()
    in_b = _occurs(label, borne, ["label_a"])
    in_a = _occurs(label, frame[[*sides, "label_a"]].drop_duplicates(), ["best"])
    share = label["away"] / label["n"]
    chance = binom.sf(label["away"] - 1, label["n"], label["arrived"] / label["total"])
    # Beside one large village chance explains everything; a label the other source does not have at all says more.
    replaced = ~in_b & (share >= 0.8) & (~in_a | (label["away"] >= 15))
    moved = (label["stay"] / label["n"] < _LOYAL) & (((share >= 0.5) & (chance < _CHANCE)) | replaced)
    many = (label["n"] >= 20) & (share >= _LOYAL) & (label["stay"] / label["n"] < _LOYAL) & (chance < _CHANCE)
    flagged = label.assign(strict=(moved & (label["away"] >= 5)) | many, loose=(moved & (label["away"] >= 2)) | many)
    found = (
        flagged.groupby(sides)
        .agg(stay=("stay", "sum"), n=("n", "sum"), strict=("strict", "any"), loose=("loose", "any"))
        .reset_index()
    )
    return found.assign(agree=found["stay"] / found["n"])[[*sides, "agree", "strict", "loose"]]


def _occurs(label: pd.DataFrame, borne: pd.DataFrame, column: list[str]) -> "pd.Series[bool]":
    """Whether the label named in ``column`` is among the labels of ``borne`` for the same two sources."""
    sides = ["unit", "source_a", "source_b"]
    wanted = pd.MultiIndex.from_frame(label[[*sides, *column]])
    return pd.Series(wanted.isin(pd.MultiIndex.from_frame(borne)), index=label.index)


def periods(columns: pd.DataFrame, conflict: pd.DataFrame) -> pd.DataFrame:
    """Put each source of each unit into a period; 0 is the oldest.

    Args:
        columns: unit, source, day, declared, rank (0 commune, 1 province, 2 central), known (share of its households
            under labels known to be in force).
        conflict: as ``conflicts`` gives it.

    Returns:
        unit, source, period.
    """
    found = {
        (unit, a, b): (float(agree), bool(strict), bool(loose))
        for unit, a, b, agree, strict, loose in conflict.itertuples(index=False, name=None)
    }
    rows: list[tuple[str, str, int]] = []
    for unit, part in columns.groupby("unit", sort=True):
        members = [
            _Column(*values)
            for values in part[["source", "day", "declared", "rank", "known"]].itertuples(index=False, name=None)
        ]
        rows.extend((str(unit), source, number) for source, number in _of_unit(str(unit), members, found))
    return pd.DataFrame(rows, columns=["unit", "source", "period"])


def _of_unit(
    unit: str, columns: list[_Column], found: dict[tuple[str, str, str], tuple[float, bool, bool]]
) -> list[tuple[str, int]]:
    groups: list[list[_Column]] = []
    # Sources that say their date come first, the others join whom they agree with.
    for column in sorted(columns, key=lambda c: (not c.declared, c.day if c.declared else "", c.rank, c.source)):
        best, agreement = None, -1.0
        for group in groups:
            seen = [
                (other, found[key], found.get((unit, other.source, column.source), (0.0, False, False)))
                for other in group
                if (key := (unit, column.source, other.source)) in found
            ]
            if any(_contradict(column, other, one, two) for other, one, two in seen):
                continue
            agree = max((one[0] for _, one, _ in seen), default=0.0)
            # Of two groups it agrees with alike, the later one: nothing has changed since.
            if agree >= agreement:
                best, agreement = group, agree
        if best is None:
            groups.append([column])
        else:
            best.append(column)
    groups.sort(key=_age)
    return [(column.source, number) for number, group in enumerate(groups) for column in group]


def _contradict(column: _Column, other: _Column, one: tuple[float, bool, bool], two: tuple[float, bool, bool]) -> bool:
    apart = (column.declared or other.declared) and column.day != other.day
    return one[2] or two[2] if apart else one[1] or two[1]


def _age(group: list[_Column]) -> tuple[str, float, int, str]:
    declared = [column.day for column in group if column.declared]
    day = min(declared) if declared else min(column.day for column in group)[:7]
    return day, max(column.known for column in group), -min(column.rank for column in group), group[0].source
