"""Names spelt otherwise: the nearest known names for the parts of a text where none was found."""

import re
from collections.abc import Iterable
from typing import Final

from rapidfuzz.distance import OSA

from doisoat.gazetteer.index import NameIndex
from doisoat.gazetteer.reading import (  # fmt: skip
    CITY,
    COMMUNE,
    DISTRICT,
    PROVINCE,
    TYPE_KEY,
    VILLAGE,
    Mention,
    Word,
    is_type_word,
    type_before,
)

_NUMBER: Final = re.compile(r"\d+")


def allowed(name: str) -> int:
    """Edits a name may differ by: one in a short name, two in a longer one."""
    return 0 if len(name) < 4 else 1 if len(name) < 7 else 2


def nearest(name: str, pool: Iterable[str], limit: int) -> tuple[list[str], int]:
    """Names of the pool with the fewest edits within the limit, and how many; numbers must agree."""
    numbers = _NUMBER.findall(name)
    best: list[str] = []
    for other in pool:
        if abs(len(other) - len(name)) > limit or _NUMBER.findall(other) != numbers:
            continue
        distance = OSA.distance(name, other, score_cutoff=limit)
        if distance < limit or (distance == limit and not best):
            best, limit = [other], distance
        elif distance == limit:
            best.append(other)
    return best, limit


def slots(tokens: list[Word]) -> list[tuple[str, int, int, int]]:
    """(level or "", start, end, type words) of each part that should be one name.

    A part starts after a type word or at a segment's beginning and ends at the next type word or the segment's end.
    """
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
        out.append((level, start, end, count))
        start = end
    return out


def approximate(tokens: list[Word], found: list[Mention], index: NameIndex, province: str | None) -> list[Mention]:
    """Mentions by approximate spelling for parts in which no exact name covers all words."""
    whole = {(m.start, m.end, m.level) for m in found}
    parts = slots(tokens)
    extra: list[Mention] = []
    untyped = [p for p in parts if not p[0]]
    for number, (level, start, end, count) in enumerate(parts):
        name = " ".join(t.key for t in tokens[start:end])
        if level == VILLAGE or (any(c.isdigit() for c in name) and not level):
            continue
        if level:
            levels = {CITY: (DISTRICT, PROVINCE)}.get(level, (level,))
        else:
            last = number == len(parts) - 1
            levels = (PROVINCE, DISTRICT) if last and len(untyped) > 1 else (DISTRICT, COMMUNE)
        if any((start, end, one) in whole for one in (COMMUNE, DISTRICT, PROVINCE)):
            continue
        for one in levels:
            if one == COMMUNE:
                continue
            table = index.districts if one == DISTRICT else index.provinces
            names, distance = nearest(name, table, allowed(name))
            extra += [Mention(one, n, start, end, bool(level), "", count, max(distance, 1)) for n in names]
    return extra + _communes(tokens, parts, [*found, *extra], index, province)


def _communes(
    tokens: list[Word],
    parts: list[tuple[str, int, int, int]],
    found: list[Mention],
    index: NameIndex,
    province: str | None,
) -> list[Mention]:
    """Approximate commune names, within the districts or else provinces mentioned; none without such a context."""
    context = [m for m in found if m.level in (DISTRICT, PROVINCE)]
    known = {(m.start, m.end) for m in found if m.level == COMMUNE}
    taken = {(m.start, m.end) for m in context if not m.fuzzy}
    out = []
    for level, start, end, count in parts:
        if level not in ("", COMMUNE) or (not level and (start, end) in taken):
            continue
        outside = [m for m in context if m.end <= start or m.start >= end]
        name = " ".join(t.key for t in tokens[start:end])
        if not level and (any(c.isdigit() for c in name) or not outside):
            continue
        near, in_district = _pool(outside, index, province)
        limit = allowed(name) + bool(level and in_district and len(name) < 7)
        if (start, end) in known:
            # A name that exists elsewhere is more likely in the wrong place than misspelt.
            limit = min(limit, 1) if in_district else 0
        names, distance = nearest(name, near, limit)
        kind = TYPE_KEY.get(tokens[start - 1].text, "") if level else ""
        out += [Mention(COMMUNE, n, start, end, bool(level), kind, count, max(distance, 1)) for n in names]
    return out


def _pool(context: list[Mention], index: NameIndex, province: str | None) -> tuple[set[str], bool]:
    """Names of the communes the context allows, and whether it is a district, where few names are near."""
    ids = {d for m in context if m.level == DISTRICT for d in index.districts[m.key]}
    tags = {t for m in context if m.level == PROVINCE for t in index.provinces[m.key]}
    places = [p for d in ids for p in index.by_district.get(d, ()) if not tags or tags & p.provinces]
    if not places and not tags and province:
        tags = {f"new:{province}"}
    return {p.key for p in places or [p for t in tags for p in index.by_province.get(t, ())]}, bool(places)
