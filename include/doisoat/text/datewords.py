"""Dates written in words: ``ngày mồng 5 tháng ba năm 1985``, ``Thứ Hai, 05/03/1985``, ``March 5, 1985``.

Registers are copied from certificates, which say the date in words and sometimes spell its numbers out. Tone marks are
not needed to read them; what needs them (``tháng năm 1985``: May, or a month left blank) is left to a person.
"""

import re
import unicodedata
from typing import Final, NamedTuple

_WEEKDAY: Final = re.compile(
    r"^(?:thứ\s?(?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|thu\s(?:hai|ba|tu|nam|sau|bay|[2-7])|chủ\s?nhật|chu\snhat|cn"
    r"|t[2-7](?=\s*,)|(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?)\s*[,.:-]?\s+",
    re.IGNORECASE,
)
_PLACE: Final = re.compile(r"^[^\d,]{2,40},\s*(?=ng[aà]y\s)", re.IGNORECASE)
"""``Đà Lạt, ngày 05 tháng 3 năm 1985``, as papers are signed."""
_DAY: Final = re.compile(
    r"^(?:(?:sáng|trưa|chiều|tối|đêm)\s)?(?:ng[aà]y\s*:?\s*)?(?=\d{1,4}\s?[-/.]\s?\d)", re.IGNORECASE
)
_SOLAR: Final = re.compile(r"[\s,]*\(?\s*(?:dương lịch|d\.?l\.?)\s*\)?$", re.IGNORECASE)
_LUNAR: Final = re.compile(r"(?:âm lịch|am lich|\bâ\.?l\b\.?|\(al\))", re.IGNORECASE)
_TOKEN: Final = re.compile(r"[a-z]+|\d+")
_BLANK: Final = re.compile(r"[.…_?*]{1,}|\bx{1,4}\b", re.IGNORECASE)

_UNITS: Final = {
    "khong": 0,
    "mot": 1,
    "hai": 2,
    "ba": 3,
    "bon": 4,
    "tu": 4,
    "nam": 5,
    "lam": 5,
    "nham": 5,
    "sau": 6,
    "bay": 7,
    "tam": 8,
    "chin": 9,
}
_NUMBER_WORDS: Final = frozenset([*_UNITS, "muoi", "tram", "nghin", "ngan", "linh", "le"])
_MONTHS: Final = {"gieng": 1, **{word: value for word, value in _UNITS.items() if value}, "chap": 12}
_ENGLISH: Final = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_MARK: Final = frozenset(["thang", "thg", "th"])


class WordedDate(NamedTuple):
    """A date read from words.

    Attributes:
        year: as written, two or four digits.
        month: None when it is left blank.
        day: None when it is left blank.
        unsure: why only a person can tell, a code of ``doisoat.text.problems``.
    """

    year: str
    month: int | None
    day: int | None
    unsure: str | None = None


def without_words_around(text: str) -> str:
    """The date without its weekday, the place it was written at, or the word that it is solar.

    >>> without_words_around("Thứ Hai, 05/03/1985"), without_words_around("Đà Lạt, ngày 5 tháng 3 năm 1985")
    ('05/03/1985', 'ngày 5 tháng 3 năm 1985')
    """
    return _SOLAR.sub("", _DAY.sub("", _WEEKDAY.sub("", _PLACE.sub("", text))))


def is_lunar(text: str) -> bool:
    """Whether the text says that its date is one of the lunar calendar."""
    return _LUNAR.search(text) is not None


def read_words(text: str) -> WordedDate | None:
    """Read a date in words; None when it is none.

    >>> read_words("mồng 5 tháng ba năm 1985"), read_words("5 thg 3, 85")
    (WordedDate(year='1985', month=3, day=5, unsure=None), WordedDate(year='85', month=3, day=5, unsure=None))
    """
    bare = "".join(
        c for c in unicodedata.normalize("NFD", text.lower().replace("đ", "d")) if not unicodedata.combining(c)
    )
    if re.search(r"[^a-z0-9\s,./\\'()…_?*:-]", bare):
        return None
    tokens = _TOKEN.findall(_BLANK.sub(" ", bare) if "thang" in bare else bare)
    return _vietnamese(tokens) or _english(tokens)


