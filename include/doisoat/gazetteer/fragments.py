"""Names run together with the words around them, and names cut off.

The data problem: some exports name files without any separator (``sohokhauphuongcamlydalat.xlsx``), and a spreadsheet
cuts a sheet's name after 31 characters (``Danh sách nhân khẩu phường Văn ``).
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Final

from doisoat.gazetteer.index import NameIndex
from doisoat.gazetteer.reading import Mention
from doisoat.gazetteer.titlewords import PHRASES
from doisoat.gazetteer.typewords import COMMUNE, TYPE_KEY, Word, is_type_word, type_before

SHORTEST: Final = 8
"""Letters of a word that may be several run together; no syllable has as many."""
_ALTERNATIVES: Final = 16
"""Ways to write a text apart that are looked at; more and it is left alone. Chosen by hand: a bound on work."""
_TYPES: Final = (("phuong", "xa", "dackhu", "thitran"), ("tt", "dk", "p", "x"))
"""Type words written together, the short ones only asked where no long one fits."""
_CONTEXT: Final = ("thanhpho", "tinh", "huyen", "quan", "tp", "")
_BEGINNING: Final = 3
"""Letters of a cut name without its type word that tell something."""


class Fragments:
    """Completes fragments of names by an index."""

    def __init__(self, index: NameIndex) -> None:
        self.index = index
        self._keys = sorted(index.communes)
        self._names = _compact(index.communes)
        self._places = _compact([*index.provinces, *index.districts])
        self._books = {"".join(key for _, key in phrase) for group in PHRASES.values() for phrase in group}

    def apart(self, text: str) -> list[str]:
        """Ways to write a text with words run together apart, undiacritised; empty when there is none.

        Args:
            text: lower case, without marks.
        """
        words = [self._word(word) for word in text.split(" ")]
        if not any(words):
            return []
        choices = [found or [word] for found, word in zip(words, text.split(" "), strict=True)]
        ways = [" ".join(way) for way in product(*choices)] if _size(choices) <= _ALTERNATIVES else []
        return [way for way in dict.fromkeys(ways) if way.strip(" |")]

    def _word(self, word: str) -> list[str]:
        if len(word) < SHORTEST or not (word.isascii() and word.isalnum()):
            return []
        if word in self._books:
            return ["|"]
        starts = sorted(self._ends(word, 0, self._books))
        for types in _TYPES:
            found = [
                way
                for start in starts
                for kind in types
                if word.startswith(kind, start)
                for way in self._unit(word, start + len(kind), kind)
            ]
            if found:
                return list(dict.fromkeys(found))
        return ["|"] if len(word) in starts else []

    def _unit(self, word: str, start: int, kind: str) -> Iterator[str]:
        """A name from ``start`` on, with what may follow it."""
        spaced = {"dackhu": "dac khu", "thitran": "thi tran"}.get(kind, kind)
        for end in range(start + 2, len(word) + 1):
            for name in self._names.get(word[start:end], ()):
                for rest in self._rest(word, end):
                    yield f"| {spaced} {name}{rest}"

    def _rest(self, word: str, start: int) -> Iterator[str]:
        """A district, a province, words about the book and a year, to the word's end."""
        if len(word) in self._ends(word, start, self._books):
            yield " |"
            return
        for kind in _CONTEXT:
            if word.startswith(kind, start):
                begin = start + len(kind)
                for end in range(begin + 2, len(word) + 1):
                    for name in self._places.get(word[begin:end], ()):
                        for rest in self._rest(word, end):
                            yield f" | {kind.replace('thanhpho', 'thanh pho')} {name}{rest}"

    def _ends(self, word: str, start: int, known: Iterable[str]) -> set[int]:
        """Where a run of words about the book (or of a date's digits) that begins at ``start`` may end."""
        ends, fresh = {start}, [start]
        while fresh:
            at = fresh.pop()
            digits = at
            while digits < len(word) and word[digits].isdigit():
                digits += 1
            nexts = {at + len(book) for book in known if word.startswith(book, at)}
            nexts |= {digits} if digits - at in (4, 6, 8) else set()
            fresh += nexts - ends
            ends |= nexts
        return ends

    def cut_off(self, tokens: list[Word], at_word: bool) -> Iterator[Mention]:
        """Communes whose names begin with the last words of a text, after its last type word, and go on.

        Args:
            tokens: words of the text.
            at_word: whether what is cut off begins with a new word.
        """
        end = len(tokens)
        segment = [i for i in range(end) if tokens[i].segment == tokens[-1].segment]
        typed = [i for i in segment if type_before(tokens, i)[0] == COMMUNE]
        after_others = [i for i in segment[1:-1] if is_type_word(tokens, i - 1)]
        start = typed[0] if typed else max(after_others, default=segment[0])
        level, count = type_before(tokens, start)
        beginning = " ".join(t.key for t in tokens[start:]) + " " * at_word
        if level not in ("", COMMUNE) or len(beginning) < (2 if level else _BEGINNING):
            return
        shown = [t.text for t in tokens[start:-1]]
        kind = TYPE_KEY.get(tokens[start - 1].text, "") if level else ""
        for at in range(bisect_left(self._keys, beginning), len(self._keys)):
            name = self._keys[at]
            if not name.startswith(beginning):
                return
            if name != beginning and self._spelt(name, shown):
                yield Mention(COMMUNE, name, start, end, bool(level), kind, count, 1)

    def _spelt(self, name: str, shown: list[str]) -> bool:
        """Whether a name's whole words are written so; the last one, which may be cut, is not asked."""
        if all(word.isascii() for word in shown):
            return True
        return any(marks.split(" ")[: len(shown)] == shown for p in self.index.communes[name] for marks in p.marks)


def _compact(names: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        found.setdefault(name.replace(" ", ""), []).append(name)
    return found


def _size(choices: list[list[str]]) -> int:
    size = 1
    for found in choices:
        size *= len(found)
    return size
