"""The time beside a date is taken off whole, or the text is left alone; what can be no time is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doisoat.text.clock import Clock, take_clock
from doisoat.text.instants import STANDARD

times = st.tuples(st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))
DAYS = ("05/03/1985", "1985-03-05", "5.3.1985", "5 tháng 3 năm 1985")


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(DAYS), times)
def test_a_time_after_a_date_is_taken_off(day: str, time: tuple[int, int, int]) -> None:
    h, m, s = time
    second = h * 3_600 + m * 60 + s
    for written in (f"{day} {h:02d}:{m:02d}:{s:02d}", f"{day}, {h}:{m}:{s}", f"{day} {h} giờ {m} phút {s} giây"):
        assert take_clock(written) == Clock(day, second)


@settings(deadline=None, max_examples=40)
@given(times, st.integers(-12, 14))
def test_a_written_zone_is_kept_as_seconds_ahead(time: tuple[int, int, int], hours: int) -> None:
    h, m, s = time
    for zone in (f"{hours:+03d}:00", f"{hours:+03d}00", f" GMT{hours:+d}"):
        assert take_clock(f"1985-03-05T{h:02d}:{m:02d}:{s:02d}{zone}") == Clock(
            "1985-03-05", h * 3_600 + m * 60 + s, hours * 3_600
        )


@pytest.mark.parametrize(
    ("half", "hour", "second"),
    [("SA", 12, 0), ("CH", 12, 43_200), ("AM", 1, 3_600), ("PM", 1, 46_800), ("chiều", 3, 54_000), ("đêm", 1, 3_600)],
)
def test_the_half_of_the_day(half: str, hour: int, second: int) -> None:
    assert take_clock(f"05/03/1985 {hour}:00:00 {half}") == Clock("05/03/1985", second)


@pytest.mark.parametrize(
    "text", ["05/03/1985 25:00:00", "05/03/1985 12:60:00", "1985-03-05T00:00:00 Mars/Base", "1985-03-05 00:00:00+19:00"]
)
def test_no_time_of_any_day_is_refused(text: str) -> None:
    assert take_clock(text) is None


@pytest.mark.parametrize("text", ["05/03/1985", "tháng 3 năm 1985", "Lô A12:30", "không rõ ngày sinh"])
def test_what_has_no_time_stays_as_it_is(text: str) -> None:
    assert take_clock(text) == Clock(text)


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("1985-03-05Z", Clock("1985-03-05")),
        ("19850305T170000Z", Clock("1985-03-05", 61_200, 0)),
        ("Tue Mar 05 00:00:00 ICT 1985", Clock("05 Mar 1985", 0)),
        ("05-MAR-85 12.00.00.000000 AM", Clock("05-MAR-85", 0)),
        ("lúc 7 giờ 30 ngày 5/3/1985", Clock("ngày 5/3/1985", 27_000)),
        ("1985-03-05T00:00:00[Asia/Bangkok]", Clock("1985-03-05", 0, STANDARD)),
        ("1985-03-05T00:00:00[Asia/Ho_Chi_Minh]", Clock("1985-03-05", 0)),
    ],
)
def test_ways_of_programs(text: str, clock: Clock) -> None:
    assert take_clock(text) == clock
