"""Names of units and addresses: type words in full, marks in place, the rest as written.

``X. Hàm Thạnh``, ``P3``, ``TT Thuận Nam`` say the type of unit in a closed set of abbreviations; writing it in full
is safe. Which unit is meant is the gazetteer's question, not this module's.
"""

import re
from functools import lru_cache
from typing import Final

import pandas as pd

from doisoat.text import hidden, legacy
from doisoat.text.chars import MAX_CELL, clean
from doisoat.text.fold import fold_text
from doisoat.text.names import title
from doisoat.text.outcome import Outcome, frame
from doisoat.text.provinces import CITIES, spelling
from doisoat.text.syllables import is_syllable
from doisoat.text.tones import conflicting, place
from doisoat.text.vector import Distinct

UNIT_TYPES: Final = {
    "xa": "Xã",
    "phuong": "Phường",
    "thi tran": "Thị trấn",
    "dac khu": "Đặc khu",
    "huyen": "Huyện",
    "quan": "Quận",
    "thi xa": "Thị xã",
    "thanh pho": "Thành phố",
    "tinh": "Tỉnh",
}
"""Folded type word of a unit of any level to its full form."""

_ABBREVIATED: Final = {
    "x": "Xã",
    "p": "Phường",
    "ph": "Phường",
    "f": "Phường",
    "tt": "Thị trấn",
    "đk": "Đặc khu",
    "dk": "Đặc khu",
    "h": "Huyện",
    "q": "Quận",
    "tx": "Thị xã",
    "tp": "Thành phố",
    "t/p": "Thành phố",
    "t/x": "Thị xã",
    "t": "Tỉnh",
    "thtr": "Thị trấn",
    "ttr": "Thị trấn",
}
_FULL: Final = re.compile(
    r"^(xã|xa|phường|phuong|thị trấn|thi tran|thị trân|đặc khu|dac khu|huyện|huyen|quận|quan|thị xã|thi xa|"
    r"thành phố|thanh pho|tỉnh|tinh)\b\.?\s*(?=\S)",
    re.IGNORECASE,
)
_SHORT: Final = re.compile(
    r"^(x|ph|p|f|thtr|ttr|tt|đk|dk|h|q|tx|tp|t/p|t/x|t)(?:\s*[.:]\s*|\s+(?=\S)|(?=\d))(?!['’])", re.IGNORECASE
)
_VOWEL: Final = re.compile(r"[^BCDFGHJKLMNPQRSTVWXZĐ\W\d_]")
_SEGMENTS: Final = re.compile(r"\s*[,;]\s*")
_SPACED: Final = re.compile(r"\s*([,;])\s*")


def spread_words(text: str) -> str:
    """Tone marks in place in every word; letters, case and punctuation untouched."""
    if text.isascii():
        return text
    return re.sub(r"[^\W\d_]+", lambda m: place(m.group()), text)


def expand(segment: str) -> str:
    """One part of an address with its type word in full and capital; other text unchanged.

    >>> expand("x. Hàm Thạnh"), expand("P3"), expand("Tp.HCM"), expand("Quang Trung")
    ('Xã Hàm Thạnh', 'Phường 3', 'Thành phố HCM', 'Quang Trung')
    """
    found = _FULL.match(segment)
    if found:
        return f"{UNIT_TYPES[fold_text(found[1])]} {segment[found.end() :]}"
    found = _SHORT.match(segment)
    if found:
        return f"{_ABBREVIATED[found[1].lower()]} {segment[found.end() :]}"
    return segment


def _case(segment: str) -> str:
    if segment.isupper() and not _VOWEL.search(segment):
        return segment  # an abbreviation (HCM)
    if segment.isupper() or segment.islower():
        return " ".join(title(w) for w in segment.split(" "))
    return " ".join(title(w) if w.islower() and is_syllable(w) else w for w in segment.split(" "))


