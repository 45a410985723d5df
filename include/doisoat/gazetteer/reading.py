"""Cut a written place into words and find the names in it.

Every word keeps how it was written, for the diacritics, and its key. A type word (``xã``, ``P.``, ``TT``, ``thôn``)
tells the level of the name that follows it; without one a name may be of any level.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from doisoat.gazetteer.index import NameIndex
from doisoat.text.chars import clean
from doisoat.text.fold import fold_token
from doisoat.text.tones import place as place_tone

COMMUNE, DISTRICT, PROVINCE, CITY, VILLAGE = "C", "D", "P", "DP", "V"

_WORDS: Final = {
    COMMUNE: "xã x phường p ph f tt ttr đk xa phuong", DISTRICT: "huyện h quận q tx huyen quan",
    PROVINCE: "tỉnh t tinh", CITY: "tp",
    VILLAGE: "thôn thon xóm xom ấp ap bản buôn buon bon làng tổ khóm khom khối khoi kp tdp kdc khu đội kv lô "
             "ngõ ngo ngách hẻm hem đường duong đ phố số so",
}  # fmt: skip
_ONE: Final = {word: level for level, words in _WORDS.items() for word in words.split()}
_TWO: Final = {
    ("thị", "trấn"): COMMUNE, ("thi", "tran"): COMMUNE, ("thị", "trân"): COMMUNE, ("đặc", "khu"): COMMUNE,
    ("dac", "khu"): COMMUNE, ("thị", "xã"): DISTRICT, ("thi", "xa"): DISTRICT, ("thành", "phố"): CITY,
    ("thanh", "pho"): CITY, ("dân", "phố"): VILLAGE, ("dan", "pho"): VILLAGE, ("khu", "phố"): VILLAGE,
    ("khu", "pho"): VILLAGE, ("dân", "cư"): VILLAGE, ("dan", "cu"): VILLAGE,
}  # fmt: skip
TYPE_KEY: Final = {
    "xã": "xa", "x": "xa", "xa": "xa", "phường": "phuong", "p": "phuong", "ph": "phuong", "f": "phuong",
    "phuong": "phuong", "tt": "thi tran", "ttr": "thi tran", "trấn": "thi tran", "tran": "thi tran",
    "trân": "thi tran", "đk": "dac khu", "khu": "dac khu", "huyện": "huyen", "huyen": "huyen", "h": "huyen",
}  # fmt: skip
"""Written type word (its last syllable) → folded type of a commune-level unit."""

# A spaced hyphen ends no segment: it also stands inside names (Văn Miếu - Quốc Tử Giám).
_BREAK: Final = re.compile(r"\s*[,;|\n()\[\]]+\s*")
_GLUED: Final = re.compile(r"^(p|q|f|x|h|t|tt|kp|tdp|ph)(\d+)$")
_CUT: Final = re.compile(r"[\s.:/_\-]+")


@dataclass(frozen=True, slots=True)
class Word:
    """One word: as written (lower case, marks in place), its key, the part of the text it stands in."""

    text: str
    key: str
    segment: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found at words ``start``–``end`` (end excluded).

    Attributes:
        level: ``C``, ``D``, ``P``.
        key: the name's key in the index.
        typed: whether a type word of its level stands before it; type_key: which (communes only).
        type_words: how many words the type takes.
        fuzzy: edit distance, 0 when exact.
    """

    level: str
    key: str
    start: int
    end: int
    typed: bool
    type_key: str
    type_words: int
    fuzzy: int = 0

    @property
    def reach(self) -> range:
        """Words covered, its type word included."""
        return range(self.start - self.type_words, self.end)

    @property
    def weight(self) -> float:
        """Evidence: words covered, less for approximate matches."""
        return (self.end - self.start) * (1.0 if not self.fuzzy else 0.75) + 0.5 * self.typed

    def overlaps(self, other: "Mention") -> bool:
        """Whether two mentions share a word."""
        return self.start < other.end and other.start < self.end


