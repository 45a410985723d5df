"""Dates as registers write them, kept with the precision they really have.

The data problem: a day, month or whole date that nobody knew was still asked for by the form, so ``00/00/1950``,
``1950``, ``01/01/1950`` and an Excel serial all stand in one column. The unknown part is left out (``1950``,
``1950-03``), never invented; the first of January is kept and flagged as a likely placeholder.

Day comes before month in Vietnam: ``03/05/1987`` is the third of May. ``12/25/1987`` can only be month first, but
then so may its neighbours be, so it is a suggestion, not a value.
"""

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

import pandas as pd

from doisoat.text.chars import LOOK_ALIKES, MAX_CELL, clean
from doisoat.text.outcome import Outcome, frame
from doisoat.text.placeholders import void_dates
from doisoat.text.vector import Distinct

FIRST_YEAR: Final = 1850
LAST_YEAR: Final = 2100
PIVOT: Final = 26
"""Two-digit years up to this are read as 20yy and flagged; above, only 19yy is in the past."""

_EPOCH: Final = 1970
"""Second 0 of Unix is 1 January of a year people were born in: it stays and is flagged as every 1 January."""
_EXCEL_EPOCH: Final = date(1899, 12, 30)
_MONTH_NAMES: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS: Final = {name: i for i, name in enumerate(_MONTH_NAMES, 1)}
_ISO: Final = re.compile(r"^(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?Z?)?$")
_ISO_MONTH: Final = re.compile(r"^(\d{4})[-/.](\d{1,2})$")
_DMY: Final = re.compile(
    r"^(\d{1,2}|[-_.?xX*]{1,2})\s*[-/.,\\ ]\s*(\d{1,2}|[-_.?xX*]{1,2}|[A-Za-z]{3,4}\d{0,2})\s*[-/.,\\ ]\s*(\d{4}|\d{2})"
    r"(?: \d{1,2}:\d{2}(?::\d{2})?)?$"
)
_LOOK_ALIKE: Final = re.compile(
    r"^(?=.*\d)(?=.*[oOlI|])"
    r"(?:[\doOlI|]{1,4}(?:[-/. ][\doOlI|]{1,2}){1,2}(?:[-/. ][\doOlI|]{2,4})?|[1l][89][\doOlI|]{2})$"
)
"""A date with letters that look like digits: ``O1/05/198l``."""
_LEAD: Final = re.compile(r"^(?:(?:ngày\s*)?sinh(?:\s*ngày)?|sn|ns)\s*[:.]?\s*(?=\d)", re.IGNORECASE)
_MY: Final = re.compile(r"^[tT]?(\d{1,2}|[-_.?xX*]{1,2})\s*[-/., ]\s*(\d{4})$")
_WORDS: Final = re.compile(
    r"^(?:ngày\s*(\d{1,2}|[.…_?]+)\s*)?(?:tháng\s*(\d{1,2}|[.…_?]+)\s*[/,-]?\s*)?"
    r"(?:sinh\s*)?(?:năm\s*:?\s*)?(\d{4})$",
    re.IGNORECASE,
)
_ABOUT: Final = re.compile(r"^(?:khoảng|chừng|ước|~|c\.?a\.?)\s*(?:năm\s*)?(\d{4})(?:\s*\?)?$|^(\d{4})\s*\?$", re.I)
_NOTHING: Final = frozenset(
    ["", "-", "--", "/", "//", "0", "00", "00/00/0000", "0000-00-00", "không rõ", "không có", "kr", "n/a", "null", "?"]
)


class _Parts(NamedTuple):
    year: int
    month: int | None
    day: int | None


def _number(text: str | None) -> int | None:
    """A part of a date; None when it is a row of dots, crosses or zeros."""
    if text is None or not text.isdigit():
        return None
    return int(text) or None


def _month(text: str) -> int | None:
    if text[:1].isalpha() and text.lower() not in ("x", "xx"):
        lower = text.lower()
        if lower.startswith(("thg", "th")):
            return _number(re.sub(r"\D", "", lower))
        return _MONTHS.get(lower[:3])
    return _number(text)


def _make(parts: _Parts, flag: str | None = None) -> Outcome:
    year, month, day = parts
    if day and month and year != _EPOCH and f"{year:04}-{month:02}-{day:02}" in void_dates():
        return Outcome(problem="placeholder_date")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Outcome(problem="year_out_of_range")
    if month is None:
        # A day without a month says nothing that can be kept.
        return Outcome.of(f"{year:04}", problem=flag)
    if month > 12:
        if day is not None and day <= 12 and _valid(year, day, month):
            return Outcome(suggestion=f"{year:04}-{day:02}-{month:02}", problem="month_first")
        return Outcome(problem="impossible_date")
    if day is None:
        return Outcome.of(f"{year:04}-{month:02}", problem=flag)
    if not _valid(year, month, day):
        return Outcome(suggestion=f"{year:04}-{month:02}" if day <= 31 else None, problem="impossible_date")
    canonical = f"{year:04}-{month:02}-{day:02}"
    if day == 1 and month == 1:
        return Outcome.of(canonical, suggestion=f"{year:04}", problem="placeholder_date")
    return Outcome.of(canonical, problem=flag)


