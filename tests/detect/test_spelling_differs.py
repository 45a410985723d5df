"""Khác cách viết: one name, written in ways no office would call different; not an officer's business."""

import pytest

from doisoat.detect import kind
from tests.detect.factories import World

KIND = "spelling_differs"


def spelt(world: World, *names: str | None) -> int:
    for number, name in enumerate(names):
        world.population("p1", key=f"k{number}", full_name=name)
    return len(world.find(KIND))


@pytest.mark.parametrize(
    "names",
    [("Nguyễn Văn Hoà", "Nguyễn Văn Hòa"), ("Nguyen Van An", "Nguyễn Văn An"), ("Lê  Thị Bình", "Lê Thị Bình")],
)
def test_fails_when_only_the_spelling_differs(world: World, names: tuple[str, str]) -> None:
    assert spelt(world, *names) == 1


@pytest.mark.parametrize(
    "names",
    [
        ("Nguyễn Văn An", "NGUYỄN VĂN AN"),  # the same casefolded
        ("Nguyễn Văn An", None),
        ("Nguyễn Văn An", "Nguyễn Văn Ân"),  # value_differs
        ("Lê Thị Bình", "Lê Thị Bính"),  # value_differs
        ("Nguyen Van An", "Nguyen Van Ang"),  # value_differs
        ("Nguyen Van An", "Nguyễn Văn An", "Nguyễn Văn Ân"),  # value_differs takes the three
    ],
)
def test_passes_when_equal_or_when_letters_differ(world: World, names: tuple[str | None, ...]) -> None:
    assert spelt(world, *names) == 0


def test_is_for_information_and_not_on_an_officers_list() -> None:
    assert kind(KIND).severity == "info"
    assert not kind(KIND).officer_list
