"""What Telex and VNI keystrokes were meant to write, for text typed while the input method was off.

Unlike the match key, these readings carry diacritics, so they are suggestions for a person.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from doisoat.text.chars import TONES
from doisoat.text.fold import ascii_token, telex
from doisoat.text.syllables import is_base, is_syllable, take_apart
from doisoat.text.tones import place

_MARK_OF: Final = {key: mark for mark, key in TONES.items()}
_VNI_TONES: Final = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_TELEX_PAIRS: Final = {"aa": "â", "ee": "ê", "oo": "ô", "dd": "đ", "aw": "ă", "ow": "ơ", "uw": "ư"}
_VNI_PAIRS: Final = {"a6": "â", "e6": "ê", "o6": "ô", "d9": "đ", "a8": "ă", "o7": "ơ", "u7": "ư"}
_VNI_TOKEN: Final = re.compile(r"^[a-zđ]+(?:[a-z]*[1-9])+[a-z]*[1-9]?$")


def _with_tone(letters: str, tone: str | None) -> str | None:
    word = letters.replace("uơ", "ươ") if letters.startswith("uơ") or "uơ" in letters[1:] else letters
    if not is_base(word):
        word = letters
    if not is_base(word):
        return None
    if tone is None:
        return word
    vowel = next((i for i, c in enumerate(word) if ascii_token(c) in "aeiouy"), None)
    if vowel is None:
        return None
    placed = place(unicodedata.normalize("NFC", word[: vowel + 1] + tone + word[vowel + 1 :]))
    return placed if is_syllable(placed) else None


def _letters(token: str, pairs: dict[str, str]) -> str:
    for keys, letter in pairs.items():
        token = token.replace(keys, letter)
    # Telex and VNI let the mark come at the end of the syllable: "dang96" and "tuong7".
    return token


@lru_cache(maxsize=65_536)
def telex_word(token: str) -> str | None:
    """The syllable behind Telex keystrokes, in the case of the token; None when it is not residue.

    >>> telex_word("Nguyeenx"), telex_word("DDawngj"), telex_word("Alex"), telex_word("Hoa")
    ('Nguyễn', 'Đặng', None, None)
    """
    lower = token.lower()
    if telex(lower) is None:
        return None
    for i in range(len(lower) - 1, 0, -1):
        if lower[i] in _MARK_OF and any(c in "aeiouyw" for c in lower[:i]):
            word = _with_tone(_letters(lower[:i] + lower[i + 1 :], _TELEX_PAIRS), _MARK_OF[lower[i]])
            if word:
                return _like(token, word)
    word = _with_tone(_letters(lower, _TELEX_PAIRS).replace("w", "ư"), None)
    return _like(token, word) if word else None


@lru_cache(maxsize=65_536)
def vni_word(token: str) -> str | None:
    """The syllable behind VNI digit keystrokes, in the case of the token; None when it is not residue.

    >>> vni_word("Nguye6n4"), vni_word("D9a8ng5"), vni_word("A12")
    ('Nguyễn', 'Đặng', None)
    """
    lower = token.lower()
    if not _VNI_TOKEN.match(lower):
        return None
    tones = [c for c in lower if c in _VNI_TONES]
    if len(tones) > 1:
        return None
    bare = "".join(c for c in lower if c not in _VNI_TONES)
    letters = _letters(bare, _VNI_PAIRS)
    if any(c.isdigit() for c in letters):
        return None
    word = _with_tone(letters, _VNI_TONES[tones[0]] if tones else None)
    return _like(token, word) if word else None


def _like(token: str, word: str) -> str:
    if token.isupper() and len(token) > 1:
        return word.upper()
    return word.capitalize() if token[0].isupper() else word


_TELEX_LETTERS: Final = {
    "a": {"a": "â", "w": "ă"},
    "e": {"e": "ê"},
    "o": {"o": "ô", "w": "ơ"},
    "u": {"w": "ư"},
    "d": {"d": "đ"},
}
_VNI_LETTERS: Final = {
    "a": {"6": "â", "8": "ă"},
    "e": {"6": "ê"},
    "o": {"6": "ô", "7": "ơ"},
    "u": {"7": "ư"},
    "d": {"9": "đ"},
}


@lru_cache(maxsize=16_384)
def retyped(word: str) -> str | None:
    """A word, in lower case, after an input method has seen the keys left in it; None when none is left.

    Unlike ``telex_word`` it also reads a word that is half converted, and it does not ask whether the result is a
    syllable: it is for a word that is known to be another spelling of one.

    >>> retyped("duwcs"), retyped("nguyênx"), retyped("nguye6n4"), retyped("tuaans"), retyped("hoàng")
    ('dức', 'nguyễn', 'nguyễn', 'tuấn', None)
    """
    letters, tones, _ = take_apart(word.lower())
    if is_base(letters):
        return None
    vni = any(c.isdigit() for c in letters)
    out, tone = _press(letters, _VNI_LETTERS if vni else _TELEX_LETTERS, _VNI_TONES if vni else _MARK_OF)
    marks = {*tones, *([tone] if tone else [])}
    if out == letters or len(marks) > 1:
        return None
    found = _with_tone(out, next(iter(marks), None))
    return found if found and found != word.lower() else None


def _press(keys: str, letters: dict[str, dict[str, str]], tones: dict[str, str]) -> tuple[str, str | None]:
    """Letters and tone that come of pressing ``keys`` one after the other."""
    out: list[str] = []
    tone: str | None = None
    for at, key in enumerate(keys):
        # The mark of a letter may follow later in the syllable: "nguyenex", "dang96".
        seat = next((i for i in range(len(out) - 1, -1, -1) if key in letters.get(out[i], {})), None)
        vowel = any(ascii_token(c) in "aeiouy" for c in out if c)
        if seat is not None and not (key == "d" and at + 1 < len(keys) and seat > 0):
            out[seat] = letters[out[seat]][key]
            if key in "w7" and out[seat] == "ơ" and seat and out[seat - 1] == "u":
                out[seat - 1] = "ư"
        elif key in tones and vowel:
            tone = tones[key]
        elif key == "w":
            out.append("ư")
        else:
            out.append(key)
    return "".join(out), tone
