"""The day a run speaks of: a date, and not one that is still to come (by Vietnam's calendar)."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

from doisoat.pipeline.errors import PipelineError

VIETNAM = timezone(timedelta(hours=7), "+07")
"""Vietnam has kept UTC+7 all over the country since 13 June 1975."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def today() -> str:
    """Today in Vietnam, ``YYYY-MM-DD``."""
    return datetime.now(VIETNAM).date().isoformat()


def is_future(day: str | None) -> bool:
    """Whether ``day`` is a date after today; False for what is no date."""
    return day is not None and _DAY.fullmatch(day) is not None and day > today()


def checked_day(day: str) -> str:
    """Return ``day``, which must be a date (it becomes part of run ids and of paths) and not lie in the future.

    Raises:
        PipelineError: RUN-DAY or RUN-FUTURE.
    """
    try:
        good = date.fromisoformat(day).isoformat() == day
    except (TypeError, ValueError):
        good = False
    if not good:
        raise PipelineError("RUN-DAY", day=str(day)[:40])
    if is_future(day):
        raise PipelineError("RUN-FUTURE", day=day, today=today())
    return day


def local_minute(moment: str | datetime | None) -> str:
    """A moment as people in Vietnam read it: ``2026-11-15 08:30``; without a zone it is taken as UTC."""
    if moment is None:
        return ""
    found = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    aware = found if found.tzinfo else found.replace(tzinfo=UTC)
    return f"{aware.astimezone(VIETNAM):%Y-%m-%d %H:%M}"
