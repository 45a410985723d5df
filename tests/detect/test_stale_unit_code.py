"""Còn dùng mã xã cũ: the code of a closed unit, without a date that would make it right."""

import pytest

from tests.detect.factories import HERE, World, unit

KIND = "stale_unit_code"
STALE = unit("23116", HERE, "stale")


@pytest.mark.parametrize("status", ["current", "former", "ambiguous", "unknown", None])
def test_passes_when_the_code_is_current_or_declared_old(world: World, status: str | None) -> None:
    world.population("p1", **unit("23116", HERE, status))
    assert world.find(KIND) == []


def test_fails_in_each_table_that_states_a_unit(world: World) -> None:
    world.population("p1", **STALE)
    world.insurance("p1", **STALE)
    world.household("h1", "H1", **STALE)
    world.parcel("t1", **STALE)
    rows = world.find(KIND)
    assert {(row["entity_id"], row["sources"][0].split(".")[0]) for row in rows} == {
        ("p1", "population"),
        ("p1", "social_insurance"),
        ("h1", "household"),
        ("t1", "land"),
    }
    assert {row["field"] for row in rows} == {"unit_code"}
    assert {tuple(row["values"].values()) for row in rows} == {("23116",)}


def test_members_do_not_repeat_their_households_finding(world: World) -> None:
    world.household("h1", "H1", **STALE)
    world.member("p1", "H1")
    assert [row["entity_id"] for row in world.find(KIND)] == ["h1"]


def test_two_rows_of_one_person_in_one_source_are_one_finding(world: World) -> None:
    world.population("p1", key="a", **STALE)
    world.population("p1", key="b", **STALE)
    (row,) = world.find(KIND)
    assert len(row["records"]) == 2
