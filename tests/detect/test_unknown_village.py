"""Không rõ thôn: the label is in no list of the commune."""

import pytest

from tests.detect.factories import World, village

KIND = "unknown_village"


@pytest.mark.parametrize("status", ["current", "former", "ambiguous", "stale", None])
def test_passes_when_the_village_resolves_or_is_not_given(world: World, status: str | None) -> None:
    world.population("p1", **village("Thôn 8", "v12", status))
    assert world.find(KIND) == []


def test_fails_when_the_label_is_in_no_list(world: World) -> None:
    world.population("p1", **village("Xóm Lạ", None, "unknown"))
    world.parcel("t1", **village("Xóm Lạ", None, "unknown"))
    rows = world.find(KIND)
    assert {row["entity_id"] for row in rows} == {"p1", "t1"}
    assert {tuple(row["values"].values()) for row in rows} == {("Xóm Lạ",)}
