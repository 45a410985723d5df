"""Two names of one person beside each other: the same name in two spellings, or two names.

A tone mark is a letter of a name: ``Hòa`` and ``Hóa``, ``Vũ`` and ``Vủ``, ``Thị`` and ``Thi`` are different names to
every office. Cosmetic is only what no office would correct: case, blanks, the form of Unicode, where in the syllable
the mark stands (``hoà``, ``hòa``) and a name written wholly without marks. What a rule can repair (keys of Telex or VNI
left in the name, an old font, a title before it, an abbreviated surname) is a difference, but nobody's to ask about.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

import pandas as pd

from doisoat.text.chars import clean
from doisoat.text.difference import NAME_CAUSES, SAME, Difference, Verdict, table
from doisoat.text.fold import ascii_token
from doisoat.text.keystrokes import retyped
from doisoat.text.names import normalise_names, title
from doisoat.text.syllables import split, take_apart
from doisoat.text.tones import place
from doisoat.text.words import lexicon

_RANK: Final = {cause: rank for rank, cause in enumerate(NAME_CAUSES)}
_MENDED: Final = {
    "extra_text": "extra_text",
    "several_people": "extra_text",
    "abbreviated_name": "abbreviated",
    "legacy_encoding": "old_font",
    "telex_residue": "keystrokes",
    "vni_residue": "keystrokes",
}
"""Problem of a name whose suggestion may be the other name → cause of the difference."""
_BY_TONES: Final = {frozenset("\u0309\u0303"): "hoi_nga", frozenset("\u0303\u0323"): "nga_nang"}
_STRIPPED: Final = 2
"""Marked syllables that must all have lost their marks for a name that kept its đ to count as one without marks."""

Reading = tuple[str, str]
"""What a name was likely meant to be, and the cause it was not written so."""


def name_differences(a: Sequence[str], b: Sequence[str]) -> pd.DataFrame:
    """``name_difference`` of distinct pairs; what each name was meant to be is read once per name.

    Args:
        a: one name of each pair.
        b: the other, as many.

    Returns:
        A row a pair, in order: a, b, verdict, cause, proposal.
    """
    names = list(dict.fromkeys([*a, *b]))
    read = normalise_names(pd.Series(names, dtype="str"))
    meant = {
        name: (str(suggestion), _MENDED[problem])
        for name, suggestion, problem in zip(names, read["suggestion"], read["problem"], strict=True)
        if problem in _MENDED and isinstance(suggestion, str)
    }
    return table(a, b, [name_difference(x, y, meant) for x, y in zip(a, b, strict=True)])


def name_difference(a: str, b: str, meant: Mapping[str, Reading] | None = None) -> Difference:
    """What lies between two names as written.

    Args:
        a: a name.
        b: another spelling of it, or another name.
        meant: readings of names that are not written as meant.

    >>> [name_difference("Trần Thị Hòa", b).cause for b in ("TRẦN THỊ HÒA", "Tran Thi Hoa", "Trần Thị Hóa")]
    ['case', 'no_marks', 'other_tone']
    >>> name_difference("Hoàng Văn Đức", "Hoàng Văn Duwcs").proposal
    'Hoàng Văn Đức'
    """
    found = _as_written(a, b)
    if found.cause not in ("letters", "letter_mark") or not meant:
        return found
    for name, other in ((a, b), (b, a)):
        reading, cause = meant.get(name, ("", ""))
        # Several people in one cell: either may be the one the other record is about.
        for one in reading.split("|") if reading else ():
            if _as_written(one, other).verdict in (Verdict.SAME, Verdict.COSMETIC):
                return Difference(Verdict.DIFFERS, cause, other if other.isascii() < one.isascii() else one)
    return found


@lru_cache(maxsize=65_536)
def _as_written(a: str, b: str) -> Difference:
    if a == b:
        return SAME
    spelling = _spelling(a, b)
    if spelling:
        return Difference(Verdict.COSMETIC, spelling)
    words_a, words_b = clean(a).lower().split(" "), clean(b).lower().split(" ")
    if len(words_a) != len(words_b):
        bare = _one_without_marks(words_a, words_b)
        return Difference(Verdict.COSMETIC, "no_marks") if bare else Difference(Verdict.DIFFERS, "letters")
    pairs = [(place(x), place(y)) for x, y in zip(words_a, words_b, strict=True)]
    typed = [_typed(x, y) for x, y in pairs]
    rest = [pair for pair, word in zip(pairs, typed, strict=True) if word is None]
    bare = _one_without_marks([x for x, _ in rest], [y for _, y in rest])
    causes = ["keystrokes"] if len(rest) < len(pairs) else []
    if bare and not causes:
        return Difference(Verdict.COSMETIC, "no_marks")
    if not bare:
        unmarked = any("".join(words).isascii() for words in (words_a, words_b))
        causes += [
            word_difference(_read(x, y), _read(y, x), last=at == len(pairs) - 1)
            for at, (x, y) in enumerate(pairs)
            # A name wholly without marks says nothing about the marks of its words.
            if typed[at] is None and x != y and not (unmarked and ascii_token(x) == ascii_token(y))
        ]
    cause = min(causes, key=_RANK.__getitem__)
    if cause != "keystrokes":
        return Difference(Verdict.DIFFERS, cause)
    best = [word or max(pair, key=_marks) for word, pair in zip(typed, pairs, strict=True)]
    return Difference(Verdict.DIFFERS, cause, " ".join(map(title, best)))


def _spelling(a: str, b: str) -> str | None:
    """Which habit alone tells two names apart; None when it is none."""
    if a.split() == b.split():
        return "blanks"
    clean_a, clean_b = clean(a), clean(b)
    if clean_a == clean_b:
        return "unicode"
    low_a, low_b = clean_a.lower(), clean_b.lower()
    if low_a == low_b:
        return "case"
    placed_a, placed_b = (" ".join(map(place, text.split(" "))) for text in (low_a, low_b))
    if placed_a == placed_b:
        return "tone_placement"
    return "blanks" if placed_a.replace(" ", "") == placed_b.replace(" ", "") else None


def _typed(x: str, y: str) -> str | None:
    """The word two are when one of them still holds keystrokes of the other; None when that is not so."""
    for word, other in ((x, y), (y, x)):
        read = retyped(word)
        if read is None or word == other:
            continue
        # The key of đ that was pressed only once (Duwcs for Đức) is told by the other name.
        if read in (other, other.replace("đ", "d")):
            return other
        if other.isascii() and ascii_token(read) == other:
            return read
    return None


def _read(word: str, other: str) -> str:
    """A word with the keystrokes in it read, where that brings it nearer to the other one."""
    read = retyped(word)
    return read if read is not None and ascii_token(read) == ascii_token(other) else word


def _marks(word: str) -> int:
    return sum(not char.isascii() for char in word)


def _one_without_marks(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether one of two names is the other one written wholly without marks.

    A programme that strips combining marks leaves đ, so a name whose only marked letter is đ counts where the other
    name's several marked syllables have all lost theirs.
    """
    text_a, text_b = "".join(a), "".join(b)
    if text_a == text_b or _fold(a) != _fold(b):
        return False
    for bare, words, others in ((text_a, a, b), (text_b, b, a)):
        if bare.isascii():
            return True
        if bare.replace("đ", "").isascii() and _crossed(words) == _crossed(others):
            return sum(not word.replace("đ", "").isascii() for word in others) >= _STRIPPED
    return False


