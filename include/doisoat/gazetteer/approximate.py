"""Names spelt otherwise: the nearest known names for the parts of a text where no known name covers all words.

Only asked when what is written in full does not explain the text. Every answer that rests on it is uncertain.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from doisoat.gazetteer.pools import Pool, Pools
from doisoat.gazetteer.reading import Mention
from doisoat.gazetteer.typewords import (
    CITY,
    COMMUNE,
    DISTRICT,
    PROVINCE,
    TYPE_KEY,
    VILLAGE,
    Word,
    is_type_word,
    misspelt,
    type_before,
)

_LEVELS: Final = {CITY: (DISTRICT, PROVINCE), "": (PROVINCE, DISTRICT)}


class TextPart(NamedTuple):
    """Words ``start``–``end`` that should be one name.

    Attributes:
        level: of the type word before it; "" without one.
        type_words: words the type takes; type_key: which (communes only).
        bent: whether the type word itself is misspelt.
    """

    level: str
    start: int
    end: int
    type_words: int
    type_key: str = ""
    bent: bool = False


def allowed(name: str) -> int:
    """Edits a name may differ by: one in a short name, two in a longer one."""
    return 0 if len(name) < 4 else 1 if len(name) < 7 else 2


def allowed_near(name: str) -> int:
    """Edits a commune's name may differ by after its type word and within a district, where few names are near."""
    return 1 if len(name) < 4 else 2 if len(name) < 10 else 3


def slots(tokens: list[Word]) -> list[TextPart]:
    """The parts of a text: from a type word or a segment's beginning to the next type word or the segment's end."""
    out = []
    start = 0
    while start < len(tokens):
        if is_type_word(tokens, start):
            start += 1
            continue
        level, count = type_before(tokens, start)
        end = start + 1
        while end < len(tokens) and tokens[end].segment == tokens[start].segment and not is_type_word(tokens, end):
            end += 1
        out.append(TextPart(level, start, end, count, TYPE_KEY.get(tokens[start - 1].text, "") if count else ""))
        start = end
    return out


def _wholes(tokens: list[Word]) -> Iterator[TextPart]:
    """Each segment as one name after its type word: type words inside it may be syllables of the name (Mỹ Quan), and
    its first word a misspelt type word (Phờng 2)."""
    start = 0
    while start < len(tokens):
        end = start + 1
        while end < len(tokens) and tokens[end].segment == tokens[start].segment:
            end += 1
        level, count, kind = "", 0, ""
        for words in (2, 1):
            if start + words < end:
                found, taken = type_before(tokens, start + words)
                if taken == words:
                    level, count, kind = found, taken, TYPE_KEY.get(tokens[start + words - 1].text, "")
                    break
        if end - start - count < 6:
            yield TextPart(level, start + count, end, count, kind)
        if level in ("", COMMUNE) and end - start < 8:
            second = tokens[start + 1].key if start + 1 < end else ""
            for meant in misspelt(tokens[start].key, second):
                if start + meant.words < end and meant.level != level:
                    yield TextPart(meant.level, start + meant.words, end, meant.words, meant.type_key, True)
        start = end


def _left_over(tokens: list[Word], found: list[Mention]) -> Iterator[TextPart]:
    """Words of a text without commas that are left when its province and district are taken out."""
    provinces = [m for m in found if m.level == PROVINCE and (m.end == len(tokens) or not m.start)]
    province = max(provinces, key=lambda m: m.weight, default=None)
    districts = [m for m in found if m.level == DISTRICT and not (province and province.overlaps(m))]
    district = max(districts, key=lambda m: m.weight, default=None)
    taken = {i for m in (province, district) if m for i in m.reach}
    start = 0
    while start < len(tokens):
        end = start + 1
        if start not in taken and not is_type_word(tokens, start):
            while end < len(tokens) and end not in taken and tokens[end].segment == tokens[start].segment:
                end += 1
            if end - start < 6 and not type_before(tokens, start)[0]:
                yield TextPart("", start, end, 0)
        start = end


