"""Invisible characters that stand where a blank should.

A zero-width joiner, non-joiner or space comes from web pages and messaging programmes. Inside a syllable it is nothing
and vanishes (``clean``); between two words it is the blank somebody saw: ``Xã\\u200dHàm`` was never ``XãHàm``. Which it
is, the syllables tell; the text with blanks is a suggestion.
"""

import re
from typing import Final

from doisoat.text.chars import clean
from doisoat.text.syllables import is_syllable

LOOK: Final = "[\u200b\u200c\u200d\u2060\ufeff]"
"""Pattern of the characters (of RE2 too)."""

_RUN: Final = re.compile(rf"{LOOK}+")
_WORD_END: Final = re.compile(r"[^\W_]*$")
_WORD_START: Final = re.compile(r"^[^\W_]*")


def with_blanks(value: str) -> str | None:
    """``value`` with a blank for each invisible character between two words; None when there is none such.

    >>> with_blanks("Xã\\u200dHàm Kiệm"), with_blanks("Ng\\u200buyễn"), with_blanks("Thị \\u200bHoa")
    ('Xã Hàm Kiệm', None, None)
    """
    parts = _RUN.split(value)
    out = parts[0]
    changed = False
    for part in parts[1:]:
        left, right = _WORD_END.search(out), _WORD_START.search(part)
        apart = bool(left and right) and _two_words(clean(left[0] if left else ""), clean(right[0] if right else ""))
        changed |= apart
        out += f" {part}" if apart else part
    return out if changed else None


def _two_words(left: str, right: str) -> bool:
    if not left or not right:
        return False
    if left[-1].islower() and right[0].isupper():
        return True
    if not (_word(left) and _word(right)):
        return False
    return not is_syllable(left + right)


def _word(text: str) -> bool:
    return is_syllable(text) or text.isdigit()