def _fold(words: Sequence[str]) -> str:
    return "".join(map(ascii_token, words))


def _crossed(words: Sequence[str]) -> list[str]:
    """Every d and đ of a name in order."""
    return [char for char in "".join(words) if char in "dđ"]


@lru_cache(maxsize=65_536)
def word_difference(x: str, y: str, *, last: bool) -> str:
    """Cause of the difference of two words in lower case; ``last``: they are the last of their names.

    >>> [word_difference(x, y, last=True) for x, y in (("hòa", "hóa"), ("vũ", "vủ"), ("quý", "quí"), ("đô", "đo"))]
    ['other_tone', 'hoi_nga', 'i_y', 'letter_mark']
    >>> word_difference("thị", "thi", last=False), word_difference("ánh", "anh", last=True)
    ('mark_lost', 'other_tone')
    """
    if ascii_token(x) != ascii_token(y):
        return "i_y" if _i_or_y(x, y) else "letters"
    (letters_x, tones_x, _), (letters_y, tones_y, _) = take_apart(x), take_apart(y)
    bare = next((word for word in (x, y) if word.isascii()), None)
    # Anh and Ánh are both given names; Thi before a given name, or Kieu anywhere, can only be a word without its mark.
    if bare is not None and (not last or lexicon().must_be_marked(bare)):
        return "mark_lost"
    if letters_x != letters_y:
        return "letter_mark"
    return _BY_TONES.get(frozenset({*tones_x, *tones_y}), "other_tone")


def _i_or_y(x: str, y: str) -> bool:
    """Whether two words differ only in an i or y that begins or is the rime (``lý``, ``lí``; but not ``thúy``)."""
    (letters_x, tones_x, _), (letters_y, tones_y, _) = take_apart(x), take_apart(y)
    one, other = split(letters_x), split(letters_y)
    if one is None or other is None or one[0] != other[0] or (tones_x and tones_y and tones_x != tones_y):
        return False
    if one[0] == "qu" or one[1][:1] in "iy":
        return one[1].replace("y", "i", 1) == other[1].replace("y", "i", 1)
    return False
