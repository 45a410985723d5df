"""Ngày sinh ghi không đủ: the dates agree as far as each goes, and one goes further; for information."""

import pytest

from doisoat.detect import kind
from tests.detect.factories import World

KIND = "date_less_precise"


def born(world: World, *dates: str | None) -> list[str | None]:
    for number, date in enumerate(dates):
        world.population("p1", key=f"k{number}", date_of_birth=date)
    return [row["cause"] for row in world.find(KIND)]


@pytest.mark.parametrize(
    ("dates", "cause"),
    [
        (("1958-01-01", "1958-03-30"), "first_of_january"),
        (("1958", "1958-03-30"), "year_only"),
        (("1958-03", "1958-03-30"), "month_only"),
        (("1900-01-01", "1958-03-30"), "filler_date"),
    ],
)
def test_fails_when_one_date_says_less(world: World, dates: tuple[str, str], cause: str) -> None:
    assert born(world, *dates) == [cause]


@pytest.mark.parametrize(
    "dates",
    [
        ("1958-01-01", "1958-01-01"),
        ("1958-03-30", "1958-03-30"),
        ("1958-03-30", None),
        ("1958-01-01", "1959-03-30"),  # value_differs
        ("1958", "1958-03-30", "1958-03-31"),  # value_differs takes the three
    ],
)
def test_passes_when_dates_are_equal_or_contradict(world: World, dates: tuple[str | None, ...]) -> None:
    assert born(world, *dates) == []


def test_passes_when_only_a_year_was_asked_for(world: World) -> None:
    world.population("p1", date_of_birth="1958-03-30")
    world.right("p1", "T1", holder_birth_year=1958)
    assert world.find(KIND) == []
    world.insurance("p1", date_of_birth="1958")
    (row,) = world.find(KIND)
    assert len(row["records"]) == 2


def test_is_for_information_and_not_on_an_officers_list() -> None:
    assert kind(KIND).severity == "info"
    assert not kind(KIND).officer_list
