"""Where the tone mark stands, and text without it.

Canonical placement is the first-vowel form (``hòa``, ``thúy``), which the 2025 list of units mostly writes; the
education ministry's ``hoà``, ``thuý`` (Decision 1989/QĐ-BGDĐT) is the same word and becomes it. Marks typed on the
wrong letter (``Hùynh``, ``Nguỹên``, ``tiêń``) or twice are mended too, because only one reading is possible. Two
different tones in one syllable are left alone: a person must say which.
"""

import unicodedata
from functools import lru_cache

import pandas as pd

from doisoat.text import vector
from doisoat.text.chars import QUALITIES, TONES, VOWELS
from doisoat.text.syllables import split, take_apart


@lru_cache(maxsize=65_536)
def place(token: str) -> str:
    """Return a token in NFC with its tone mark on the canonical letter; other tokens only become NFC.

    >>> [place(t) for t in ("Hoà", "THUỶ", "Hùynh", "Nguỹên", "quý", "giữa", "Kpă")]
    ['Hòa', 'THỦY', 'Huỳnh', 'Nguyễn', 'quý', 'giữa', 'Kpă']
    """
    if token.isascii():
        return token
    letters, tones, at = take_apart(token)
    lower = letters.lower()
    parts = split(lower) if len(lower) == len(letters) else None
    if parts is None or len(set(tones)) > 1 or any(i < len(parts[0]) and lower[i] not in VOWELS for i in at):
        return unicodedata.normalize("NFC", _once(token))
    if not tones:
        return letters
    index = _seat(*parts)
    return unicodedata.normalize("NFC", letters[: index + 1] + tones[0] + letters[index + 1 :])


def _once(token: str) -> str:
    out: list[str] = []
    seen: set[str] = set()
    for char in unicodedata.normalize("NFD", token):
        if not unicodedata.combining(char):
            seen = set()
        elif char in seen:
            continue
        else:
            seen.add(char)
        out.append(char)
    return "".join(out)


def _seat(onset: str, rime: str) -> int:
    start = len(onset)
    if onset == "gi" and not rime:
        return 1
    vowels = [i for i, c in enumerate(rime) if c in VOWELS]
    marked = [i for i in vowels if unicodedata.normalize("NFD", rime[i])[1:2] in QUALITIES and rime[i] in "ăâêôơư"]
    if marked:
        return start + marked[-1]
    if len(vowels) == 1:
        return start + vowels[0]
    closed = vowels[-1] < len(rime) - 1
    return start + (vowels[1] if closed or len(vowels) > 2 else vowels[0])


def conflicting(token: str) -> bool:
    """Whether a syllable carries two different tones, so that nobody but a person can say which is meant."""
    if token.isascii():
        return False
    letters, tones, _ = take_apart(token.lower())
    return len(set(tones)) > 1 and split(letters) is not None


@lru_cache(maxsize=65_536)
def strip_token(token: str) -> str:
    """Lower case, tone marks removed, the letters ă â đ ê ô ơ ư (and Ê Đê ŏ ĕ ŭ č ñ) kept.

    >>> strip_token("NGUYỄN"), strip_token("Ñuôl")
    ('nguyên', 'ñuôl')
    """
    if token.isascii():
        return token.lower()
    out: list[str] = []
    base = ""
    for char in unicodedata.normalize("NFD", token.lower()):
        if char in TONES and base in "aeiouy":
            continue
        if not unicodedata.combining(char):
            base = char
        out.append(char)
    return unicodedata.normalize("NFC", "".join(out))


def tone_strip_text(value: str) -> str:
    """``tone_strip`` of one value."""
    return " ".join(strip_token(t) for t in vector.clean_one(value).split(" "))


def tone_strip(values: pd.Series) -> pd.Series:
    """Lower case, NFC, single blanks, the five tone marks removed; ă â đ ê ô ơ ư kept; null stays null."""
    return vector.map_tokens(values, strip_token)
