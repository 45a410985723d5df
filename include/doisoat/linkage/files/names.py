"""How alike two names are, as one joint level.

Names are split into words; what matters is which words differ, how, and whether the differing words are words at all:
``Hung``/``Humg`` (one of them hardly ever occurs) is a slip, ``Hung``/``Hong`` (both common) is more often a brother.
The first word is taken for the surname and the last for the given name; in files with the other order the levels only
swap their labels, since what a level is worth is counted. Letters and tones are compared where both sides write them.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property

import numpy as np
import numpy.typing as npt

from doisoat.linkage.engine import Bits, Flags, Levels
from doisoat.linkage.files.coding import Coded, Codes, fold, letters, recode
from doisoat.linkage.files.spelling import Index, alike, edits, on_distinct

__all__ = ["NAME_LEVELS", "Names"]

NAME_LEVELS = (
    "missing",
    "same",
    "other_letters",
    "misspelt",
    "lookalike",
    "two_slips",
    "reordered",
    "shortened",
    "alike",
    "given_surname",
    "given",
    "surname",
    "different",
)
(
    MISSING,
    SAME,
    OTHER_LETTERS,
    MISSPELT,
    LOOKALIKE,
    TWO_SLIPS,
    REORDERED,
    SHORTENED,
    ALIKE,
    GIVEN_SURNAME,
    GIVEN,
    SURNAME,
    DIFFERENT,
) = range(len(NAME_LEVELS))
WIDTH = 5
"""Words of a name that are compared; of a longer one its first two and last three."""
_EQUAL, _SLIP, _SWAP, _TWO, _NEAR, _INITIAL, _OTHER = range(7)
_COMMON = 5
"""As in ``doisoat.linkage.names``. Chosen by hand."""
_NEAR_ENOUGH = 84
"""Per cent of Jaro-Winkler from which two words of more than three letters may be one. Chosen by hand
(``test_files_parts`` holds pairs on both sides)."""


class Names:
    """Distinct folded names, their words, and comparison by name code."""

    def __init__(self, coded: Coded, n_a: int) -> None:
        folded = recode(coded, fold(coded.values))
        signs = recode(coded, [f"{f} {s}" if s else "" for f, s in zip(*_both(coded), strict=True)])
        self.code, self.values = folded.code, folded.values
        self.signs: Codes = signs.code
        split = [_words(v) for v in self.values]
        # alphabetically: similarity is not quite symmetric, and must not depend on the order of rows
        word = {w: i for i, w in enumerate(sorted({w for row in split for w in row}))}
        self.words = np.full((len(split) + 1, WIDTH), -1, dtype=np.int32)
        for i, row in enumerate(split):
            self.words[i, : len(row)] = [word[w] for w in row]
        self.vocabulary = tuple(word)
        self.length = np.array([len(row) for row in split] + [0], dtype=np.int8)
        self.given = self.words[np.arange(len(split) + 1), np.maximum(self.length - 1, 0)]
        self.surname = self.words[:, 0]
        self.ordered = np.sort(self.words, axis=1)
        seen = Counter(w for row in split for w in set(row))
        floor = max(_COMMON, len(split) / 3000)
        self.common = np.array([seen[w] >= floor for w in word] + [False], dtype=bool)
        self.n_a = n_a

    def levels(self, a: Index, b: Index) -> Levels:
        """Level of each pair of records (NAME_LEVELS)."""
        x, y = self.code[a], self.code[b]
        level = np.zeros(len(a), dtype=np.int8)
        same = (x == y) & (x >= 0)
        s, t = self.signs[a], self.signs[b]
        level[same] = np.where((s == t) | (s < 0) | (t < 0), SAME, OTHER_LETTERS)[same]
        rest = np.flatnonzero((x != y) & (x >= 0) & (y >= 0))
        level[rest] = self._unequal(x[rest], y[rest])
        return level

    def _unequal(self, x: Codes, y: Codes) -> Levels:
        wx, wy = self.words[x], self.words[y]
        lx, ly = self.length[x], self.length[y]
        differ = wx != wy
        even = lx == ly
        given, surname = self.given[x] == self.given[y], self.surname[x] == self.surname[y]
        level = np.select([given & surname, given, surname], [GIVEN_SURNAME, GIVEN, SURNAME], DIFFERENT).astype(np.int8)
        # names of equally many words: word by word
        rows = np.flatnonzero(even)
        level[rows] = self._even(level[rows], wx[rows], wy[rows], differ[rows], x[rows], y[rows])
        rows = np.flatnonzero(~even)
        level[rows] = self._uneven(level[rows], x[rows], y[rows])
        return level

    def _even(self, level: Levels, wx: Codes, wy: Codes, differ: npt.NDArray[np.bool_], x: Codes, y: Codes) -> Levels:
        row, at = np.nonzero(differ)
        kind = self._word_pairs(wx[row, at], wy[row, at])
        n = len(level)
        count = np.bincount(row, minlength=n)
        slips = np.bincount(row, kind == _SLIP, n)
        swaps = np.bincount(row, kind == _SWAP, n)
        twos = np.bincount(row, kind == _TWO, n)
        near = np.bincount(row, (kind != _OTHER), n)
        real = near == count
        level[real] = ALIKE
        level[real & (np.bincount(row, kind == _INITIAL, n) > 0)] = SHORTENED
        level[(slips + swaps == 2) & (count == 2)] = TWO_SLIPS
        level[(twos == 1) & (count == 1)] = TWO_SLIPS
        level[(count == 1) & (swaps == 1)] = LOOKALIKE
        level[(count == 1) & (slips == 1)] = MISSPELT
        level[(count > 1) & (self.ordered[x] == self.ordered[y]).all(axis=1)] = REORDERED
        # the given name only misspelt: as good as the given name
        last = at == self.length[x][row] - 1
        only = np.bincount(row, last & (kind <= _TWO), n) > 0
        first = np.bincount(row, (at == 0) & (kind <= _TWO), n) > 0
        level[(level == SURNAME) & only] = GIVEN_SURNAME
        level[(level == GIVEN) & first] = GIVEN_SURNAME
        level[(level == DIFFERENT) & only] = GIVEN
        level[(level == DIFFERENT) & first] = SURNAME
        return level

    def _word_pairs(self, p: Codes, q: Codes) -> Levels:
        """How two different words differ."""
        one, two, back = on_distinct(p, q, len(self.vocabulary))
        kind = np.full(len(one), _OTHER, dtype=np.int8)
        if not len(one):
            return kind[back]
        far = edits(self.vocabulary, one, two)
        real = self.common[one] & self.common[two]
        kind[(far == 2) & ~real] = _TWO
        kind[far == 1] = np.where(real, _SWAP, _SLIP)[far == 1]
        size, start = self._sizes
        initial = ((size[one] == 1) | (size[two] == 1)) & (start[one] == start[two])
        longer = np.flatnonzero((kind == _OTHER) & (np.minimum(size[one], size[two]) > 3))
        if len(longer):
            close = alike(self.vocabulary, one[longer], two[longer]) >= _NEAR_ENOUGH
            kind[longer[close]] = _NEAR
        kind[initial] = _INITIAL
        return kind[back]

    def _uneven(self, level: Levels, x: Codes, y: Codes) -> Levels:
        wx, wy = self.words[x], self.words[y]
        level[_within(wx, wy) & (np.minimum(self.length[x], self.length[y]) >= 1)] = SHORTENED
        self._one_of_several(level, x, y)
        rows = np.flatnonzero((level != DIFFERENT) | (self.words[x, 0] == self.words[y, 0]))
        if len(rows):
            one, two, back = on_distinct(x[rows], y[rows], len(self.values))
            near = edits(self._joined, one, two, 1)[back] <= 1
            level[rows[near]] = MISSPELT
        return level

    def _one_of_several(self, level: Levels, x: Codes, y: Codes) -> None:
        """A single word that is much like a word of the other name: one of several given names."""
        alone = np.flatnonzero((level == DIFFERENT) & (np.minimum(self.length[x], self.length[y]) == 1))
        for k in range(WIDTH):
            one = np.where(self.length[x[alone]] == 1, self.words[x[alone], 0], self.words[y[alone], 0])
            two = np.where(self.length[x[alone]] == 1, self.words[y[alone], k], self.words[x[alone], k])
            there = np.flatnonzero(two >= 0)
            near = self._word_pairs(one[there], two[there]) < _INITIAL
            level[alone[there[near]]] = SHORTENED
            alone = np.delete(alone, there[near])

    def shift(self, level: Levels, a: Index, b: Index) -> Bits:
        """What the agreeing part's rarity adds (bits): log2 of its usual share over its own."""
        x, y = self.code[a], self.code[b]
        bits = np.zeros(len(a))
        for rare, lowest, highest in self._rarities:
            rows = np.flatnonzero((level >= lowest) & (level <= highest))
            bits[rows] = np.minimum(rare[x[rows]], rare[y[rows]])
        return bits

    @cached_property
    def _rarities(self) -> tuple[tuple[Bits, int, int], ...]:
        whole = np.arange(len(self.values) + 1, dtype=np.int64)
        given, surname = self.given.astype(np.int64), self.surname.astype(np.int64)
        both = given * (len(self.vocabulary) + 1) + surname
        parts = ((whole, SAME, ALIKE), (both, GIVEN_SURNAME, GIVEN_SURNAME), (given, GIVEN, GIVEN))
        return tuple((rarity(p, self.code), low, high) for p, low, high in (*parts, (surname, SURNAME, SURNAME)))

    @cached_property
    def _joined(self) -> list[str]:
        return [v.replace(" ", "") for v in self.values]

    @cached_property
    def _sizes(self) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """Length and first character by word."""
        size = np.array([len(w) for w in self.vocabulary], dtype=np.int32)
        return size, np.array([ord(w[0]) for w in self.vocabulary], dtype=np.int32)

    def equal_mass(self) -> tuple[float, float]:
        """P(same), P(other letters) of a random pair of records that both have a name."""
        n_a = self.n_a
        size = len(self.values)
        one, two = self.code[:n_a], self.code[n_a:]
        one, two = one[one >= 0], two[two >= 0]
        pairs = float(len(one)) * float(len(two))
        if not pairs:
            return 0.0, 0.0
        every = np.bincount(one, minlength=size).astype(float) @ np.bincount(two, minlength=size)
        signed = (self.signs >= 0) & (self.code >= 0)  # of a lone mark nothing is left but the sign
        written = [
            np.bincount(c[k], minlength=size).astype(float)
            for c, k in ((self.code[:n_a], signed[:n_a]), (self.code[n_a:], signed[n_a:]))
        ]
        both = written[0] @ written[1]
        top = int(self.signs.max(initial=-1)) + 1
        agree = np.bincount(self.signs[:n_a][signed[:n_a]], minlength=top).astype(float) @ np.bincount(
            self.signs[n_a:][signed[n_a:]], minlength=top
        )
        return (every - both + agree) / pairs, (both - agree) / pairs


def rarity(part: npt.NDArray[np.int64], code: Codes) -> Bits:
    """By value: whole-bit log2 of the mean share of a part over this value's own; ``part`` names the part by value."""
    counts = np.bincount(code[code >= 0], minlength=len(part))
    _, back = np.unique(part, return_inverse=True)
    total = counts.sum()
    by_part = np.bincount(back, counts)
    share = (by_part + 1.0) / (total + len(by_part))
    usual = float(np.sort(share * share).sum())  # in an order that does not depend on codes
    return np.asarray(np.clip(np.round(np.log2(usual / share)), -6, 8)[back])


def _both(coded: Coded) -> tuple[list[str], list[str]]:
    return fold(coded.values), letters(coded.values)


def _words(value: str) -> list[str]:
    words = value.split()
    return words if len(words) <= WIDTH else [*words[:2], *words[2 - WIDTH :]]


def _within(wx: Codes, wy: Codes) -> Flags:
    """Rows whose words of one side all occur on the other."""
    hits = wx[:, :, None] == wy[:, None, :]
    x_in_y = (hits.any(axis=2) | (wx < 0)).all(axis=1)
    y_in_x = (hits.any(axis=1) | (wy < 0)).all(axis=1)
    return np.asarray(x_in_y | y_in_x)
