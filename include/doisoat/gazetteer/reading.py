"""Cut a written place into words and find the names in it.

Every word keeps how it was written, for the diacritics, and its key. Parts between commas are read once and kept: a
register writes the same district and province a hundred thousand times.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from doisoat.gazetteer.index import NameIndex
from doisoat.gazetteer.typewords import (
    CITY,
    COMMUNE,
    DISTRICT,
    PROVINCE,
    TYPE_KEY,
    VILLAGE,
    Word,
    is_type_word,
    type_before,
)
from doisoat.text.chars import clean
from doisoat.text.fold import fold_token
from doisoat.text.tones import place as place_tone

# A spaced hyphen ends no segment: it also stands inside names (Văn Miếu - Quốc Tử Giám).
_BREAK: Final = re.compile(r"\s*[,;|\n()\[\]]+\s*")
_GLUED: Final = re.compile(r"^(p|q|f|x|h|t|tt|kp|tdp|ph)(\d+)$")
_CUT: Final = re.compile(r"[\s.:/_\-]+")
_APOSTROPHE: Final = re.compile(r"(?<=\w)'\s+(?=\w)")
SEGMENTS: Final = 16_384
"""Parts of texts remembered."""


class Mention(NamedTuple):
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


def segments(text: str) -> list[str]:
    """The parts of a text in lower case, cleaned; commas and brackets end a part.

    >>> segments("Thôn 3, Xã  Ea H' leo (cũ)")
    ['thôn 3', "xã ea h'leo", 'cũ']
    """
    cleaned = clean(text).lower()
    if "'" in cleaned:
        cleaned = _APOSTROPHE.sub("'", cleaned)
    return [s for s in _BREAK.split(cleaned) if s]


def words_of(segment: str, number: int) -> list[Word]:
    """Words of one part in order."""
    out: list[Word] = []
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


_ALLOWED: Final = {
    COMMUNE: ("", COMMUNE),
    DISTRICT: ("", DISTRICT, CITY),
    PROVINCE: ("", PROVINCE, CITY),
}


class Reader:
    """Reads texts against an index of names; remembers the parts it has read."""

    def __init__(self, index: NameIndex) -> None:
        self.index = index
        self._tables = ((COMMUNE, index.communes), (DISTRICT, index.districts), (PROVINCE, index.provinces))
        # A run of words is only followed while some name starts with it, however the name is cut into words.
        self._starts = sorted({k.replace(" ", "") for _, table in self._tables for k in table})
        self._part = lru_cache(maxsize=SEGMENTS)(self._read_part)

    def read(self, text: str) -> tuple[list[Word], list[Mention]]:
        """Words of a text, and every name of the index in them at every level its type word allows."""
        tokens: list[Word] = []
        found: list[Mention] = []
        for number, segment in enumerate(segments(text)):
            part, names = self._part(segment, number, len(tokens))
            tokens += part
            found += names
        found += self._over_breaks(tokens)
        if not found:
            return tokens, found
        found = [m for m in found if not self._province_spelt_so(m, found, tokens)]
        # What ends an address and names a province is the province, though a ward bears its name (…, Bình Thuận).
        last = min(
            (m.start for m in found if m.level == PROVINCE and m.end == len(tokens) and m.start), default=len(tokens)
        )
        return tokens, [m for m in found if m.level != COMMUNE or m.typed or not (m.start >= last or _inside(m, found))]

    def _over_breaks(self, tokens: list[Word]) -> Iterable[Mention]:
        """Names of two halves with a comma for their dash (phường Cam Ly, Đà Lạt)."""
        breaks = [at for at in range(1, len(tokens)) if tokens[at].segment != tokens[at - 1].segment]
        for at in breaks:
            for start in range(max(at - 3, 0), at):
                if tokens[start].segment != tokens[at - 1].segment:
                    continue
                for tail, known in self.index.halves.get(" ".join(t.key for t in tokens[start:at]), ()):
                    if tuple(t.key for t in tokens[at : at + len(tail)]) == tail:
                        level, count = type_before(tokens, start)
                        kind = TYPE_KEY.get(tokens[start - 1].text, "") if level == COMMUNE else ""
                        # With another type (xã Xuân Trường, Đà Lạt) it is a former commune and its city.
                        if level in ("", COMMUNE) and (not kind or _typed_so(kind, known, self.index)):
                            yield Mention(COMMUNE, known, start, at + len(tail), bool(level), kind, count)

    def _province_spelt_so(self, mention: Mention, found: list[Mention], tokens: list[Word]) -> bool:
        """Whether a commune is only found because a province is written like it but for the diacritics (Lâm Đồng)."""
        if mention.level != COMMUNE or mention.typed:
            return False
        span = tokens[mention.start : mention.end]
        if not any(m.level == PROVINCE and m[2:4] == mention[2:4] for m in found):
            return False
        written = " ".join(t.text for t in span)
        known = self.index.province_marks.get(mention.key, ())
        return written in known and not _written_so(span, mention.key, self.index)

    def _read_part(self, segment: str, number: int, offset: int) -> tuple[list[Word], list[Mention]]:
        tokens = words_of(segment, number)
        found = [m for start in range(len(tokens)) for m in self._from(tokens, start)]
        # The last word of a name is no type word of what follows (xã Hiền Quan - Phú Thọ, xã Vụ Bản - Ninh Bình).
        ends = {m.end for m in found if m.level == COMMUNE and m.typed and m.end < len(tokens)}
        found += [m for end in sorted(ends) if type_before(tokens, end)[0] for m in self._from(tokens, end, True)]
        moved = [Mention(m[0], m[1], m.start + offset, m.end + offset, *m[4:]) for m in found] if offset else found
        return tokens, moved

    def _from(self, tokens: list[Word], start: int, bare: bool = False) -> Iterable[Mention]:
        """Names that begin at a word; ``bare``: whatever stands before it is no type word."""
        index = self.index
        level_before, type_words = ("", 0) if bare else type_before(tokens, start)
        if level_before == VILLAGE:
            return
        # "tỉnh Bình …" is no commune Tịnh Bình, but Bản Ngoại and Đường Hoa are communes whose names start like a type.
        strict = not level_before and not tokens[start].text.isascii() and is_type_word(tokens, start)
        # P. Hồng Châu is not Phong Châu.
        short = not level_before and len(tokens[start].text) < 3 and is_type_word(tokens, start)
        name = compact = ""
        for end in range(start + 1, min(start + index.longest, len(tokens)) + 1):
            key = tokens[end - 1].key
            name = f"{name} {key}" if name else key
            compact += key.replace(" ", "")
            at = bisect_left(self._starts, compact)
            if at == len(self._starts) or not self._starts[at].startswith(compact):
                return
            if self._starts[at] != compact:
                continue
            for level, table in self._tables:
                if level_before not in _ALLOWED[level] and not (level == COMMUNE and level_before == DISTRICT):
                    continue
                kind = TYPE_KEY.get(tokens[start - 1].text, "") if level_before and level == COMMUNE else ""
                for known in (name,) if name in table else () if short else index.compact.get(compact, ()):
                    if known not in table or (known.isdigit() and not level_before):
                        continue
                    if level == COMMUNE and level_before == DISTRICT and not _island(known, index):
                        continue
                    if strict and (level != COMMUNE or not _written_so(tokens[start:end], known, index)):
                        continue
                    yield Mention(level, known, start, end, bool(level_before), kind, type_words)


def _inside(mention: Mention, found: list[Mention]) -> bool:
    """Whether a longer name with its type word of another level covers the mention (Thuận Nam in H. Hàm Thuận Nam)."""
    return any(
        o.typed
        and o.level != COMMUNE
        and o.start <= mention.start
        and mention.end <= o.end
        and o.end - o.start > mention.end - mention.start
        for o in found
    )


def _written_so(tokens: list[Word], name: str, index: NameIndex) -> bool:
    written = " ".join(t.text for t in tokens)
    return any(written in place.marks for place in index.communes[name])


def _typed_so(kind: str, name: str, index: NameIndex) -> bool:
    return any(kind in place.types for place in index.communes[name])


def _island(name: str, index: NameIndex) -> bool:
    return any(place.target for place in index.communes[name])
