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
from doisoat.gazetteer.doubts import conflict, context_only, doubt, front, left
from doisoat.gazetteer.fragments import SHORTEST, Fragments
from doisoat.gazetteer.index import GONE, NEW, NameIndex, Place
from doisoat.gazetteer.pools import Pools
from doisoat.gazetteer.reading import Mention, Reader
from doisoat.gazetteer.resolution import EMPTY, Resolution, nothing
from doisoat.gazetteer.tables import REFORM, Tables
from doisoat.gazetteer.titles import title
from doisoat.gazetteer.typewords import COMMUNE, PROVINCE, Word
from doisoat.gazetteer.weighing import Reading, before_reform, best
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
        self.fragments = Fragments(self.index)
        self._cached = lru_cache(maxsize=REMEMBERED)(self._resolve)
        self._bare = lru_cache(maxsize=REMEMBERED)(lambda text: title(text, self.index.communes))
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
        bare = self._bare(text[-LONGEST:])
        if not bare.text:
            return nothing("never_existed") if any(map(str.isalnum, text)) else EMPTY
        if as_of is None and bare.year is not None and bare.year > REFORM[:4]:
            as_of = bare.year
        found = self._cached(bare.text.lower(), as_of, province, subject, bare.cut)
        if bare.longer is not None:
            found = _either(found, self._cached(bare.longer.lower(), as_of, province, subject, False))
        if not found.certain and bare.text.isascii() and max(map(len, bare.text.split(" "))) >= SHORTEST:
            found = self._apart(bare.text.lower(), as_of, province, subject) or found
        return found

    def _apart(self, text: str, as_of: str | None, province: str | None, subject: str) -> Resolution | None:
        """What a text means when the words run together in it are written apart; None when they cannot be."""
        found: Resolution | None = None
        for way in self.fragments.apart(text):
            answer = self._cached(way, as_of, province, subject, "")
            found = answer if found is None else _either(found, answer)
        return found

    def _resolve(self, text: str, as_of: str | None, province: str | None, subject: str, cut: str) -> Resolution:
        tokens, found = self.reader.read(text)
        if not tokens:
            return EMPTY
        if reason := context_only(tokens, found):
            return nothing(reason)
        readings = best(tokens, found, self.index, as_of, province)
        whole = bool(readings) and not self._unexplained(tokens, readings[0])
        if cut and (longer := self._cut_off(tokens, found, readings if whole else [], as_of, province, cut)):
            return self._answer(tokens, found, longer, as_of, subject, province)
        if not whole:
            more = found + approximate(tokens, found, self.pools, province)
            readings = best(tokens, more, self.index, as_of, province) or readings
            found = more
        if not readings:
            return nothing("never_existed")
        return self._answer(tokens, found, readings, as_of, subject, province)

    def _cut_off(
        self,
        tokens: list[Word],
        found: list[Mention],
        whole: list[Reading],
        as_of: str | None,
        province: str | None,
        cut: str,
    ) -> list[Reading]:
        """Readings of a text whose last name may go on, those of it as it stands included; none when it cannot."""
        if any(r.commune.end < len(tokens) for r in whole):
            return []  # its last word is a district's or a province's
        context = [m for m in found if m.level != COMMUNE]
        mentions = [*context, *self.fragments.cut_off(tokens, cut == "blank")]
        begun = best(tokens, mentions, self.index, as_of, province, spelt=False)
        known = set(self._units([r for r in whole if r.place.epoch != GONE], as_of, "any")[0])
        new = [r for r in begun if r.place.epoch != GONE and not known >= set(self._units([r], as_of, "any")[0])]
        return whole + new if new else []

    def _unexplained(self, tokens: list[Word], reading: Reading) -> bool:
        """Whether words after (or, in front, beside) the reading's names are explained by nothing."""
        return bool(left(tokens, reading) or front(tokens, reading))

    def _answer(
        self,
        tokens: list[Word],
        found: list[Mention],
        readings: list[Reading],
        as_of: str | None,
        subject: str,
        province: str | None,
    ) -> Resolution:
        known = [r for r in readings if r.place.epoch != GONE]
        if not known:
            return nothing("abolished_before_2025_07")
        if not readings[0].district and conflict(tokens, found, readings) == PROVINCE:
            return nothing("never_existed")
        units, relation, split = self._units(known, as_of, subject)
        if not units:
            return nothing("not_at_that_date")
        return _resolution(units, relation, split, doubt(tokens, found, known, readings, province), known, as_of)

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


_GUESSED: Final = frozenset({"spelling", "context_ignored", "type_differs"})
"""Reasons of answers that rest on a name nobody wrote so."""


def _either(short: Resolution, longer: Resolution) -> Resolution:
    """Of a name without and with what may belong to it: the one that exists; all units of both when both do."""
    if short.units == longer.units:
        return longer if longer.certain else short
    if not _exact(longer):
        return short if short.units else longer
    if not _exact(short):
        return longer
    shares = dict(zip(short.units, short.shares, strict=True))
    shares |= {unit: share for unit, share in zip(longer.units, longer.shares, strict=True) if unit not in shares}
    return Resolution(tuple(shares), tuple(shares.values()), short.relation, "homonym", "ambiguous", False)


def _exact(answer: Resolution) -> bool:
    return bool(answer.units) and answer.reason not in _GUESSED


def _resolution(
    units: dict[str, str], relation: str, split: bool, doubt: str, known: list[Reading], as_of: str | None
) -> Resolution:
    codes, shares = tuple(units), tuple(units.values())
    new = any(r.place.epoch == NEW for r in known)
    if len(codes) > 1:
        reason = doubt or ("split" if split and len(known) == 1 else "homonym")
        return Resolution(codes, shares, relation, reason, "ambiguous", False)
    before = before_reform(as_of)
    status = "former" if before else "current" if new else "stale"
    reason = doubt or ("current" if status == "current" else "whole" if before else "closed")
    return Resolution(codes, shares, relation, reason, status, not doubt)
