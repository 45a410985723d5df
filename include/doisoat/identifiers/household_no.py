"""Household number (số hộ, mã hộ gia đình): local to its source, no published format.

Only packaging is taken off; nothing can be checked, and a number is never compared between sources.

>>> compact(" HK-0012 "), is_valid("HK-0012"), is_valid(""), format("hk-0012")
('HK-0012', True, False, 'HK-0012')
"""

from doisoat.identifiers.errors import InvalidIdentifier
from doisoat.text.chars import clean


def compact(number: str) -> str:
    """Single blanks, no quotes, capitals."""
    return clean(number).strip("'\" ").upper()


def validate(number: str) -> str:
    """Return the compact number.

    Raises:
        InvalidIdentifier: nothing is left.
    """
    text = compact(number)
    if not text:
        raise InvalidIdentifier("wrong_length", kind="household_no")
    return text


def is_valid(number: str) -> bool:
    """Whether anything is left."""
    return bool(compact(number))


def format(number: str) -> str:
    """The compact form."""
    return compact(number)
