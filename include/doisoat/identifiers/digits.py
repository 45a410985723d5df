"""Numbers that spreadsheets have touched: quotes, blanks, ``.0``, exponents, lost zeros.

``9.6964864541E+10`` shows all eleven digits and can be undone; ``1.2E+11`` has lost ten of twelve and cannot.
"""

import re
from typing import Final, NamedTuple

from doisoat.text.chars import LOOK_ALIKES, clean

__all__ = ["LOOK_ALIKES", "Digits", "unwrap"]

_EXPONENT: Final = re.compile(r"^(\d)(?:[.,](\d+))?[eE]\+?(\d{1,2})$")
_SEPARATORS: Final = re.compile(r"[\s.\-_/']")
_LEAD: Final = re.compile(
    r"^(?:số định danh|sđd|định danh|cccd|căn cước|cmnd|cmt|cmtnd|bhxh|bhyt|mã số|mã|số|gcn|id|no)\s*[:.]?\s*(?=\S)",
    re.IGNORECASE,
)


class Digits(NamedTuple):
    """A number with its packaging taken off.

    Attributes:
        text: what is left, separators removed.
        lost: whether a spreadsheet rounded digits away, so that ``text`` is not the number.
    """

    text: str
    lost: bool


def unwrap(value: str) -> Digits:
    """Take quotes, labels, separators, ``.0`` and a complete exponent off a number.

    >>> unwrap("'068 201 000 123").text, unwrap("96964864541.0").text, unwrap("9.6964864541E+10")
    ('068201000123', '96964864541', Digits(text='96964864541', lost=False))
    >>> unwrap("1.2E+11").lost
    True
    """
    text = clean(value).strip("'\" ")
    text = re.sub(r"^=\"?(.*?)\"?$", r"\1", text)
    found = _EXPONENT.match(text)
    if found:
        mantissa = found[1] + (found[2] or "")
        exponent = int(found[3])
        if len(mantissa) == exponent + 1:
            return Digits(mantissa, False)
        return Digits(mantissa, True)
    text = re.sub(r"^(\d+)[.,]0+$", r"\1", text)
    text = _LEAD.sub("", text)
    return Digits(_SEPARATORS.sub("", text), False)
