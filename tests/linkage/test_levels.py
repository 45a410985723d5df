"""Levels of names, dates and numbers."""

import numpy as np
import pytest

from doisoat.linkage.dates import DATE_LEVELS, compare_dates, placeholders
from doisoat.linkage.names import NAME_LEVELS, compare_names, name_book
from doisoat.linkage.numbers import ID_LEVELS, compare_ids, contradicts

CROWD = [f"{s} {m} {g}" for s in ("nguyen", "tran", "le") for m in ("van", "thi") for g in ("hung", "hang", "mai")]


def name_level(a: str, b: str, letters_agree: bool = True) -> str:
    keys = sorted({*CROWD, a, b} - {""})
    book = name_book(keys)
    at = {key: i for i, key in enumerate(keys)} | {"": -1}
    level = compare_names(book, np.array([at[a]]), np.array([at[b]]), np.array([letters_agree]))
    assert level[0] == compare_names(book, np.array([at[b]]), np.array([at[a]]), np.array([letters_agree]))[0]
    return NAME_LEVELS[level[0]]


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ("nguyen van hung", "nguyen van hung", "same"),
        ("nguyen van hung", "nguyen van hungg", "misspelt"),
        ("nguyen van hung", "nguyenvan hung", "misspelt"),
        ("nguyen van hung", "nguyen van hang", "lookalike"),  # two real given names: a brother, not a slip
        ("nguyen thi mai hoa", "nguyen thi hoa mai", "reordered"),
        ("nguyen thi hung", "nguyen hung", "reordered"),
        ("nguyen van hung", "nguyen thi hung", "given_surname"),
        ("nguyen van hung", "tran thi hung", "given"),
        ("nguyen van hung", "nguyen thi mai", "surname"),
        ("nguyen van hung", "tran thi mai", "different"),
        ("nguyen van hung", "", "missing"),
    ],
)
def test_name_levels(a: str, b: str, level: str) -> None:
    assert name_level(a, b) == level


def test_names_of_other_letters_are_kept_apart_from_equal_ones() -> None:
    assert name_level("nguyen van hung", "nguyen van hung", letters_agree=False) == "other_letters"


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        (19800512, 19800512, "same"),
        (19800512, 19801205, "swapped"),
        (19800512, 19800517, "one_digit"),
        (19800512, 19080512, "one_digit"),  # neighbours swapped in the year
        (19800512, 19830512, "one_digit"),
        (19800512, 19971205, "different"),
        (19800511, 19800523, "one_part"),
        (19800512, 19800931, "same_year"),
        (19800512, 19800500, "partial_month"),
        (19800512, 19800000, "partial_year"),
        (19800512, 19810000, "partial_near"),
        (19800000, 19950000, "partial_different"),
        (19800512, 19800600, "partial_near"),
        (0, 19800512, "missing"),
    ],
)
def test_date_levels(a: int, b: int, level: str) -> None:
    for x, y in ((a, b), (b, a)):
        assert DATE_LEVELS[compare_dates(np.array([x]), np.array([y]))[0]] == level


def test_a_heap_on_the_first_of_january_tells_only_a_year() -> None:
    days = np.array(
        [19000101, *(y * 10000 + 101 for y in range(1950, 1960)), *(19500000 + 202 + k for k in range(200))]
    )
    counts = np.array([5000, *[40] * 10, *[3] * 200])
    told = placeholders(days, counts)
    assert told[0] == 0
    assert told[1:11].tolist() == [y * 10000 for y in range(1950, 1960)]
    assert (told[11:] == days[11:]).all()


def test_birthdays_on_the_first_of_january_count_when_there_is_no_heap() -> None:
    many = np.array([19800101, *(19810000 + 100 * m + d for m in range(1, 13) for d in range(1, 29))])
    assert placeholders(many, np.full(len(many), 2))[0] == 19800101


def test_a_day_half_the_register_shares_tells_nothing() -> None:
    days = np.array([19700707, *(19800000 + 100 * m + d for m in range(1, 13) for d in range(2, 29))])
    assert placeholders(days, np.array([100_000, *[2] * (len(days) - 1)]))[0] == 0


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ("060080123456", "060080123456", "same"),
        ("060080123456", "060080123466", "one_slip"),
        ("060080123456", "060080124356", "one_slip"),  # neighbours swapped
        ("060080123456", "060080123499", "two_slips"),
        ("060080123456", "068180654321", "different"),
    ],
)
def test_number_levels(a: str, b: str, level: str) -> None:
    plain = np.array([False])
    assert ID_LEVELS[compare_ids(np.array([int(a)]), np.array([int(b)]), plain)[0]] == level


def test_number_that_contradicts_its_record() -> None:
    number = np.array([60_080_123_456] * 5 + [-1, 60_305_123_456])
    year = np.array([1980, 1981, 1980, 0, 1980, 1980, 2005])
    sex = np.array([1, 1, 2, 1, 0, 1, 2])
    assert contradicts(number, year, sex).tolist() == [False, True, True, False, False, False, False]
    both = compare_ids(np.array([1, 1, -1]), np.array([1, 987654321098, 5]), np.array([True, True, True]))
    assert [ID_LEVELS[i] for i in both] == ["same_doubtful", "different_doubtful", "missing"]
