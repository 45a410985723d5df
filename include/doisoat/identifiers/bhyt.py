"""Health insurance card (thẻ BHYT): fifteen characters.

Two letters for the group of people, one digit for the level of benefit (1–5), two digits for the province of issue,
ten digits of the BHXH number (Decision 1351/QĐ-BHXH, via LawNet 156918). Decree 188/2025 Art. 10 ties card data to the
personal number, so twelve digits are met in its place. The list of groups in ``data/`` is partial: an unknown pair of
letters is flagged, not refused.

>>> compact("gd 4 68 6820001234"), is_valid("GD4686820001234"), is_valid("GD9686820001234")
('GD4686820001234', True, False)
>>> format("GD4686820001234")
'GD 4 68 68200 01234'
"""

import csv
import re
from functools import cache
from pathlib import Path
from typing import Final

from doisoat.identifiers import bhxh, personal_number
from doisoat.identifiers.digits import LOOK_ALIKES, unwrap
from doisoat.identifiers.errors import InvalidIdentifier
from doisoat.text.outcome import Outcome

LENGTH: Final = 15
_FILE: Final = Path(__file__).resolve().parent / "data" / "health_card_object_codes.csv"
_FORM: Final = re.compile(r"^([A-Z]{2})(\d)(\d{2})(\d{10})$")


@cache
def object_codes() -> frozenset[str]:
    """The two-letter groups we know of (33, partial)."""
    with _FILE.open(encoding="utf-8", newline="") as handle:
        return frozenset(r["code"] for r in csv.DictReader(handle))


def compact(number: str) -> str:
    """Letters and digits without separators, capitals."""
    return unwrap(number).text.upper()


def problem_of(text: str) -> str | None:
    """Why a compact value is no sure card number; None when nothing speaks against it."""
    if text.isdigit() and len(text) == personal_number.LENGTH:
        return personal_number.problem_of(text)
    found = _FORM.match(text)
    if not found:
        return "wrong_length" if len(text) != LENGTH else "unknown_form"
    if found[2] not in "12345":
        return "unknown_benefit_level"
    if found[3] == "00":
        return "unknown_province"
    if len(set(found[4])) == 1:
        return "placeholder_number"
    return None if found[1] in object_codes() else "unknown_object_code"


def validate(number: str) -> str:
    """Return the compact card number.

    Raises:
        InvalidIdentifier: wrong form, benefit level or province. An unknown group alone is not an error.
    """
    text = compact(number)
    problem = problem_of(text)
    if problem and problem not in ("unknown_object_code", "unknown_birth_place"):
        raise InvalidIdentifier(problem, kind="health_card")
    return text


def is_valid(number: str) -> bool:
    """Whether ``validate`` accepts it."""
    return problem_of(compact(number)) in (None, "unknown_object_code", "unknown_birth_place")


def format(number: str) -> str:
    """In the groups printed on the card."""
    text = compact(number)
    if len(text) != LENGTH:
        return text
    return f"{text[:2]} {text[2]} {text[3:5]} {text[5:10]} {text[10:]}"


def participant_no(number: str) -> str | None:
    """The BHXH number inside a fifteen-character card number; None for other forms."""
    found = _FORM.match(compact(number))
    return found[4] if found else None


def read(value: str) -> Outcome:
    """One cell of a column of card numbers.

    >>> read("gd4 68 6820001234").canonical, read("GD4686B20001234").suggestion, read("6820001234").problem
    ('GD4686820001234', 'GD4686820001234', 'other_identifier')
    """
    raw, lost = unwrap(value)
    text = raw.upper()
    if not text:
        return Outcome()
    if lost:
        return Outcome(problem="digits_lost")
    problem = problem_of(text)
    if len(text) == LENGTH and _FORM.match(text):
        return Outcome(text, text.lower(), None, problem)
    if text.isdigit() and len(text) == personal_number.LENGTH:
        return Outcome(text, text, None, problem)
    if len(text) == LENGTH:
        meant = text[:2] + text[2:].translate(LOOK_ALIKES)
        if _FORM.match(meant):
            return Outcome(None, text.lower(), meant, "look_alike_letter")
    if bhxh.is_valid(text):
        return Outcome(None, text.lower(), None, "other_identifier")
    return Outcome(None, text.lower(), None, problem)