def _vietnamese(tokens: list[str]) -> WordedDate | None:
    rest = list(tokens)
    said_day = bool(rest) and rest[0] == "ngay"
    if said_day:
        rest.pop(0)
    if rest and rest[0] in ("mong", "mung"):
        rest.pop(0)
    try:
        place = next(i for i, token in enumerate(rest) if token in _MARK)
    except StopIteration:
        return None
    before, after = rest[:place], rest[place + 1 :]
    day = _number(before)
    if before and day is None:
        return None
    return _month_and_year(day, after, said_day)


def _month_and_year(day: int | None, after: list[str], said_day: bool) -> WordedDate | None:
    if len(after) == 2 and after[0] == "nam" and re.fullmatch(r"\d{4}", after[1]):
        # "tháng năm 1985": May, or a form whose month was left blank.
        blank = said_day and day is None
        return WordedDate(after[1], None if blank else 5, day, None if blank else "ambiguous_value")
    month, used, lunar = _month(after)
    after = after[used:]
    if after[:1] == ["nam"]:
        after = after[1:]
    year = _year(after)
    if year is None or (day is not None and month is None):
        return None
    return WordedDate(year, month, day, "lunar_date" if lunar else None)


def _month(tokens: list[str]) -> tuple[int | None, int, bool]:
    """The month at the head of the tokens, how many of them it takes, and whether its name is a lunar one."""
    if not tokens:
        return None, 0, False
    if tokens[0].isdigit():
        return (int(tokens[0]) or None, 1, False) if len(tokens[0]) <= 2 else (None, 0, False)
    if tokens[0] == "muoi":
        if tokens[1:2] in (["mot"], ["hai"]):
            return 10 + _UNITS[tokens[1]], 2, False
        return 10, 1, False
    if tokens[0] in _MONTHS:
        return _MONTHS[tokens[0]], 1, tokens[0] in ("gieng", "chap")
    return None, 0, False


def _year(tokens: list[str]) -> str | None:
    if len(tokens) == 1 and re.fullmatch(r"\d{4}|\d{2}", tokens[0]):
        return tokens[0]
    number = _number(tokens) if tokens and not any(token.isdigit() for token in tokens) else None
    return f"{number}" if number is not None and number >= 1000 else None


def _number(tokens: list[str]) -> int | None:
    """A number in digits or words; None when it is neither.

    >>> [_number(t.split()) for t in ("05", "hai muoi lam", "ba mot", "mot nghin chin tram tam muoi lam", "muoi")]
    [5, 25, 31, 1985, 10]
    """
    if len(tokens) == 1 and tokens[0].isdigit():
        return int(tokens[0]) if len(tokens[0]) <= 2 else None
    if not tokens or not set(tokens) <= _NUMBER_WORDS:
        return None
    if len(tokens) == 4 and set(tokens) <= set(_UNITS):
        return int("".join(str(_UNITS[token]) for token in tokens))
    if len(tokens) == 2 and set(tokens) <= set(_UNITS):
        return _UNITS[tokens[0]] * 10 + _UNITS[tokens[1]]
    total, pending = 0, None
    for word in tokens:
        if word in _UNITS:
            if pending is not None:
                return None
            pending = _UNITS[word]
        elif word in ("nghin", "ngan"):
            total, pending = total + (pending or 1) * 1000, None
        elif word == "tram":
            total, pending = total + (pending or 0) * 100, None
        elif word == "muoi":
            total, pending = total + (1 if pending is None else pending) * 10, None
    return total + (pending or 0)


def _english(tokens: list[str]) -> WordedDate | None:
    words = [
        token
        for i, token in enumerate(tokens)
        if not (token in ("st", "nd", "rd", "th", "of") and i and tokens[i - 1].isdigit())
    ]
    if len(words) == 2 and words[1].isdigit():
        words = ["0", *words]
    if len(words) != 3:
        return None
    day, name, year = (words[1], words[0], words[2]) if words[0].isalpha() else tuple(words)
    month = next((i for i, full in enumerate(_ENGLISH, 1) if len(name) >= 3 and full.startswith(name)), None)
    month = 9 if name == "sept" else month
    if month is None or not (day.isdigit() and len(day) <= 2 and re.fullmatch(r"\d{4}", year)):
        return None
    return WordedDate(year, month, int(day) or None)
