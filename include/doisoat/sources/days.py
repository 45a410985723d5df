"""The day a source speaks of, where its files say so: in their names, or by when they were last changed.

People who hand over a file a month put its date into the name (``so_ho_khau_2026-11-01.xlsx``, ``…_01112026.xlsx``,
``…_11-2026.xlsx``) and leave the older files where they are. Of files whose names differ in nothing but the date the
newest alone is read, so that nobody is counted twice. A month without a day is the first of the month: the file speaks
of that day at least.
"""

import datetime as dt
import re
from collections.abc import Iterable

from doisoat.sources.errors import SourceError
from doisoat.sources.model import Source

__all__ = ["VIETNAM", "dated", "day_of", "modified_day", "newest_of_each"]

VIETNAM = dt.timezone(dt.timedelta(hours=7), "+07")
"""A file's day is the one on the calendar of those who wrote it."""

_YEAR, _GAP = r"(?P<y>20\d\d)", r"(?P<g>[-_. ])"
_MONTH, _DAY = r"(?P<m>0?[1-9]|1[0-2])", r"(?P<d>0?[1-9]|[12]\d|3[01])"
_M2, _D2 = r"(?P<m>0[1-9]|1[0-2])", r"(?P<d>0[1-9]|[12]\d|3[01])"
_FORMS = tuple(
    re.compile(rf"(?<!\d){form}(?!\d)")
    for form in (
        f"{_YEAR}{_GAP}{_MONTH}(?P=g){_DAY}",
        f"{_DAY}{_GAP}{_MONTH}(?P=g){_YEAR}",
        f"{_YEAR}{_M2}{_D2}",
        f"{_D2}{_M2}{_YEAR}",
        f"{_YEAR}{_GAP}{_M2}",
        f"{_MONTH}{_GAP}{_YEAR}",
        f"{_YEAR}{_M2}",
        f"{_M2}{_YEAR}",
    )
)
"""Whole dates before months, written apart before written together; no text fits two of them in two meanings."""


def day_of(name: str) -> tuple[str | None, str]:
    """(the day a path names or None, the path without it): of its last part, else of its folders; of two the later.

    >>> day_of("so_ho_khau_2026-11-01.xlsx"), day_of("thang 11.2026/Thôn 3_23122.xlsx")
    (('2026-11-01', 'so_ho_khau_.xlsx'), ('2026-11-01', 'thang /Thôn 3_23122.xlsx'))
    >>> day_of("01112026.csv"), day_of("tu 01.10.2026 den 31.10.2026.csv"), day_of("so_23122.csv")
    (('2026-11-01', '.csv'), ('2026-10-31', 'tu  den .csv'), (None, 'so_23122.csv'))
    """
    folder, slash, last = name.rpartition("/")
    days, rest = _days(last)
    if days:
        return max(days), folder + slash + rest
    days, rest = _days(folder)
    return (max(days), rest + slash + last) if days else (None, name)


def _days(text: str) -> tuple[list[str], str]:
    found: list[str] = []

    def take(match: re.Match[str]) -> str:
        part = match.groupdict()
        try:
            day = dt.date(int(part["y"]), int(part["m"]), int(part.get("d") or 1))
        except ValueError:
            return match[0]
        found.append(day.isoformat())
        return ""

    for form in _FORMS:
        text = form.sub(take, text)
    return found, text


def newest_of_each(source: Source, names: Iterable[str]) -> list[str]:
    """Of files that are the same but for the date in their names, those of the newest; all where names are not asked.

    Raises:
        SourceError: SRC-AS-OF-NAME: a name holds no date.
    """
    names = list(names)
    if source.as_of_from != "file_name":
        return names
    found = {name: day_of(name) for name in names}
    newest: dict[str, str] = {}
    for name, (day, rest) in found.items():
        if day is None:
            raise SourceError("SRC-AS-OF-NAME", source=source.source_id, file=name)
        newest[rest] = max(day, newest.get(rest, ""))
    return [name for name, (day, rest) in found.items() if day == newest[rest]]


def dated(source: Source, name: str, modified: dt.datetime) -> str | None:
    """The day a file speaks of; None where not the file says it."""
    if source.as_of_from == "file_name":
        return day_of(name)[0]
    return modified_day(modified) if source.as_of_from == "file_modified" else None


def modified_day(moment: dt.datetime) -> str:
    """The day in Vietnam of a moment.

    >>> modified_day(dt.datetime(2026, 10, 31, 18, 0, tzinfo=dt.timezone.utc))
    '2026-11-01'
    """
    return moment.astimezone(VIETNAM).date().isoformat()
