"""A written name or address → all current units it may mean.

Every commune name found is weighed with what else the text says: a district, a province, of before or after the
reform. The readings that explain most of the text win; all of them are kept. A reading is certain only when a single
unit remains, the name is spelt as known, and nothing after it in the text is left unexplained.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from doisoat.gazetteer.approximate import approximate
from doisoat.gazetteer.chains import Chains
from doisoat.gazetteer.codes import takes
from doisoat.gazetteer.index import GONE, NEW, NameIndex, Place
from doisoat.gazetteer.reading import (
    COMMUNE,
    DISTRICT,
    PROVINCE,
    Mention,
    Word,
    is_type_word,
    is_village_word,
    mentions,
    words,
)
from doisoat.gazetteer.resolution import Resolution, nothing
from doisoat.gazetteer.tables import REFORM, Tables
from doisoat.text.chars import MAX_CELL

LONGEST: Final = 400
"""The last characters of a text that are read: the unit stands at the end of an address."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One place a mention may mean, with the context that agrees with it.

    Attributes:
        mixed: whether the place and its province are named in different epochs.
        score: words explained.
    """

    place: Place
    commune: Mention
    district: Mention | None
    province: Mention | None
    mixed: bool
    score: float


class TextResolver:
    """Resolves texts against the shipped tables; builds its index once (about 0.5 s)."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.index = NameIndex(tables)
        self.chains = Chains(self.index)
        self._cached = lru_cache(maxsize=50_000)(self._resolve)
        self._official = lru_cache(maxsize=None)(self._of_old)

    def resolve_all(
        self, texts: list[str], dates: list[str | None], province: str | None, subject: str
    ) -> list[Resolution]:
        """``resolve`` for many texts, the fast way for those written as officially."""
        tag = f"new:{province}"
        return [
            self._official(place, date is not None and date < REFORM[: len(date)], subject)
            if place is not None and (province is None or tag in place.provinces)
            else self.resolve(text, date, province, subject)
            for text, date, place in zip(texts, dates, self.chains.find(texts), strict=True)
        ]

    def _of_old(self, place: Place, before: bool, subject: str) -> Resolution:
        """An old unit named in full: what `_resolve` answers, without reading."""
        whole = Mention(COMMUNE, place.key, 0, 1, True, "", 1)
        known = [Reading(place, whole, None, None, False, 0.0)]
        units, relation, split = self._units(known, None, subject)
        return _resolution(units, relation, split, "", known, "2025-01-01" if before else None)

    def resolve(self, text: str, as_of: str | None, province: str | None, subject: str) -> Resolution:
        """All current units ``text`` may mean; see ``Gazetteer.resolve_texts``."""
        if len(text) > MAX_CELL:
            return nothing("text_too_long")
        return self._cached(text[-LONGEST:], as_of, province, subject)

    def _resolve(self, text: str, as_of: str | None, province: str | None, subject: str) -> Resolution:
        tokens = words(text)
        if not tokens:
            return nothing("empty", None)
        found = mentions(tokens, self.index)
        readings = self._best(tokens, found, as_of, province)
        if not readings or self._unexplained(tokens, readings[0]):
            more = found + approximate(tokens, found, self.index, province)
            readings = self._best(tokens, more, as_of, province) or readings
            found = more
        if not readings:
            return nothing("never_existed")
        return self._answer(tokens, found, readings, as_of, subject)

    def _best(self, tokens: list[Word], found: list[Mention], as_of: str | None, province: str | None) -> list[Reading]:
        """The readings that explain most of the text."""
        districts = [m for m in found if m.level == DISTRICT]
        provinces = [m for m in found if m.level == PROVINCE]
        tag = f"new:{province}"
        readings = [
            self._read(place, commune, districts, provinces)
            for commune in found
            if commune.level == COMMUNE
            for place in self.index.communes[commune.key]
            if province is None or tag in place.provinces
        ]
        readings = _of_epoch(readings, as_of)
        if not readings:
            return []
        top = max(r.score for r in readings)
        best = [r for r in readings if r.score >= top - 0.01]
        best = _by_type(best)
        best = _by_marks(best, tokens)
        return _consistent(best)

    def _read(self, place: Place, commune: Mention, districts: list[Mention], provinces: list[Mention]) -> Reading:
        """Weigh one place by the district and province mentions that agree with it."""
        index = self.index
        district = _longest(
            m for m in districts if not m.overlaps(commune) and index.districts[m.key] & place.districts
        )
        province = _longest(
            m
            for m in provinces
            if not m.overlaps(commune)
            and not (district and m.overlaps(district))
            and index.provinces[m.key] & place.provinces
        )
        other = bool(province and not index.provinces[province.key] & place.own_provinces)
        mixed = other or bool(district and place.epoch == NEW)
        score = 1.2 * commune.weight + sum(m.weight for m in (district, province) if m)
        if place.epoch == NEW:
            # A new unit has no district, and a province that no longer exists speaks for the old unit.
            score -= 0.6 * bool(district) + 0.6 * mixed
        return Reading(place, commune, district, province, mixed, score)

    def _unexplained(self, tokens: list[Word], reading: Reading) -> bool:
        """Whether words after (or, in front, beside) the reading's names are explained by nothing."""
        return bool(_left(tokens, reading) or _front(tokens, reading))

    def _answer(self, tokens: list[Word], found: list[Mention], readings: list[Reading], as_of: str | None,
                subject: str) -> Resolution:  # fmt: skip
        known = [r for r in readings if r.place.epoch != GONE]
        if not known:
            return nothing("abolished_before_2025_07")
        conflict = _conflict(tokens, found, readings)
        if conflict and not readings[0].district and conflict == PROVINCE:
            return nothing("never_existed")
        units, relation, split = self._units(known, as_of, subject)
        if not units:
            return nothing("not_at_that_date")
        doubt = _doubt(tokens, known, readings, conflict)
        return _resolution(units, relation, split, doubt, known, as_of)

    def _units(self, readings: list[Reading], as_of: str | None, subject: str) -> tuple[dict[str, str], str, bool]:
        """Current unit → share it took, best first; the relation; whether a former unit was split."""
        units: dict[str, str] = {}
        relation, split = "current", False
        for reading in sorted(readings, key=lambda r: (r.place.epoch != NEW, r.place.code)):
            place = reading.place
            if place.epoch == NEW:
                units.setdefault(place.code, "all/all")
            elif place.target:
                units.setdefault(place.target, "all/all")
                relation = "district_to_special_zone"
            else:
                links = [link for link in self.tables.links[place.code] if takes(link, subject)]
                split = split or len(links) > 1
                relation = links[0].relation if links else relation
                for link in links:
                    units.setdefault(link.new_code, link.share())
        return units, "split_part" if split else relation, split


