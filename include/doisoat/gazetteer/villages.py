"""Villages of the units a deployment covers, under every name they have had.

The data problem: there is no public list of villages, communes rename and renumber them, and an old label soon means
other people: after a renumbering "Thôn 1" is a different village. So a village has a minted id, and (unit, label, valid
from–to) is a dated alias of it. Both bounds are inclusive; an empty one is open.

Invariant: a label without a date means every village that bears or bore it. Which of them is meant is for evidence to
say (``doisoat.gazetteer.village_habits``, and after linking ``doisoat.gazetteer.village_evidence``), or for nobody.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

import pandas as pd

from doisoat.text.chars import as_text
from doisoat.text.vector import Distinct
from doisoat.text.villages import label_key, split_key

COLUMNS: Final = ["village_key", "village_candidates", "village_expired", "village_id", "village_status"]
_SEPARATOR: Final = "\x1f"


class Epoch(StrEnum):
    """What a label is to a village on the day of the run."""

    OLD = "old"  # the village bears it no longer (or not yet)
    NEW = "new"  # the village bears it and has had another one
    SAME = "same"  # the only label the village is known to have had


class Labels(StrEnum):
    """What a source says about its labels."""

    AUTO = "auto"  # nothing
    OLD = "old"  # they are those from before the villages were renamed
    NEW = "new"  # they are today's


@dataclass(frozen=True, slots=True)
class Saying:
    """What a source says about its labels as a whole.

    Attributes:
        labels: of all its villages.
        old_of: villages of which it goes on writing the old labels: codes of their former communes, or folded labels.
        seen_on: day of the extract (YYYY-MM-DD); a label that came into force later cannot be in it. Empty: unknown.
    """

    labels: Labels = Labels.AUTO
    old_of: frozenset[str] = frozenset()
    seen_on: str = ""

    def of(self, alias: "Alias", key: str) -> Labels:
        """What it says about one label of one village; ``key`` is the folded label."""
        if alias.former_unit_code in self.old_of or key in self.old_of:
            return Labels.OLD
        return Labels.NEW if self.old_of and self.labels is Labels.AUTO else self.labels


NOTHING: Final = Saying()


@dataclass(frozen=True, slots=True)
class Alias:
    """A label of a village in a current unit, from one day to another.

    Attributes:
        unit_code: the current unit that now holds the village, also for labels from before the reform.
        former_unit_code: the old commune the village lay in, if known.
        decision: the resolution that gave the name.
    """

    village_id: str
    unit_code: str
    label: str
    valid_from: str
    valid_to: str
    kind: str = ""
    former_unit_code: str = ""
    decision: str = ""

    def valid_on(self, day: str | None) -> bool:
        """Whether the label is in force on a day (YYYY-MM-DD); None asks whether it is in force without end."""
        if day is None:
            return not self.valid_to
        return self.valid_from <= day and (not self.valid_to or day <= self.valid_to)


class VillageRegistry:
    """Dated aliases of villages and the question which village a written label means.

    Args:
        aliases: every known alias.
        today: the day "now" means (the run's as-of date, YYYY-MM-DD); None: aliases without an end are today's.
    """

    def __init__(self, aliases: Iterable[Alias], today: str | None = None) -> None:
        self.aliases = tuple(aliases)
        self.today = today
        self._exact: dict[tuple[str, str], list[Alias]] = defaultdict(list)
        self._by_rest: dict[tuple[str, str], list[Alias]] = defaultdict(list)
        for alias in self.aliases:
            key = label_key(alias.label)
            self._exact[alias.unit_code, key].append(alias)
            self._by_rest[alias.unit_code, split_key(key)[1]].append(alias)
        labels: dict[str, set[str]] = defaultdict(set)
        for alias in self.aliases:
            labels[alias.village_id].add(label_key(alias.label))
        self._renamed = frozenset(village for village, borne in labels.items() if len(borne) > 1)
        self._of_unit: dict[str, list[Alias]] = defaultdict(list)
        for alias in self.aliases:
            self._of_unit[alias.unit_code].append(alias)

    @classmethod
    def from_csv(cls, path: Path | str, today: str | None = None) -> "VillageRegistry":
        """Read ``villages.csv`` (village_id, unit_code, label, valid_from, valid_to, kind, former_unit_code, decision).

        Raises:
            FileNotFoundError: there is no such file.
            KeyError: a required column is missing.
        """
        with Path(path).open(encoding="utf-8-sig", newline="") as handle:
            rows = list(csv.DictReader(handle))
        return cls(
            (
                Alias(
                    r["village_id"],
                    r["unit_code"],
                    r["label"],
                    r["valid_from"] or "",
                    r["valid_to"] or "",
                    r.get("kind") or "",
                    r.get("former_unit_code") or "",
                    r.get("decision") or "",
                )
                for r in rows
            ),
            today,
        )

    def of_unit(self, unit_code: str) -> list[Alias]:
        """All aliases of a current unit's villages, in the order given."""
        return list(self._of_unit.get(unit_code, ()))

    def renamed(self) -> frozenset[str]:
        """Villages that have had more than one label."""
        return self._renamed

    def lists(self, unit_code: str) -> bool:
        """Whether any village of the unit is known."""
        return unit_code in self._of_unit

    def epoch(self, alias: Alias) -> Epoch:
        """What an alias's label is to its village today."""
        if not alias.valid_on(self.today):
            return Epoch.OLD
        return Epoch.NEW if alias.village_id in self._renamed else Epoch.SAME

    def resolve(
        self,
        unit_candidates: pd.Series,
        labels: pd.Series,
        as_of: pd.Series | str | None = None,
        former: pd.Series | None = None,
        saying: Saying = NOTHING,
    ) -> pd.DataFrame:
        """Which villages each label may mean in its candidate units.

        Args:
            unit_candidates: current unit codes joined by ``|`` (null = the unit is unknown).
            labels: labels as written.
            as_of: the date the source says its labels belong to; None or null = nothing said, so the label means all
                villages that bear it or bore it.
            former: code of the old commune a row names, where it names one; villages known to have lain in another
                are left out, unless no others bear the label.
            saying: what the source says about its labels as a whole.

        Returns:
            Index of ``labels``; ``village_key`` (folded label), ``village_candidates`` (ids joined by ``|``, sorted),
            ``village_expired`` (those of them that bear the label no longer), ``village_id`` (when exactly one),
            ``village_status``: current, former (in force on the declared date, and no longer, whichever village is
            meant), stale (only labels no longer, or not yet, in force match), ambiguous (several villages), unknown
            (none of the unit's villages), unlisted (the unit is unknown, or a unit without any list), null (nothing
            written).
        """
        label = as_text(labels)
        units = as_text(unit_candidates).fillna("")
        when = as_text(as_of).fillna("") if isinstance(as_of, pd.Series) else (as_of or "")
        lain = as_text(former).fillna("") if former is not None else ""
        written = units + _SEPARATOR + when + _SEPARATOR + lain + _SEPARATOR + label
        distinct = Distinct.of(written.where(label.notna()))
        found = [self._one(value.split(_SEPARATOR, 3), saying) for value in distinct.values]
        columns = list(zip(*found, strict=True)) if found else [()] * len(COLUMNS)
        spread = {name: distinct.spread(list(part)) for name, part in zip(COLUMNS, columns, strict=True)}
        return pd.DataFrame(spread, index=labels.index)

    def _one(self, written: list[str], saying: Saying) -> tuple[str | None, ...]:
        units, as_of, former, label = written
        key = label_key(label)
        if not key:
            return (None,) * len(COLUMNS)
        matches = [alias for unit in units.split("|") for alias in self.matches(unit, key)]
        if not matches:
            known = all(unit in self._of_unit for unit in units.split("|"))
            return key, None, None, None, "unknown" if known else "unlisted"
        matches = [a for a in matches if not former or a.former_unit_code in ("", former)] or matches
        told = [self._meant(alias, key, saying) for alias in matches] if not as_of else []
        if as_of:
            valid = [alias for alias in matches if alias.valid_on(as_of)]
        elif any(told):  # said, so that it is no wonder when a label is an old one
            valid = [alias for alias, meant in zip(matches, told, strict=True) if meant]
        else:
            return self._undated(key, matches, saying)
        ids = sorted({alias.village_id for alias in valid or matches})
        live = {alias.village_id for alias in valid or matches if alias.valid_on(self.today)}
        expired = "|".join(name for name in ids if name not in live) or None
        only = ids[0] if len(ids) == 1 else None
        if not valid:
            return key, "|".join(ids), expired, only, "stale"
        status = "former" if not live else "ambiguous" if only is None else "current"
        return key, "|".join(ids), expired, only, status

    def _meant(self, alias: Alias, key: str, saying: Saying) -> bool:
        """Whether the source says that its labels are those of this alias's time; False when it says nothing."""
        said, epoch = saying.of(alias, key), self.epoch(alias)
        if said is Labels.AUTO:
            return False
        return epoch is Epoch.SAME or epoch == Epoch(said)

    def _undated(self, key: str, matches: list[Alias], saying: Saying) -> tuple[str | None, ...]:
        day = min(saying.seen_on or "9999", self.today or "9999")
        matches = [alias for alias in matches if alias.valid_from <= day] or matches
        ids = sorted({alias.village_id for alias in matches})
        live = {alias.village_id for alias in matches if alias.valid_on(self.today)}
        expired = "|".join(name for name in ids if name not in live) or None
        only = ids[0] if len(ids) == 1 else None
        status = "stale" if not live else "ambiguous" if only is None else "current"
        return key, "|".join(ids), expired, only, status

    def matches(self, unit: str, key: str) -> list[Alias]:
        """Aliases of a unit with this folded label; where the type is left out on either side, those with the same
        number or name."""
        exact = self._exact.get((unit, key), [])
        if exact:
            return exact
        kind, rest = split_key(key)
        same = self._by_rest.get((unit, rest), [])
        return [alias for alias in same if not kind or not split_key(label_key(alias.label))[0]]
