"""Hộ không có chủ hộ: current members, none of them the head."""

from tests.detect.factories import HERE, World

KIND = "household_without_head"


def test_passes_when_a_current_member_is_head(world: World) -> None:
    world.household("h1", "H1")
    world.member("p1", "H1", relation_to_head="01")
    world.member("p2", "H1", relation_to_head=None)
    assert world.find(KIND) == []


def test_passes_when_the_household_has_no_current_member(world: World) -> None:
    world.household("h1", "H1")
    world.household("h2", "H2")
    world.member("p1", "H2", to_on="2025-01-01")
    assert world.find(KIND) == []


def test_fails_when_no_current_member_is_head(world: World) -> None:
    household = world.household("h1", "H1")
    member = world.member("p1", "H1", relation_to_head="02")
    world.member("p2", "H1", relation_to_head="01", to_on="2025-01-01")
    (row,) = world.find(KIND)
    assert (row["entity_id"], row["entity_kind"]) == ("h1", "household")
    assert row["sources"] == [f"household.commune.{HERE}"]
    assert row["records"] == sorted([household, member])
    assert row["field"] is None


def test_a_missing_relation_is_not_a_head(world: World) -> None:
    world.household("h1", "H1")
    world.member("p1", "H1", relation_to_head=None)
    world.household("h2", "H2")
    world.member("p2", "H2", relation_to_head="01")
    assert [row["entity_id"] for row in world.find(KIND)] == ["h1"]


def test_a_row_that_could_not_be_read_may_be_the_head(world: World) -> None:
    for number in ("H1", "H2"):
        world.household(number.lower(), number)
        world.member(f"p{number}", number, relation_to_head="02")
    source = world.source("household", "commune", household_columns=("Số hộ",))
    world.quarantined(source, {"Số hộ": "H1", "Họ tên": None})
    assert [row["entity_id"] for row in world.find(KIND)] == ["h2"]


def test_levels_are_judged_apart(world: World) -> None:
    world.household("h1", "H1", "commune")
    world.member("p1", "H1", "commune", relation_to_head="01")
    world.household("h1", "H1", "central")
    world.member("p1", "H1", "central", relation_to_head="03")
    (row,) = world.find(KIND)
    assert row["sources"] == ["household.central.bca"]
