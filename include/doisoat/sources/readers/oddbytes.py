"""Cells of a UTF-8 file whose bytes are no UTF-8: lines pasted from an older file, or a letter that lost a byte.

A line without any UTF-8 was written elsewhere: it is read in the encoding that makes its words Vietnamese. A cell in a
line that is UTF-8 otherwise lost a byte, unless its column is full of such cells. What no reading explains shows
U+FFFD where it stood, which the normalisers report as a lost character.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from doisoat.sources.readers.bytecodec import SINGLE_BYTE, odd
from doisoat.text import legacy
from doisoat.text.syllables import is_syllable

_LOST = re.compile("[\udc80-\udcff]+")
_LETTER = re.compile("[\u00a0-\u024f\u0300-\u036f\u1e00-\u1eff\u2010-\u2026]")
"""What text of this country holds; other letters are older bytes that happen to be UTF-8."""
_WORD = re.compile(r"[^\W\d_]+")
_READINGS = (None, "tcvn3", "vni", "windows-1258", "viscii", "vps")
_ENOUGH = 0.75


@dataclass
class OddBytes:
    """What was learnt of the odd lines of one file: how many were read in which encoding."""

    read: Counter[str | None] = field(default_factory=Counter)

    def mend(self, rows: list[list[str]]) -> None:
        """Replace lone surrogates in the rows of a block by the letters their bytes stand for, or by U+FFFD."""
        alone: dict[int, list[int]] = {}
        among: dict[int, list[int]] = {}
        for number, row in enumerate(rows):
            places = [place for place, cell in enumerate(row) if odd(cell)]
            if places:
                foreign = all(place in places or row[place].isascii() for place in range(len(row)))
                foreign = foreign and not any(_holds_utf8(row[place]) for place in places)
                (alone if foreign else among)[number] = places
        self._whole_rows(rows, alone)
        self._cells(rows, among)

    def _whole_rows(self, rows: list[list[str]], found: dict[int, list[int]]) -> None:
        """Lines without any UTF-8. One word alone tells nothing: it follows what lines of several words were."""
        scores = {
            number: _scores([_shown(rows[number][place]) for place in places]) for number, places in found.items()
        }
        for words, shares in scores.values():
            if words > 1:
                self.read.update(name for name, share in shares.items() if share >= _ENOUGH)
        for number, (words, shares) in scores.items():
            best = max(_READINGS, key=lambda name: (shares.get(name, 0.0), self.read[name]))
            fits = shares.get(best, 0.0) >= _ENOUGH and (words > 1 or self.read[best] > 0)
            for place in found[number]:
                rows[number][place] = _read(_shown(rows[number][place]), best) if fits else lost(rows[number][place])

    def _cells(self, rows: list[list[str]], found: dict[int, list[int]]) -> None:
        columns: dict[int, list[int]] = {}
        for number, places in found.items():
            for place in places:
                columns.setdefault(place, []).append(number)
        for place, numbers in columns.items():
            old = [number for number in numbers if not _holds_utf8(rows[number][place])]
            encoding = legacy.detect_text({_shown(rows[number][place]) for number in old})
            for number in numbers:
                cell = rows[number][place]
                rows[number][place] = _read(_shown(cell), encoding) if encoding and number in old else lost(cell)


def lost(cell: str) -> str:
    """A cell with U+FFFD in place of bytes that could not be read."""
    return _LOST.sub("\ufffd", cell)


def _holds_utf8(cell: str) -> bool:
    """Whether a cell holds letters that were UTF-8."""
    return _LETTER.search(cell) is not None


def _shown(cell: str) -> str:
    """The cell's bytes the way Windows-1252 shows them."""
    return cell.encode("utf-8", "surrogateescape").decode(SINGLE_BYTE, "doisoat-latin1")


def _read(shown: str, encoding: str | None) -> str:
    return shown if encoding is None else legacy.decode_text(shown, encoding)


def _scores(cells: list[str]) -> tuple[int, dict[str | None, float]]:
    """How many words go beyond ASCII, and the share of them each reading makes Vietnamese syllables."""
    words = [part for cell in cells for part in cell.split(" ") if not part.isascii()]
    scores: dict[str | None, float] = {}
    for encoding in _READINGS:
        texts = [_read(word, encoding) for word in words]
        scores[encoding] = sum(map(_is_vietnamese, texts)) / len(words) if words else 0.0
    return len(words), scores


def _is_vietnamese(text: str) -> bool:
    found = [word for word in _WORD.findall(text) if not word.isascii()]
    return bool(found) and all(map(is_syllable, found)) and not _left(text)


def _left(text: str) -> bool:
    """Whether a reading leaves signs no Vietnamese text has."""
    return any(not (c.isascii() or c.isalpha() or "\u0300" <= c <= "\u036f") for c in text)
