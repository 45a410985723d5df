"""Values written because a field had to be filled: dates, numbers and names that say nothing, or less than they seem.

The one list of them is ``data/placeholders.csv``, each with its reason. Standardising, linkage (of registers and of
files), the quality rules and the rules for discrepancies all ask this module, so that a value is nowhere a
contradiction that is elsewhere a blank. Linkage may find more by their frequency; this list holds for a single value.

``Nguyễn Văn A`` is not on it: it is the specimen of every form, and the name of real people.
"""

import csv
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

from doisoat.text.arrow import TextArray, pa, pc

_FILE: Final = Path(__file__).resolve().parent / "data" / "placeholders.csv"
_FIRST_OF_JANUARY: Final = "-01-01"
EMPTY_WORD: Final = "empty_word"
EXCEL_ERROR: Final = "excel_error"
_KEYS: Final = "01234567890123456789"


@cache
def _listed(what: str) -> dict[str, str]:
    """Value → what it tells (``nothing`` or ``year``) of one kind of placeholder."""
    with _FILE.open(encoding="utf-8", newline="") as handle:
        return {row["value"]: row["tells"] for row in csv.DictReader(handle) if row["what"] == what}


@cache
def void_dates() -> frozenset[str]:
    """Dates (``YYYY-MM-DD``) that tell nothing, not even a year."""
    return frozenset(value for value, tells in _listed("date").items() if tells == "nothing")


def only_year(date: str) -> bool:
    """Whether a canonical date is a day that stands for its year alone."""
    return date.endswith(_FIRST_OF_JANUARY) and len(date) == 10


def told_date(date: str) -> str:
    """What a canonical date tells: itself, its year, or nothing (an empty string).

    >>> told_date("1958-03-30"), told_date("1958-01-01"), told_date("1900-01-01"), told_date("1958")
    ('1958-03-30', '1958', '', '1958')
    """
    if date in void_dates():
        return ""
    return date[:4] if only_year(date) else date


@cache
def filler_numbers() -> str:
    """Pattern (Python, Arrow and DuckDB read it) of numbers of six digits and more that are fillers.

    A row of keys counts from 1 upwards and from 9 downwards; from 0 upwards only when it is too long for a former
    identity number, because 012 345 678 is one that was given to somebody.

    >>> [bool(re.search(filler_numbers(), n)) for n in ("000000000", "123456789", "0123456789", "012345678")]
    [True, True, True, False]
    """
    rising, falling = _KEYS, _KEYS[::-1]
    made = {
        "same": [f"{digit}{{6,}}" for digit in "0123456789"],
        "rising": [rising[1 : 1 + n] for n in range(6, 16)] + [rising[:n] for n in range(10, 16)],
        "falling": [falling[:n] for n in range(9, 16)] + [f"0{falling[:9]}"],
    }
    return f"^(?:{'|'.join(pattern for kind in _listed('number') for pattern in made[kind])})$"


def is_filler_number(digits: str) -> bool:
    """Whether a number without separators was written to fill a field."""
    return re.search(filler_numbers(), digits) is not None


def filler_number_mask(numbers: TextArray) -> TextArray:
    """``is_filler_number`` of each value of an Arrow array; false for null."""
    return pc.fill_null(pc.match_substring_regex(numbers, filler_numbers()), False)


@cache
def void_names() -> frozenset[str]:
    """Match keys (``doisoat.text.fold``) of what is written where a name is not known."""
    return frozenset(_listed("name"))


@cache
def nothing_words() -> dict[str, str | None]:
    """What stands in a cell of any field that holds no value, in small letters → the problem to record.

    Dashes and dots are how people leave a cell empty: nothing is to be said of them. A word (``nan``, ``(blank)``) was
    put there by a program, and a spreadsheet's error (``#REF!``) stands where a value was. ``Na`` is a name, and not
    on the list.
    """
    found: dict[str, str | None] = dict.fromkeys(_listed("mark"))
    found |= dict.fromkeys(_listed("word"), EMPTY_WORD)
    found |= dict.fromkeys(_listed("error"), EXCEL_ERROR)
    return found | {unicodedata.normalize("NFD", word): problem for word, problem in found.items()}


@cache
def _word_arrays() -> tuple[TextArray, TextArray]:
    words = nothing_words()
    return pa.array(list(words), pa.string()), pa.array(list(words.values()), pa.string())


def holds_nothing(values: TextArray) -> tuple[TextArray, TextArray]:
    """Which values of an Arrow array hold nothing (false for null), and the problem to record of each (or null).

    >>> mask, problem = holds_nothing(pa.array(["Na", "NaN", "-", "#Ref!"]))
    >>> mask.to_pylist(), problem.to_pylist()
    ([False, True, True, True], [None, 'empty_word', None, 'excel_error'])
    """
    words, problems = _word_arrays()
    places = pc.index_in(pc.utf8_lower(values), value_set=words)
    return pc.is_valid(places), problems.take(places)


def macros() -> str:
    """The same list for statements: DuckDB macros ``told_date(x)``, ``filler_number(x)``.

    ``told_date`` gives what a canonical date tells, null where that is nothing.
    """
    void = ", ".join(f"'{date}'" for date in sorted(void_dates()))
    return (
        f"CREATE OR REPLACE TEMP MACRO told_date(x) AS CASE WHEN x IN ({void}) THEN NULL "
        f"WHEN x LIKE '____{_FIRST_OF_JANUARY}' THEN left(x, 4) ELSE x END;\n"
        f"CREATE OR REPLACE TEMP MACRO filler_number(x) AS regexp_matches(x, '{filler_numbers()}');\n"
    )


YEAR_ONLY: Final = 101
"""1 January as mmdd: the day that stands for its year alone."""


@cache
def void_days() -> frozenset[int]:
    """``void_dates`` as numbers yyyymmdd."""
    return frozenset(int(date.replace("-", "")) for date in void_dates())


@cache
def placeholder_dates() -> str:
    """Pattern of every date on the list, of those that tell a year as of those that tell nothing."""
    return f"^(?:\\d{{4}}{_FIRST_OF_JANUARY}|{'|'.join(sorted(void_dates()))})$"
