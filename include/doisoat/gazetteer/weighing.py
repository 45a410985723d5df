"""Weigh what a text may mean: every commune named, with the district and province that agree with it.

The readings that explain most words win; all of them are kept. The type word and the diacritics only decide between
readings that explain as much.
"""

from collections.abc import Iterable
from typing import NamedTuple

from rapidfuzz.distance import OSA

from doisoat.gazetteer.index import NEW, NameIndex, Place
from doisoat.gazetteer.reading import Mention
from doisoat.gazetteer.tables import REFORM
from doisoat.gazetteer.typewords import COMMUNE, DISTRICT, PROVINCE, Word

_EQUAL = 0.01
"""Scores this near are equal."""


class Reading(NamedTuple):
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


def before_reform(as_of: str | None) -> bool:
    """Whether a date, to its own precision, lies before the reform."""
    return as_of is not None and as_of < REFORM[: len(as_of)]


def best(
    tokens: list[Word],
    found: list[Mention],
    index: NameIndex,
    as_of: str | None,
    province: str | None,
    spelt: bool = True,
) -> list[Reading]:
    """The readings that explain most of the text, in a fixed order; empty when no commune is named.

    Args:
        tokens: words of the text.
        found: mentions in it.
        index: names.
        as_of: date the names belong to: before the reform only old units, from then on new ones where any explains
            the text as well.
        province: current province code the text is known to lie in.
        spelt: whether the type word and the diacritics decide between readings that explain as much.
    """
    before = before_reform(as_of)
    districts = _longest_first((m, index.districts[m.key]) for m in found if m.level == DISTRICT)
    provinces = _longest_first((m, index.provinces[m.key]) for m in found if m.level == PROVINCE)
    tag = f"new:{province}" if province else ""
    readings: list[Reading] = []
    top = 0.0
    for commune in found:
        if commune.level != COMMUNE:
            continue
        near = [(m, ids, m.weight) for m, ids in districts if not m.overlaps(commune)]
        far = [(m, tags, m.weight) for m, tags in provinces if not m.overlaps(commune)]
        base = 1.2 * commune.weight
        for place in index.communes[commune.key]:
            if (before and place.epoch == NEW) or (tag and tag not in place.provinces):
                continue
            reading = _read(place, commune, near, far, base, before)
            if reading.score >= top - _EQUAL:
                top = max(top, reading.score)
                readings.append(reading)
    readings = [r for r in readings if r.score >= top - _EQUAL]
    if as_of is not None and not before:
        readings = [r for r in readings if r.place.epoch == NEW] or readings
    if len(readings) > 1 and spelt:
        readings = _by_type(readings)
        readings = _by_marks(readings, tokens)
    unique = {(r.place.epoch, r.place.code, r.place.target): r for r in readings}
    return [unique[k] for k in sorted(unique)]


def _longest_first(pairs: Iterable[tuple[Mention, frozenset[str]]]) -> list[tuple[Mention, frozenset[str]]]:
    return sorted(pairs, key=lambda pair: (-pair[0].weight, -pair[0].start))


def _read(
    place: Place,
    commune: Mention,
    districts: list[tuple[Mention, frozenset[str], float]],
    provinces: list[tuple[Mention, frozenset[str], float]],
    score: float,
    before: bool,
) -> Reading:
    """Weigh one place by the longest district and province that agree with it."""
    district = province = None
    mixed = False
    if place.epoch == NEW and districts and any(not tags.isdisjoint(place.own_provinces) for _, tags, _ in provinces):
        # Its own province is all a new unit needs; a district of the same name (Điện Biên) is not meant beside it.
        own_mentions = [m for m, tags, _ in provinces if not tags.isdisjoint(place.own_provinces)]
        districts = [d for d in districts if not any(d[0].overlaps(m) for m in own_mentions)]
    for mention, ids, weight in districts:
        if not ids.isdisjoint(place.districts):
            # The second half of a new unit's own name (phường Cam Ly, TP. Đà Lạt) is no district of before.
            district, mixed = mention, place.epoch == NEW and mention.key != place.tail
            score += weight
            break
    for mention, tags, weight in provinces:
        own = not tags.isdisjoint(place.own_provinces)
        if (own or not tags.isdisjoint(place.other_provinces)) and not (district and mention.overlaps(district)):
            province = mention
            score += weight
            mixed = mixed or not own
            if before and not own:
                # With a date the province of that time is likelier meant than today's of the same name.
                score -= 0.05
            break
    if place.epoch == NEW:
        # A new unit has no district, and a province that no longer exists speaks for the old unit.
        score -= 0.6 * bool(district and mixed) + 0.6 * mixed
    return Reading(place, commune, district, province, mixed, score)


def written(tokens: list[Word], mention: Mention) -> str:
    """The words of a mention as written."""
    return " ".join(t.text for t in tokens[mention.start : mention.end])


def _by_type(readings: list[Reading]) -> list[Reading]:
    exact = [r for r in readings if r.commune.type_key and r.commune.type_key in r.place.types]
    return exact or readings


def _by_marks(readings: list[Reading], tokens: list[Word]) -> list[Reading]:
    if all(t.text.isascii() for t in tokens):
        # Where no word has a diacritic they may all be lost: Thanh An may be Thạnh An.
        return readings
    exact = [r for r in readings if written(tokens, r.commune) in r.place.marks]
    return exact or _nearest(readings, tokens)


def _nearest(readings: list[Reading], tokens: list[Word]) -> list[Reading]:
    """Of names that fold alike, those nearest with their diacritics (``Trrực Hưng`` is not Trực Hùng)."""
    if len({r.place.marks for r in readings}) < 2:
        return readings
    away = [min(OSA.distance(written(tokens, r.commune), m) for m in r.place.marks) for r in readings]
    return [r for r, distance in zip(readings, away, strict=True) if distance == min(away)]
