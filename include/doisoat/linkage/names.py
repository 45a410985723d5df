"""How alike two names are, as one joint level.

Vietnamese full names share a handful of surnames and middle words, so the number of equal letters says little; what
matters is which word differs and whether the differing word is a word at all. ``Hùng``/``Hừng`` (one of them hardly
ever occurs: a slip of the pen) is the same person far oftener than ``Hùng``/``Hạng`` (both common: a brother).

Names are compared by their matching key (ASCII, lower case); whether their letters and tones also agree is decided
beforehand in SQL and handed in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2s

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from doisoat.linkage.engine import Flags, Ints, Levels

__all__ = ["NAME_LEVELS", "NameBook", "buckets", "common_words", "compare_names", "name_book", "name_code", "rarity"]

NAME_LEVELS = (
    "missing",
    "same",
    "other_letters",
    "misspelt",
    "lookalike",
    "two_slips",
    "reordered",
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
    GIVEN_SURNAME,
    GIVEN,
    SURNAME,
    DIFFERENT,
) = range(len(NAME_LEVELS))

_COMMON = 5
"""Names a word must occur in to be a real one (or a 3,000th of all, if that is more); a slip seldom repeats. Chosen by
hand (``test_levels``)."""


@dataclass(frozen=True)
class NameBook:
    """Distinct name keys (index = name id) with their words coded; id -1 is a missing name."""

    keys: npt.NDArray[np.object_]
    given: Ints
    surname: Ints
    ordered: Ints
    """Code of the words in alphabetical order: equal for the same words in any order."""
    words: Ints
    """(n, 6) word codes, -1 padded; longer names keep their first two and last four words."""
    length: Ints
    common: Flags
    """By word code: the word occurs in enough names to be a real one."""


def _six(words: Sequence[str]) -> Sequence[str]:
    return words if len(words) <= 6 else (*words[:2], *words[-4:])


def name_book(keys: Sequence[str], common_words: frozenset[str] | None = None) -> NameBook:
    """Code distinct name ``keys``; ``common_words`` (of a frozen model) decides which words are real, else counts.

    A word is common when it occurs in at least 5 distinct names and in 1 name of 3,000.
    """
    split = [_six(key.split()) for key in keys]
    counts = Counter(word for words in split for word in set(words))
    code = {word: i for i, word in enumerate(sorted(counts))}
    if common_words is None:
        floor = max(_COMMON, len(keys) / 3000)
        common = np.array([counts[w] >= floor for w in code], dtype=bool)
    else:
        common = np.array([w in common_words for w in code], dtype=bool)
    words = np.full((len(split), 6), -1, dtype=np.int64)
    for i, row in enumerate(split):
        words[i, : len(row)] = [code[w] for w in row]
    orders: dict[tuple[str, ...], int] = {}
    ordered = np.array([orders.setdefault(tuple(sorted(row)), len(orders)) for row in split], dtype=np.int64)
    length = np.array([len(row) for row in split], dtype=np.int64)
    last = np.maximum(length - 1, 0)
    return NameBook(
        keys=np.array(list(keys), dtype=object),
        given=words[np.arange(len(split)), last] if len(split) else np.zeros(0, dtype=np.int64),
        surname=words[:, 0] if len(split) else np.zeros(0, dtype=np.int64),
        ordered=ordered,
        words=words,
        length=length,
        common=np.append(common, False),  # code -1 looks up the last entry
    )


def common_words(book: NameBook) -> frozenset[str]:
    """The words ``book`` counts as real, for a frozen model."""
    found: set[str] = set()
    for key in book.keys:
        found.update(_six(key.split()))
    return frozenset(w for w, is_common in zip(sorted(found), book.common[:-1], strict=True) if is_common)


def compare_names(book: NameBook, a: Ints, b: Ints, letters_agree: Flags) -> Levels:
    """Level of each pair of name ids (NAME_LEVELS); ``letters_agree``: not both accented with different letters."""
    level = np.full(len(a), DIFFERENT, dtype=np.int8)
    missing = (a < 0) | (b < 0)
    level[missing] = MISSING
    same = ~missing & (a == b)
    level[same] = np.where(letters_agree[same], SAME, OTHER_LETTERS)
    rest = np.flatnonzero(~missing & (a != b))
    if len(rest):
        low, high = np.minimum(a[rest], b[rest]), np.maximum(a[rest], b[rest])
        pairs, back = np.unique(low * len(book.keys) + high, return_inverse=True)
        level[rest] = _unequal(book, pairs // len(book.keys), pairs % len(book.keys))[back]
    return level


def _unequal(book: NameBook, a: Ints, b: Ints) -> Levels:
    edits = np.asarray(cpdist(book.keys[a], book.keys[b], scorer=OSA.distance, score_cutoff=2, workers=1))
    given, surname = book.given[a] == book.given[b], book.surname[a] == book.surname[b]
    level = np.select([given & surname, given, surname], [GIVEN_SURNAME, GIVEN, SURNAME], DIFFERENT).astype(np.int8)
    wa, wb = book.words[a], book.words[b]
    differs = wa != wb
    # a slip inside words; a lost or added blank changes the number of words and is a slip whatever the words are
    real = (book.common[wa] & book.common[wb]) | ~differs
    slip = (book.length[a] != book.length[b]) | ~real.all(axis=1)
    level[(edits == 2) & slip] = TWO_SLIPS
    level[(edits <= 1) & ~slip] = LOOKALIKE
    level[(edits <= 1) & slip] = MISSPELT
    shorter = np.minimum(book.length[a], book.length[b])
    abbreviated = given & surname & (book.length[a] != book.length[b]) & (shorter >= 2) & _within(wa, wb)
    level[((book.ordered[a] == book.ordered[b]) | abbreviated) & (edits > 1)] = REORDERED
    return level


def _within(wa: Ints, wb: Ints) -> Flags:
    """Rows whose words of one side all occur on the other."""
    hits = wa[:, :, None] == wb[:, None, :]
    a_in_b = ((hits.any(axis=2)) | (wa < 0)).all(axis=1)
    b_in_a = ((hits.any(axis=1)) | (wb < 0)).all(axis=1)
    return np.asarray(a_in_b | b_in_a)


def buckets(counts: Ints, total: int) -> Ints:
    """Rarity of names borne by ``counts`` of ``total`` records, as whole bits (4 … 12), damped for small files."""
    share = (np.maximum(counts, 3) + 2) / (total + 2000)
    return np.clip(np.floor(-np.log2(share)), 4, 12).astype(np.int64)


def name_code(key: str) -> str:
    """Short hash under which a model keeps a name's rarity (a model file holds no names)."""
    return blake2s(key.encode(), digest_size=8).hexdigest()


def rarity(book: NameBook, table: Mapping[str, int], default: int) -> Ints:
    """Rarity by name id, from a model's table."""
    return np.array([table.get(name_code(key), default) for key in book.keys], dtype=np.int64)
