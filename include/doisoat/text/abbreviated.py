"""Names with abbreviated words: ``Ng. Thị Lan``, ``Ng V Minh``, ``Tr.T. Hoa``.

Which surname an abbreviation stands for is told by how many people bear each; what may stand for several says all of
them. ``V`` and ``T`` between surname and given name are Văn and Thị; an initial that stands for a given name can't be
read. Always a suggestion. ``H``, ``K`` and ``Y`` begin names of the Central Highlands (``Y Bhăm``, ``K' Brôi``), ``A``
is a name of its own (``Giàng A Páo``): they are no abbreviations of surnames unless Văn or Thị follows.
"""

import re
from functools import lru_cache
from typing import Final

from doisoat.text.words import lexicon

LOOK: Final = r"(?i)(^|[ .])(ngn|ngy|nguy|[bcdđghklmnpqrstvx]{1,4})\.?( |$)|[^\W\d_]\.[^\W\d_]|[^\W\d_]\. "
"""What a name must hold (pattern of RE2) to be looked at for abbreviations."""

_MIDDLE: Final = {"v": "Văn", "t": "Thị", "th": "Thị"}
_MINOR: Final = frozenset(["văn", "thị", "v", "t", "th"])
_HIGHLAND: Final = frozenset("hky")
_CONSONANTS: Final = re.compile(r"^[bcdđghklmnpqrstvx]{1,4}$|^ngu?y$", re.IGNORECASE)
_CUT: Final = re.compile(r"(?<=\.)\s*|\s+")
_ONSETS: Final = frozenset(["ng", "ph", "tr", "th", "ch", "kh", "nh"])
_SMALLEST: Final = 0.15
"""Share of the people with a fitting surname from which on a surname is named."""
_CLEAR: Final = 0.6
"""Share from which on the most usual surname is the only one named."""


def expand(name: str) -> tuple[str, ...] | None:
    """The names an abbreviated one may stand for; () when that cannot be told; None when it is not abbreviated.

    >>> expand("Ng. Thị Lan"), expand("Ng V Minh"), expand("Nguyễn T. Lan"), expand("Nguyễn Thị L.")
    (('Nguyễn Thị Lan',), ('Nguyễn Văn Minh',), ('Nguyễn Thị Lan',), ())
    >>> expand("Y Bhăm Niê"), expand("Giàng A Páo"), expand("Nguyễn Văn A")
    (None, None, None)
    """
    words = [word for word in _CUT.split(name) if word]
    if len(words) < 2:
        return None
    bare = [word.rstrip(".") for word in words]
    dotted = [word.endswith(".") for word in words]
    surnames: tuple[str, ...] = (words[0],)
    found = False
    first = bare[0].lower()
    if _CONSONANTS.match(first) and len(words) > 2 and _may_be_surname(first, dotted[0], bare[1].lower()):
        surnames = surnames_of(first)
        found = True
        if not surnames:
            return ()
    middle: list[str] = []
    for word, dot in zip(bare[1:-1], dotted[1:-1], strict=True):
        short = word.lower()
        if dot and short not in _MIDDLE and _CONSONANTS.match(short):
            return ()
        known = _MIDDLE.get(short, word)
        found |= known != word
        middle.append(known)
    if dotted[-1] and len(bare[-1]) <= 2 and _CONSONANTS.match(bare[-1]):
        return ()
    return tuple(" ".join([surname, *middle, bare[-1]]) for surname in surnames) if found else None


def _may_be_surname(short: str, dot: bool, second: str) -> bool:
    if len(short) == 1 and (short in _HIGHLAND or not dot):
        return second in _MINOR
    return True


@lru_cache(maxsize=1_024)
def surnames_of(short: str) -> tuple[str, ...]:
    """Surnames an abbreviation may stand for, the most usual first; one alone where it is much more usual.

    >>> surnames_of("ng"), surnames_of("tr"), surnames_of("v")
    (('Nguyễn',), ('Trần',), ('Vũ', 'Võ'))
    """
    shares = {name: share for name, share in lexicon().surname.items() if _stands_for(short, name)}
    total = sum(shares.values())
    ranked = sorted(shares, key=lambda name: (-shares[name], name))
    if not ranked:
        return ()
    if shares[ranked[0]] >= _CLEAR * total:
        return (ranked[0].capitalize(),)
    return tuple(name.capitalize() for name in ranked if shares[name] >= _SMALLEST * total)


def _stands_for(short: str, surname: str) -> bool:
    """Whether the letters of an abbreviation stand in a surname in order, the first at its beginning."""
    if surname[0] != short[0] or len(surname) <= len(short):
        return False
    # An onset stands for surnames that begin with it whole: Ph is Phạm or Phan, but Tr is not Tăng.
    if short in _ONSETS or len(short) == 1:
        return surname.startswith(short)
    letters = iter(surname)
    return all(any(letter == other for other in letters) for letter in short)
