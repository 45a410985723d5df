"""Hộ có hai chủ hộ: two different current members are head."""

from tests.detect.factories import World

KIND = "household_two_heads"


def test_passes_with_one_head(world: World) -> None:
    world.household("h1", "H1")
    world.member("p1", "H1", relation_to_head="01")
    world.member("p2", "H1", relation_to_head="02")
    assert world.find(KIND) == []


def test_passes_when_one_person_is_entered_twice_as_head(world: World) -> None:
    world.household("h1", "H1")
    world.member("p1", "H1", relation_to_head="01")
    world.member("p1", "H1", relation_to_head="01")
    assert world.find(KIND) == []


def test_passes_when_the_earlier_head_has_left(world: World) -> None:
    world.household("h1", "H1")
    world.member("p1", "H1", relation_to_head="01", to_on="2025-01-01")
    world.member("p2", "H1", relation_to_head="01")
    assert world.find(KIND) == []


def test_fails_when_two_people_are_head(world: World) -> None:
    records = [
        world.household("h1", "H1"),
        world.member("p1", "H1", relation_to_head="01", full_name="Lê A"),
        world.member("p2", "H1", relation_to_head="01", full_name="Lê B"),
    ]
    world.member("p3", "H1", relation_to_head="03")
    (row,) = world.find(KIND)
    assert row["records"] == sorted(records)
    assert (row["entity_id"], list(row["values"].values())) == ("h1", [["Lê A", "Lê B"]])


def test_passes_when_the_two_heads_stand_in_different_sources(world: World) -> None:
    world.household("h1", "H1", "commune")
    world.member("p1", "H1", "commune", relation_to_head="01")
    world.household("h1", "H1", "central")
    world.member("p2", "H1", "central", relation_to_head="01")
    assert world.find(KIND) == []