def _valid(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _two_digits(text: str) -> tuple[int, str | None]:
    if len(text) == 4:
        return int(text), None
    year = int(text)
    return (2000 + year, "two_digit_year") if year <= PIVOT else (1900 + year, None)


def _digits(text: str) -> Outcome:
    """A bare number: a year, an Excel serial, or a date written without separators."""
    number = int(text)
    if len(text) == 4 and FIRST_YEAR <= number <= LAST_YEAR:
        return Outcome.of(text)
    if len(text) in (7, 8):
        full = text.zfill(8)
        if len(text) == 8 and 18 <= int(text[:2]) <= 21 and int(text[4:6]) <= 12:
            return _make(_Parts(int(text[:4]), _number(text[4:6]), _number(text[6:])))
        return _make(_Parts(int(full[4:]), _number(full[2:4]), _number(full[:2])))
    if 60 < number < 73_050 and len(text) == len(str(number)) and len(text) in (4, 5):
        day = _EXCEL_EPOCH + timedelta(days=number)
        return _make(_Parts(day.year, day.month, day.day))
    return Outcome(problem="unreadable_date")


@lru_cache(maxsize=200_000)
def parse_date(value: str) -> Outcome:
    """Read one date.

    >>> [parse_date(v).canonical for v in ("05/03/1987", "5-3-87", "00/00/1950", "3/1950", "31841", "1950")]
    ['1987-03-05', '1987-03-05', '1950', '1950-03', '1987-03-05', '1950']
    >>> parse_date("30/02/1987").problem, parse_date("01/01/1960").suggestion, parse_date("12/25/1987").suggestion
    ('impossible_date', '1960', '1987-12-25')
    """
    if len(value) > MAX_CELL:
        return Outcome(problem="text_too_long")
    if _LOOK_ALIKE.match(value.strip()):
        meant = parse_date(value.translate(LOOK_ALIKES))
        return Outcome(suggestion=meant.canonical or meant.suggestion, problem="look_alike_letter")
    text = clean(value)
    if text.lower() in _NOTHING:
        return Outcome()
    text = _LEAD.sub("", text).rstrip(" .,;")
    if text.isdigit() and text.isascii():
        return _digits(text)
    if re.fullmatch(r"\d{4,5}\.\d+", text):
        whole, part = text.split(".")
        # A day number may carry a time of day; a year only the zero a spreadsheet shows.
        return _digits(whole) if len(whole) == 5 or not part.strip("0") else Outcome(problem="unreadable_date")
    if m := _ISO.match(text):
        return _make(_Parts(int(m[1]), _number(m[2]), _number(m[3])))
    if m := _ISO_MONTH.match(text):
        return _make(_Parts(int(m[1]), _number(m[2]), None))
    if m := _MY.match(text):
        return _make(_Parts(int(m[2]), _number(m[1]), None))
    if m := _DMY.match(text):
        year, flag = _two_digits(m[3])
        month = _month(m[2])
        if month is None and m[2][0].isalpha() and m[2].lower() not in ("x", "xx"):
            return Outcome(problem="unreadable_date")
        return _make(_Parts(year, month, _number(m[1])), flag)
    if m := _WORDS.match(text):
        return _make(_Parts(int(m[3]), _number(m[2]), _number(m[1])))
    if m := _ABOUT.match(text):
        return Outcome(suggestion=m[1] or m[2], problem="approximate_date")
    return Outcome(problem="unreadable_date")


def parse_dates(values: pd.Series, latest: str | None = None) -> pd.DataFrame:
    """Read a column of dates.

    Args:
        values: strings, Excel serial numbers or timestamps.
        latest: the last day (``YYYY-MM-DD``) a value may name, for dates of what has happened; None: any day.

    Returns:
        Same index; ``canonical`` and ``key`` (``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``; null when unreadable),
        ``suggestion``, ``problem`` (impossible_date, month_first, placeholder_date, two_digit_year,
        approximate_date, year_out_of_range, future_date, unreadable_date, look_alike_letter, text_too_long, or null).
    """
    if pd.api.types.is_datetime64_any_dtype(values):
        values = values.dt.strftime("%Y-%m-%d")
    distinct = Distinct.of(values)
    return frame(distinct, [_happened(parse_date(v), latest) for v in distinct.values])


def _happened(found: Outcome, latest: str | None) -> Outcome:
    """The outcome, or the problem that its date has not come; as far as the date goes."""
    date = found.canonical
    late = latest is not None and date is not None and date > latest[: len(date)]
    return Outcome(problem="future_date") if late else found
