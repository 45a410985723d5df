"""Type words: what kind of place the name after them is.

``xã``, ``P.``, ``TT`` tell the level of the name that follows; ``thôn``, ``đường``, ``số`` say that what follows is
below the commune. Undiacritised and abbreviated forms are listed; misspelt ones (``Phờng``, ``Huỵen``) are recognised
by distance, which only counts where nothing else explains the text.
"""

from functools import lru_cache
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA

COMMUNE, DISTRICT, PROVINCE, CITY, VILLAGE = "C", "D", "P", "DP", "V"

_WORDS: Final = {
    COMMUNE: "xã x phường p ph f tt ttr đk xa phuong",
    DISTRICT: "huyện h quận q tx huyen quan",
    PROVINCE: "tỉnh t tinh",
    CITY: "tp",
    VILLAGE: "thôn thon xóm xom ấp ap bản buôn buon bon làng tổ khóm khom khối khoi kp tdp kdc khu đội kv lô "
    "ngõ ngo ngách hẻm hem đường duong đ phố số so",
}
_ONE: Final = {word: level for level, words in _WORDS.items() for word in words.split()}
_TWO: Final = {
    ("thị", "trấn"): COMMUNE,
    ("thi", "tran"): COMMUNE,
    ("thị", "trân"): COMMUNE,
    ("đặc", "khu"): COMMUNE,
    ("dac", "khu"): COMMUNE,
    ("thị", "xã"): DISTRICT,
    ("thi", "xa"): DISTRICT,
    ("thành", "phố"): CITY,
    ("thanh", "pho"): CITY,
    ("dân", "phố"): VILLAGE,
    ("dan", "pho"): VILLAGE,
    ("khu", "phố"): VILLAGE,
    ("khu", "pho"): VILLAGE,
    ("dân", "cư"): VILLAGE,
    ("dan", "cu"): VILLAGE,
}
TYPE_KEY: Final = {
    "xã": "xa",
    "x": "xa",
    "xa": "xa",
    "phường": "phuong",
    "p": "phuong",
    "ph": "phuong",
    "f": "phuong",
    "phuong": "phuong",
    "tt": "thi tran",
    "ttr": "thi tran",
    "trấn": "thi tran",
    "tran": "thi tran",
    "trân": "thi tran",
    "đk": "dac khu",
    "khu": "dac khu",
    "huyện": "huyen",
    "huyen": "huyen",
    "h": "huyen",
}
"""Written type word (its last syllable) → folded type of a commune-level unit."""

_MEANT: Final = {
    "xa": (COMMUNE, "xa"),
    "phuong": (COMMUNE, "phuong"),
    "thi tran": (COMMUNE, "thi tran"),
    "dac khu": (COMMUNE, "dac khu"),
    "huyen": (DISTRICT, ""),
    "quan": (DISTRICT, ""),
    "thi xa": (DISTRICT, ""),
    "thanh pho": (CITY, ""),
    "tinh": (PROVINCE, ""),
}


class Word(NamedTuple):
    """One word: as written (lower case, marks in place), its key, the part of the text it stands in."""

    text: str
    key: str
    segment: int


class Meant(NamedTuple):
    """A misspelt type word: the level it means, the folded type of a commune, how many words it takes."""

    level: str
    type_key: str
    words: int


def type_before(tokens: list[Word], i: int) -> tuple[str, int]:
    """(level, number of words) of the type word right before word ``i`` in its segment; ("", 0) without one."""
    if i == 0 or tokens[i - 1].segment != tokens[i].segment:
        return "", 0
    if i > 1 and tokens[i - 2].segment == tokens[i].segment:
        level = _TWO.get((tokens[i - 2].text, tokens[i - 1].text))
        if level:
            return level, 2
    level = _ONE.get(tokens[i - 1].text)
    return (level, 1) if level else ("", 0)


def is_village_word(tokens: list[Word], i: int) -> bool:
    """Whether word ``i`` is the type word of a village, street or house (``phố``, but not in ``thành phố``)."""
    if i and tokens[i - 1].segment == tokens[i].segment:
        level = _TWO.get((tokens[i - 1].text, tokens[i].text))
        if level:
            return level == VILLAGE
    return _ONE.get(tokens[i].text) == VILLAGE


def is_type_word(tokens: list[Word], i: int) -> bool:
    """Whether word ``i`` is (part of) a type word."""
    if tokens[i].text in _ONE:
        return True
    return any(j >= 0 and j + 1 < len(tokens) and (tokens[j].text, tokens[j + 1].text) in _TWO for j in (i - 1, i))


@lru_cache(maxsize=16_384)
def misspelt(first: str, second: str) -> tuple[Meant, ...]:
    """Type words that the first (or first two) folded words of a part may have been meant as; nearest first.

    >>> misspelt("phong", "2")[0], misspelt("thaoh", "pho")[0]
    (Meant(level='C', type_key='phuong', words=1), Meant(level='DP', type_key='', words=2))
    """
    found = []
    for name, (level, kind) in _MEANT.items():
        count = name.count(" ") + 1
        written = f"{first} {second}" if count == 2 else first
        limit = 1 if len(name) < 5 else 2
        distance = OSA.distance(written, name, score_cutoff=limit)
        if distance <= limit and len(written) > distance - (len(name) < 3):
            found.append((distance, Meant(level, kind, count)))
    return tuple(meant for _, meant in sorted(found))
