"""What written units and villages may mean, from the world's own tables: the derived columns of the contract.

Written from the definitions, without the gazetteer's resolver or the standardiser, so that truth can contradict them.
"""

from __future__ import annotations

from typing import Any

from doisoat.text.arrow import TextArray, pa, pc
from doisoat_lab.synth import ways
from doisoat_lab.synth.frames import SynthSpec
from doisoat_lab.synth.misspell import fold
from doisoat_lab.synth.units import meaning
from doisoat_lab.synth.villages import Alias, of_unit, unlisted

_SEP = "\x1f"


class Meanings:
    """Unit and village candidates and statuses, worked out once for each distinct way of writing."""

    def __init__(self, spec: SynthSpec) -> None:
        self.spec = spec
        self._aliases: dict[str, dict[str, list[tuple[str, Alias]]]] = {}
        self._listed = frozenset(spec.units) - unlisted(spec)
        for code in spec.units:
            by_label = self._aliases.setdefault(code, {})
            for village in of_unit(spec, code):
                for alias in village.aliases:
                    for label in (alias.label, *(ways.of(alias.label) if spec.unkind.typist_habits else ())):
                        bearers = by_label.setdefault(" ".join(fold(label).split()), [])
                        if (village.id, alias) not in bearers:
                            bearers.append((village.id, alias))
        self._known: dict[tuple[str, bool], tuple[str, str, str, str]] = {}

    def village(self, units: str, label: str, as_of: str | None, meant: str = "") -> tuple[str, str]:
        """(candidates joined by "|", status) of a label in the candidate units.

        Args:
            units, label: as written.
            as_of: date of the label as the source declares it.
            meant: the village the writer had in mind; it says whether a label that several bear or bore is outdated.
        """
        if not label:
            return "", "null"
        key = " ".join(fold(label).split())
        codes = units.split("|") if units else []
        found = [pair for code in codes if code in self._listed for pair in self._aliases[code].get(key, [])]
        if not found and not self._listed.issuperset(codes):
            return "", "unlisted"  # no list could have it: neither of a commune without one nor of one elsewhere
        on = as_of or self.spec.as_of
        valid = [pair for pair in found if _valid(pair[1], on)]
        # An undated label means every village that bears or bore it.
        ids = sorted({village for village, _ in (valid if valid and as_of else found)})
        if not ids:
            return "", "unknown"
        if not valid:
            return "|".join(ids), "stale"
        if not any(_valid(alias, self.spec.as_of) for _, alias in valid):
            return "|".join(ids), "former"
        if len(ids) == 1:
            return ids[0], "current"
        outdated = meant in ids and not any(v == meant and _valid(alias, self.spec.as_of) for v, alias in found)
        return "|".join(ids), "stale" if outdated else "ambiguous"

    def _one(self, written: str, area: bool) -> tuple[str, str, str, str]:
        code, as_of, label, label_as_of, meant = written.split(_SEP)
        units, unit_status = meaning(code or None, as_of or None, area=area)
        if unit_status in ("former", "ambiguous") and units and code not in units.split("|"):
            unit_status = "outdated"  # rightly dated, and closed since
        villages, village_status = self.village(units, label, label_as_of or None, meant)
        return units, unit_status, villages, village_status

    def derive(
        self,
        code: TextArray,
        unit_as_of: TextArray,
        label: TextArray,
        village_as_of: str | None,
        meant: TextArray,
        *,
        area: bool,
    ) -> dict[str, TextArray]:
        """unit_candidates, unit_status, village_candidates and village_status of each row (empty text = none).

        A unit's status is ``outdated`` where the contract's is former or ambiguous and the code's own unit is closed.
        """
        texts = [pc.fill_null(column.cast(pa.large_string()), "") for column in (code, unit_as_of, label)]
        meant = pc.fill_null(meant.cast(pa.large_string()), "")
        written = pc.binary_join_element_wise(*texts, _text(village_as_of or ""), meant, _text(_SEP))
        encoded = pc.dictionary_encode(written)
        meanings = []
        for value in encoded.dictionary.to_pylist():
            if (value, area) not in self._known:
                self._known[value, area] = self._one(value, area)
            meanings.append(self._known[value, area])
        names = ("unit_candidates", "unit_status", "village_candidates", "village_status")
        columns = zip(*meanings, strict=True) if meanings else [()] * 4
        return {
            name: pa.array(list(values), pa.large_string()).take(encoded.indices)
            for name, values in zip(names, columns, strict=True)
        }


def _valid(alias: Alias, on: str) -> bool:
    return (alias.valid_from or "") <= on and (alias.valid_to is None or on <= alias.valid_to)


def _text(value: str) -> Any:
    return pa.scalar(value, pa.large_string())
