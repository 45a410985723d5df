"""Approved changes of villages' labels applied to the registry.

Invariant: the result depends on the registry's own aliases and on the set of approved changes, not on their order or
on earlier results; without changes it is the registry's own aliases, in their order. So withdrawing an approval gives
back exactly what was before.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from doisoat.gazetteer.renames_model import Pair, Proposal
from doisoat.gazetteer.villages import Alias
from doisoat.text.villages import TYPES, label_key, split_key


@dataclass(frozen=True)
class Change:
    """Labels of one unit that changed on one day.

    Attributes:
        unit: current unit code.
        pairs: which labels became which; an empty old label is a village the registry did not know.
        since: first day of the new labels (YYYY-MM-DD); empty for villages only seen.
        after: last day the old labels are known to have been right, or empty.
        listed_before: whether the registry's undated labels of the unit are those of before the change.
        instrument: the resolution.
    """

    unit: str
    pairs: tuple[Pair, ...]
    since: str
    after: str = ""
    listed_before: bool = False
    instrument: str = ""

    @classmethod
    def of(cls, proposal: Proposal, since: str = "", instrument: str = "") -> "Change":
        """A proposal as approved; without a date it holds from the day the new labels were first seen."""
        seen_only = all(not pair.old for pair in proposal.pairs)
        day = "" if seen_only else since or proposal.seen_by
        return cls(proposal.unit, proposal.pairs, day, proposal.seen_after, proposal.listed_before, instrument)

    def payload(self) -> dict[str, Any]:
        """The change as JSON."""
        return {**asdict(self), "pairs": [asdict(pair) for pair in self.pairs]}

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> "Change":
        """The change in a decision's payload."""
        return cls(**{**payload, "pairs": tuple(Pair(**pair) for pair in payload["pairs"])})


def apply(aliases: Iterable[Alias], changes: Iterable[Change]) -> tuple[Alias, ...]:
    """The aliases with every change applied: those of one unit and day at once, days in order of time."""
    result = tuple(aliases)
    ordered = sorted(changes, key=lambda c: (c.since, c.unit, c.pairs, c.instrument))
    for (day, unit), group in groupby(ordered, key=lambda c: (c.since, c.unit)):
        together = list(group)
        result = _seen(result, unit, together) if not day else _Day(result, unit, day, together).apply()
    return result


def mint(*parts: str) -> str:
    """The id of a village first met through a decision: the same facts give the same id."""
    return "v_" + hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


def _seen(aliases: tuple[Alias, ...], unit: str, changes: list[Change]) -> tuple[Alias, ...]:
    """Villages that were seen and are taken up, unless the registry has them."""
    known = {label_key(alias.label) for alias in aliases if alias.unit_code == unit}
    fresh = [
        Alias(
            mint(unit, pair.former, label_key(pair.new)),
            unit,
            pair.new,
            "",
            "",
            kind_of(pair.new),
            pair.former,
            change.instrument,
        )
        for change in changes
        for pair in change.pairs
        if label_key(pair.new) not in known
    ]
    return (*aliases, *dict.fromkeys(fresh))


