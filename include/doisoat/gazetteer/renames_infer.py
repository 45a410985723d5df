"""Infer renames, renumberings, merges, splits and type changes from households that moved together.

Invariant: what is proposed depends on the counts and the registry alone, in no order; a label that stays what it is
proposes nothing, and neither does noise. Sources are ordered in time as a whole, but a source may write old labels of
some villages and new ones of others: so each pair is checked by itself, and a label that is known to be in force no
longer is never proposed as the new one.
"""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd

from doisoat.gazetteer.renames_counts import Counts, count_frame
from doisoat.gazetteer.renames_edges import MoveTable, same_label, table
from doisoat.gazetteer.renames_group import grouped
from doisoat.gazetteer.renames_model import LabelChange, Pair, Proposal
from doisoat.gazetteer.villages import Alias
from doisoat.text.villages import label_key, split_key


class KnownLabels:
    """What the registry says already: which labels of a unit mean one village."""

    def __init__(self, aliases: Iterable[Alias]) -> None:
        self._by_label: dict[tuple[str, str], list[Alias]] = {}
        for alias in aliases:
            self._by_label.setdefault((alias.unit_code, label_key(alias.label)), []).append(alias)

    def has(self, unit: str, label: str) -> bool:
        """Whether any village of the unit bears or bore the label."""
        return (unit, label) in self._by_label

    def listed(self, unit: str, movers: Iterable[int], labels: Iterable[str]) -> int:
        """How many households live under labels the registry has without any date."""
        return sum(
            int(number)
            for number, label in zip(movers, labels, strict=True)
            if any(not a.valid_from and not a.valid_to for a in self._by_label.get((unit, label), []))
        )

    def explains(self, unit: str, former: str, old: str, new: str) -> bool:
        """Whether one village bore the old label until some day and bears the new one after it."""
        after = {(a.village_id, a.valid_from) for a in self._by_label.get((unit, new), []) if a.valid_from}
        return any(
            a.valid_to and any(v == a.village_id and start > a.valid_to for v, start in after)
            for a in self._by_label.get((unit, old), [])
            if not former or not a.former_unit_code or a.former_unit_code == former
        )

    def expired(self, unit: str, former: str, label: str) -> bool:
        """Whether every village of the unit known under the label bears it no longer."""
        found = [
            a
            for a in self._by_label.get((unit, label), [])
            if not former or not a.former_unit_code or a.former_unit_code == former
        ]
        return bool(found) and all(alias.valid_to for alias in found)


class Times:
    """Since when labels have been seen."""

    def __init__(self, seen: pd.DataFrame) -> None:
        first = seen.groupby(["unit", "label"], as_index=False)["day"].min()
        columns = (first[name] for name in ("unit", "label", "day"))
        self._first = {(str(unit), str(label)): str(day) for unit, label, day in zip(*columns, strict=True)}

    def backward(self, unit: str, pair: Pair) -> bool:
        """Whether the label said to be new was seen before the one said to be old, and no other village bore it."""
        before = self._first.get((unit, pair.new), "")
        return not pair.taken and before < self._first.get((unit, pair.old), "")


def infer_from(memberships: pd.DataFrame, known: Iterable[Alias] = ()) -> list[Proposal]:
    """``infer`` from a frame of memberships (``renames_counts.MEMBERSHIP``)."""
    aliases = tuple(known)
    return infer(count_frame(memberships, aliases), aliases)


def infer(counts: Counts, known: Iterable[Alias] = ()) -> list[Proposal]:
    """The changes the counts speak for and the registry does not know yet, sorted by unit and key."""
    registry, times = KnownLabels(known), Times(counts.seen)
    names = {
        (unit, label): written
        for unit, label, written in counts.labels[["unit", "label", "written"]].itertuples(index=False, name=None)
    }
    found: dict[str, Proposal] = {}
    parts = dict(iter(counts.moves.groupby(["unit", "period"])))
    for unit, period, following in counts.steps.itertuples(index=False, name=None):
        if (unit, period) not in parts:
            continue
        window = _window(counts.period, unit, period, following)
        moves = table(parts[unit, period])
        guessed = _guessed(counts.period, unit, period, following)
        before = registry.listed(unit, moves.left, [o for _, o in moves.old]) > registry.listed(
            unit, moves.arrived, moves.new
        )
        for kind, pairs, offset, turned in _changes(unit, moves, registry, times):
            written = sorted(replace(p, old=names[unit, p.old], new=names[unit, p.new]) for p in pairs)
            proposal = Proposal(kind, unit, tuple(written), *window, offset, turned, before, guessed)
            found.setdefault(proposal.key, proposal)
    return sorted(found.values(), key=lambda p: (p.unit, p.key))


