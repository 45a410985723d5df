"""Dates as registers write them, kept with the precision they really have.

The data problem: a day, month or whole date that nobody knew was still asked for by the form, so ``00/00/1950``,
``1950``, ``01/01/1950`` and an Excel serial all stand in one column. The unknown part is left out (``1950``,
``1950-03``), never invented; the first of January is kept and flagged as a likely placeholder.

Day comes before month in Vietnam: ``03/05/1987`` is the third of May. ``12/25/1987`` can only be month first, but
then so may its neighbours be, so it is a suggestion, not a value.

A value with a time and a zone is an instant, and its date the one Vietnam had then (``doisoat.text.instants``). A
column of moments without a zone that are all midnight somewhere else is a day early (``doisoat.text.shifted``).
"""

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from doisoat.text.chars import LOOK_ALIKES, MAX_CELL, clean
from doisoat.text.clock import take_clock
from doisoat.text.datewords import is_lunar, read_words, without_words_around
from doisoat.text.instants import DAY, vietnam_day
from doisoat.text.outcome import Outcome
from doisoat.text.placeholders import void_dates

FIRST_YEAR: Final = 1850
LAST_YEAR: Final = 2100
PIVOT: Final = 26
"""Two-digit years up to this are read as 20yy and flagged; above, only 19yy is in the past."""

