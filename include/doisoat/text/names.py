"""Names of people.

Safe to store: NFC, mended blanks and look-alikes, the tone mark on its canonical letter, a capital first letter of
each word when the whole name was in one case. Never stored by itself: i/y, hỏi/ngã, d/gi, lost diacritics, keystroke
residue, one cell that looks like an old font: these are suggestions. Ethnic-minority letters, apostrophes and the
order of name and clan stay as they are (``H'Hen Niê``, ``K'Brôi``, ``Y Kŏ Ñuôl``).
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from doisoat.text import abbreviated, hidden, legacy, name_cells
from doisoat.text.arrow import TextArray, pa, pc
from doisoat.text.chars import clean
from doisoat.text.fold import fold_text, fold_token
from doisoat.text.keystrokes import telex_word, vni_word
from doisoat.text.outcome import frame_of
from doisoat.text.placeholders import void_names
from doisoat.text.syllables import folded, is_syllable, take_apart
from doisoat.text.tones import conflicting, place
from doisoat.text.vector import Distinct, Words, cleaned, nothing_as_null
from doisoat.text.words import lexicon

LONGEST: Final = 120
"""Longest name in characters."""

_ORDER: Final = (
    "",
    "i_y",
    "d_gi",
    "hoi_nga",
    "missing_diacritics",
    "telex_residue",
    "vni_residue",
    "digit_in_name",
    "unexpected_character",
    "extra_text",
    "conflicting_tones",
    "legacy_encoding",
    "lost_character",
)
"""Problems of a word, the gravest last; a name takes the gravest of its words."""
_RANK: Final = {code: i for i, code in enumerate(_ORDER)}
_KEY_FROM_SUGGESTION: Final = frozenset(
    [
        "telex_residue",
        "vni_residue",
        "legacy_encoding",
        "extra_text",
        "several_people",
        "abbreviated_name",
        "joined_words",
    ]
)
"""Problems after which the suggestion matches better than what stands there."""
_SWAP: Final = {"\u0309": "\u0303", "\u0303": "\u0309"}
_LETTER: Final = re.compile(r"^[^\W\d_]+(?:['’.\-][^\W\d_]+)*[.']?$")
_VIETNAMESE: Final = re.compile(r"^[a-zA-ZÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹĔĕĬĭŎŏŬŭČčÑñƀɃ'.\-]+$")
_RUN: Final = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
"""Letters and digits with their combining marks: what one capital begins."""
_TELEX_SURE: Final = re.compile(r"aa|ee|oo|dd|w|[fj]$")
_LOOK: Final = f"{name_cells.LOOK}|{abbreviated.LOOK}"
_END: Final = r"(\pL\pL|\pN)[ .,;:]*[.,;:]$"
"""A full stop or comma after a name; the dot of an initial (``Nguyễn Thị L.``) is part of it."""
_BULLET: Final = r"^[-+*•·.,;:]+ *"


Settled: TypeAlias = tuple[str | None, str | None, str | None]


@dataclass(frozen=True)
class _Word:
    keep: str
    title: str
    suggestion: str
    problem: int


def title(word: str) -> str:
    """Capital first letter of a word and after an apostrophe or hyphen, the rest small.

    >>> title("NGUYỄN"), title("h'hen"), title("k'BRÔI")
    ('Nguyễn', "H'Hen", "K'Brôi")
    """
    return _RUN.sub(lambda m: m.group()[0].upper() + m.group()[1:].lower(), word)


@lru_cache(maxsize=131_072)
def _word(word: str) -> _Word:
    if not word:
        return _Word("", "", "", 0)
    placed = place(word)
    titled = title(placed)
    # In a mixed-case name only a small first letter of a Vietnamese syllable, or capitals inside one, are slips.
    keep = titled if is_syllable(placed) else placed
    problem, suggestion = _examine(titled, word)
    if problem == "legacy_encoding":
        keep = titled = word  # its letters are bytes: a small þ is another byte than a capital Þ
    return _Word(keep, titled, suggestion or titled, _RANK[problem])


def _examine(word: str, raw: str) -> tuple[str, str | None]:
    if "\ufffd" in word or "?" in word:
        return "lost_character", None
    if conflicting(word):
        return "conflicting_tones", None
    if any(c.isdigit() for c in word):
        meant = vni_word(word)
        return ("vni_residue", meant) if meant else ("digit_in_name", None)
    if not _LETTER.match(word) or not _VIETNAMESE.match(word):
        meant = legacy.one_word(raw)
        return ("legacy_encoding", title(meant)) if meant else ("unexpected_character", None)
    lower = word.lower()
    if word.isascii():
        meant = telex_word(word)
        if meant:
            return "telex_residue", meant
        if lexicon().must_be_marked(lower):
            return "missing_diacritics", title(lexicon().restore(lower, first=False) or lower)
        return "", None
    if not is_syllable(lower):
        meant = legacy.one_word(raw)
        return ("legacy_encoding", title(meant)) if meant else ("", None)
    return _spelling(lower)


def _spelling(lower: str) -> tuple[str, str | None]:
    words = lexicon()
    weight = words.weight(lower)
    letters, tones, at = take_apart(lower)
    if tones and tones[0] in _SWAP and not weight:
        index = at[0] + 1
        other = place(letters[:index] + _SWAP[tones[0]] + letters[index:])
        if words.weight(other):
            return "hoi_nga", title(other)
    if tones and letters[-1] in "iy" and letters[:-1] in ("h", "k", "l", "m", "s", "t", "qu"):
        swapped = letters[:-1] + ("y" if letters[-1] == "i" else "i")
        other = place(swapped[: len(swapped)] + tones[0])
        if words.weight(other) >= 3 * max(weight, 1.0):
            return "i_y", title(other)
    if lower.startswith(("d", "gi")) and not weight:
        other = "gi" + lower[1:] if lower.startswith("d") else "d" + lower[2:]
        if words.weight(other):
            return "d_gi", title(other)
    return "", None


def _whole(value: str) -> tuple[str, str | None] | None:
    """Problems only the whole name shows, with what was meant: notes, titles, two people, abbreviations."""
    cell = name_cells.read_cell(value)
    if cell:
        full = [(abbreviated.expand(name) or (name,))[0] for name in cell.names]
        return cell.problem, "|".join(map(_titled, full)) or None
    meant = abbreviated.expand(value)
    return None if meant is None else ("abbreviated_name", "|".join(map(_titled, meant)) or None)


def _titled(name: str) -> str:
    return " ".join(title(place(word)) for word in name.split(" "))


def normalise_names(values: pd.Series) -> pd.DataFrame:
    """Read a column of names of people.

    Returns:
        Same index; ``canonical`` (null when characters were lost or the cell is no name), ``key`` (see ``fold``),
        ``suggestion``, ``problem``.
    """
    distinct = Distinct.of(values)
    array = _trimmed(cleaned(distinct.values))
    words = Words.of(array)
    looked = [_word(w) for w in words.words]
    codes = words.codes

    one_case = pc.utf8_is_upper(array).fill_null(False).to_numpy(zero_copy_only=False) | pc.utf8_is_lower(
        array
    ).fill_null(False).to_numpy(zero_copy_only=False)
    keep = pa.array([w.keep for w in looked], type=pa.string()).take(pa.array(codes))
    titled = pa.array([w.title for w in looked], type=pa.string()).take(pa.array(codes))
    canonical = words.join_flat(pc.if_else(pa.array(one_case[words.parents]), titled, keep))
    key = words.join([fold_token(w) for w in words.words])

    rank = np.array([w.problem for w in looked], dtype=np.int8)[codes] if len(codes) else np.zeros(0, dtype=np.int8)
    worst = np.zeros(len(distinct.values), dtype=np.int8)
    np.maximum.at(worst, words.parents, rank)
    suggested = pa.array([w.suggestion for w in looked], type=pa.string()).take(pa.array(codes))
    suggested, worst = _first_words(words, suggested, worst)
    suggestion = words.join_flat(suggested)
    return _finish(distinct, array, canonical, key, suggestion, worst)


def _trimmed(array: TextArray) -> TextArray:
    """The names without a full stop at the end or a bullet at the beginning."""
    for pattern, kept in ((_END, r"\1"), (_BULLET, "")):
        if pc.any(pc.match_substring_regex(array, pattern)).as_py():
            array = nothing_as_null(pc.replace_substring_regex(array, pattern, kept))
    return array


def _first_words(words: Words, suggested: TextArray, worst: NDArray[np.int8]) -> tuple[TextArray, NDArray[np.int8]]:
    """Add the suggestions that only hold for a surname."""
    filled = np.flatnonzero(np.diff(words.offsets))
    at = words.offsets[filled]
    meant = {code: found for code in np.unique(words.codes[at]) if (found := _surname(words.words[code]))}
    if not meant:
        return suggested, worst
    hit = np.isin(words.codes[at], list(meant)) & (worst[filled] == 0)
    flat = _objects(suggested)
    flat[at[hit]] = [meant[c] for c in words.codes[at[hit]]]
    worst[filled[hit]] = _RANK["d_gi"]
    return pa.array(flat, type=pa.string()), worst


def _finish(
    distinct: Distinct,
    array: TextArray,
    canonical: TextArray,
    key: TextArray,
    suggestion: TextArray,
    worst: NDArray[np.int8],
) -> pd.DataFrame:
    """Look again, as a whole, at the few names with a problem or a note in them."""
    suspicious = pc.fill_null(pc.match_substring_regex(array, _LOOK), False).to_numpy(zero_copy_only=False)
    canon, suggested = _objects(canonical), _objects(suggestion)
    problem = np.array(_ORDER, dtype=object)[worst]
    suggested[worst == 0] = None
    problem[worst == 0] = None
    rows = np.flatnonzero((worst > 0) | suspicious)
    for i, text in zip(rows, array.take(pa.array(rows)).to_pylist(), strict=True):
        whole = _whole(text) if suspicious[i] else None
        outcome = canon[i], suggested[i], problem[i]
        canon[i], suggested[i], problem[i] = _settle(distinct.values[i], text, outcome, whole)
    _with_hidden_blanks(distinct.values, suggested, problem)
    void = pc.fill_null(pc.is_in(key, value_set=pa.array(sorted(void_names()))), False).to_numpy(zero_copy_only=False)
    canon[void] = suggested[void] = None
    problem[void] = "placeholder_name"
    too_long = np.fromiter(map(len, distinct.values), dtype=np.int64, count=len(distinct.values)) > LONGEST
    canon[too_long] = suggested[too_long] = None
    problem[too_long] = "text_too_long"
    keys = _objects(key)
    keys[too_long | void] = None
    meant = np.flatnonzero(np.isin(problem.astype(str), list(_KEY_FROM_SUGGESTION)) & (suggested != np.array(None)))
    # Of several people in one cell the first one is whose record it is; of several readings none is better.
    sure = meant[(problem[meant] == "several_people") | ~np.array(["|" in v for v in suggested[meant]], dtype=bool)]
    keys[sure] = [fold_text(v.split("|")[0]) for v in suggested[sure]]
    arrays = (pa.array(a, type=pa.string()) for a in (canon, keys, suggested))
    return frame_of(distinct, *(nothing_as_null(a) for a in arrays), pa.array(problem, type=pa.string()))


def _with_hidden_blanks(raw: list[str], suggested: NDArray[np.object_], problem: NDArray[np.object_]) -> None:
    """Suggest a blank where an invisible character stood between two words."""
    found = pc.match_substring_regex(pa.array(raw, type=pa.string()), hidden.LOOK).to_numpy(zero_copy_only=False)
    for i in np.flatnonzero(found):
        spread = hidden.with_blanks(raw[i])
        if spread:
            suggested[i] = _titled(clean(spread))
            problem[i] = "joined_words"


def _objects(array: TextArray) -> NDArray[np.object_]:
    return np.array(array.to_pylist(), dtype=object)


def _settle(raw: str, text: str, outcome: Settled, whole: tuple[str, str | None] | None) -> Settled:
    """Decide what a name with a problem keeps: only lost characters take the canonical form away.

    What looks like an old encoding stays as it came: mending blanks would take letters away (ư is a soft hyphen there).
    """
    canonical, suggestion, problem = outcome
    if problem == "lost_character":
        return None, None, problem
    if problem == "telex_residue" and " " not in text and text.isalpha() and not _TELEX_SURE.search(text.lower()):
        return canonical, None, None  # a name of one word (Max) is as likely foreign
    if problem == "conflicting_tones":
        return canonical, None, problem
    if whole:
        return canonical, whole[1], whole[0]
    if problem in ("unexpected_character", "legacy_encoding", None):
        meant = legacy.cell(raw.strip(" \t\r\n"))
        if meant is not None and problem:
            return raw.strip(" \t\r\n"), " ".join(title(w) for w in meant.split()), "legacy_encoding"
    if problem == "missing_diacritics":
        restored = _restore(text)
        return canonical, restored, problem if restored else None
    return canonical, suggestion if suggestion != canonical else None, problem


def _restore(text: str) -> str | None:
    """The usual name behind one whose diacritics were lost; None when it is no Vietnamese name (``Y Kŏ Ñuôl``)."""
    words = [title(place(w)) for w in text.split(" ")]
    if any(fold_token(w) not in folded() or (len(w) == 1 and w in "YKH") for w in words):
        return None
    lost = lexicon().must_be_marked
    return " ".join(_marked(w, i == 0) if text.isascii() or lost(w.lower()) else w for i, w in enumerate(words))


def _marked(word: str, first: bool) -> str:
    return title(lexicon().restore(word.lower(), first) or word) if word.isascii() else word


@lru_cache(maxsize=65_536)
def _surname(word: str) -> str | None:
    """The surname a first word with d for gi (or the reverse) was meant to be: ``Dàng`` for Giàng."""
    lower = place(word).lower()
    known = lexicon().surname
    if lower in known or not lower.startswith(("d", "gi")):
        return None
    other = "gi" + lower[1:] if lower.startswith("d") else "d" + lower[2:]
    return title(other) if other in known else None
