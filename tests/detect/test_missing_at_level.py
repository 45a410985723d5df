"""Thiếu ở một cấp: a level that should hold the entity, and was read, does not."""

from typing import Any

import pytest

from tests.detect.factories import HERE, THERE, World, unit

KIND = "missing_at_level"


def test_passes_when_every_level_has_it(world: World) -> None:
    for level in ("central", "province", "commune"):
        world.population("p1", level)
    assert world.find(KIND) == []


def test_fails_when_a_level_that_was_read_lacks_it(world: World) -> None:
    records = [world.population("p1", "central"), world.population("p1", "commune")]
    world.source("population", "province")
    (row,) = world.find(KIND)
    assert (row["field"], row["entity_id"], row["records"]) == ("population.province", "p1", sorted(records))


def test_one_finding_a_level(world: World) -> None:
    world.population("p1", "commune")
    world.source("population", "province")
    world.source("population", "central")
    assert world.fields(KIND) == ["population.central", "population.province"]


def test_passes_when_the_level_was_not_read(world: World) -> None:
    world.population("p1", "commune")
    world.source("population", "province", read=False)
    assert world.find(KIND) == []


def test_registers_do_not_stand_in_for_each_other(world: World) -> None:
    world.population("p1", "commune")
    world.insurance("p1", "central")
    world.right("p1", "T1", "central")
    assert world.find(KIND) == []


@pytest.mark.parametrize(
    "values",
    [
        {"vital_status": "deceased"},
        {"vital_status": "missing"},
        {"moved_to_unit": THERE},
        {"residence": "temporary"},
        {"residence": "absent"},
        unit("99999", "", "unknown"),
        unit(None, "", None),
    ],
)
def test_passes_when_the_record_is_not_live_or_not_placed(world: World, values: dict[str, Any]) -> None:
    world.population("p1", "central", **values)
    world.source("population", "commune")
    assert world.find(KIND) == []


def test_one_record_that_is_not_live_silences_the_others(world: World) -> None:
    world.population("p1", "central")
    world.population("p1", "province", vital_status="deceased")
    world.source("population", "commune")
    assert world.find(KIND) == []


@pytest.mark.parametrize(("covered", "found"), [((HERE,), 1), ((THERE,), 0), ((HERE, THERE), 1), (None, 1)])
def test_only_what_the_level_is_meant_to_hold(world: World, covered: tuple[str, ...] | None, found: int) -> None:
    world.population("p1", "central")
    world.source("population", "commune", covers_units=covered)
    assert len(world.find(KIND)) == found


def test_every_candidate_commune_must_be_covered(world: World) -> None:
    world.population("p1", "central", **unit("23116", f"{HERE}|{THERE}", "stale"))
    world.source("population", "commune", covers_units=(HERE,))
    assert world.find(KIND) == []
    world.source("population", "commune", f"population.commune.{THERE}", covers_units=(THERE,))
    assert world.fields(KIND) == ["population.commune"]


def test_a_commune_outside_the_run_is_nobodys(world: World) -> None:
    world.population("p1", "central", **unit("17662"))
    world.source("population", "commune")
    assert world.find(KIND) == []


def test_an_unread_source_covers_nothing(world: World) -> None:
    world.population("p1", "central")
    world.population("p2", "commune", source=f"population.commune.{THERE}", **unit(THERE))
    world.source("population", "commune", f"population.commune.{THERE}", covers_units=(THERE,))
    world.source("population", "commune", f"population.commune.{HERE}", covers_units=(HERE,), read=False)
    assert [row["entity_id"] for row in world.find(KIND) if row["field"] == "population.commune"] == []


@pytest.mark.parametrize(("scheme", "found"), [("health_household", 1), ("compulsory", 0), (None, 0)])
def test_insurance_lists_hold_their_schemes_only(world: World, scheme: str | None, found: int) -> None:
    world.insurance("p1", "central", scheme=scheme)
    world.source("social_insurance", "commune", covers_scheme=("health_household", "voluntary"))
    assert len(world.find(KIND)) == found


def test_a_second_participation_of_another_scheme_silences_the_list(world: World) -> None:
    world.insurance("p1", "central", key="a")
    world.insurance("p1", "central", key="b", scheme="compulsory")
    world.source("social_insurance", "commune", covers_scheme=("health_household",))
    assert world.find(KIND) == []


@pytest.mark.parametrize(("status", "found"), [("active", 1), ("suspended", 1), ("ended", 0), ("deceased", 0)])
def test_insurance_must_be_in_force(world: World, status: str, found: int) -> None:
    world.insurance("p1", "central", status=status)
    world.source("social_insurance", "commune")
    assert len(world.find(KIND)) == found


def test_members_households_and_parcels(world: World) -> None:
    world.household("h1", "H1", "central")
    world.member("p1", "H1", "central")
    world.member("p2", "H1", "central", to_on="2024-01-01")
    world.parcel("t1", "central")
    world.source("household", "commune")
    world.source("land", "commune")
    found = {(row["entity_id"], row["field"]) for row in world.find(KIND)}
    assert found == {("h1", "household.commune"), ("t1", "land.commune")}


def test_a_household_missing_as_a_whole_is_one_finding(world: World) -> None:
    for level in ("central", "province"):
        world.household("h1", "H1", level)
        for person in ("p1", "p2", "p3"):
            world.member(person, "H1", level)
    world.source("household", "commune")
    assert [(row["entity_id"], row["field"]) for row in world.find(KIND)] == [("h1", "household.commune")]


def test_members_missing_from_a_household_that_is_there_are_a_finding_each(world: World) -> None:
    for level in ("central", "commune"):
        world.household("h1", "H1", level)
        for person in ("p1", "p2", "p3")[: 3 if level == "central" else 1]:
            world.member(person, "H1", level)
    found = {(row["entity_id"], row["entity_kind"], row["field"]) for row in world.find(KIND)}
    assert found == {("p2", "person", "household.commune"), ("p3", "person", "household.commune")}


def test_somebody_also_missing_from_another_household_is_told(world: World) -> None:
    world.household("h1", "H1", "central")
    world.household("h2", "H2", "province")
    world.household("h2", "H2", "commune")
    world.member("p1", "H1", "central")
    world.member("p1", "H2", "province")
    found = {(row["entity_id"], row["field"]) for row in world.find(KIND)}
    assert ("p1", "household.commune") in found
    assert ("h1", "household.commune") in found


def test_a_household_at_home_in_another_batch_still_speaks_for_its_people(world: World) -> None:
    for level, no in (("central", "H1"), ("province", "H2")):
        world.household("h1", no, level)
        world.member("p1", no, level)
        world.member("p2", no, level)
    for _ in range(3):
        world.population("p2", "central", **unit(THERE))
    world.source("household", "commune")
    assert world.find(KIND, communes=[THERE]) == []
    assert [row["entity_id"] for row in world.find(KIND, communes=[HERE])] == ["h1"]


def test_people_are_registered_one_by_one_in_population(world: World) -> None:
    for person in ("p1", "p2"):
        world.population(person, "central", household_no="7")
    world.source("population", "commune")
    assert sorted(row["entity_id"] for row in world.find(KIND)) == ["p1", "p2"]
