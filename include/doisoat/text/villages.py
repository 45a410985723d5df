"""Labels of villages: the type word, the number and the name apart.

Below the commune there are thôn, xóm, ấp, bản, buôn, bon, tổ dân phố, khu phố, khóm, khối … (ward and town kinds since
07/2025: tổ dân phố; commune kinds: thôn; the rest live on in papers). ``Thôn 03``, ``thon 3`` and ``THÔN  3`` are one
label; ``3`` alone may be any of them, which the village registry decides for its unit.
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
from doisoat.text.places import as_meant, spread_words
from doisoat.text.vector import Distinct

TYPES: Final = {
    "thon": "Thôn",
    "xom": "Xóm",
    "ap": "Ấp",
    "ban": "Bản",
    "buon": "Buôn",
    "bon": "Bon",
    "lang": "Làng",
    "to dan pho": "Tổ dân phố",
    "khu pho": "Khu phố",
    "khom": "Khóm",
    "khoi": "Khối",
    "khoi pho": "Khối phố",
    "khu dan cu": "Khu dân cư",
    "tieu khu": "Tiểu khu",
    "khu": "Khu",
    "to": "Tổ",
    "plei": "Plei",
    "phum": "Phum",
    "soc": "Sóc",
    "doi": "Đội",
    "cum": "Cụm",
    "khu vuc": "Khu vực",
    "to nhan dan": "Tổ nhân dân",
    "pho": "Phố",
    "to dan cu": "Tổ dân cư",
    "khu xom": "Khu xóm",
    "chom": "Chòm",
}
"""Folded type word to its full form."""

_SHORT: Final = {
    "tdp": "to dan pho",
    "tdpho": "to dan pho",
    "to dp": "to dan pho",
    "t dp": "to dan pho",
    "t d p": "to dan pho",
    "to d pho": "to dan pho",
    "to d p": "to dan pho",
    "to dan p": "to dan pho",
    "t dan pho": "to dan pho",
    "kp": "khu pho",
    "k pho": "khu pho",
    "k p": "khu pho",
    "khu p": "khu pho",
    "kdc": "khu dan cu",
    "k d c": "khu dan cu",
    "khu dc": "khu dan cu",
    "khu d c": "khu dan cu",
    "kv": "khu vuc",
    "k vuc": "khu vuc",
    "tk": "tieu khu",
    "t khu": "tieu khu",
    "th": "thon",
    "tnd": "to nhan dan",
    "to nd": "to nhan dan",
    "tdc": "to dan cu",
    "to dc": "to dan cu",
}
_SHORT_TYPE: Final = re.compile(rf"^({'|'.join(sorted(_SHORT, key=len, reverse=True))})(?:\s+|(?=\d))")
_NUMBERED: Final = frozenset(["khu dan cu", "cum"])
"""Types whose official names carry the word số (``Khu dân cư số 3``): it stays when it is written."""
_FIRST_WORD: Final = re.compile(r"^[^\W\d_]+[\s.:/\-]*")
"""A word of a type and what parts it from the next word or the number."""
_AMBIGUOUS: Final = {"t": "thon", "k": "khu pho", "x": "xom"}
_LONGEST_FIRST: Final = sorted(TYPES, key=len, reverse=True)
_ROMAN: Final = {
    r: str(i)
    for i, r in enumerate(
        ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv"), 1
    )
}


def split_key(key: str) -> tuple[str, str]:
    """Cut a folded label into (type, rest); the type is empty when none is written.

    >>> split_key("to dan pho 5"), split_key("tdp05"), split_key("phu loc 2"), split_key("3")
    (('to dan pho', '5'), ('to dan pho', '5'), ('', 'phu loc 2'), ('', '3'))
    """
    kind, rest = "", key
    found = _SHORT_TYPE.match(key)
    if found:
        kind, rest = _SHORT[found[1]], key[found.end() :]
    else:
        for name in _LONGEST_FIRST:
            if key.startswith(name + " ") or re.match(rf"{name}\d", key):
                kind, rest = name, key[len(name) :].strip()
                break
    return kind, _rest(rest, bool(kind))


def _rest(text: str, typed: bool) -> str:
    text = re.sub(r"^so (?=\d)", "", text)
    text = re.sub(r"\b0+(?=\d)", "", text)
    if typed and text in _ROMAN:
        return _ROMAN[text]
    return text


@lru_cache(maxsize=65_536)
def label_key(value: str) -> str:
    """Folded label with its type word in full and its number without leading zeros; empty for nothing.

    >>> label_key("Thôn 03"), label_key("TDP.5"), label_key("KP Rạch Hàm"), label_key("03")
    ('thon 3', 'to dan pho 5', 'khu pho rach ham', '3')
    """
    kind, rest = split_key(fold_text(value))
    return f"{kind} {rest}".strip()


@lru_cache(maxsize=65_536)
def village(value: str) -> Outcome:
    """The written label of a village.

    >>> village("tdp 05").canonical, village("THÔN PHÚ LỘC").canonical, village("T.3").problem
    ('Tổ dân phố 5', 'Thôn Phú Lộc', 'ambiguous_type')
    """
    if len(value) > MAX_CELL:
        return Outcome(problem="text_too_long")
    text = spread_words(clean(value)).strip(" ,;.:")
    if not text:
        return Outcome()
    if "\ufffd" in text:
        return Outcome(problem="lost_character")
    meant = legacy.cell(value.strip(" \t\r\n"))
    if meant:
        found = village(meant)
        return Outcome(value.strip(" \t\r\n"), found.key, as_meant(meant, found), "legacy_encoding")
    spread = hidden.with_blanks(value)
    if spread:
        found = village(spread)
        return Outcome(text, found.key, as_meant(spread, found), "joined_words")
    key = label_key(text)
    short = re.match(r"^([tkx])\s*\.?\s*(?=\d)", text, re.IGNORECASE)
    if short:
        meant = _AMBIGUOUS[short[1].lower()]
        number = re.sub(r"^0+(?=\d)", "", text[short.end() :])
        return Outcome(text, key, f"{TYPES[meant]} {number}", "ambiguous_type")
    kind, _ = split_key(fold_text(text))
    if not kind:
        return Outcome(re.sub(r"^0+(?=\d)", "", text), key)
    written = _written_rest(text, kind)
    return Outcome(f"{TYPES[kind]} {written}".strip(), key)


def _written_rest(text: str, kind: str) -> str:
    """The part of a label after its type word, with its own diacritics, as many words as the type word took."""
    short = _SHORT_TYPE.match(fold_text(text))
    rest = text
    for _ in range((short[1] if short else kind).count(" ") + 1):
        rest = _FIRST_WORD.sub("", rest)
    if kind not in _NUMBERED:
        rest = re.sub(r"^(?:số|so)\s+(?=\d)", "", rest, flags=re.IGNORECASE)
    rest = re.sub(r"\b0+(?=\d)", "", rest)
    if text.isupper() or text.islower():
        return " ".join(title(w) for w in rest.split(" "))
    return rest


def normalise_villages(values: pd.Series) -> pd.DataFrame:
    """Read a column of village labels."""
    distinct = Distinct.of(values)
    return frame(distinct, [village(v) for v in distinct.values])


def label_keys(values: pd.Series) -> pd.Series:
    """``label_key`` of each value; null stays null, a label that folds to nothing becomes null."""
    distinct = Distinct.of(values)
    return distinct.spread([(label_key(v) if len(v) <= MAX_CELL else None) or None for v in distinct.values])
