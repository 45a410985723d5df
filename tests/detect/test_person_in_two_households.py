"""Một người ở nhiều hộ: current memberships in different households, over all levels."""

from tests.detect.factories import World

KIND = "person_in_two_households"


def test_passes_when_levels_number_the_same_household_differently(world: World) -> None:
    world.household("h1", "H1", "commune")
    world.household("h1", "77", "central")
    world.member("p1", "H1", "commune")
    world.member("p1", "77", "central")
    assert world.find(KIND) == []


def test_passes_when_the_person_has_left_one_of_them(world: World) -> None:
    world.household("h1", "H1")
    world.household("h2", "H2")
    world.member("p1", "H1", to_on="2025-01-01")
    world.member("p1", "H2")
    assert world.find(KIND) == []


def test_fails_within_one_source(world: World) -> None:
    world.household("h1", "H1")
    world.household("h2", "H2")
    records = [world.member("p1", "H1"), world.member("p1", "H2")]
    (row,) = world.find(KIND)
    assert (row["entity_id"], row["records"], row["field"]) == ("p1", sorted(records), None)


def test_fails_across_levels(world: World) -> None:
    world.household("h1", "H1", "commune")
    world.household("h2", "H2", "central")
    world.member("p1", "H1", "commune")
    world.member("p1", "H2", "central")
    (row,) = world.find(KIND)
    assert list(row["values"].values()) == ["H2", "H1"]


def test_a_household_that_was_not_read_does_not_count(world: World) -> None:
    world.household("h1", "H1")
    world.member("p1", "H1")
    world.member("p1", "H9")
    assert world.find(KIND) == []
