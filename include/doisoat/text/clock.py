"""The time of day beside a date, and the zone it is told in.

``05/03/1985 12:00:00 SA`` (sáng, AM) and ``5/3/1985 00:00:00`` are dates with a midnight nobody meant;
``1985-03-04T17:00:00Z`` is an instant. This module takes the time and the zone off, so that what is left is a date.
"""

import re
from typing import Final, NamedTuple

from doisoat.text.instants import STANDARD

_HALF: Final = r"(?:SA|CH|[AP]\.?\s?M\.?|sáng|trưa|chiều|tối|đêm)"
_HMS: Final = (
    r"(?P<h>\d{1,2})\s?(?::|giờ|h|g)\s?(?P<m>\d{1,2})?(?:\s?(?::|phút|p|')\s?(?P<s>\d{1,2})?)?(?:[.,]\d+)?(?:\s?giây)?"
)
_ZONE: Final = (
    r"(?P<zone>Z|ICT|[A-Z][a-z]+/[A-Z][A-Za-z_]+|(?:UTC|GMT)(?:\s?[+-]\d{1,2}(?::?\d{2})?)?"
    r"|[+-]\d{1,2}(?::?\d{2}){0,2})?(?:\s?[\[(](?P<name>[^\])]*)[\])])?"
)
_AFTER: Final = re.compile(
    rf"(?P<gap>[T,\s]|\slúc\s|,\s|\s-\s)(?:{_HMS}(?:\s?(?P<half>{_HALF}))?\s?{_ZONE}"
    rf"|(?P<dots>\d{{1,2}}\.\d{{2}}\.\d{{2}}(?:\.\d+)?)\s(?P<half2>[AP]M|SA|CH)(?:\s(?P<zone2>[+-]\d{{2}}:\d{{2}}))?)$",
    re.IGNORECASE,
)
"""After the date; Oracle writes points (``05-MAR-85 12.00.00.000000 AM``)."""
_BEFORE: Final = re.compile(rf"^(?:lúc\s)?{_HMS}(?:\s?(?P<half>{_HALF}))?[\s,]*(?:-\s)?(?=ngày|\d)", re.IGNORECASE)
_COMPACT: Final = re.compile(r"^(\d{8})T?(\d{2})(\d{2})(\d{2})(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?$")
_WITHIN: Final = re.compile(
    r"^([A-Z][a-z]{2}),? ([A-Z][a-z]{2}) (\d{1,2}) (\d{2}:\d{2}:\d{2}) ([A-Z]{3,4}|GMT[+-]\d{2}:?\d{2}) (\d{4})$"
)
"""``Tue Mar 05 00:00:00 ICT 1985``, as Java writes a date."""
_DATE_ZONE: Final = re.compile(r"^(\d{4}-\d{2}-\d{2})(?:Z|[+-]\d{2}:\d{2})$")
"""A day with a zone, as XML has it: the day is the one written."""
_VIETNAM: Final = re.compile(r"^(?:ICT|Asia/(?:Ho_Chi_Minh|Saigon|Hanoi))$", re.IGNORECASE)


class Clock(NamedTuple):
    """What was taken off a date.

    Attributes:
        rest: the date alone.
        second: second of the day; None when no time was written.
        offset: seconds the written zone is ahead of UTC; None when no zone was written, or Vietnam's own.
    """

    rest: str
    second: int | None = None
    offset: int | None = None


def take_clock(text: str) -> Clock | None:
    """Take time and zone off; None when they can be none (25 o'clock, a zone nobody knows).

    >>> take_clock("05/03/1985 12:00:00 SA"), take_clock("1985-03-04T17:00:00.000Z")
    (Clock(rest='05/03/1985', second=0, offset=None), Clock(rest='1985-03-04', second=61200, offset=0))
    >>> take_clock("1985-03-05 00:00:00+07").offset, take_clock("1985-03-05")
    (25200, Clock(rest='1985-03-05', second=None, offset=None))
    """
    if len(text) < 11:  # no date with a time is shorter
        return Clock(text)
    if found := _DATE_ZONE.match(text):
        return Clock(found[1])
    if found := _COMPACT.match(text):
        day = f"{found[1][:4]}-{found[1][4:6]}-{found[1][6:]}"
        return _clock(day, found[2], found[3], found[4], None, found[5])
    if found := _WITHIN.match(text):
        hour, minute, second = found[4].split(":")
        return _clock(f"{found[3]} {found[2]} {found[6]}", hour, minute, second, None, found[5])
    found = _AFTER.search(text)
    if found is not None and found["dots"]:
        hour, minute, second = found["dots"].split(".")[:3]
        return _clock(text[: found.start()], hour, minute, second, found["half2"], found["zone2"])
    if found is not None and _is_date(text[: found.start()], found["gap"]):
        return _clock(
            text[: found.start()], found["h"], found["m"], found["s"], found["half"], found["zone"] or found["name"]
        )
    if found := _BEFORE.match(text):
        return _clock(text[found.end() :], found["h"], found["m"], found["s"], found["half"], None)
    return Clock(text)


def _is_date(rest: str, gap: str) -> bool:
    """Whether what stands before a time can be a date; ``T`` is a separator after a digit only."""
    return any(sign.isdigit() for sign in rest) and (gap not in "Tt" or rest[-1:].isdigit())


def _clock(
    rest: str, hour: str, minute: str | None, second: str | None, half: str | None, zone: str | None
) -> Clock | None:
    h, m, s = int(hour), int(minute or 0), int(second or 0)
    if half:
        before_noon = half.lower().startswith(("sa", "sá", "a"))
        if before_noon and h == 12:
            h = 0
        elif not before_noon and 0 < h < 12 and half.lower() not in ("đêm",):
            h += 12
    if h > 23 or m > 59 or s > 60:
        return None
    offset = None
    if zone and not _VIETNAM.match(zone):
        offset = _seconds(zone)
        if offset is None:
            return None
    return Clock(rest.rstrip(" ,-"), h * 3_600 + m * 60 + s, offset)


def _seconds(zone: str) -> int | None:
    """Seconds a zone is ahead of UTC: ``Z``, ``+07``, ``+0700``, ``+07:06:30``, ``GMT+7``; None for another name."""
    rest = re.sub(r"^(?:UTC|GMT)\s?", "", zone, flags=re.IGNORECASE)
    if rest in ("", "Z", "z"):
        return 0
    if rest.lower() == "asia/bangkok":
        return STANDARD
    found = re.fullmatch(r"([+-])(\d{1,2}):?(\d{2})?:?(\d{2})?", rest)
    if found is None or int(found[2]) > 18:
        return None
    seconds = int(found[2]) * 3_600 + int(found[3] or 0) * 60 + int(found[4] or 0)
    return -seconds if found[1] == "-" else seconds
