"""A run speaks of a day that is one, and not of one to come."""

from datetime import UTC, datetime, timedelta

import pytest

from doisoat.pipeline import days
from doisoat.pipeline.errors import PipelineError


def test_today_and_earlier_are_days() -> None:
    assert days.checked_day(days.today()) == days.today()
    assert days.checked_day("1990-02-28") == "1990-02-28"


@pytest.mark.parametrize("day", ["2026-02-30", "15/11/2026", "2026-11-15T00:00", "", "x" * 99])
def test_what_is_no_day_is_refused_by_name(day: str) -> None:
    with pytest.raises(PipelineError) as caught:
        days.checked_day(day)
    assert caught.value.code == "RUN-DAY"


def test_the_future_is_refused() -> None:
    tomorrow = (datetime.now(days.VIETNAM) + timedelta(days=1)).date().isoformat()
    with pytest.raises(PipelineError, match="future") as caught:
        days.checked_day(tomorrow)
    assert caught.value.fields["today"] == days.today()
    assert days.is_future(tomorrow)
    assert not days.is_future(days.today())
    assert not days.is_future("unknown")


def test_moments_are_shown_in_vietnams_time() -> None:
    assert days.local_minute(datetime(2026, 11, 15, 18, 30, tzinfo=UTC)) == "2026-11-16 01:30"
    assert days.local_minute("2026-11-15T18:30:00") == "2026-11-16 01:30"
    assert days.local_minute(None) == ""
