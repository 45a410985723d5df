"""What a heading, a file's or a sheet's name says of a unit: the words about the book and the date taken out.

The data problem: a book says which commune it is of as ``UBND phường Cam Ly - Đà Lạt – Sổ hộ khẩu năm 2026 (1).xlsx``,
``so_nhan_khau_phuong_cam_ly_da_lat.xlsx`` or ``SoHoKhauXaHamLiem``. Read as an address its first and last words look
like names nobody knows, and the unit stays in doubt.
"""

import re
from collections.abc import Container
from functools import lru_cache
from typing import Final, NamedTuple

from doisoat.gazetteer.titlewords import PHRASES
from doisoat.text.chars import clean
from doisoat.text.fold import fold_token
from doisoat.text.tones import place as place_tone

CUT_AT: Final = 31
"""Characters a spreadsheet's sheet name may have; longer ones are cut there (the blank at the cut may be trimmed)."""

_WORD: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_JOINT: Final = re.compile(r"[\s_.\-:/+]*")
_EXTENSION: Final = re.compile(
    r"\.(?:xlsx|xlsm|xlsb|xls|csv|tsv|txt|ods|json|parquet|zip|docx?|pdf)\s*$", re.IGNORECASE
)
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z\d])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=\d)(?=[A-Z])")
_YEAR: Final = r"(?P<y{}>(?:19|20)\d\d)"
_ROMAN: Final = r"(?:i{1,3}|iv|vi{0,3})"
_GAP, _AND = r"[\s._\-]*", r"\s*[/.\-]\s*"
_DATES: Final = re.compile(
    r"[(\[]\s*\d{1,2}\s*[)\]]\s*$|(?<![^\W_])(?:"
    + "|".join(
        [
            rf"(?:(?:ngày|ngay){_GAP})?\d{{1,2}}{_AND}\d{{1,2}}{_AND}{_YEAR.format(1)}",
            rf"{_YEAR.format(2)}[/.\-]\d{{1,2}}(?:[/.\-]\d{{1,2}})?",
            rf"{_YEAR.format(3)}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])",
            rf"(?:[0-2]\d|3[01])(?:0[1-9]|1[0-2]){_YEAR.format(4)}",
            rf"(?:ngày|ngay){_GAP}\d{{1,2}}",
            rf"(?:tháng|thang|th|quý|quy|kỳ|ky|đợt|dot|lần|lan|quyển|quyen)(?:{_GAP}\d{{1,2}}|[\s._\-]+{_ROMAN})"
            rf"(?:{_AND}{_YEAR.format(5)})?",
            rf"(?:quyển số|quyen so|tập|tap|trang|tờ|phần|sheet|v|ver|version|bản số){_GAP}\d{{1,3}}(?:\.\d)?",
            rf"(?:(?:năm|nam){_GAP}|\d{{1,2}}[/\-.])?{_YEAR.format(6)}",
        ]
    )
    + r")(?![^\W_])",
    re.IGNORECASE,
)
_DIGIT: Final = re.compile(r"\d")
_EDGES: Final = " |,;:.-/()[]"
_TYPES: Final = frozenset({"xa", "x", "phuong", "p", "tt", "dk"})
_TYPES_OF_TWO: Final = frozenset({("thi", "tran"), ("dac", "khu")})
_PART: Final = " | "
_LONGEST: Final = 5
"""Words of a unit's name before its last."""


class Title(NamedTuple):
    """A title without the words about the book.

    Attributes:
        text: what may name a unit, parts set apart by ``|``; "" when nothing does.
        longer: the same with a number or a ``nam`` kept that may belong to the name (``xa-an-nhon-nam-2026``, ``xã Sơn
            Kim (1)``); None without one.
        year: of the book, as far as the title says one.
        cut: where the title, as long as a sheet's name can be, may have been cut: ``word`` (its last word may go on),
            ``blank`` (only words may follow); "" for another length.
    """

    text: str
    longer: str | None = None
    year: str | None = None
    cut: str = ""