def _changes(
    unit: str, moves: MoveTable, registry: KnownLabels, times: Times
) -> Iterable[tuple[LabelChange, list[Pair], int | None, int | None]]:
    left, arrived = moves.left, moves.arrived
    before = {moves.old[row][1] for row in np.flatnonzero(moves.edges.any(axis=1))}
    after = {moves.new[column] for column in np.flatnonzero(moves.edges.any(axis=0))}
    singles: list[Pair] = []
    for rows, columns in moves.components():
        pairs = [
            Pair(
                *moves.old[row],
                moves.new[column],
                int(moves.moved[row, column]),
                int(left[row]),
                int(arrived[column]),
                moves.old[row][1] in after,
                moves.new[column] in before,
            )
            for row in rows
            for column in columns
            if moves.edges[row, column]
        ]
        if all(same_label(p.old, p.new) for p in pairs):
            continue
        if all(_told(unit, p, registry) for p in pairs):
            continue
        wrong = [p for p in pairs if registry.expired(unit, p.former, p.new) or times.backward(unit, p)]
        if wrong and len(pairs) > 1:
            # Part of it runs the other way: the sources of one time write labels of both, and no whole is left.
            continue
        if wrong:
            (pair,) = (_turned(p) for p in wrong)
            if registry.expired(unit, pair.former, pair.new):
                continue
            pairs = [pair]
        if len(pairs) == 1 or all(retyped(p.old, p.new) for p in pairs):
            singles.extend(pairs)
        elif len(columns) == 1:
            yield LabelChange.MERGED, pairs, None, None
        elif len(rows) == 1:
            yield LabelChange.SPLIT, pairs, None, None
        # Several to several is no single change; when its parts are dated apart they show as such.
    yield from grouped(singles)


def _told(unit: str, pair: Pair, registry: KnownLabels) -> bool:
    """Whether the registry knows the change already, or knows that it went the other way."""
    one, other = pair.old, pair.new
    return (
        same_label(one, other)
        or registry.explains(unit, pair.former, one, other)
        or registry.explains(unit, pair.former, other, one)
    )


def _turned(pair: Pair) -> Pair:
    """The same households the other way round."""
    return replace(
        pair, old=pair.new, new=pair.old, left=pair.arrived, arrived=pair.left, reused=pair.taken, taken=pair.reused
    )


def _guessed(period: pd.DataFrame, unit: str, old: int, new: int) -> bool:
    """Whether nothing but who keeps the sources says which of two times came first."""
    here = period[period["unit"] == unit]
    before, after = here[here["period"] == old], here[here["period"] == new]
    dated = before["declared"].any() or after["declared"].any() or min(before["day"]) != min(after["day"])
    return not dated and max(before["known"]) == max(after["known"])


def retyped(old: str, new: str) -> bool:
    """Whether two folded labels differ in the type of village alone."""
    return old != new and split_key(old)[1] == split_key(new)[1]


def _window(
    period: pd.DataFrame, unit: str, old: int, new: int
) -> tuple[str, str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """seen_after, seen_by, sources_old, sources_new, undeclared."""
    here = period[period["unit"] == unit]
    before, after = here[here["period"] == old], here[here["period"] == new]
    declared = before[before["declared"]]
    first = min(after["day"])
    last = max(declared["day"], default="")
    if last >= first:
        last = ""
    silent = before[~before["declared"]]["source"]
    return last, first, _ids(before["source"]), _ids(after["source"]), _ids(silent)


def _ids(sources: "pd.Series[str]") -> tuple[str, ...]:
    return tuple(sorted(set(sources)))
