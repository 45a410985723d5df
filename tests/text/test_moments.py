"""Instants, moments without a zone, counts of seconds, and dates in words."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doisoat.text import parse_date, parse_dates
from doisoat.text.instants import VIETNAM, vietnam_offsets


def read(*values: str, events: bool = False) -> list[tuple[str | None, str | None, str | None]]:
    found = parse_dates(pd.Series(list(values), dtype="str"), events=events)
    found = found.astype(object).where(found.notna(), None)
    return list(zip(found["canonical"], found["suggestion"], found["problem"], strict=True))


INSTANTS = {
    "1985-03-04T17:00:00.000Z": "1985-03-05",
    "1985-03-05T00:00:00+07:00": "1985-03-05",
    "1985-03-05 00:00:00+07": "1985-03-05",
    "1985-03-05T00:00:00+0700": "1985-03-05",
    "1985-03-05 00:00:00+00": "1985-03-05",
    "1985-03-04 17:00:00.123456+00": "1985-03-05",
    "1985-03-04 16:59:59+00": "1985-03-04",
    "1965-03-04T16:00:00Z": "1965-03-05",  # +08 from 1960 to 1975
    "1965-03-04T15:59:59Z": "1965-03-04",
    "1976-03-04T16:00:00Z": "1976-03-04",
    "1945-05-04T15:00:00Z": "1945-05-05",  # +09
    "1950-05-04T16:00:00Z": "1950-05-05",  # +08 from 1947 to 1955
    "19650304T160000Z": "1965-03-05",
    "1900-01-02 00:00:00+07:06:30": "1900-01-02",
    "2010-11-02T00:00:00-05:00": "2010-11-02",
    "1985-03-05T00:00:00+07:00[Asia/Ho_Chi_Minh]": "1985-03-05",
    "04/03/1985 17:00:00 +00:00": "1985-03-05",
    "04/03/1985 5:00:00 PM UTC": "1985-03-05",
    "Mon, 04 Mar 1985 17:00:00 GMT": "1985-03-05",
    "Tue Mar 05 1985 00:00:00 GMT+0700 (Indochina Time)": "1985-03-05",
    "Tue Mar 05 00:00:00 ICT 1985": "1985-03-05",
    "/Date(478803600000)/": "1985-03-05",
    '{"$date": "1985-03-04T17:00:00Z"}': "1985-03-05",
    '{"$date": {"$numberLong": "478803600000"}}': "1985-03-05",
}


@pytest.mark.parametrize(("value", "day"), INSTANTS.items())
def test_an_instant_is_the_day_vietnam_had_then(value: str, day: str) -> None:
    assert read(value) == [(day, None, None)]


@given(st.datetimes(dt.datetime(1855, 1, 1), dt.datetime(2099, 1, 1)), st.integers(-12, 14))
def test_midnight_in_vietnam_is_its_day_whatever_the_zone(moment: dt.datetime, hours: int) -> None:
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=VIETNAM)
    at = midnight.astimezone(dt.UTC)
    if at.astimezone(VIETNAM).hour:
        return  # a midnight the clocks skipped
    told = at.astimezone(dt.timezone(dt.timedelta(hours=hours)))
    found = parse_date(told.isoformat())
    assert (found.canonical or "placeholder") in (midnight.date().isoformat(), "placeholder")
    assert found.canonical or found.problem == "placeholder_date"


@given(st.integers(-3_700_000_000, 4_000_000_000))
def test_offsets_are_those_of_the_time_zone_database(second: int) -> None:
    offset = (dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=second)).astimezone(VIETNAM).utcoffset()
    assert offset is not None
    assert vietnam_offsets(np.array([second])).tolist() == [offset.total_seconds()]


def test_a_column_of_midnights_in_utc_is_read_as_the_next_day_and_flagged() -> None:
    assert read("1985-03-04 17:00:00", "1955-04-29T16:00:00", "04/03/1990 5:00:00 CH") == [
        ("1985-03-05", None, "shifted_utc"),
        ("1955-04-30", None, "shifted_utc"),
        ("1990-03-05", None, "shifted_utc"),
    ]


def test_midnights_of_the_years_at_plus_eight_shown_at_plus_seven() -> None:
    found = read("1965-03-04 23:00:00", "1966-08-09 23:00:00", "1970-01-02 23:00:00", "1985-03-05 00:00:00")
    assert [item[0] for item in found] == ["1965-03-05", "1966-08-10", "1970-01-03", "1985-03-05"]
    assert [item[2] for item in found] == ["shifted_utc"] * 3 + [None]


@pytest.mark.parametrize("hour", [15, 16, 22, 23])
def test_other_hours_that_look_shifted_are_left_to_a_person(hour: int) -> None:
    days = [f"198{n}-03-04" for n in range(6)]
    found = read(*(f"{day} {hour}:00:00" for day in days))
    assert found == [(None, day[:-1] + "5", "unsure_day") for day in days]


def test_a_column_that_is_shifted_in_part_is_left_to_a_person() -> None:
    assert read("1985-03-04 17:00:00", "1985-03-05 00:00:00") == [
        (None, "1985-03-05", "unsure_day"),
        ("1985-03-05", None, None),
    ]


def test_real_times_of_day_and_times_of_events_stay() -> None:
    assert [item[0] for item in read("1985-03-04 08:12:10", "1985-03-05 17:00:00")] == ["1985-03-04", "1985-03-05"]
    midnights = ["1985-03-05 00:00:00", "1960-01-02T00:00:00", "05/03/1986 12:00:00 SA", "5/3/1987 00:00:00 AM"]
    assert [item[2] for item in read(*midnights)] == [None] * 4
    late = [f"2026-10-0{n} 17:00:00" for n in range(1, 5)]
    assert [item[0] for item in read(*late, events=True)] == [value[:10] for value in late]


def test_seconds_since_1970_are_no_year_and_no_serial() -> None:
    assert read("478803600") == [(None, "1985-03-05", "epoch_moment")]
    assert read("478803600000") == [(None, "1985-03-05", "epoch_moment")]
    assert read("478803600000000") == [(None, "1985-03-05", "epoch_moment")]
    assert read("-158169600") == [(None, "1964-12-27", "epoch_moment")]
    column = read("478803600", "31841", "1985", "500000000", "600000000", "700000000")
    assert {item[2] for item in column} == {"epoch_moment"}
    assert [item[0] for item in read("478803600", "31841", "1985", "1986")] == [None, "1987-03-05", "1985", "1986"]


WORDS = {
    "ngày 05 tháng 3 năm 1985": "1985-03-05",
    "mồng 5 tháng ba năm 1985": "1985-03-05",
    "Ngày mùng 5 tháng Ba năm 1985": "1985-03-05",
    "05 Tháng Ba 1985": "1985-03-05",
    "5 Tháng Ba, 1985": "1985-03-05",
    "Thứ Hai, 05/03/1985": "1985-03-05",
    "Thứ Ba, 5 tháng 3, 1985": "1985-03-05",
    "Chủ nhật, ngày 5 tháng 3 năm 1985": "1985-03-05",
    "CN 05/03/1985": "1985-03-05",
    "5 thg 3, 1985": "1985-03-05",
    "5 thg 3, 85": "1985-03-05",
    "05-thg3-85": "1985-03-05",
    "ngay 5 thang 3 nam 1985": "1985-03-05",
    "Ngày 05/03/1985": "1985-03-05",
    "Đà Lạt, ngày 05 tháng 3 năm 1985": "1985-03-05",
    "5 tháng 3 năm 1985 (dương lịch)": "1985-03-05",
    "5 giờ 30 phút ngày 05/03/1985": "1985-03-05",
    "05/03/1985 12:00:00 SA": "1985-03-05",
    "05/03/1985 12:00:00 CH": "1985-03-05",
    "5/3/1985 00:00:00 AM": "1985-03-05",
    "05-MAR-85 12.00.00.000000 AM": "1985-03-05",
    "Tuesday, March 5, 1985": "1985-03-05",
    "5th March 1985": "1985-03-05",
    "ngày mồng năm tháng năm năm một nghìn chín trăm tám mươi lăm": "1985-05-05",
    "ngày ba mươi mốt tháng mười hai năm một chín tám năm": "1985-12-31",
    "ngày hai lăm tháng mười một năm hai nghìn không trăm lẻ năm": "2005-11-25",
    "tháng mười hai 1985": "1985-12",
    "ngày ... tháng ... năm 1985": "1985",
    "ngày tháng năm 1985": "1985",
    "1985-03-05+07:00": "1985-03-05",
}


@pytest.mark.parametrize(("value", "day"), WORDS.items())
def test_dates_in_words(value: str, day: str) -> None:
    assert read(value) == [(day, None, None)]


@pytest.mark.parametrize(
    ("value", "suggestion", "problem"),
    [
        ("tháng năm 1985", "1985-05", "ambiguous_value"),
        ("mùng 5 tháng Giêng năm 1985", "1985-01-05", "lunar_date"),
        ("5/3/1985 âm lịch", None, "lunar_date"),
        ("ngày 30 tháng 2 năm 1985", "1985-02", "impossible_date"),
        ("1985-03-05T25:00", None, "unreadable_date"),
        ("ngày năm tháng nắng", None, "unreadable_date"),
        ("thôn 3, xã Hàm Thạnh 1985", None, "unreadable_date"),
    ],
)
def test_words_that_leave_a_doubt_are_no_value(value: str, suggestion: str | None, problem: str) -> None:
    assert read(value) == [(None, suggestion, problem)]


@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error(value: str) -> None:
    found = parse_date(value)
    assert found.canonical is None or dt.date.fromisoformat((found.canonical + "-01-01")[:10])


def test_timestamps_of_a_frame() -> None:
    zoned = parse_dates(pd.Series(pd.to_datetime(["1985-03-04T17:00:00Z", "1965-03-04T16:00:00Z"])))
    assert zoned["canonical"].tolist() == ["1985-03-05", "1965-03-05"]
    naive = parse_dates(pd.Series(pd.to_datetime([f"198{n}-03-04 17:00" for n in range(4)])))
    assert naive["canonical"].tolist() == [f"198{n}-03-05" for n in range(4)]
    assert set(naive["problem"]) == {"shifted_utc"}