class _Day:
    """What changed in one unit on one day."""

    def __init__(self, aliases: tuple[Alias, ...], unit: str, day: str, changes: list[Change]) -> None:
        self.aliases = aliases
        self.unit = unit
        self.day = day
        self.eve = str(date.fromisoformat(day) - timedelta(days=1))
        self.listed_before = any(change.listed_before for change in changes)
        self.after = min((change.after for change in changes if change.after), default="")
        self.pairs = {pair: change for change in changes for pair in change.pairs}
        self.stays = {(pair.former, pair.old) for pair in self.pairs if label_key(pair.old) == label_key(pair.new)}
        self.here: dict[str, list[Alias]] = {}
        for alias in aliases:
            if alias.unit_code == unit:
                self.here.setdefault(label_key(alias.label), []).append(alias)
        self.old = {pair: self._old(pair) for pair in self.pairs}
        self.new = {pair: self._new(pair) for pair in self.pairs}
        self.target = {pair: self._target(pair) for pair in self.pairs}

    def apply(self) -> tuple[Alias, ...]:
        """The aliases after the day, known ones first."""
        named = [*self.old.values(), *self.new.values()]
        changed = {alias for found in named for alias in found}
        heirs: dict[str, set[str]] = {}
        for pair, found in self.old.items():
            for alias in found:
                heirs.setdefault(alias.village_id, set()).add(self.target[pair])
        result: list[Alias] = []
        for alias in self.aliases:
            if alias in changed:
                continue
            # What a village was called at other times goes with it to whatever it became.
            ids = (
                heirs.get(alias.village_id, {alias.village_id}) if alias.unit_code == self.unit else {alias.village_id}
            )
            result.extend(replace(alias, village_id=village) for village in sorted(ids))
        for pair in sorted(self.pairs):
            result.extend(self._made(pair))
        return tuple(dict.fromkeys(result))

    def _old(self, pair: Pair) -> list[Alias]:
        """The registry's aliases of a pair's old label from before the day."""
        kept = (pair.former, pair.old) in self.stays
        return [
            alias
            for alias in self.here.get(label_key(pair.old), [])
            if _lies_in(alias, pair.former)
            and alias.valid_from < self.day
            and (not alias.valid_to or alias.valid_to >= self.after)
            # An undated label that other people bear now means them, if the registry was written after the change.
            and (alias.valid_from or alias.valid_to or self.listed_before or not pair.reused or kept)
        ]

    def _new(self, pair: Pair) -> list[Alias]:
        """The registry's aliases of a pair's new label from the day on."""
        if (pair.former, pair.new) in self.stays or any(old == pair.new for _, old in self.stays):
            return [
                alias
                for other in self.pairs
                if other.new == pair.new and other.old == pair.new
                for alias in self.old[other]
            ]
        taken = {alias for found in self.old.values() for alias in found}
        found = [
            alias
            for alias in self.here.get(label_key(pair.new), [])
            if alias not in taken
            and (not alias.valid_to or alias.valid_to >= self.day)
            and (alias.valid_from or not self.listed_before or not pair.taken)
        ]
        return [alias for alias in found if _lies_in(alias, pair.former)] or found

    def _target(self, pair: Pair) -> str:
        """The village that bears a pair's new label."""
        together = [other for other in self.pairs if _one_village(pair, other)]
        known = sorted({alias.village_id for other in together for alias in self.new[other]})
        if known:
            return known[0]
        before = sorted({alias.village_id for alias in self.old[pair]})
        parts = [other for other in self.pairs if (other.former, other.old) == (pair.former, pair.old)]
        if before and len(together) == len(parts) == 1:
            return before[0]
        first = min(together)
        origin = (first.former, label_key(first.old)) if len(together) == 1 else ("", "")
        return mint(self.unit, *origin, label_key(pair.new), self.day)

    def _made(self, pair: Pair) -> list[Alias]:
        village, earlier = self.target[pair], self.old[pair]
        instrument = self.pairs[pair].instrument
        if label_key(pair.old) == label_key(pair.new):
            stayed = [replace(alias, village_id=village) for alias in earlier]
            return stayed or [Alias(village, self.unit, pair.old, "", "", kind_of(pair.old), pair.former)]
        made = [
            replace(alias, village_id=village, valid_to=min(alias.valid_to or self.eve, self.eve)) for alias in earlier
        ]
        if not made:
            made = [Alias(village, self.unit, pair.old, "", self.eve, kind_of(pair.old), pair.former)]
        if any(label_key(other.old) == label_key(pair.new) == label_key(other.new) for other in self.pairs):
            return made
        named = [
            replace(
                alias,
                village_id=village,
                valid_from=max(alias.valid_from, self.day),
                decision=instrument or alias.decision,
            )
            for alias in self.new[pair]
        ]
        place = pair.former or next((alias.former_unit_code for alias in earlier), "")
        fresh = Alias(village, self.unit, pair.new, self.day, "", kind_of(pair.new), place, instrument)
        return [*made, *(named or [fresh])]


def _one_village(pair: Pair, other: Pair) -> bool:
    """Whether the same new label means one village: not where several kept their name under another type."""
    if label_key(pair.new) != label_key(other.new):
        return False
    kept = [split_key(label_key(p.old))[1] == split_key(label_key(p.new))[1] for p in (pair, other)]
    return pair.former == other.former or not all(kept)


def _lies_in(alias: Alias, former: str) -> bool:
    return not former or not alias.former_unit_code or alias.former_unit_code == former


def kind_of(label: str) -> str:
    """The type of village a label names, as villages.csv writes it (``to_dan_pho``); empty when it names none."""
    kind = split_key(label_key(label))[0]
    return kind.replace(" ", "_") if kind in TYPES else ""
