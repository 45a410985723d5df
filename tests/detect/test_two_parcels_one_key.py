"""Thửa trùng số tờ số thửa: after a merger two parcels of one source carry the same key."""

from typing import Any

import pytest

from tests.detect.factories import THERE, World, unit

KIND = "two_parcels_one_key"
KEY = {"map_sheet_no": "1", "parcel_no": "12"}


def test_fails_when_two_parcels_of_a_source_share_the_key(world: World) -> None:
    records = [world.parcel("t1", key="T1", **KEY), world.parcel("t2", key="T2", **KEY)]
    (row,) = world.find(KIND)
    assert (row["entity_id"], row["records"], row["field"]) == ("t1|t2", records, "map_sheet_no")
    assert list(row["values"].values()) == ["1/12"]


def test_passes_when_it_is_one_parcel_entered_twice(world: World) -> None:
    world.parcel("t1", key="T1", **KEY)
    world.parcel("t1", key="T2", **KEY)
    assert world.find(KIND) == []


@pytest.mark.parametrize(
    "other",
    [
        {"parcel_no": "13"},
        {"parcel_no": None},
        {"map_sheet_no": "2"},
        unit(THERE),
        unit("23116", "23122|22924", "stale"),
    ],
)
def test_passes_when_a_part_of_the_key_differs_or_is_not_known(world: World, other: dict[str, Any]) -> None:
    world.parcel("t1", key="T1", **KEY)
    world.parcel("t2", key="T2", **{**KEY, **other})
    assert world.find(KIND) == []


def test_passes_when_the_sources_differ(world: World) -> None:
    world.parcel("t1", "commune", **KEY)
    world.parcel("t2", "central", **KEY)
    assert world.find(KIND) == []


def test_passes_for_a_parcel_and_its_part_or_two_parts(world: World) -> None:
    old = world.parcel("t1", key="T1", **KEY)
    parts = [world.parcel(f"t{n}", key=f"T{n}", **KEY) for n in (2, 3)]
    assert len(world.find(KIND)) == 1
    assert world.find(KIND, successions=world.succeeded("split", *((old, part) for part in parts))) == []


def test_fails_for_a_part_and_a_stranger(world: World) -> None:
    old = world.parcel("t1", key="T1", parcel_no="7")
    part = world.parcel("t2", key="T2", **KEY)
    world.parcel("t3", key="T3", **KEY)
    (row,) = world.find(KIND, successions=world.succeeded("split", (old, part)))
    assert row["entity_id"] == "t2|t3"


def test_three_parcels_are_one_finding(world: World) -> None:
    for name in ("t1", "t2", "t3"):
        world.parcel(name, key=name, **KEY)
    (row,) = world.find(KIND)
    assert row["entity_id"] == "t1|t2|t3"
