"""What a text says that a reading of it does not explain, and the first reason not to be certain of the reading."""

from doisoat.gazetteer.index import NEW
from doisoat.gazetteer.reading import Mention
from doisoat.gazetteer.titlewords import LINKING
from doisoat.gazetteer.typewords import COMMUNE, DISTRICT, PROVINCE, Word, is_type_word, is_village_word
from doisoat.gazetteer.weighing import Reading, written


def covered(reading: Reading) -> set[int]:
    """Words the names of a reading take, type words included."""
    return {i for m in (reading.commune, reading.district, reading.province) if m for i in m.reach}


def left(tokens: list[Word], reading: Reading) -> list[int]:
    """Words from the commune's name on that no name of the reading explains.

    A single letter at the end (``xã Phù Mỹ Đ``) is what a name was cut to, no type word.
    """
    known, last = covered(reading), len(tokens) - 1
    return [
        i
        for i in range(reading.commune.start, len(tokens))
        if i not in known and (not is_type_word(tokens, i) or (i == last and len(tokens[i].text) == 1))
    ]


def front(tokens: list[Word], reading: Reading) -> list[int]:
    """Words before the commune that are neither explained nor a house or village.

    Before a commune with its type word only words of the same segment count, and none before a type word with its
    marks: ``xã`` and ``phường`` are no syllables of names (but ``Bắc Xa Đình Lập``, undiacritised, is no commune Đình
    Lập). What other segments say is the house or the village.
    """
    commune = reading.commune
    if any(not tokens[i].text.isascii() for i in range(commune.start - commune.type_words, commune.start)):
        return []
    known = covered(reading)
    here = tokens[commune.start].segment if commune.typed else None
    free = [i for i in range(commune.start) if i not in known and here in (None, tokens[i].segment)]
    villages = {tokens[i].segment for i in free if is_village_word(tokens, i) or tokens[i].key[0].isdigit()}
    rest = [i for i in free if tokens[i].segment not in villages and not is_type_word(tokens, i)]
    leads = commune.typed and rest and rest[-1] == commune.reach.start - 1 and tokens[rest[-1]].text in LINKING
    return rest[:-1] if leads else rest


def another(found: list[Mention], readings: list[Reading]) -> bool:
    """Whether another commune than the readings' is named with its type word (``xã A sáp nhập vào xã B``)."""
    known = set().union(*(covered(r) for r in readings))
    return any(m.level == COMMUNE and m.typed and not m.fuzzy and known.isdisjoint(m.reach) for m in found)


def conflict(tokens: list[Word], found: list[Mention], readings: list[Reading]) -> str:
    """Level of a province or district the text plainly names and no reading agrees with; "" without one."""
    known = set().union(*(covered(r) for r in readings))
    last = tokens[-1].segment
    for level in (PROVINCE, DISTRICT):
        for m in found:
            if m.level != level or (m.fuzzy and not m.typed) or known & set(range(m.start, m.end)):
                continue
            whole = m.end == len(tokens) and (m.start == 0 or tokens[m.start - 1].segment != last)
            if m.typed or (level == PROVINCE and whole):
                return level
    return ""


def context_only(tokens: list[Word], found: list[Mention]) -> str | None:
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


def doubt(
    tokens: list[Word], found: list[Mention], known: list[Reading], readings: list[Reading], province: str | None
) -> str:
    """The first reason not to be certain, or "". A province the text is known to lie in is as good as one written.

    Args:
        tokens: words of the text.
        found: mentions in it.
        known: readings that lead to a unit of today.
        readings: these and those that are gone.
        province: current province code the text is known to lie in.
    """
    reading = known[0]
    if any(m and m.fuzzy for r in known for m in (r.commune, r.district, r.province)):
        return "spelling"
    if conflict(tokens, found, readings) or left(tokens, reading) or another(found, readings):
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
    if front(tokens, reading):
        return "context_ignored"
    return "mixed_epochs" if all(r.mixed for r in known) and reading.place.epoch == NEW else ""
