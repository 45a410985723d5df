"""Chủ đất không có dân cư: a person holds land, the population register knows nobody."""

from typing import Any

import pytest

from tests.detect.factories import HERE, THERE, World, unit

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


@pytest.mark.parametrize(
    ("right", "person", "found"),
    [
        ({}, {}, 0),
        ({}, {"full_name": "Trần Thị Bưởi", "household_no": "1"}, 1),
        ({"holder_name": "Nguyễn Văn Ann"}, {}, 0),
        ({"holder_name": "Nguyễn Văm An"}, {}, 0),
        ({"holder_name": "Nguyễn Vă An"}, {}, 0),
        ({"holder_name": "Nguyễn Văn Na"}, {}, 0),
        ({"holder_name": "NGUYEN VAN ÁN"}, {}, 0),
        ({"holder_name": "Nguyễn Văm Ann"}, {}, 1),
        ({"holder_name": "Nguyễn An"}, {}, 1),
        ({"holder_birth_year": 1960}, {"date_of_birth": "1960-05-01"}, 0),
        ({"holder_birth_year": 1960}, {"date_of_birth": "1961-05-01"}, 1),
        ({"holder_birth_year": 1960}, {"date_of_birth": None}, 0),
        ({}, unit(THERE), 1),
        ({}, unit("23116", f"{HERE}|{THERE}", "stale"), 0),
        ({"holder_personal_id": "068060000001"}, {}, 1),
        ({"holder_former_id": "250000001"}, {}, 1),
    ],
)
def test_a_name_alone_may_be_somebody_of_the_commune(
    world: World, right: dict[str, Any], person: dict[str, Any], found: int
) -> None:
    world.parcel("t1", key="T1")
    world.right("p1", "T1", **right)
    world.population("p2", **person)
    assert len(world.find(KIND)) == found


def test_a_number_on_any_right_of_the_holder_counts(world: World) -> None:
    world.parcel("t1", key="T1")
    world.right("p1", "T1")
    world.right("p1", "T1", "central", holder_former_id="250000001")
    world.population("p2")
    assert len(world.find(KIND)) == 1
