"""The fast way for addresses written in full: commune, district and province of before the reform, nothing else.

Most addresses in registers are copies of the official form. Cut to words, with abbreviated types in full and tone marks
in place, such an address is one key of a table, so the mass of a register never reaches the reader of free text. A key
that is not exactly one old unit's, in its official spelling or without any diacritics, is left to that reader.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from doisoat.gazetteer.index import NEW, OLD, NameIndex, Place, marks, strip_type
from doisoat.gazetteer.index import key as name_key
from doisoat.text.arrow import pc
from doisoat.text.fold import ascii_token
from doisoat.text.tones import place as place_tone
from doisoat.text.vector import Words, cleaned

LONGEST: Final = 400
"""The last characters of a text that are read: the unit stands at the end of an address."""

_TYPES: Final = {
    "x": "xã",
    "p": "phường",
    "tt": "thị trấn",
    "h": "huyện",
    "q": "quận",
    "tx": "thị xã",
    "tp": "thành phố",
    "t": "tỉnh",
}
_ABBREVIATED: Final = re.compile(r"^(x|p|tt|h|q|tx|tp|t)(?:\.(.*)|(\d+))$")
_BARE: Final = {ord(c): ascii_token(c) for word in _TYPES.values() for c in word if not c.isascii()}
"""Letters of abbreviated types, for texts that have no diacritics elsewhere either."""
_EDGES: Final = re.compile(r"^[^\w']+|[^\w']+$")
_HOUSE: Final = re.compile(
    r"\s*(?:(?:số|so|số nhà|so nha|nhà|sn)?\s*\d[\w/.\-]*(?:\s(?:đường|duong|phố|pho|ngõ|ngo|hẻm|hem)\s[^,]*)?"
    r"|(?:thôn|thon|xóm|xom|ấp|ap|buôn|buon|tổ|to|khu phố|khu pho|tổ dân phố|to dan pho|khóm|khom|khối|khoi|kp|tdp"
    r"|đường|duong|ngõ|ngo|hẻm|hem)\.?\s[^,]*)",
    re.IGNORECASE,
)
"""A part of an address before the commune that names a house, a street or a village, and nothing else."""


@lru_cache(maxsize=65_536)
def _word(word: str) -> str:
    """A word in lower case, tone mark in place, without the punctuation around it, an abbreviated type in full."""
    lower = word.lower()
    found = _ABBREVIATED.match(lower)
    if found:
        rest = _word(found[2] or found[3]) if found[2] or found[3] else ""
        return f"{_TYPES[found[1]]} {rest}".strip()
    bare = _EDGES.sub("", lower)
    if bare.isdigit():
        return bare.lstrip("0") or "0"
    if "-" in bare:
        return " ".join(_word(part) for part in bare.split("-") if part)
    return _TYPES.get(bare) or place_tone(bare)


def chain_of(text: str) -> str:
    """The key of one address.

    >>> chain_of("X. Hàm Thạnh,  H.Hàm Thuận Nam - tỉnh Bình Thuận")
    'xã hàm thạnh huyện hàm thuận nam tỉnh bình thuận'
    """
    return " ".join(w for w in map(_word, text.split(" ")) if w)


def chains_of(texts: list[str]) -> list[str]:
    """The key of each address, once per distinct word; "" for an empty or over-long cell."""
    array = pc.utf8_lower(cleaned(texts))
    words = Words.of(array)
    keys: list[str] = words.join([_word(w) for w in words.words]).to_pylist()
    return [k.translate(_BARE) if t.isascii() and not k.isascii() else k for t, k in zip(texts, keys, strict=True)]


class Chains:
    """Official addresses of the old units → the unit, in their spelling and without diacritics."""

    def __init__(self, index: NameIndex) -> None:
        tables = index.tables
        provinces = {p.code: p.full_name for p in tables.provinces if not p.valid_from}
        self._found: dict[str, Place | None] = {}
        for place in index.places:
            if place.epoch != OLD or not place.code:
                continue
            unit = tables.old[place.code]
            if place.key != name_key(unit.name):
                continue  # an earlier name, which may have had another type
            province = provinces[unit.province_code]
            context = [
                (unit.district_name, province),
                (unit.district_name, strip_type(province)),
                (strip_type(unit.district_name), strip_type(province)),
            ]
            for name in place.marks:
                for district, of_province in context:
                    head = f"{unit.type.lower()} {name}" if district == unit.district_name or name.isdigit() else name
                    self._add(chain_of(f"{head} {marks(district)} {marks(of_province)}"), place)
        for key, found in list(self._found.items()):
            if found is not None and not key.isascii():
                self._add(ascii_chain(key), found if _only(found, index) else None)
        for _, full_name, district, province in tables.abolished:
            chain = chain_of(" ".join(marks(part) for part in (full_name, district, province)))
            for key in (chain, ascii_chain(chain)):
                self._found[key] = None

    def _add(self, key: str, place: Place | None) -> None:
        # A key of two units (Tân Thành and Tân Thạnh without diacritics) answers nothing here.
        known = self._found.setdefault(key, place)
        if known is not place:
            self._found[key] = None

    def find(self, texts: list[str]) -> list[Place | None]:
        """The old unit of each address that is written in full, else None.

        A house, street or village in front, between commas, does not change which unit is meant.
        """
        found = [self._found.get(key) for key in chains_of(texts)]
        fronted = [i for i, place in enumerate(found) if place is None and texts[i].count(",") > 2]
        tails = {i: tail for i in fronted if (tail := _without_house(texts[i]))}
        for i, key in zip(tails, chains_of(list(tails.values())), strict=True):
            found[i] = self._found.get(key)
        return found


def _without_house(text: str) -> str | None:
    """The last three parts of an address with a house or village in front; None when something else stands there."""
    *front, commune, district, province = text[-LONGEST:].split(",")
    if not all(_HOUSE.fullmatch(unicodedata.normalize("NFC", part)) for part in front):
        return None
    return f"{commune},{district},{province}"


def _only(place: Place, index: NameIndex) -> bool:
    """Whether no other unit of the district, abolished ones included, has the bare name."""
    return all(p is place or not p.districts & place.districts or p.epoch == NEW for p in index.communes[place.key])


def ascii_chain(chain: str) -> str:
    """A key without diacritics."""
    return " ".join(ascii_token(w) for w in chain.split(" "))
