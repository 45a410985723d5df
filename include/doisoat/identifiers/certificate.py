"""Serial of a land use right certificate (số phát hành giấy chứng nhận).

Two capital letters of the Vietnamese alphabet and eight digits since 2024 (``AA 01234567``); two letters and six
digits from 2004 (``AD 266864``, ``BN 531146``); one letter and six or seven digits before (assumed from practice). The
registry number (``CS 00055``, ``CH 00055``, ``H 00055``: five digits) is another number. Certificates are not issued
anew for a merger of units. Sources: legalzone.vn on the 2024 form; public repositories.

>>> compact("ad266864"), is_valid("AA 01234567"), is_valid("CS 00055"), format("bn531146")
('AD266864', True, False, 'BN 531146')
"""

import re
from typing import Final

from doisoat.identifiers.digits import LOOK_ALIKES
from doisoat.identifiers.errors import InvalidIdentifier
from doisoat.text.chars import clean
from doisoat.text.outcome import Outcome

_LETTERS: Final = "A-ZĐĂÂÊÔƠƯ"
_FORM: Final = re.compile(rf"^([{_LETTERS}]{{1,2}})(\d+)$")
_LEAD: Final = re.compile(r"^(?:số phát hành|số seri|seri|serial|số|gcn|phôi)\s*[:.]?\s*", re.IGNORECASE)
_REGISTRY: Final = frozenset(["CS", "CH", "CT", "H"])


def compact(serial: str) -> str:
    """Letters and digits without separators, capitals."""
    text = clean(serial).strip("'\" ")
    return re.sub(r"[\s.\-_/:]", "", _LEAD.sub("", text)).upper()


def generation(text: str) -> str | None:
    """``2024``, ``2004``, ``before_2004`` or None for a compact serial.

    >>> generation("AA01234567"), generation("AD266864"), generation("K123456"), generation("CS00055")
    ('2024', '2004', 'before_2004', None)
    """
    found = _FORM.match(text)
    if not found:
        return None
    letters, digits = len(found[1]), len(found[2])
    return {(2, 8): "2024", (2, 6): "2004", (1, 6): "before_2004", (1, 7): "before_2004"}.get((letters, digits))


def validate(serial: str) -> str:
    """Return the compact serial.

    Raises:
        InvalidIdentifier: none of the known forms.
    """
    text = compact(serial)
    if generation(text) is None:
        raise InvalidIdentifier("unknown_form", kind="certificate")
    return text


def is_valid(serial: str) -> bool:
    """Whether ``validate`` accepts it."""
    return generation(compact(serial)) is not None


def format(serial: str) -> str:
    """Letters, a blank, digits: as printed."""
    text = compact(serial)
    found = _FORM.match(text)
    return f"{found[1]} {found[2]}" if found else text


def read(value: str) -> Outcome:
    """One cell of a column of serials; the key keeps Đ apart from D, which are different series.

    >>> read("ad266864").canonical, read("AD 2668O4").suggestion, read("CS 00055").problem
    ('AD 266864', 'AD 266804', 'other_identifier')
    """
    text = compact(value)
    if not text:
        return Outcome()
    if generation(text):
        return Outcome(format(text), text.lower(), None, None)
    found = _FORM.match(text)
    if found and found[1] in _REGISTRY and len(found[2]) <= 5:
        return Outcome(None, text.lower(), None, "other_identifier")
    if found and len(found[1]) == 2 and len(found[2]) in (5, 7):
        return Outcome(None, text.lower(), f"{found[1]} 0{found[2]}", "lost_zero")
    letters = re.match(rf"^[{_LETTERS}]{{2}}(?=[\dOIlSB]+$)", text)
    if letters:
        meant = letters[0] + text[letters.end() :].translate(LOOK_ALIKES)
        if generation(meant):
            return Outcome(None, text.lower(), format(meant), "look_alike_letter")
    return Outcome(None, text.lower(), None, "unknown_form")
