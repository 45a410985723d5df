"""Villages of the units a deployment covers, under every name they have had.

The data problem: there is no public list of villages, communes rename and renumber them, and an old label soon means
other people: after a renumbering "Thôn 1" is a different village. So a village has a minted id, and (unit, label, valid
from–to) is a dated alias of it. Both bounds are inclusive; an empty one is open.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from doisoat.text.chars import as_text
from doisoat.text.vector import Distinct
from doisoat.text.villages import label_key, split_key

COLUMNS: Final = ["village_key", "village_candidates", "village_id", "village_status"]
_SEPARATOR: Final = "\x1f"


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
                Alias(r["village_id"], r["unit_code"], r["label"], r["valid_from"] or "", r["valid_to"] or "",
                      r.get("kind") or "", r.get("former_unit_code") or "", r.get("decision") or "")
                for r in rows
            ),
            today,
        )  # fmt: skip

    def of_unit(self, unit_code: str) -> list[Alias]:
        """All aliases of a current unit's villages, in the order given."""
        return [a for a in self.aliases if a.unit_code == unit_code]

    def resolve(
        self, unit_candidates: pd.Series, labels: pd.Series, as_of: pd.Series | str | None = None
    ) -> pd.DataFrame:
        """Which village each label means in its candidate units.

        Args:
            unit_candidates: current unit codes joined by ``|`` (null = the unit is unknown).
            labels: labels as written.
            as_of: the date a source says its labels belong to; None or null = nothing said, so labels of today
                come first and expired ones are only found when no village bears the label now.

        Returns:
            Index of ``labels``; ``village_key`` (folded label), ``village_candidates`` (ids joined by ``|``, sorted),
            ``village_id`` (when exactly one), ``village_status``: current, former (in force at the declared date but
            not now), stale (only labels no longer, or not yet, in force at that date match), ambiguous (several
            villages), unknown (none), null (nothing written).
        """
        label = as_text(labels)
        units = as_text(unit_candidates).fillna("")
        when = as_text(as_of).fillna("") if isinstance(as_of, pd.Series) else (as_of or "")
        written = units + _SEPARATOR + when + _SEPARATOR + label
        distinct = Distinct.of(written.where(label.notna()))
        found = [self._one(*value.split(_SEPARATOR, 2)) for value in distinct.values]
        columns = list(zip(*found, strict=True)) if found else [()] * len(COLUMNS)
        spread = {name: distinct.spread(list(part)) for name, part in zip(COLUMNS, columns, strict=True)}
        return pd.DataFrame(spread, index=labels.index)

    def _one(self, units: str, as_of: str, label: str) -> tuple[str | None, str | None, str | None, str | None]:
        key = label_key(label)
        if not key:
            return None, None, None, None
        matches = [alias for unit in units.split("|") for alias in self._matches(unit, key)]
        day = as_of or self.today
        valid = [alias for alias in matches if alias.valid_on(day)]
        ids = sorted({alias.village_id for alias in valid or matches})
        if not ids:
            return key, None, None, "unknown"
        only = ids[0] if len(ids) == 1 else None
        if not valid:
            return key, "|".join(ids), only, "stale"
        if only is None:
            return key, "|".join(ids), None, "ambiguous"
        now = any(alias.valid_on(self.today) for alias in valid)
        return key, only, only, "current" if now else "former"

    def _matches(self, unit: str, key: str) -> list[Alias]:
        """Aliases with this label; where the type is left out on either side, those with the same number or name."""
        exact = self._exact.get((unit, key), [])
        if exact:
            return exact
        kind, rest = split_key(key)
        same = self._by_rest.get((unit, rest), [])
        return [alias for alias in same if not kind or not split_key(label_key(alias.label))[0]]