_EPOCH: Final = 1970
"""Second 0 of Unix is 1 January of a year people were born in: it stays and is flagged as every 1 January."""
_EXCEL_EPOCH: Final = date(1899, 12, 30)
FIRST_DAY: Final = date(1970, 1, 1).toordinal()
_MONTH_NAMES: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS: Final = {name: i for i, name in enumerate(_MONTH_NAMES, 1)}
_ISO: Final = re.compile(r"^(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})$")
_ISO_MONTH: Final = re.compile(r"^(\d{4})[-/.](\d{1,2})$")
_DMY: Final = re.compile(
    r"^(\d{1,2}|[-_.?xX*]{1,2})\s*[-/.,\\ ]\s*(\d{1,2}|[-_.?xX*]{1,2}|[A-Za-z]{3,4}\d{0,2})\s*[-/.,\\ ]\s*"
    r"(\d{4}|\d{2})$"
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
_SECONDS: Final = re.compile(r"^(-?[1-9]\d{8,18}|-\d{6,18})(?:\.\d+)?$")
"""Seconds since 1970 and their thousandths: what systems keep a moment as. Nine digits are 1973, thirteen 2001."""
_WRAPPED: Final = re.compile(
    r"^(?:\\?/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\\?/|"
    r'\{"\$date": ?(?:"([^"]{10,40})"|(-?\d+)|\{"\$numberLong": ?"(-?\d+)"\})\})$'
)
"""Moments as JSON of .NET and of MongoDB wraps them: nothing else is written like this."""
_NOTHING: Final = frozenset(
    ["", "-", "--", "/", "//", "0", "00", "00/00/0000", "0000-00-00", "không rõ", "không có", "kr", "n/a", "null", "?"]
)


class DateParts(NamedTuple):
    """A date as far as it is known."""

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


def make_date(parts: DateParts, flag: str | None = None) -> Outcome:
    """The outcome of a date with these parts; `flag` is what is to be said of it."""
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
            return make_date(DateParts(int(text[:4]), _number(text[4:6]), _number(text[6:])))
        return make_date(DateParts(int(full[4:]), _number(full[2:4]), _number(full[:2])))
    if 60 < number < 73_050 and len(text) == len(str(number)) and len(text) in (4, 5):
        day = _EXCEL_EPOCH + timedelta(days=number)
        return make_date(DateParts(day.year, day.month, day.day))
    return Outcome(problem="unreadable_date")


class DateRead(NamedTuple):
    """An outcome, and the moment behind it (seconds on the clock it was written by) where no zone was written."""

    outcome: Outcome
    moment: int | None = None


def parse_date(value: str) -> Outcome:
    """Read one date.

    >>> [parse_date(v).canonical for v in ("05/03/1987", "5-3-87", "00/00/1950", "3/1950", "31841", "1950")]
    ['1987-03-05', '1987-03-05', '1950', '1950-03', '1987-03-05', '1950']
    >>> [parse_date(v).canonical for v in ("1985-03-04T17:00:00.000Z", "mồng 5 tháng ba 1985")]
    ['1985-03-05', '1985-03-05']
    >>> parse_date("30/02/1987").problem, parse_date("01/01/1960").suggestion, parse_date("12/25/1987").suggestion
    ('impossible_date', '1960', '1987-12-25')
    """
    return read_date(value).outcome


@lru_cache(maxsize=200_000)
def read_date(value: str) -> DateRead:
    """Read one date, and say which moment it was written as."""
    if len(value) > MAX_CELL:
        return DateRead(Outcome(problem="text_too_long"))
    if _LOOK_ALIKE.match(value.strip()):
        meant = parse_date(value.translate(LOOK_ALIKES))
        return DateRead(Outcome(suggestion=meant.canonical or meant.suggestion, problem="look_alike_letter"))
    text = clean(value)
    if text.lower() in _NOTHING:
        return DateRead(Outcome())
    text = _LEAD.sub("", text).rstrip(" .,;")
    if found := _numeric(text):
        return DateRead(found)
    if wrapped := _WRAPPED.match(text):
        return (
            DateRead(_instant(int(wrapped[1] or wrapped[3] or wrapped[4]) // 1000))
            if not wrapped[2]
            else read_date(wrapped[2])
        )
    clock = take_clock(text)
    if clock is None:
        return DateRead(Outcome(problem="unreadable_date"))
    parts = _date_parts(clock.rest)
    if isinstance(parts, Outcome) or clock.second is None:
        return DateRead(parts if isinstance(parts, Outcome) else make_date(*parts))
    noon = _start(parts[0])
    if noon is None:
        return DateRead(make_date(*parts))
    if clock.offset is not None:
        return DateRead(_instant(noon + clock.second - clock.offset, parts[1]))
    return DateRead(make_date(*parts), noon + clock.second)


def _numeric(text: str) -> Outcome | None:
    """A value that is one number; None when it is none."""
    if text.isdigit() and text.isascii():
        return None if len(text) == 14 else _epoch(text) or _digits(text)
    if re.fullmatch(r"\d{4,5}\.\d+", text):
        whole, part = text.split(".")
        # A day number may carry a time of day; a year only the zero a spreadsheet shows.
        return _digits(whole) if len(whole) == 5 or not part.strip("0") else Outcome(problem="unreadable_date")
    return _epoch(text)


def _epoch(text: str) -> Outcome | None:
    """Seconds since 1970, or thousandths of them: only their size says which, so that a person must agree."""
    found = _SECONDS.match(text)
    if found is None or len(found[1].lstrip("-")) in (11, 14):
        return None
    number, size = int(found[1]), len(found[1].lstrip("-"))
    second = number if size <= 10 else number // 10 ** (3 * ((size - 8) // 3))
    day = vietnam_day(second)
    year = day is not None and FIRST_YEAR <= day[0] <= LAST_YEAR
    return Outcome(suggestion=_written(day) if day and year else None, problem="epoch_moment")


def _start(parts: DateParts) -> int | None:
    """Seconds from 1970 to the start of a whole day; None for less than a day, or none of the calendar."""
    year, month, day = parts
    if month is None or day is None or not _valid(year, month, day):
        return None
    return (date(year, month, day).toordinal() - FIRST_DAY) * DAY


def _instant(second: int, flag: str | None = None) -> Outcome:
    """The day in Vietnam of a moment in UTC."""
    day = vietnam_day(second)
    return Outcome(problem="year_out_of_range") if day is None else make_date(DateParts(*day), flag)


def _written(day: tuple[int, int, int]) -> str:
    return f"{day[0]:04}-{day[1]:02}-{day[2]:02}"


def _date_parts(text: str) -> tuple[DateParts, str | None] | Outcome:
    """Year, month, day and a flag of a date without a time; an outcome when it is none that can be kept."""
    if m := _ISO.match(text):
        return DateParts(int(m[1]), _number(m[2]), _number(m[3])), None
    if m := _ISO_MONTH.match(text):
        return DateParts(int(m[1]), _number(m[2]), None), None
    if m := _MY.match(text):
        return DateParts(int(m[2]), _number(m[1]), None), None
    if m := _DMY.match(text):
        year, flag = _two_digits(m[3])
        month = _month(m[2])
        if month is None and m[2][0].isalpha() and m[2].lower() not in ("x", "xx"):
            return _worded(text)
        return DateParts(year, month, _number(m[1])), flag
    if m := _WORDS.match(text):
        return DateParts(int(m[3]), _number(m[2]), _number(m[1])), None
    if m := _ABOUT.match(text):
        return Outcome(suggestion=m[1] or m[2], problem="approximate_date")
    return _worded(text)


def _worded(text: str) -> tuple[DateParts, str | None] | Outcome:
    """A date with words about it or in words."""
    if is_lunar(text):
        return Outcome(problem="lunar_date")
    alone = without_words_around(text)
    if alone != text and alone:
        return _date_parts(alone)
    found = read_words(text)
    if found is None:
        return Outcome(problem="unreadable_date")
    year, flag = _two_digits(found.year)
    parts = DateParts(year, found.month, found.day)
    if found.unsure:
        meant = make_date(parts)
        return Outcome(suggestion=meant.canonical or meant.suggestion, problem=found.unsure)
    return parts, flag
