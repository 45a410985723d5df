"""Old identity card number (chứng minh nhân dân, CMND): nine digits, no structure that could be checked.

The QR code of the citizen card carries it beside the personal number and so bridges the two. Source: several public
readers of that QR code; the card was issued until 2024 under Decree 05/1999/NĐ-CP.

>>> compact("260 123 456"), is_valid("260123456"), is_valid("26012345"), format("260123456")
('260123456', True, False, '260 123 456')
"""

from typing import Final

from doisoat.identifiers.digits import LOOK_ALIKES, unwrap
from doisoat.identifiers.errors import InvalidIdentifier
from doisoat.text.outcome import Outcome
from doisoat.text.placeholders import is_filler_number

LENGTH: Final = 9


def compact(number: str) -> str:
    """The digits without separators."""
    return unwrap(number).text


def _problem(text: str) -> str | None:
    if not (text.isascii() and text.isdigit()):
        return "not_digits"
    if len(text) != LENGTH:
        return "wrong_length"
    return "placeholder_number" if is_filler_number(text) else None


def validate(number: str) -> str:
    """Return the compact number.

    Raises:
        InvalidIdentifier: not nine digits, or a filler.
    """
    text = compact(number)
    problem = _problem(text)
    if problem:
        raise InvalidIdentifier(problem, kind="former_id")
    return text


def is_valid(number: str) -> bool:
    """Whether ``validate`` accepts it."""
    return _problem(compact(number)) is None


def format(number: str) -> str:
    """In groups of three."""
    text = compact(number)
    return " ".join(text[i : i + 3] for i in range(0, len(text), 3))


def read(value: str) -> Outcome:
    """One cell of a column of old identity card numbers; eight digits have no certain repair.

    >>> read("12345678").suggestion, read("068201000123").problem
    ('012345678', 'other_identifier')
    """
    text, lost = unwrap(value)
    if not text:
        return Outcome()
    if lost:
        return Outcome(problem="digits_lost")
    problem = _problem(text)
    if problem in (None, "placeholder_number"):
        return Outcome(text, text, None, problem)
    if problem == "not_digits":
        meant = text.translate(LOOK_ALIKES)
        likely = meant if _problem(meant) is None else None
        return Outcome(None, text.lower(), likely, "look_alike_letter" if likely else problem)
    if len(text) == LENGTH - 1:
        return Outcome(None, text, "0" + text, "lost_zero")
    return Outcome(None, text, None, "other_identifier" if len(text) in (10, 12) else "wrong_length")