def words(text: str) -> list[Word]:
    """Words of a text in order; commas and brackets end a segment."""
    cleaned = re.sub(r"(?<=\w)'\s+(?=\w)", "'", clean(text).lower())
    out: list[Word] = []
    for number, segment in enumerate(s for s in _BREAK.split(cleaned) if s):
        for piece in _CUT.split(segment):
            for part in _unglue(piece):
                folded = fold_token(part)
                if folded:
                    shown = place_tone(part)
                    if folded.isdigit():
                        folded = folded.lstrip("0") or "0"
                        shown = folded
                    out.append(Word(shown, folded, number))
    return out


def _unglue(piece: str) -> Iterable[str]:
    found = _GLUED.match(piece)
    return found.groups() if found else (piece,)


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
    """Whether word ``i`` is the type word of a village, street or house."""
    return _ONE.get(tokens[i].text) == VILLAGE


def is_type_word(tokens: list[Word], i: int) -> bool:
    """Whether word ``i`` is (part of) a type word."""
    if tokens[i].text in _ONE:
        return True
    return any(j >= 0 and j + 1 < len(tokens) and (tokens[j].text, tokens[j + 1].text) in _TWO for j in (i - 1, i))


_ALLOWED: Final = {
    COMMUNE: ("", COMMUNE), DISTRICT: ("", DISTRICT, CITY), PROVINCE: ("", PROVINCE, CITY),
}  # fmt: skip


def mentions(tokens: list[Word], index: NameIndex) -> list[Mention]:
    """Every name of the index in the words, at every level its type word allows."""
    found: list[Mention] = []
    keys = [t.key for t in tokens]
    tables = ((COMMUNE, index.communes), (DISTRICT, index.districts), (PROVINCE, index.provinces))
    for start in range(len(tokens)):
        level_before, type_words = type_before(tokens, start)
        if level_before == VILLAGE:
            continue
        # "tỉnh Bình …" is no commune Tịnh Bình, but Bản Ngoại and Đường Hoa are communes whose names start like a type.
        strict = not level_before and not tokens[start].text.isascii() and is_type_word(tokens, start)
        name = ""
        for end in range(start + 1, min(start + index.longest, len(tokens)) + 1):
            if tokens[end - 1].segment != tokens[start].segment:
                break
            name = f"{name} {keys[end - 1]}" if name else keys[end - 1]
            for level, table in tables:
                if level_before not in _ALLOWED[level] and not (level == COMMUNE and level_before == DISTRICT):
                    continue
                known = name if name in table else index.compact.get(name.replace(" ", ""), "")
                if known not in table or (known.isdigit() and not level_before):
                    continue
                if level == COMMUNE and level_before == DISTRICT and not _island(known, index):
                    continue
                if strict and (level != COMMUNE or not _written_so(tokens[start:end], known, index)):
                    continue
                kind = TYPE_KEY.get(tokens[start - 1].text, "") if level_before and level == COMMUNE else ""
                found.append(Mention(level, known, start, end, bool(level_before), kind, type_words))
    # What ends an address and names a province is the province, though a ward bears its name (…, Bình Thuận).
    last = min(
        (m.start for m in found if m.level == PROVINCE and m.end == len(tokens) and m.start), default=len(tokens)
    )
    return [m for m in found if m.level != COMMUNE or m.typed or not (m.start >= last or _inside(m, found))]


def _inside(mention: Mention, found: list[Mention]) -> bool:
    """Whether a longer name with its type word of another level covers the mention (Thuận Nam in H. Hàm Thuận Nam)."""
    return any(
        o.typed and o.level != COMMUNE and o.start <= mention.start and mention.end <= o.end
        and o.end - o.start > mention.end - mention.start
        for o in found
    )  # fmt: skip


def _written_so(tokens: list[Word], name: str, index: NameIndex) -> bool:
    written = " ".join(t.text for t in tokens)
    return any(written in place.marks for place in index.communes[name])


def _island(name: str, index: NameIndex) -> bool:
    return any(place.target for place in index.communes[name])
