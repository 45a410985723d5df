"""Không rõ xã: the unit resolves to nothing."""

import pytest

from tests.detect.factories import HERE, World, unit

KIND = "unknown_unit"


@pytest.mark.parametrize("status", ["current", "former", "stale", "ambiguous", None])
def test_passes_when_the_unit_resolves_or_is_not_given(world: World, status: str | None) -> None:
    world.population("p1", **unit("23116", HERE, status))
    assert world.find(KIND) == []


def test_fails_when_the_code_is_of_another_level(world: World) -> None:
    world.population("p1", **unit("40", "", "unknown"))
    (row,) = world.find(KIND)
    assert list(row["values"].values()) == ["40"]


def test_fails_when_the_unit_is_in_no_list(world: World) -> None:
    record = world.parcel("t1", key="T1", **unit("99999", "", "unknown"))
    (row,) = world.find(KIND)
    assert (row["records"], row["field"], row["entity_kind"]) == ([record], "unit_code", "parcel")
    assert row["commune"] is None
    assert list(row["values"].values()) == ["99999"]
