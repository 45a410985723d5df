"""Parcel identifier (mã định danh thửa đất): twelve characters, a GeoHash of a point inside the parcel.

The point is chosen in the local VN-2000 meridian, turned to WGS 84 and encoded; the code is issued once (Circular
09/2024/TT-BTNMT, now 19/2026). GeoHash uses 0–9 and b–z without a, i, l, o; Vietnam lies in cell ``w``. Older tools
write the parcel as unit, map sheet and parcel number (``07954.1.2``): the legacy form, kept as such.

>>> compact(" W3GV-K8P2-X0QZ "), is_valid("w3gvk8p2x0qz"), is_valid("07954.1.2"), is_valid("abc")
('w3gvk8p2x0qz', True, True, False)
>>> format("07954-001-0002")
'07954.1.2'
"""

import re
from typing import Final

from doisoat.identifiers.errors import InvalidIdentifier
from doisoat.text.chars import clean
from doisoat.text.outcome import Outcome

LENGTH: Final = 12
_ALPHABET: Final = "0123456789bcdefghjkmnpqrstuvwxyz"
_VALUE: Final = {c: i for i, c in enumerate(_ALPHABET)}
_GEOHASH: Final = re.compile(rf"^[{_ALPHABET}]{{{LENGTH}}}$")
_LEGACY: Final = re.compile(r"^(\d{4,5})\s*[.\-/_ ]\s*(\d{1,4})\s*[.\-/_ ]\s*(\d{1,5})$")
_SOUTH, _NORTH, _WEST, _EAST = 6.0, 24.0, 102.0, 118.0
_LOOK_ALIKES: Final = str.maketrans({"o": "0", "i": "1", "l": "1"})


def decode(code: str) -> tuple[float, float]:
    """Latitude and longitude (degrees, WGS 84) of the middle of a GeoHash cell.

    >>> [round(x, 3) for x in decode("w3gvk8p2x0qz")]
    [10.767, 106.731]
    """
    span = [[-90.0, 90.0], [-180.0, 180.0]]
    axis = 1
    for char in code:
        value = _VALUE[char]
        for bit in (16, 8, 4, 2, 1):
            low, high = span[axis]
            middle = (low + high) / 2
            span[axis] = [middle, high] if value & bit else [low, middle]
            axis = 1 - axis
    return (sum(span[0]) / 2, sum(span[1]) / 2)


def encode(latitude: float, longitude: float) -> str:
    """The twelve-character GeoHash of a WGS 84 point in degrees.

    >>> encode(*decode("w3gvk8p2x0qz"))
    'w3gvk8p2x0qz'
    """
    span = [[-90.0, 90.0], [-180.0, 180.0]]
    point = (latitude, longitude)
    out, value = "", 0
    for i in range(LENGTH * 5):
        axis = 1 - i % 2
        low, high = span[axis]
        middle = (low + high) / 2
        bit = point[axis] >= middle
        span[axis] = [middle, high] if bit else [low, middle]
        value = value * 2 + bit
        if i % 5 == 4:
            out, value = out + _ALPHABET[value], 0
    return out


def compact(code: str) -> str:
    """Small letters, no separators; the legacy form as ``unit.sheet.parcel`` without leading zeros."""
    text = clean(code).strip("'\" ").lower()
    found = _LEGACY.match(text)
    if found:
        return f"{found[1]}.{int(found[2])}.{int(found[3])}"
    return re.sub(r"[\s.\-_]", "", text)


def problem_of(text: str) -> str | None:
    """Why a compact value is no sure parcel code; None when nothing speaks against it."""
    if _LEGACY.match(text):
        return None if len(text.split(".")[0]) == 5 else "lost_zero"
    if not _GEOHASH.match(text):
        return "wrong_length" if len(text) != LENGTH else "unknown_form"
    latitude, longitude = decode(text)
    inside = _SOUTH <= latitude <= _NORTH and _WEST <= longitude <= _EAST
    return None if inside else "outside_vietnam"


def validate(code: str) -> str:
    """Return the compact code of either form.

    Raises:
        InvalidIdentifier: neither a GeoHash of a place in Vietnam nor the legacy form.
    """
    text = compact(code)
    problem = problem_of(text)
    if problem:
        raise InvalidIdentifier(problem, kind="parcel_code")
    return text


def is_valid(code: str) -> bool:
    """Whether ``validate`` accepts it."""
    return problem_of(compact(code)) is None


def format(code: str) -> str:
    """The compact form; the code is printed without groups."""
    return compact(code)


def read(value: str) -> Outcome:
    """One cell of a column of parcel codes.

    >>> read("W3GVK8P2X0QZ").canonical, read("w3gvk8p2xOqz").suggestion, read("7954.1.2").suggestion
    ('w3gvk8p2x0qz', 'w3gvk8p2x0qz', '07954.1.2')
    """
    text = compact(value)
    if not text:
        return Outcome()
    problem = problem_of(text)
    if problem is None:
        return Outcome.of(text)
    if problem == "lost_zero":
        return Outcome(None, text, "0" + text, problem)
    if problem == "outside_vietnam":
        return Outcome(text, text, None, "other_identifier" if text.isdigit() else problem)
    meant = text.translate(_LOOK_ALIKES)
    if problem == "unknown_form" and problem_of(meant) is None:
        return Outcome(None, text, meant, "look_alike_letter")
    return Outcome(None, text, None, problem)