@lru_cache(maxsize=65_536)
def unit_name(value: str) -> Outcome:
    """The written name of a unit, or of several from small to large.

    >>> unit_name("x. hàm thạnh , H.Hàm Thuận Nam").canonical, unit_name("PHƯỜNG 03").canonical
    ('Xã Hàm Thạnh, Huyện Hàm Thuận Nam', 'Phường 3')
    """
    if len(value) > MAX_CELL:
        return Outcome(problem="text_too_long")
    text = spread_words(clean(value)).strip(" ,;.")
    if not text:
        return Outcome()
    if "\ufffd" in text or re.search(r"[^\W\d_]\?[^\W\d_]", text):
        return Outcome(problem="lost_character")
    meant = legacy.cell(value.strip(" \t\r\n"))
    if meant:
        found = unit_name(meant)
        return Outcome(value.strip(" \t\r\n"), found.key, as_meant(meant, found), "legacy_encoding")
    spread = hidden.with_blanks(value)
    if spread:
        found = unit_name(spread)
        return Outcome(_SPACED.sub(r"\1 ", text), found.key, as_meant(spread, found), "joined_words")
    parts = [_one(p) for p in _SEGMENTS.split(text) if p]
    canonical = ", ".join(parts)
    if any(conflicting(w) for w in canonical.split()):
        return Outcome(canonical, fold_text(canonical), None, "conflicting_tones")
    official = ", ".join([*parts[:-1], _officially(parts[-1])]) if parts else canonical
    if official != canonical:
        return Outcome(canonical, fold_text(canonical), official, "other_spelling")
    return Outcome(canonical, fold_text(canonical))


def _officially(part: str) -> str:
    """The last part of a name with its province in the official spelling."""
    kind = next((k for k in ("Tỉnh", "Thành phố") if part.startswith(k + " ")), "")
    name = part[len(kind) :].strip()
    return f"{kind} {spelling(name, bool(kind)) or name}".strip()


def as_meant(text: str, found: Outcome) -> str | None:
    """What to suggest for a cell that says ``text``: its own writing, unless the canonical form says more."""
    plain = spread_words(clean(text)).strip(" ,;.")
    return found.canonical if plain.isupper() or fold_text(plain) != found.key else plain


def _one(segment: str) -> str:
    expanded = expand(re.sub(r"^tp(?=hcm\b)", "TP ", segment, flags=re.IGNORECASE))
    kind = next((t for t in UNIT_TYPES.values() if expanded.startswith(t + " ")), "")
    rest = expanded[len(kind) :].strip()
    rest = re.sub(r"^0+(?=\d+$)", "", rest)
    if kind == "Thành phố":
        rest = CITIES.get(fold_text(rest), rest)
    return f"{kind} {_case(rest)}".strip()


@lru_cache(maxsize=131_072)
def address(value: str) -> Outcome:
    """A whole address as written, blanks and marks mended; its key has all type words in full.

    >>> address("Số 5,Thôn 3 ,x. Hàm Thạnh").canonical, address("Số 5,Thôn 3 ,x. Hàm Thạnh").key
    ('Số 5, Thôn 3, x. Hàm Thạnh', 'so 5 thon 3 xa ham thanh')
    """
    if len(value) > MAX_CELL:
        return Outcome(problem="text_too_long")
    text = _SPACED.sub(r"\1 ", spread_words(clean(value))).strip(" ,;")
    if not text:
        return Outcome()
    if "\ufffd" in text:
        return Outcome(problem="lost_character")
    meant = legacy.cell(value.strip(" \t\r\n"))
    if meant:
        found = address(meant)
        return Outcome(value.strip(" \t\r\n"), found.key, found.canonical, "legacy_encoding")
    spread = hidden.with_blanks(value)
    if spread:
        found = address(spread)
        return Outcome(text, found.key, found.canonical, "joined_words")
    key = fold_text(" ".join(expand(p) for p in _SEGMENTS.split(text)))
    return Outcome(text, key, None, None)


def normalise_places(values: pd.Series) -> pd.DataFrame:
    """Read a column of unit names."""
    distinct = Distinct.of(values)
    return frame(distinct, [unit_name(v) for v in distinct.values])


def normalise_addresses(values: pd.Series) -> pd.DataFrame:
    """Read a column of addresses."""
    distinct = Distinct.of(values)
    return frame(distinct, [address(v) for v in distinct.values])
