"""Letters and marks of Vietnamese, as Unicode has them and as keyboards and old files spoil them.

The data problem: one visible letter has up to four spellings in Unicode (``ế`` alone: one code point, ``ê`` + acute,
``e`` + circumflex + acute, ``e`` + acute + circumflex), and several look-alikes: Icelandic ``Ð``, Cyrillic ``а``,
full-width forms, a dozen apostrophes, blanks that are not blanks. Everything in this room first passes ``clean``.
"""

import re
import unicodedata
from typing import Final

import numpy as np
import pandas as pd

from doisoat.text.arrow import TextArray, pa, pc

TONES: Final = {"\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
"""The five tone marks (huyền, sắc, hỏi, ngã, nặng) and the Telex key of each."""

QUALITIES: Final = frozenset("\u0302\u0306\u031b")
"""Circumflex, breve and horn: they make another letter (ă â ê ô ơ ư), they are not tones."""

VOWELS: Final = frozenset("aăâeêioôơuưy")

APOSTROPHES: Final = "\u2018\u2019\u201b\u02bc\u02bb\u02b9\u2032\u0060\u00b4\uff07\u05f3\ua78c"

_INVISIBLE: Final = "".join(
    ["\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"]
)

_LOOK_ALIKES: Final = {
    "Ð": "Đ",  # ETH, typed by old keyboards and shipped by name lists
    "Ɖ": "Đ",
    "ð": "đ",
    "ɖ": "đ",
    "ı": "i",
    "\u0340": "\u0300",  # deprecated combining tone marks
    "\u0341": "\u0301",
    "\u0374": "'",
    "‐": "-",
    "‑": "-",
    "‒": "-",
    "–": "-",
    "—": "-",
    "−": "-",
}
_CYRILLIC: Final = dict(zip("АВЕКМНОРСТУХІЈЅаеорсухіјѕһԁԝ", "ABEKMHOPCTYXIJSaeopcyxijshdw", strict=True))
_GREEK: Final = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοϲ", "ABEZHIKMNOPTYXoc", strict=True))
_FOREIGN: Final = _CYRILLIC | _GREEK

_TABLE: Final = (
    {ord(k): v for k, v in _LOOK_ALIKES.items()}
    | {ord(c): "'" for c in APOSTROPHES}
    | {ord(c): None for c in _INVISIBLE}
)
_FOREIGN_TABLE: Final = {ord(k): v for k, v in _FOREIGN.items()}
_HAS_FOREIGN: Final = re.compile("[" + "".join(_FOREIGN) + "]")
# A word with any other Cyrillic or Greek letter is a foreign word, not a Latin one with a look-alike in it.
_FOREIGN_WORD: Final = re.compile("[^\\s]*(?![" + "".join(_FOREIGN) + "])[\u0370-\u03ff\u0400-\u052f][^\\s]*")
_FULL_WIDTH: Final = re.compile("[\uff01-\uff5e]")
_HAS_LATIN: Final = re.compile("[A-Za-zÀ-ɏḀ-ỿ]")
_BLANKS: Final = re.compile(r"\s+")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
# Printable ASCII without the backtick, and the composed letters of Vietnamese: nothing there to mend.
_LETTER: Final = "[!-_a-~ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]"
_PLAIN: Final = f"^{_LETTER}+( {_LETTER}+)*$"

LOOK_ALIKES: Final = str.maketrans(
    {"O": "0", "o": "0", "Q": "0", "I": "1", "l": "1", "i": "1", "|": "1", "S": "5", "B": "8"}
)
"""Letters that stand for a digit in a number typed or read by a machine."""

MAX_CELL: Final = 2_000
"""Longest cell, in characters, that is treated as text at all; longer ones are a broken file, not a value."""


def clean(value: str) -> str:
    """Return ``value`` in NFC, look-alikes and invisible characters mended, blanks single.

    Nothing a reader can see changes, except that full-width, Cyrillic and Greek look-alikes become the Latin letter
    they imitate (Cyrillic and Greek only beside a Latin letter: a Russian name stays Russian).

    >>> clean("  Ðặng\\u00a0 Thị\\u200b  Hoà ")
    'Đặng Thị Hoà'
    """
    text = value
    if not text.isascii():
        if _FULL_WIDTH.search(text):
            text = _FULL_WIDTH.sub(lambda m: unicodedata.normalize("NFKC", m.group()), text)
        if _HAS_FOREIGN.search(text) and _HAS_LATIN.search(text):
            text = _latin(text)
        text = text.translate(_TABLE)
        text = unicodedata.normalize("NFC", text)
    return _BLANKS.sub(" ", _CONTROL.sub("", text)).strip(" ")


def _latin(text: str) -> str:
    """Cyrillic and Greek letters that look Latin as Latin, word by word; words in those scripts stay."""
    words = text.split(" ")
    return " ".join(w if _FOREIGN_WORD.fullmatch(w) else w.translate(_FOREIGN_TABLE) for w in words)


def clean_array(values: TextArray) -> TextArray:
    """``clean`` for an Arrow array; cells that are plain already are not touched."""
    plain = pc.fill_null(pc.match_substring_regex(values, _PLAIN), True).to_numpy(zero_copy_only=False)
    if plain.all():
        return values
    out = np.array(values.to_pylist(), dtype=object)
    rest = np.flatnonzero(~plain)
    out[rest] = [clean(v) for v in out[rest]]
    return pa.array(out, type=pa.string())


def as_text(values: pd.Series) -> pd.Series:
    """Any column as strings; null stays null, ``3.0`` becomes ``3`` (a number a spreadsheet made of a label)."""
    if isinstance(values.dtype, pd.StringDtype):
        return values
    numeric = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    if numeric or values.map(type).isin([float, int]).any():
        return values.map(_number_text).astype("str")
    return values.astype("str").where(values.notna())


def _number_text(value: object) -> object:
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, float) or hasattr(value, "is_integer"):
        number = float(value)  # type: ignore[arg-type]  # a numpy scalar, which has is_integer too
        if number != number:
            return None
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
    return str(value)
