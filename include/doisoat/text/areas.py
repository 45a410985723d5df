"""Areas in square metres, from the ways books write decimals.

``761,2`` and ``761.2`` are the same; ``1.234,5`` has both marks and is plain; ``1.234`` may be one square metre or
twelve hundred and is left to a person, unless the cell is a real number of a spreadsheet.
"""

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

import pandas as pd

from doisoat.text.chars import LOOK_ALIKES, MAX_CELL, clean
from doisoat.text.outcome import Outcome, frame
from doisoat.text.vector import Distinct

_UNIT: Final = re.compile(
    r"\s*(m2|m²|m 2|mét vuông|met vuong|ha|héc ta|hecta|km2|km²|sào|sao|công|cong|mẫu|mau|thước)\.?$", re.IGNORECASE
)
_FACTOR: Final = {"ha": 10_000, "héc ta": 10_000, "hecta": 10_000, "km2": 1_000_000, "km²": 1_000_000}
LARGEST: Final = Decimal(10) ** 12
"""Square metres no parcel reaches (the country has a third of it): what is written there is no area."""
_LOOK_ALIKE: Final = re.compile(r"^(?=.*\d)[\doOlI|.,]*[oOlI|][\doOlI|.,]*$")
_THOUSANDS: Final = re.compile(r"^(?:\d\.\d{3}|\d{1,3}\.[05]00)$")
"""Dot of the thousands in a number with its unit m²: no plot has 1.234 m², and nobody writes 12.500 for 12.5."""
_LOCAL: Final = frozenset(["sào", "sao", "công", "cong", "mẫu", "mau", "thước"])


@lru_cache(maxsize=65_536)
def area(value: str) -> Outcome:
    """Square metres as a plain decimal.

    >>> [area(v).canonical for v in ("761,2", "1.234,5", "96.10 m2", "0,5 ha", "1.234.567", "120")]
    ['761.2', '1234.5', '96.1', '5000', '1234567', '120']
    >>> area("1.234").problem, area("1.234").suggestion, area("2 sào").problem, area("-5").problem
    ('ambiguous_decimal', '1234', 'local_unit', 'not_positive')
    """
    if len(value) > MAX_CELL:
        return Outcome(problem="text_too_long")
    text = clean(value).lower()
    if text in ("", "-", "không", "kr"):
        return Outcome()
    factor = 1
    found = _UNIT.search(text)
    if found:
        text = text[: found.start()]
        if found[1] in _LOCAL:
            return Outcome(problem="local_unit")
        factor = _FACTOR.get(found[1], 1)
    text = text.replace(" ", "").replace("'", "")
    if _LOOK_ALIKE.search(text):
        meant = _decimal(text.translate(LOOK_ALIKES))[0]
        return Outcome(suggestion=plain_number(meant * factor) if meant else None, problem="look_alike_letter")
    if not re.fullmatch(r"[+-]?\d[\d.,]*", text):
        return Outcome(problem="unreadable_number")
    number, certain = _decimal(text)
    certain |= bool(found) and factor == 1 and bool(_THOUSANDS.match(text))
    if number is None:
        return Outcome(problem="unreadable_number")
    number *= factor
    if number >= LARGEST:
        return Outcome(problem="unreadable_number")
    if number <= 0:
        return Outcome(problem="not_positive")
    plain = plain_number(number)
    return Outcome.of(plain) if certain else Outcome(suggestion=plain, problem="ambiguous_decimal")


def plain_number(number: Decimal) -> str:
    """A decimal without exponent and without trailing zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _decimal(text: str) -> tuple[Decimal | None, bool]:
    marks = [c for c in text if c in ".,"]
    certain = True
    if len(set(marks)) == 2:
        last = max(text.rfind("."), text.rfind(","))
        whole, part = re.sub("[.,]", "", text[:last]), text[last + 1 :]
        if marks.count(text[last]) > 1:
            return None, False
        text = f"{whole}.{part}"
    elif len(marks) > 1:
        groups = re.split("[.,]", text.lstrip("+-"))
        if any(len(g) != 3 for g in groups[1:]) or not 1 <= len(groups[0]) <= 3:
            return None, False
        text = re.sub("[.,]", "", text)
    elif len(marks) == 1:
        whole, part = re.split("[.,]", text)
        if len(part) == 3 and 1 <= len(whole.lstrip("+-")) <= 3 and whole.lstrip("+-") != "0":
            text, certain = whole + part, False
        else:
            text = f"{whole}.{part}" if part else whole
    try:
        return Decimal(text), certain
    except InvalidOperation:
        return None, False


def normalise_areas(values: pd.Series) -> pd.DataFrame:
    """Read a column of areas; columns as everywhere, canonical and key are square metres as a plain decimal."""
    if pd.api.types.is_numeric_dtype(values):
        distinct = Distinct.of(values)
        return frame(distinct, [exact_area(v) for v in distinct.values])
    exact = pd.Series([type(v) in (float, int) for v in values], index=values.index, dtype=bool)
    distinct = Distinct.of(values)
    if not exact.any():
        return frame(distinct, [area(v) for v in distinct.values])
    read = frame(distinct, [area(v) for v in distinct.values])
    numbers = Distinct.of(values[exact])
    read.loc[exact] = frame(numbers, [exact_area(v) for v in numbers.values])
    return read


def exact_area(value: str) -> Outcome:
    """Square metres of a true number, in which a dot stands before the decimals and nothing else.

    >>> exact_area("234.567").canonical, exact_area("120.000").canonical, exact_area("0").problem
    ('234.567', '120', 'not_positive')
    """
    try:
        number = Decimal(value)
    except InvalidOperation:
        return Outcome(problem="unreadable_number")
    if not (number.is_finite() and abs(number) < LARGEST):
        return Outcome(problem="unreadable_number")
    # A binary fraction such as 761.2000000001 is the decimal the book showed.
    rounded = round(number, 4)
    return Outcome.of(plain_number(rounded)) if rounded > 0 else Outcome(problem="not_positive")