def title(written: str, names: Container[str] = ()) -> Title:
    """Take out the words about the book, its date, version and file.

    Args:
        written: heading, file name, sheet name or address.
        names: folded names of units, from which no word is taken.

    >>> title("UBND xã Hàm Liêm - Sổ hộ khẩu năm 2026 (1)"), title("SoDiaChinhXaHamLiem.xlsx").text
    (Title(text='xã Hàm Liêm', longer=None, year='2026', cut=''), 'Xa Ham Liem')
    """
    cut = {CUT_AT: "word", CUT_AT - 1: "blank"}.get(len(written), "")
    text = clean(written)
    text, files = _EXTENSION.subn("", text)
    if " " not in text and len(_CAMEL.findall(text)) > 1:
        text = _CAMEL.sub(" ", text)
    cut = "" if files else cut
    text = _without_phrases(text.replace("_", " "), names)
    if not _DIGIT.search(text):
        return Title(text.strip(_EDGES), cut=_cut(text, cut))
    marked = not text.isascii()
    out, longer, kept = [], None, 0
    years: list[str] = []
    for found in _DATES.finditer(text):
        years += [year for year in found.groupdict().values() if year]
        out.append(text[kept : found.start()])
        name = _first_word(found.group())
        if marked and name == "nam":
            # Beside words with marks a ``nam`` is no ``năm``.
            out += [name, _PART]
            kept = found.end()
            continue
        if _goes_on("".join(out), name, names):
            longer = f"{''.join(out)} {name} {_PART} {text[found.end() :]}"
        out.append(_PART)
        kept = found.end()
    bare = "".join([*out, text[kept:]])
    return Title(bare.strip(_EDGES), longer and longer.strip(_EDGES), years[-1] if years else None, _cut(bare, cut))


def _cut(text: str, where: str) -> str:
    """``where``, unless words about the book or a date end the text: these are whole."""
    return "" if text.rstrip().endswith(_PART.strip()) else where


def _first_word(date: str) -> str:
    """The part of a date, version or number in brackets that a name may end in: ``nam``, ``3``; "" for a word else."""
    found = _WORD.search(date)
    word = found.group().lower() if found else ""
    return word if word == "nam" or (word.isdigit() and len(word) < 3) else ""


def _goes_on(before: str, word: str, names: Container[str]) -> bool:
    """Whether the last words of a text and this one are a unit's name."""
    if not word:
        return False
    keys = [_word(found.group())[1] for found in _WORD.finditer(before)][-_LONGEST:]
    return any(" ".join([*keys[start:], word.lstrip("0")]) in names for start in range(len(keys)))


@lru_cache(maxsize=32_768)
def _word(written: str) -> tuple[str, str]:
    """A word in lower case with its tone mark in place, and its key."""
    shown = place_tone(written.lower())
    return shown, fold_token(shown)


def _without_phrases(text: str, names: Container[str]) -> str:
    """The text with a break in place of each phrase; of two that share a word, the one that reaches farther."""
    words = list(_WORD.finditer(text))
    known = [_word(word.group()) for word in words]
    lengths = [_phrase_at(text, words, known, i) if known[i][1] in PHRASES else 0 for i in range(len(words))]
    out, kept, i = [], 0, 0
    while i < len(words):
        end = i + lengths[i]
        if end > i and not any(j + lengths[j] > end for j in range(i + 1, end)) and not _ends_name(known, i, names):
            out += [text[kept : words[i].start()], _PART]
            kept = words[end - 1].end()
            i = end
        else:
            i += 1
    return "".join([*out, text[kept:]])


def _ends_name(known: list[tuple[str, str]], i: int, names: Container[str]) -> bool:
    """Whether word ``i`` is the last of a unit's name after its type word (in ``xa Ninh So ho khau`` it is)."""
    return any(
        _type_ends(known, start - 1) and " ".join(key for _, key in known[start : i + 1]) in names
        for start in range(max(i - 4, 1), i)
    )


def _type_ends(known: list[tuple[str, str]], i: int) -> bool:
    """Whether word ``i`` ends the type word of a unit."""
    return known[i][1] in _TYPES or (i > 0 and (known[i - 1][1], known[i][1]) in _TYPES_OF_TWO)


def _phrase_at(text: str, words: list[re.Match[str]], known: list[tuple[str, str]], i: int) -> int:
    """Number of words of the longest phrase that begins at word ``i``; 0 without one.

    A word with marks must bear the phrase's; one without may have lost them.
    """
    for phrase in PHRASES[known[i][1]]:
        end = i + len(phrase)
        if (
            end <= len(words)
            and all(
                key == folded and (shown == written or shown.isascii())
                for (shown, key), (written, folded) in zip(known[i:end], phrase, strict=True)
            )
            and all(_JOINT.fullmatch(text, words[j].end(), words[j + 1].start()) for j in range(i, end - 1))
        ):
            return len(phrase)
    return 0
