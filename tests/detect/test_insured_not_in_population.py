"""Có BHXH, không có dân cư: insured here, unknown to the population register at every level."""

from typing import Any

import pytest

from tests.detect.factories import World, unit

KIND = "insured_not_in_population"


def test_passes_when_any_level_knows_the_person(world: World) -> None:
    world.insurance("p1", "commune")
    world.population("p1", "central", vital_status="deceased")
    assert world.find(KIND) == []


def test_fails_when_no_level_does(world: World) -> None:
    world.source("population", "central")
    records = [world.insurance("p1", "commune"), world.insurance("p1", "central", status="suspended")]
    world.insurance("p1", "province", status="ended")
    world.member("p1", "H1")
    (row,) = world.find(KIND)
    assert row["records"] == sorted(records)
    assert (row["severity"], row["field"]) == ("high", None)


def test_passes_when_no_population_source_was_read(world: World) -> None:
    world.source("population", "central", read=False)
    world.insurance("p1")
    assert world.find(KIND) == []


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (unit("17662"), 0),  # a commune of another province
        (unit("23116", "17662|23122", "stale"), 1),
        (unit(None, "", None), 1),
        ({"status": "ended"}, 0),
        ({"status": "deceased"}, 0),
        ({"status": None}, 0),
    ],
)
def test_only_participations_in_force_that_may_be_ours(world: World, values: dict[str, Any], found: int) -> None:
    world.source("population", "commune")
    world.insurance("p1", **values)
    assert len(world.find(KIND)) == found


@pytest.mark.parametrize(
    ("insured", "found"),
    [
        ({}, 0),
        ({"full_name": "Nguyễn Văn Ân", "date_of_birth": "1980-02-03"}, 0),
        ({"date_of_birth": "1980-02"}, 0),
        ({"date_of_birth": "1980-02-04"}, 1),
        ({"personal_id": "068080000001"}, 1),
        ({"participant_no": "068080000001"}, 1),
        ({"participant_no": "7900000001"}, 0),
    ],
)
def test_without_a_number_it_may_be_somebody_of_the_commune(world: World, insured: dict[str, Any], found: int) -> None:
    world.population("p2", date_of_birth="1980-02-03")
    world.insurance("p1", **insured)
    assert len(world.find(KIND)) == found
