"""Chủ đất không có dân cư: a person holds land, the population register knows nobody."""

from tests.detect.factories import HERE, World

KIND = "holder_not_in_population"


def test_passes_when_the_holder_is_registered(world: World) -> None:
    world.right("p1", "T1")
    world.population("p1", "province")
    assert world.find(KIND) == []


def test_fails_when_no_level_knows_the_holder(world: World) -> None:
    world.source("population", "central")
    world.parcel("t1", key="T1")
    records = [world.right("p1", "T1"), world.right("p1", "T1", "central")]
    world.insurance("p1")
    (row,) = world.find(KIND)
    assert row["records"] == sorted(records)
    assert row["commune"] == HERE


def test_home_of_a_holder_known_to_land_only_is_the_parcels(world: World) -> None:
    world.source("population", "central")
    world.parcel("t1", key="T1")
    world.right("p1", "T1")
    assert [row["commune"] for row in world.find(KIND)] == [HERE]


def test_passes_when_no_population_source_was_read(world: World) -> None:
    world.right("p1", "T1")
    assert world.find(KIND) == []


def test_passes_for_an_organisation(world: World) -> None:
    world.source("population", "central")
    world.organisation("o1", "T1")
    assert world.find(KIND) == []
