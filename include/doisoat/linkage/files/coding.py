"""Values as integers: each column is coded by its distinct values, which alone are folded, split and compared.

Arrow encodes a column; the distinct values are folded as one long text (one pass of C, not a call a value) and encoded
again. A code is only ever compared with a code of the same column; -1 is a missing value. Nothing may depend on how
codes are numbered, because that follows the order of rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import normalize

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from doisoat.linkage.files.arrow import Array, indices
from doisoat.text.placeholders import filler_number_mask

__all__ = ["Coded", "Codes", "among", "distinct", "encode", "fold", "identifier", "letters", "recode"]

Codes = npt.NDArray[np.int32]

_LETTERS = (("đ", "d"), ("ø", "o"), ("æ", "ae"), ("œ", "oe"), ("ł", "l"), ("ð", "d"), ("þ", "th"), ("ı", "i"))
_DROP = b"'`.\xe2\x80\x99"
_KEEP = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789\n")
_BLANKS = bytes(c if c in _KEEP else 32 for c in range(256))
_BLANKS_BAR = bytes(c if c in _KEEP or c == ord("|") else 32 for c in range(256))
_LONG = 9
"""Digits from which on a filler is no number; a shorter one may be a running number."""
_NOT_SIGN = bytes(c for c in range(128) if c not in b" \n")
_NOT_ID = bytes(c for c in range(128) if not (chr(c).isalnum() or chr(c) == "\n"))


@dataclass(frozen=True)
class Coded:
    """One column of both files: value code by record (-1 missing) and the distinct values."""

    code: Codes
    values: tuple[str, ...]


def encode(column: Array) -> Coded:
    """Code a text column; null is missing."""
    if pa.types.is_null(column.type):
        return Coded(np.full(len(column), -1, dtype=np.int32), ())
    encoded = column.dictionary_encode()
    code = indices(encoded.indices)
    values = encoded.dictionary.to_pylist()
    return Coded(code, tuple(values))


def distinct(values: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The distinct values, ascending (``np.unique`` hashes, which is slower for millions of them)."""
    ordered = np.sort(values)
    keep = np.ones(len(ordered), dtype=bool)
    keep[1:] = ordered[1:] != ordered[:-1]
    return ordered[keep]


def among(values: npt.NDArray[np.int64], ordered: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Whether each of ``values`` is one of ``ordered`` (ascending)."""
    if not len(ordered):
        return np.zeros(len(values), dtype=bool)
    at = np.minimum(np.searchsorted(ordered, values), len(ordered) - 1)
    return np.asarray(ordered[at] == values)


def recode(coded: Coded, folded: Sequence[str], ordered: bool = False) -> Coded:
    """``coded`` with its values replaced by ``folded`` (same length); equal texts get one code, blank ones -1.

    ``ordered``: codes follow the alphabet.
    """
    number: dict[str, int] = {v: i for i, v in enumerate(sorted({*folded} - {""}))} if ordered else {}
    new = np.array([number.setdefault(v, len(number)) if v else -1 for v in folded] + [-1], dtype=np.int32)
    return Coded(new[coded.code], tuple(number))


def fold(values: Sequence[str], keep_bar: bool = False) -> list[str]:
    """Texts as lower-case ASCII words and digits with single blanks; letters of other scripts are kept as they are."""
    if not values:
        return []
    text = _lines(values).casefold()
    if not text.isascii():
        for letter, plain in _LETTERS:
            text = text.replace(letter, plain)
        text = normalize("NFD", text)
    raw = text.encode("ascii", "ignore").translate(None, _DROP[:3])
    out = raw.translate(_BLANKS_BAR if keep_bar else _BLANKS).decode()
    found = [_squeeze(line) for line in out.split("\n")]
    for i, line in enumerate(found):
        if not line and values[i].strip():
            found[i] = _squeeze(" ".join(re.findall(r"\w+", values[i].casefold())))
    return found


def _lines(values: Sequence[str]) -> str:
    text = "\n".join(values)
    # Only the line feed is replaced: what else breaks a line must read the same whatever stands in other values.
    return text if text.count("\n") == len(values) - 1 else "\n".join(v.replace("\n", " ") for v in values)


def _squeeze(line: str) -> str:
    line = line.strip()
    return line if "  " not in line else " ".join(line.split())


def letters(values: Sequence[str]) -> list[str]:
    """The diacritics of each text in order, word by word ("" where it has none): two texts that fold alike are written
    with the same letters when these are equal, wherever a tone mark is placed.
    """
    if not values:
        return []
    text = _lines(values).casefold().replace("đ", "d\u0335")
    if text.isascii():
        return [""] * len(values)
    signs = normalize("NFD", text).encode().translate(None, _NOT_SIGN).decode()
    return [line if line and not line.isspace() else "" for line in signs.split("\n")]


def identifier(values: Sequence[str]) -> list[str]:
    """Texts as upper-case letters and digits only; long numbers that only fill a field (000000000) as blank."""
    if not values:
        return []
    found = _lines(values).upper().encode("ascii", "ignore").translate(None, _NOT_ID).decode().split("\n")
    for i in np.flatnonzero(filler_number_mask(pa.array(found)).to_numpy(zero_copy_only=False)):
        if len(found[i]) >= _LONG:
            found[i] = ""
    return found
