"""Dates in words: every day of a year is read in each way of saying it; a doubt is named, never settled."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doisoat.text.datewords import WordedDate, is_lunar, read_words, without_words_around

UNITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
ENGLISH = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
days = st.dates(dt.date(1900, 1, 1), dt.date(2029, 12, 31))


def spoken(number: int) -> str:
    """Below one hundred, as it is said."""
    tens, unit = divmod(number, 10)
    if not tens:
        return UNITS[unit]
    head = "mười" if tens == 1 else f"{UNITS[tens]} mươi"
    return f"{head} {'lăm' if unit == 5 else UNITS[unit]}" if unit else head


@settings(deadline=None, max_examples=40)
@given(days)
def test_numbers_in_digits_and_in_words(day: dt.date) -> None:
    meant = WordedDate(str(day.year), day.month, day.day)
    assert read_words(f"ngày {day.day} tháng {day.month} năm {day.year}") == meant
    assert read_words(f"ngày {spoken(day.day)} tháng {day.month:02d} năm {day.year}") == meant
    assert read_words(f"{ENGLISH[day.month - 1]} {day.day}, {day.year}") == meant
    assert read_words(f"{day.day}th {ENGLISH[day.month - 1][:3]} {day.year}") == meant


@pytest.mark.parametrize(("word", "month"), [("mười một", 11), ("mười hai", 12), ("mười", 10), ("tư", 4), ("bảy", 7)])
def test_months_in_words(word: str, month: int) -> None:
    assert read_words(f"ngày 5 tháng {word} năm 1985") == WordedDate("1985", month, 5)


def test_a_year_in_words() -> None:
    assert read_words("mồng năm tháng ba năm một nghìn chín trăm tám mươi lăm") == WordedDate("1985", 3, 5)


def test_may_or_a_month_left_blank_is_a_persons_question() -> None:
    assert read_words("tháng năm 1985") == WordedDate("1985", 5, None, "ambiguous_value")
    assert read_words("ngày 5 tháng năm 1985") == WordedDate("1985", 5, 5, "ambiguous_value")
    assert read_words("ngày ... tháng ... năm 1985") == WordedDate("1985", None, None)


@pytest.mark.parametrize("month", ["giêng", "chạp"])
def test_months_of_the_lunar_year_are_named_as_such(month: str) -> None:
    read = read_words(f"mồng 5 tháng {month} năm 1985")
    assert read is not None
    assert read.unsure == "lunar_date"


@pytest.mark.parametrize("text", ["", "Nguyễn Văn Ba", "ngày mai", "5 tháng", "tháng 13 năm", "12.345 €", "2024 04"])
def test_what_is_no_date(text: str) -> None:
    assert read_words(text) is None


@pytest.mark.parametrize(
    ("text", "lunar"),
    [("5/3/1985 (âm lịch)", True), ("5/3/1985 ÂL", True), ("An Lạc 5/3/1985", False)],
)
def test_a_lunar_date_says_so(text: str, lunar: bool) -> None:
    assert is_lunar(text) is lunar


@given(
    st.sampled_from(["Thứ Hai, ", "CN, ", "Chủ nhật ", "Hà Nội, ngày ", "ngày: ", "Mon, ", ""]),
    st.sampled_from(["", " (dương lịch)", " DL"]),
)
def test_only_what_stands_around_a_date_is_taken_off(before: str, after: str) -> None:
    assert without_words_around(f"{before}05/03/1985{after}") == "05/03/1985"
