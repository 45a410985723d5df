"""Social insurance participant number (mã số BHXH): ten digits, one a person, issued once.

Since 01/08/2025 the personal number takes its place (dispatch 1804/BHXH-QLT of 04/08/2025), so a column may hold both.

>>> compact("68 2000 1234"), is_valid("6820001234"), is_valid("068201000123"), is_valid("682000123")
('6820001234', True, True, False)
>>> format("6820001234")
'6820001234'
"""

from typing import Final

from doisoat.identifiers import personal_number
from doisoat.identifiers.digits import LOOK_ALIKES, unwrap
from doisoat.identifiers.errors import InvalidIdentifier
from doisoat.text.outcome import Outcome
from doisoat.text.placeholders import is_filler_number

LENGTH: Final = 10


def compact(number: str) -> str:
    """The digits without separators."""
    return unwrap(number).text


def _problem(text: str) -> str | None:
    if not (text.isascii() and text.isdigit()):
        return "not_digits"
    if len(text) == personal_number.LENGTH:
        problem = personal_number.problem_of(text)
        return None if problem == "unknown_birth_place" else problem
    if len(text) != LENGTH:
        return "wrong_length"
    return "placeholder_number" if is_filler_number(text) else None


def validate(number: str) -> str:
    """Return the compact number, of ten digits or a personal number.

    Raises:
        InvalidIdentifier: neither.
    """
    text = compact(number)
    problem = _problem(text)
    if problem:
        raise InvalidIdentifier(problem, kind="participant_no")
    return text


def is_valid(number: str) -> bool:
    """Whether ``validate`` accepts it."""
    return _problem(compact(number)) is None


def format(number: str) -> str:
    """As printed: ten digits together; a personal number as such."""
    text = compact(number)
    return personal_number.format(text) if len(text) == personal_number.LENGTH else text


def read(value: str) -> Outcome:
    """One cell of a column of participant numbers.

    >>> read("101234567").suggestion, read("101234567").problem, read("68201000123").canonical
    ('0101234567', 'lost_zero', '068201000123')
    """
    text, lost = unwrap(value)
    if not text:
        return Outcome()
    if lost:
        return Outcome(problem="digits_lost")
    if text.isascii() and text.isdigit():
        if len(text) in (LENGTH, personal_number.LENGTH):
            return Outcome(text, text, None, _problem(text))
        if len(text) == 11:
            return personal_number.read(text)
        if len(text) == LENGTH - 1:
            return Outcome(None, text, "0" + text, "lost_zero")
        return Outcome(None, text, None, "wrong_length")
    meant = text.translate(LOOK_ALIKES)
    likely = meant if _problem(meant) is None else None
    return Outcome(None, text.lower(), likely, "look_alike_letter" if likely else "not_digits")
