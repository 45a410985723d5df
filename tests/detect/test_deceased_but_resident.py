"""Đã chết, còn trong hộ."""

from tests.detect.factories import World

KIND = "deceased_but_resident"


def test_fails_when_a_dead_person_is_a_current_member(world: World) -> None:
    records = [world.population("p1", vital_status="deceased"), world.member("p1", "H1", "central")]
    world.member("p1", "H1", "province", to_on="2026-02-01")
    (row,) = world.find(KIND)
    assert row["records"] == sorted(records)
    assert row["field"] is None


def test_passes_when_the_membership_has_ended(world: World) -> None:
    world.population("p1", vital_status="deceased")
    world.member("p1", "H1", to_on="2026-02-01")
    assert world.find(KIND) == []


def test_passes_when_the_person_lives(world: World) -> None:
    world.population("p1")
    world.member("p1", "H1")
    world.population("p2", vital_status="deceased")
    assert world.find(KIND) == []