def _longest(options: Iterable[Mention]) -> Mention | None:
    return max(options, key=lambda m: (m.weight, m.start), default=None)


def _of_epoch(readings: list[Reading], as_of: str | None) -> list[Reading]:
    """With a date before the reform only old units; from then on new units where any fits the whole text as well."""
    if as_of is None:
        return readings
    if as_of < REFORM[: len(as_of)]:
        return [r for r in readings if r.place.epoch != NEW]
    new = [r for r in readings if r.place.epoch == NEW]
    top = max((r.score for r in readings), default=0.0)
    fitting = [r for r in new if r.score >= top - 0.01]
    return fitting or readings


def _by_type(readings: list[Reading]) -> list[Reading]:
    exact = [r for r in readings if r.commune.type_key and r.commune.type_key in r.place.types]
    return exact or readings


def _by_marks(readings: list[Reading], tokens: list[Word]) -> list[Reading]:
    exact = [r for r in readings if _written(tokens, r.commune) in r.place.marks]
    return exact or readings


def _consistent(readings: list[Reading]) -> list[Reading]:
    """Readings of one place only once, the same order every time."""
    unique = {(r.place.epoch, r.place.code, r.place.target): r for r in readings}
    return [unique[k] for k in sorted(unique)]


def _written(tokens: list[Word], mention: Mention) -> str:
    return " ".join(t.text for t in tokens[mention.start : mention.end])


def _covered(reading: Reading) -> set[int]:
    return {i for m in (reading.commune, reading.district, reading.province) if m for i in m.reach}


def _left(tokens: list[Word], reading: Reading) -> list[int]:
    """Words from the commune's name on that no name of the reading explains."""
    covered = _covered(reading)
    return [i for i in range(reading.commune.start, len(tokens)) if i not in covered and not is_type_word(tokens, i)]


def _front(tokens: list[Word], reading: Reading) -> list[int]:
    """Words before the commune that are neither explained nor a house or village.

    Before a commune with its type word only words of the same segment count (``Bắc Xa Đình Lập``, undiacritised,
    is no commune Đình Lập); what other segments say is the house or the village.
    """
    covered = _covered(reading)
    here = tokens[reading.commune.start].segment if reading.commune.typed else None
    free = [i for i in range(reading.commune.start) if i not in covered and here in (None, tokens[i].segment)]
    villages = {tokens[i].segment for i in free if is_village_word(tokens, i) or tokens[i].key[0].isdigit()}
    return [i for i in free if tokens[i].segment not in villages and not is_type_word(tokens, i)]


def _conflict(tokens: list[Word], found: list[Mention], readings: list[Reading]) -> str:
    """Level of a province or district the text plainly names and no reading agrees with; "" without one."""
    covered = set().union(*(_covered(r) for r in readings))
    last = tokens[-1].segment
    for level in (PROVINCE, DISTRICT):
        for m in found:
            if m.level != level or m.fuzzy or covered & set(range(m.start, m.end)):
                continue
            whole = m.end == len(tokens) and (m.start == 0 or tokens[m.start - 1].segment != last)
            if m.typed or (level == PROVINCE and whole):
                return level
    return ""


def _doubt(tokens: list[Word], known: list[Reading], readings: list[Reading], conflict: str) -> str:
    """The first reason not to be certain, or ""."""
    reading = known[0]
    if any(m and m.fuzzy for r in known for m in (r.commune, r.district, r.province)):
        return "spelling"
    if conflict or _left(tokens, reading):
        return "context_ignored"
    written = _written(tokens, reading.commune)
    if not written.isascii() and written not in reading.place.marks:
        return "spelling"
    if reading.commune.type_key and not any(reading.commune.type_key in r.place.types for r in known):
        return "type_differs"
    if len(readings) > len(known):
        return "homonym"
    if not reading.commune.typed and not (reading.district or reading.province):
        return "name_alone"
    if _front(tokens, reading):
        return "context_ignored"
    return "mixed_epochs" if all(r.mixed for r in known) and reading.place.epoch == NEW else ""


def _resolution(units: dict[str, str], relation: str, split: bool, doubt: str, known: list[Reading],
                as_of: str | None) -> Resolution:  # fmt: skip
    codes, shares = tuple(units), tuple(units.values())
    new = any(r.place.epoch == NEW for r in known)
    if len(codes) > 1:
        reason = doubt or ("split" if split and len(known) == 1 else "homonym")
        return Resolution(codes, shares, relation, reason, "ambiguous", False)
    before = as_of is not None and as_of < REFORM[: len(as_of)]
    status = "former" if before else "current" if new else "stale"
    reason = doubt or ("current" if status == "current" else "whole" if before else "closed")
    return Resolution(codes, shares, relation, reason, status, not doubt)
