"""Personal number (số định danh cá nhân), also the number of the citizen card (CCCD, căn cước).

Twelve digits: three for the province or country where the birth was registered, one for century and sex (0/1 = 1900s
male/female, 2/3 = 2000s …), two for the year of birth, six random. No check digit. Numbers keep the codes of
provinces that have since been merged (060 Bình Thuận, 070 Bình Phước); citizens registered abroad have the code of
a country, a list we do not hold, so an unknown prefix is *unverified*, not wrong. A number is issued anew when sex or
birth data were wrong.

Sources: Decree 137/2015/NĐ-CP Art. 13, Circular 07/2016/TT-BCA (via LawNet); ``data/birth_province_codes.csv``.

>>> compact("068 201 000 123")
'068201000123'
>>> validate("068201000123")
'068201000123'
>>> is_valid("000201000123"), is_valid("68201000123")
(False, False)
>>> format("068201000123")
'068 201 000 123'
"""

import csv
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from doisoat.identifiers.digits import LOOK_ALIKES, unwrap
from doisoat.identifiers.errors import InvalidIdentifier
from doisoat.text.outcome import Outcome
from doisoat.text.placeholders import is_filler_number, told_date

LENGTH: Final = 12
_FILE: Final = Path(__file__).resolve().parent / "data" / "birth_province_codes.csv"


@cache
def birth_provinces() -> dict[str, tuple[str, str]]:
    """Three-digit code → (province at issue, code of the province of 2025); 63 entries."""
    with _FILE.open(encoding="utf-8", newline="") as handle:
        return {r["cccd_code"]: (r["province_at_issue"], r["province_2025_code"]) for r in csv.DictReader(handle)}


def compact(number: str) -> str:
    """The digits without separators, quotes or a spreadsheet's ``.0``; nothing is repaired."""
    return unwrap(number).text


def problem_of(number: str, year: int | None = None) -> str | None:
    """Why a compact number is not sure to be one; None when nothing speaks against it.

    Args:
        number: compact form.
        year: latest possible year of birth; default: this year.
    """
    if not (number.isascii() and number.isdigit()):
        return "not_digits"
    if len(number) != LENGTH:
        return "wrong_length"
    if is_filler_number(number):
        return "placeholder_number"
    if number.startswith("000"):
        return "impossible_birth_place"
    if birth_year(number) > (year or date.today().year):
        return "impossible_birth_year"
    if number[:3] not in birth_provinces():
        return "unknown_birth_place"
    return None


def validate(number: str, year: int | None = None) -> str:
    """Return the compact number.

    Raises:
        InvalidIdentifier: wrong length, no digits, a filler, a birth place that can be neither province nor country,
            a birth year to come. An unknown prefix alone is not an error.
    """
    text = compact(number)
    problem = problem_of(text, year)
    if problem and problem != "unknown_birth_place":
        raise InvalidIdentifier(problem, kind="personal_id")
    return text


def is_valid(number: str, year: int | None = None) -> bool:
    """Whether ``validate`` accepts it."""
    try:
        return bool(validate(number, year))
    except InvalidIdentifier:
        return False


def format(number: str) -> str:
    """In groups of three, as printed for reading aloud."""
    text = compact(number)
    return " ".join(text[i : i + 3] for i in range(0, len(text), 3))


def birth_year(number: str) -> int:
    """Year of birth in a compact twelve-digit number."""
    return 1900 + 100 * (int(number[3]) // 2) + int(number[4:6])


def sex(number: str) -> str:
    """``M`` or ``F`` in a compact twelve-digit number."""
    return "MF"[int(number[3]) % 2]


def disagreements(number: str, sex_given: str | None, date_of_birth: str | None) -> tuple[str, ...]:
    """What a number says otherwise than the record it stands in: ``sex``, ``birth_year``, both or nothing.

    A number is issued anew when sex or birth data were wrong, so a disagreement is a question about the record as much
    as about the number.

    Args:
        number: compact, twelve digits; anything else disagrees with nothing.
        sex_given: ``M``, ``F`` or None.
        date_of_birth: YYYY, YYYY-MM or YYYY-MM-DD, or None.

    >>> disagreements("068201000123", "M", "2001-05-03"), disagreements("068201000123", "F", "2002")
    ((), ('sex', 'birth_year'))
    """
    if len(number) != LENGTH or not (number.isascii() and number.isdigit()):
        return ()
    found = ["sex"] if sex_given and sex_given != sex(number) else []
    told = told_date(date_of_birth or "")
    if told and int(told[:4]) != birth_year(number):
        found.append("birth_year")
    return tuple(found)


def sex_and_year(numbers: pd.Series) -> pd.DataFrame:
    """What each number says of its bearer.

    Returns:
        Same index; ``sex`` (M, F or null) and ``birth_year`` (Int32, null) of twelve-digit values, null for others.
    """
    good = numbers.str.fullmatch(r"[0-9]{12}").fillna(False).to_numpy(dtype=bool)
    digits = numbers.where(good, "000000000000").str.slice(3, 6).astype("int64").to_numpy()
    century = digits // 100
    year = pd.Series(1900 + 100 * (century // 2) + digits % 100, index=numbers.index, dtype="Int32")
    letter = pd.Series(np.where(century % 2 == 0, "M", "F"), index=numbers.index, dtype="str")
    return pd.DataFrame({"sex": letter.where(good), "birth_year": year.where(good)})


def read(value: str, year: int | None = None) -> Outcome:
    """One cell of a column of personal numbers.

    A lost leading zero is put back when the twelve digits then begin with a province and nothing else is wrong; any
    other repair is a suggestion. A twelve-digit number keeps its value even when something speaks against it.

    >>> read("68201000123").canonical, read("6.8201000123E+10").canonical, read("1.2E+11").problem
    ('068201000123', '068201000123', 'digits_lost')
    >>> read("1201000123")
    Outcome(canonical=None, key='1201000123', suggestion='001201000123', problem='lost_zero')
    """
    text, lost = unwrap(value)
    if not text:
        return Outcome()
    if lost:
        return Outcome(problem="digits_lost")
    if not (text.isascii() and text.isdigit()):
        meant = text.translate(LOOK_ALIKES)
        likely = meant if problem_of(meant, year) is None else None
        return Outcome(None, text.lower(), likely, "look_alike_letter" if likely else "not_digits")
    if len(text) == LENGTH:
        return Outcome(text, text, None, problem_of(text, year))
    if len(text) == 11 and problem_of("0" + text, year) in (None, "impossible_birth_year"):
        return Outcome("0" + text, "0" + text, None, problem_of("0" + text, year))
    if len(text) == 9:
        return Outcome(None, text, None, "other_identifier")
    if len(text) in (10, 11):
        meant = text.zfill(LENGTH)
        if problem_of(meant, year) is None:
            return Outcome(None, text, meant, "lost_zero")
    return Outcome(None, text, None, "wrong_length")
