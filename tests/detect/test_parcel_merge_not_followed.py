"""Hợp thửa chưa cập nhật: one level still has the parcels that another has merged."""

from tests.detect.factories import World

KIND = "parcel_merge_not_followed"


def test_fails_when_a_level_still_has_the_parts(world: World) -> None:
    parts = [world.parcel(f"t{n}", "commune", key=f"S{n}", parcel_no=f"1{n}", area_m2=150.0) for n in (1, 2)]
    whole = world.parcel("t3", "central", key="Q3", parcel_no="513", area_m2=300.0)
    successions = world.succeeded("merge", *((part, whole) for part in parts))
    (row,) = world.find(KIND, successions=successions)
    assert (row["entity_id"], row["field"]) == ("t1|t2|t3", "land.commune")
    assert sorted(row["records"]) == sorted([*parts, whole])


def test_passes_when_the_level_has_the_whole_too(world: World) -> None:
    part = world.parcel("t1", "commune", key="S1", area_m2=150.0)
    world.parcel("t3", "commune", key="S3", area_m2=300.0)
    whole = world.parcel("t3", "central", key="Q3", area_m2=300.0)
    assert world.find(KIND, successions=world.succeeded("merge", (part, whole))) == []


def test_passes_when_nothing_was_merged(world: World) -> None:
    world.parcel("t1", "commune", key="S1", area_m2=150.0)
    world.parcel("t3", "central", key="Q3", area_m2=300.0)
    assert world.find(KIND) == []


def test_a_split_is_another_kind(world: World) -> None:
    old = world.parcel("t1", "commune", key="S1", area_m2=300.0)
    part = world.parcel("t3", "central", key="Q3", area_m2=150.0)
    assert world.find(KIND, successions=world.succeeded("split", (old, part))) == []
