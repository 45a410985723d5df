"""A written name or address → all current units it may mean.

Every commune name found is weighed with what else the text says: a district, a province, of before or after the
reform. The readings that explain most of the text win; all of them are kept. A reading is certain only when a single
unit remains, the name is spelt as known, and nothing after it in the text is left unexplained.
"""

from functools import lru_cache
from typing import Final

from doisoat.gazetteer.approximate import approximate
from doisoat.gazetteer.chains import LONGEST, Chains
from doisoat.gazetteer.codes import takes
from doisoat.gazetteer.index import GONE, NEW, NameIndex, Place
from doisoat.gazetteer.pools import Pools
from doisoat.gazetteer.reading import Mention, Reader
from doisoat.gazetteer.resolution import Resolution, nothing
from doisoat.gazetteer.tables import Tables
from doisoat.gazetteer.typewords import COMMUNE, DISTRICT, PROVINCE, Word, is_type_word, is_village_word
from doisoat.gazetteer.weighing import Reading, before_reform, best, written
from doisoat.text.chars import MAX_CELL

REMEMBERED: Final = 20_000
"""Texts whose answer is kept, for columns that come in batches."""


class TextResolver:
    """Resolves texts against the shipped tables; builds its index once (about 1 s, 40 MB)."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.index = NameIndex(tables)
        self.reader = Reader(self.index)
        self.pools = Pools(self.index)
        self.chains = Chains(self.index)
        self._cached = lru_cache(maxsize=REMEMBERED)(self._resolve)
        self._official = lru_cache(maxsize=None)(self._of_old)

    def resolve_all(
        self, texts: list[str], dates: list[str | None], province: str | None, subject: str
    ) -> list[Resolution]:
        """``resolve`` for many texts, the fast way for those written as officially."""
        tag = f"new:{province}"
        return [
            self._official(place, before_reform(date), subject)
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
        tokens, found = self.reader.read(text)
        if not tokens:
            return nothing("empty", None)
        if reason := _context_only(tokens, found):
            return nothing(reason)
        readings = best(tokens, found, self.index, as_of, province)
        if not readings or self._unexplained(tokens, readings[0]):
            more = found + approximate(tokens, found, self.pools, province)
            readings = best(tokens, more, self.index, as_of, province) or readings
            found = more
        if not readings:
            return nothing("never_existed")
        return self._answer(tokens, found, readings, as_of, subject, province)

    def _unexplained(self, tokens: list[Word], reading: Reading) -> bool:
        """Whether words after (or, in front, beside) the reading's names are explained by nothing."""
        return bool(_left(tokens, reading) or _front(tokens, reading))

    def _answer(self, tokens: list[Word], found: list[Mention], readings: list[Reading], as_of: str | None,
                subject: str, province: str | None) -> Resolution:  # fmt: skip
        known = [r for r in readings if r.place.epoch != GONE]
        if not known:
            return nothing("abolished_before_2025_07")
        conflict = _conflict(tokens, found, readings)
        if conflict and not readings[0].district and conflict == PROVINCE:
            return nothing("never_existed")
        units, relation, split = self._units(known, as_of, subject)
        if not units:
            return nothing("not_at_that_date")
        doubt = _doubt(tokens, known, readings, conflict, province)
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
            if m.level != level or (m.fuzzy and not m.typed) or covered & set(range(m.start, m.end)):
                continue
            whole = m.end == len(tokens) and (m.start == 0 or tokens[m.start - 1].segment != last)
            if m.typed or (level == PROVINCE and whole):
                return level
    return ""


def _context_only(tokens: list[Word], found: list[Mention]) -> str | None:
    """``district_only`` or ``province_only`` when every part of a text is a district, a province, a village or a house;
    None when a part may be a commune."""
    parts: dict[int, list[int]] = {}
    for i, token in enumerate(tokens):
        parts.setdefault(token.segment, []).append(i)
    levels: list[str] = []
    for places in parts.values():
        first, end = places[0], places[-1] + 1
        whole = [m for m in found if m.end == end and m.start - m.type_words == first]
        communes = [m for m in found if m.level == COMMUNE and first <= m.start and m.end <= end]
        if any(m.typed or m in whole for m in communes):
            return None
        typed = [m.level for m in whole if m.typed] or [m.level for m in whole]
        if typed:
            levels.append(PROVINCE if PROVINCE in typed and (DISTRICT not in typed or len(parts) == 1) else DISTRICT)
        elif communes or not (is_village_word(tokens, first) or tokens[first].key[0].isdigit()):
            return None
    if not levels:
        return None
    return "district_only" if DISTRICT in levels or len(levels) > 1 else "province_only"


def _doubt(
    tokens: list[Word], known: list[Reading], readings: list[Reading], conflict: str, province: str | None
) -> str:
    """The first reason not to be certain, or "". A province the text is known to lie in is as good as one written."""
    reading = known[0]
    if any(m and m.fuzzy for r in known for m in (r.commune, r.district, r.province)):
        return "spelling"
    if conflict or _left(tokens, reading):
        return "context_ignored"
    name = written(tokens, reading.commune)
    if not name.isascii() and name not in reading.place.marks:
        return "spelling"
    if reading.commune.type_key and not any(reading.commune.type_key in r.place.types for r in known):
        return "type_differs"
    if len(readings) > len(known):
        return "homonym"
    if not (reading.commune.typed or reading.district or reading.province or province):
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
    before = before_reform(as_of)
    status = "former" if before else "current" if new else "stale"
    reason = doubt or ("current" if status == "current" else "whole" if before else "closed")
    return Resolution(codes, shares, relation, reason, status, not doubt)
