"""Households a population register puts its people under: heads there, and what counts as one household."""

from typing import Any

import pytest

from tests.detect.factories import HERE, THERE, World, unit, village

NONE, TWO = "household_without_head", "household_two_heads"
BOOK = f"population.commune.{HERE}"
RELATIONS = {"h": "01", "w": "02", "c": "14", "-": None}


def house(world: World, number: str | None, relations: str, **values: Any) -> list[str]:
    """One person a letter of ``relations`` (head, wife, child, - not said) under the number; the rows."""
    start = len(world.rows["population"])
    return [
        world.population(
            f"p{start + i:03d}",
            household_no=number,
            relation_to_head=RELATIONS[letter],
            date_of_birth=f"19{60 + i}-01-01",
            **values,
        )
        for i, letter in enumerate(relations)
    ]


def found(world: World, kind: str) -> list[list[str]]:
    return [row["records"] for row in world.find(kind)]


def test_passes_when_one_person_is_head(world: World) -> None:
    house(world, "1", "hwc")
    house(world, "2", "hc-")
    house(world, None, "wc")
    assert (found(world, NONE), found(world, TWO)) == ([], [])


def test_fails_when_nobody_or_two_are_head(world: World) -> None:
    house(world, "1", "hwc")
    headless, crowded = house(world, "2", "wc"), house(world, "3", "hhc")
    (row,) = world.find(NONE)
    assert (row["records"], row["sources"], row["entity_kind"], row["commune"]) == (headless, [BOOK], "person", HERE)
    (row,) = world.find(TWO)
    assert (row["records"], row["entity_kind"]) == (crowded[:2], "person")
    assert row["entity_id"] == "p005|p006"


def test_a_newborn_does_not_make_it_another_finding(world: World) -> None:
    house(world, "1", "hwc")
    house(world, "2", "wc")
    (before,) = world.find(NONE)
    world.population("p0", household_no="2", relation_to_head="14", date_of_birth="2026-10-01")
    (after,) = world.find(NONE)
    assert after["fingerprint"] == before["fingerprint"]
    assert len(after["records"]) == 3


def test_it_is_about_the_household_of_the_household_register_where_most_live(world: World) -> None:
    house(world, "1", "hwc")
    house(world, "2", "wcc")
    world.household("h2", "B7")
    world.member("p003", "B7", relation_to_head="01")
    world.member("p004", "B7", relation_to_head="14")
    world.household("h9", "B9")
    world.member("p005", "B9", relation_to_head="01")
    (row,) = world.find(NONE)
    assert (row["entity_kind"], row["entity_id"], row["sources"]) == ("household", "h2", [BOOK])


def test_two_numbers_of_one_household_stay_two_findings(world: World) -> None:
    for number in ("1", "2", "3"):
        house(world, number, "hw")
    for number in ("4", "5"):
        world.population("a", household_no=number, relation_to_head="02", date_of_birth="1950-01-01", key=f"a{number}")
        world.population(f"b{number}", household_no=number, relation_to_head="14", date_of_birth="1990-01-01")
    world.household("h1", "B1")
    for person in ("a", "b4", "b5"):
        world.member(person, "B1", relation_to_head="01" if person == "a" else "14")
    assert len(world.find(NONE)) == 2


@pytest.mark.parametrize(
    ("head", "headless"),
    [
        ({"vital_status": "deceased"}, 1),
        ({"vital_status": "missing"}, 1),
        ({"moved_to_unit": THERE}, 1),
        ({"residence": "absent"}, 0),
        ({"residence": "temporary"}, 0),
        ({}, 0),
    ],
)
def test_who_is_head(world: World, head: dict[str, Any], headless: int) -> None:
    house(world, "1", "hwc")
    world.population("x", household_no="2", relation_to_head="01", **head)
    house(world, "2", "wc")
    assert len(found(world, NONE)) == headless


def test_the_dead_the_departed_and_guests_make_no_second_head(world: World) -> None:
    house(world, "2", "hwc")
    for i, values in enumerate(({"vital_status": "deceased"}, {"moved_to_unit": THERE}, {"residence": "temporary"})):
        world.population(f"x{i}", household_no="2", relation_to_head="01", **values)
    world.population("p000", household_no="2", relation_to_head="01", key="again")
    assert found(world, TWO) == []
    world.population("x9", household_no="2", relation_to_head="01", residence="absent")
    assert len(found(world, TWO)) == 1


def test_people_who_all_stay_elsewhere_or_are_guests_are_left_alone(world: World) -> None:
    house(world, "1", "hwc")
    house(world, "2", "wc", residence="absent")
    house(world, "3", "wc", residence="temporary")
    assert found(world, NONE) == []


def test_a_place_written_wrong_does_not_tear_a_household_apart(world: World) -> None:
    house(world, "1", "hw")
    house(world, "1", "c", **unit(THERE))
    house(world, "2", "h", **village("Thôn 2", "v2"))
    house(world, "2", "wc", **village("Thôn 1", "v1"))
    assert (found(world, NONE), found(world, TWO)) == ([], [])


@pytest.mark.parametrize("places", [(unit(HERE), unit(THERE)), (village("Thôn 1", "v1"), village("Thôn 2", "v2"))])
def test_numbers_that_start_anew_in_each_place(world: World, places: tuple[dict[str, Any], ...]) -> None:
    for place in places:
        for number in ("1", "2", "3", "4"):
            house(world, number, "hwc", source="population.central.bca", level="central", **place)
    assert (found(world, NONE), found(world, TWO)) == ([], [])
    house(world, "5", "hw", source="population.central.bca", level="central", **places[0])
    headless = house(world, "5", "wc", source="population.central.bca", level="central", **places[1])
    crowded = house(world, "6", "hh", source="population.central.bca", level="central", **places[1])
    house(
        world,
        "7",
        "c",
        source="population.central.bca",
        level="central",
        **unit(None, None, None),
        **village(None, None),
    )
    assert (found(world, NONE), found(world, TWO)) == ([headless], [crowded])


def test_two_heads_in_two_villages_of_a_book_that_does_not_start_anew(world: World) -> None:
    one, two = village("Thôn 1", "v1"), village("Thôn 2", "v2")
    house(world, "1", "hwc", **one)
    house(world, "2", "hwc", **two)
    crowded = house(world, "3", "h", **one) + house(world, "3", "h", **two)
    house(world, "4", "hw", **two)
    assert (found(world, NONE), found(world, TWO)) == ([], [crowded])


@pytest.mark.parametrize("relations", ["---", "-w-"])
def test_a_source_that_does_not_say_relations_is_named_once(world: World, relations: str) -> None:
    for number in range(5):
        house(world, str(number), relations)
        house(world, str(number), "hwc", level="central")
    assert (found(world, NONE), found(world, TWO)) == ([], [])
    (row,) = world.find("reference_missing")
    assert (row["sources"], row["records"], row["field"]) == ([BOOK], [], "relation_to_head")


def test_a_source_that_marks_the_heads_alone_says_enough(world: World) -> None:
    for number in range(5):
        house(world, str(number), "h---")
    headless = house(world, "9", "---")
    assert found(world, NONE) == [headless]
    assert world.find("reference_missing") == []
