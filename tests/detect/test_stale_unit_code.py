"""Còn dùng mã xã cũ: the code of a closed unit, whether the source dates it or not."""

import pytest

from tests.detect.factories import HERE, THERE, World, unit

KIND = "stale_unit_code"
STALE = unit("23116", HERE, "stale")


@pytest.mark.parametrize("status", ["current", "former", "ambiguous", "unknown", None])
def test_passes_when_the_code_is_of_a_unit_in_force(world: World, status: str | None) -> None:
    # An old unit's code that its successor goes on with is right today as well.
    world.population("p1", **unit(HERE, HERE, status))
    world.population("p2", **unit(HERE, f"{HERE}|{THERE}", "ambiguous"))
    assert world.find(KIND) == []


@pytest.mark.parametrize("status", ["ambiguous", "unknown"])
def test_passes_when_no_code_is_known(world: World, status: str) -> None:
    world.population("p1", **unit(None, f"{HERE}|{THERE}" if status == "ambiguous" else "", status))
    assert world.find(KIND) == []


def test_fails_when_the_source_itself_dates_the_code_before_its_closing(world: World) -> None:
    world.population("p1", **unit("23116", HERE, "former"), unit_as_of="2025-06-30")
    world.household("h1", "H1", **unit("23118", f"{HERE}|{THERE}", "ambiguous"), unit_as_of="2025-06-30")
    rows = world.find(KIND)
    assert {(row["entity_id"], row["severity"], *row["values"].values()) for row in rows} == {
        ("p1", "low", "23116"),
        ("h1", "low", "23118"),
    }


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
