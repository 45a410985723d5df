"""The matching key: what is left of a value when spelling habits, keyboards and case are taken away.

Folding loses information on purpose and is never stored as a value: ``Đặng Thị Hoà``, ``ĐẶNG THỊ HÒA``,
``Ðặng Thị Hoà``, ``Dang Thi Hoa`` and ``DDawngj Thij Hoaf`` have one key.
"""

import re
import unicodedata
from functools import lru_cache

import pandas as pd

from doisoat.text import vector
from doisoat.text.syllables import folded

_OTHER = {ord("đ"): "d", ord("ƀ"): "b", ord("ł"): "l", ord("ø"): "o", ord("ß"): "ss", ord("æ"): "ae"}
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_TELEX_TONE = re.compile(r"(?<=[aeiouyw])([a-z]*?)[sfrxj]([a-z]*)$")
_VOWELS = frozenset("aeiouy")


def telex(token: str) -> str | None:
    """The bare syllable behind Telex keystrokes that no input method has seen; None when there is none.

    Only a token that is not a syllable itself and becomes one is taken for residue, so foreign names stay.

    >>> [telex(t) for t in ("nguyeenx", "ddoongf", "phamj", "tuwowngr", "alex", "rose", "hoas")]
    ['nguyen', 'dong', 'pham', 'tuong', None, None, 'hoa']
    """
    syllables = folded()
    if token in syllables or not token.isascii() or not token.isalpha() or len(token) < 2:
        return None
    candidates = [token]
    match = _TELEX_TONE.search(token)
    if match:
        start = match.start()
        rest = token[:start] + match.group(1) + match.group(2)
        # r, s and x are letters of foreign names too (Rose): inside a word they need another keystroke beside them.
        if not match.group(2) or token[start + len(match.group(1))] in "fj" or _undo_letters(rest) != rest:
            candidates.append(rest)
    for candidate in candidates:
        bare = _undo_letters(candidate)
        if bare in syllables and bare != token:
            return bare
    return None


def _undo_letters(token: str) -> str:
    out: list[str] = []
    for i, char in enumerate(token):
        before = token[i - 1] if i else ""
        if char == "w":
            if before in ("a", "o", "u"):
                continue
            out.append("u")
        elif char in "aeod" and char == before and (char != "d" or i == 1):
            continue
        else:
            out.append(char)
    return "".join(out)


def ascii_token(token: str) -> str:
    """One word in lower-case ASCII, marks gone, đ as d; characters without an ASCII form become blanks.

    >>> ascii_token("Nguyễn"), ascii_token("H'Hen"), ascii_token("12/3A")
    ('nguyen', 'hhen', '12 3a')
    """
    text = token.lower()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_OTHER)).translate(_OTHER)
        text = "".join(c for c in text if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", text.replace("'", "")).strip()


@lru_cache(maxsize=131_072)
def fold_token(token: str) -> str:
    """``ascii_token`` with Telex residue undone."""
    text = ascii_token(token)
    return telex(text) or text


def fold_text(value: str) -> str:
    """``fold`` of one value; empty for nothing.

    >>> fold_text("DDawngj Thij  Hoaf"), fold_text("Đặng Thị Hoà")
    ('dang thi hoa', 'dang thi hoa')
    """
    words = [fold_token(t) for t in vector.clean_one(value).split(" ")]
    return " ".join(w for w in words if w)


def fold(values: pd.Series) -> pd.Series:
    """Matching key of each value: ASCII, lower case, single blanks, Telex residue undone; null stays null."""
    return vector.map_tokens(values, fold_token)