def approximate(tokens: list[Word], found: list[Mention], pools: Pools, province: str | None) -> list[Mention]:
    """Mentions by approximate spelling for parts in which no exact name covers all words.

    Args:
        tokens: words of the text.
        found: exact mentions in it.
        pools: names by context.
        province: current province code the text is known to lie in.
    """
    whole = {(m.start, m.end, m.level) for m in found}
    every = dict.fromkeys([*slots(tokens), *_wholes(tokens), *_left_over(tokens, found)])
    parts = [p for p in every if p.level != VILLAGE and (p.level or not _numbered(tokens, p))]
    parts = [p for p in parts if p.bent or not any((p.start, p.end, n) in whole for n in (DISTRICT, PROVINCE))]
    index = pools.index
    extra: list[Mention] = []
    for level in (PROVINCE, DISTRICT):
        tags = _tags([*found, *extra], pools, province) if level == DISTRICT else frozenset()
        pool = pools.provinces if level == PROVINCE else pools.districts(tags)
        for part in parts:
            if level in _LEVELS.get(part.level, (part.level,)) and (
                part.level or (part.start, part.end, COMMUNE) not in whole
            ):
                extra += _near(tokens, part, level, pool, allowed(_name(tokens, part)))
    context = _context([*found, *extra])
    exact = {(m.start, m.end) for m in context if not m.fuzzy}
    for part in parts:
        if part.level == COMMUNE or (not part.level and (part.start, part.end) not in exact):
            outside = [m for m in context if m.end <= part.start or m.start >= part.end]
            if not part.level and not outside:
                continue
            ids = frozenset(d for m in outside if m.level == DISTRICT for d in index.districts[m.key])
            tags = _tags(outside, pools, province)
            near = pools.communes(ids, tags) if ids else None
            name = _name(tokens, part)
            in_district = bool(near and near.names)
            limit = allowed_near(name) if part.level and in_district else allowed(name)
            pool = near if near and in_district else pools.in_provinces(tags)
            elsewhere = (part.start, part.end, COMMUNE) in whole
            if elsewhere:
                # A name that exists elsewhere is more likely in the wrong place than misspelt.
                limit = min(limit, 1)
            extra += _near(tokens, part, COMMUNE, pool, limit, spelt=elsewhere and not in_district)
    return extra


def _context(found: list[Mention]) -> list[Mention]:
    """Districts and provinces named, without a district that is a part of a province's name (Lắk in tỉnh Đắk Lắk)."""
    typed = [m for m in found if m.level == PROVINCE and m.typed and not m.fuzzy]
    inside = [m for m in found if m.level == DISTRICT and not m.typed and any(p.overlaps(m) for p in typed)]
    return [m for m in found if m.level in (DISTRICT, PROVINCE) and m not in inside]


def _tags(context: list[Mention], pools: Pools, province: str | None) -> frozenset[str]:
    """Provinces named, those spelt exactly if any is; else the one the text is known to lie in."""
    named = [m for m in context if m.level == PROVINCE]
    sure = [m for m in named if not m.fuzzy and (m.typed or len(named) == 1)] or named
    tags = frozenset(t for m in sure for t in pools.index.provinces[m.key])
    return tags or (frozenset([f"new:{province}"]) if province else tags)


def _numbered(tokens: list[Word], part: TextPart) -> bool:
    return any(t.key.isdigit() for t in tokens[part.start : part.end])


def _name(tokens: list[Word], part: TextPart) -> str:
    return " ".join(t.key for t in tokens[part.start : part.end])


def _near(
    tokens: list[Word], part: TextPart, level: str, pool: Pool, limit: int, spelt: bool = False
) -> Iterator[Mention]:
    """Nearest names of the pool; ``spelt``: only those as near with their diacritics."""
    name = _name(tokens, part)
    written = " ".join(t.text for t in tokens[part.start : part.end])
    names, distance = pool.nearest(name, written, limit)
    if spelt:
        names = tuple(n for n in names if not written.isascii() and pool.spelt(n, written) <= limit)
    kind = part.type_key if level == COMMUNE else ""
    edits = max(distance + part.bent, 1)
    for known in names:
        yield Mention(level, known, part.start, part.end, bool(part.level), kind, part.type_words, edits)
