"""Một số nhiều người: one number stands on the records of several people."""

from tests.detect.factories import THERE, World, unit

KIND = "one_identifier_two_people"


def test_passes_when_a_number_belongs_to_one_person(world: World) -> None:
    world.population("p1", personal_id="060080000001")
    world.population("p1", "central", personal_id="060080000001")
    world.population("p2", personal_id=None)
    world.population("p3", personal_id=None)
    assert world.find(KIND) == []


def test_fails_when_two_people_carry_it(world: World) -> None:
    records = [
        world.population("p2", personal_id="060080000001"),
        world.population("p1", "central", personal_id="060080000001"),
        world.right("p1", "T1", holder_personal_id="060080000001"),
    ]
    world.population("p1", "province", personal_id="060080000009")
    (row,) = world.find(KIND)
    assert (row["entity_id"], row["field"], row["severity"]) == ("p1|p2", "personal_id", "high")
    assert row["records"] == sorted(records)


def test_participant_numbers_count_when_they_have_ten_digits(world: World) -> None:
    world.insurance("p1", participant_no="7912345678")
    world.insurance("p2", participant_no="7912345678")
    assert world.fields(KIND) == ["participant_no"]


def test_participant_number_that_is_a_personal_number_is_left_to_that_field(world: World) -> None:
    world.insurance("p1", participant_no="060080000001")
    world.insurance("p2", participant_no="060080000001")
    assert world.find(KIND) == []


def test_two_numbers_shared_by_the_same_people_are_one_finding(world: World) -> None:
    for person in ("p1", "p2"):
        world.population(person, key=f"{person}a", personal_id="060080000001")
        world.population(person, key=f"{person}b", personal_id="060080000002")
    (row,) = world.find(KIND)
    assert len(row["records"]) == 4


def test_home_is_the_first_persons_even_when_the_other_lives_elsewhere(world: World) -> None:
    world.population("p1", personal_id="060080000001", **unit(THERE))
    world.population("p2", personal_id="060080000001")
    (row,) = world.find(KIND)
    assert row["commune"] == THERE
    assert [r["entity_id"] for r in world.find(KIND, communes=[THERE])] == ["p1|p2"]
