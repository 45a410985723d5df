"""Một người nhiều số: personal numbers of one person lie more than two digits apart."""

from tests.detect.factories import HERE, World

KIND = "one_person_two_identifiers"


def test_passes_when_numbers_agree_or_differ_by_a_slip(world: World) -> None:
    world.population("p1", personal_id="060080000001")
    world.population("p1", "central", personal_id="060080000001")
    world.insurance("p1", personal_id="060080000002")
    world.insurance("p1", "central", personal_id=None)
    assert world.find(KIND) == []


def test_fails_when_numbers_are_far_apart(world: World) -> None:
    records = [
        world.population("p1", personal_id="060080000001"),
        world.insurance("p1", "central", personal_id="060080012345"),
    ]
    (row,) = world.find(KIND)
    assert (row["field"], row["severity"], row["entity_id"]) == ("personal_id", "high", "p1")
    assert row["records"] == sorted(records)
    assert row["values"][f"population.commune.{HERE}"] == "060080000001"


def test_the_farthest_pair_decides(world: World) -> None:
    for number, value in enumerate(("060080000001", "060080000002", "060080099999")):
        world.population("p1", key=f"k{number}", personal_id=value)
    assert len(world.find(KIND)) == 1
    assert world.find("value_differs") == []


def test_holders_number_counts(world: World) -> None:
    world.population("p1", personal_id="060080000001")
    world.right("p1", "T1", holder_personal_id="060199999999")
    assert len(world.find(KIND)) == 1
