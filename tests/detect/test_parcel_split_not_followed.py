"""Tách thửa chưa cập nhật: one level still has the parcel that another has split."""

from tests.detect.factories import World

KIND = "parcel_split_not_followed"


def test_fails_when_a_level_still_has_the_whole(world: World) -> None:
    old = world.parcel("t1", "province", key="T1", parcel_no="12", area_m2=300.0)
    parts = [world.parcel(f"t{n}", "central", key=f"Q{n}", parcel_no=f"51{n}", area_m2=150.0) for n in (2, 3)]
    successions = world.succeeded("split", *((old, part) for part in parts))
    (row,) = world.find(KIND, successions=successions)
    assert (row["entity_id"], row["field"], row["severity"]) == ("t1|t2|t3", "land.province", "medium")
    assert sorted(row["records"]) == sorted([old, *parts])
    assert row["values"] == {"land.province.68": "300.0", "land.central.bnnmt": "150.0"}


def test_each_level_behind_is_a_finding(world: World) -> None:
    old = world.parcel("t1", "province", key="T1", area_m2=300.0)
    world.parcel("t1", "commune", key="S1", area_m2=300.0)
    part = world.parcel("t2", "central", key="Q2", area_m2=150.0)
    successions = world.succeeded("split", (old, part))
    assert sorted(row["field"] for row in world.find(KIND, successions=successions)) == [
        "land.commune",
        "land.province",
    ]


def test_passes_when_the_level_has_a_part_too(world: World) -> None:
    """It keeps the old parcel as history."""
    old = world.parcel("t1", "province", key="T1", area_m2=300.0)
    world.parcel("t2", "province", key="T2", area_m2=150.0)
    part = world.parcel("t2", "central", key="Q2", area_m2=150.0)
    assert world.find(KIND, successions=world.succeeded("split", (old, part))) == []


def test_passes_when_nothing_was_split(world: World) -> None:
    world.parcel("t1", "province", key="T1", area_m2=300.0)
    world.parcel("t2", "central", key="Q2", area_m2=150.0)
    assert world.find(KIND) == []


def test_a_merger_is_another_kind(world: World) -> None:
    old = world.parcel("t1", "province", key="T1", area_m2=150.0)
    whole = world.parcel("t2", "central", key="Q2", area_m2=300.0)
    assert world.find(KIND, successions=world.succeeded("merge", (old, whole))) == []


def test_nothing_is_called_missing_where_the_other_state_stands(world: World) -> None:
    old = world.parcel("t1", "province", key="T1", area_m2=300.0)
    part = world.parcel("t2", "central", key="Q2", area_m2=150.0)
    assert len(world.find("missing_at_level")) == 2
    assert world.find("missing_at_level", successions=world.succeeded("split", (old, part))) == []
