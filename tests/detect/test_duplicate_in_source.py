"""Trùng trong một nguồn: two subject rows of one entity in one source and table."""

from tests.detect.factories import HERE, World

KIND = "duplicate_in_source"


def test_passes_when_the_rows_are_in_different_sources(world: World) -> None:
    world.population("p1", "commune")
    world.population("p1", "central")
    world.population("p2", "commune")
    assert world.find(KIND) == []


def test_fails_when_one_source_holds_a_person_twice(world: World) -> None:
    records = [world.population("p1", key="a"), world.population("p1", key="b")]
    (row,) = world.find(KIND)
    assert (row["field"], row["sources"], row["records"]) == ("population", [f"population.commune.{HERE}"], records)
    assert (row["entity_kind"], row["severity"]) == ("person", "high")


def test_each_source_has_its_own_finding(world: World) -> None:
    for level in ("commune", "central"):
        world.population("p1", level, key=f"{level}a")
        world.population("p1", level, key=f"{level}b")
    assert len({row["fingerprint"] for row in world.find(KIND)}) == 2


def test_temporary_residents_are_also_registered_at_home(world: World) -> None:
    world.population("p1", key="a")
    world.population("p1", key="b", residence="temporary")
    assert world.find(KIND) == []
    world.population("p1", key="c", residence="absent")
    (row,) = world.find(KIND)
    assert len(row["records"]) == 2


def test_participations_count_by_scheme_until_they_end(world: World) -> None:
    world.insurance("p1", key="a", scheme="compulsory")
    world.insurance("p1", key="b", scheme="health_only")
    world.insurance("p1", key="c", scheme="compulsory", status="ended")
    assert world.find(KIND) == []
    world.insurance("p1", key="d", scheme="compulsory", status="suspended")
    (row,) = world.find(KIND)
    assert [record.rsplit("|", 1)[1] for record in row["records"]] == ["a", "d"]


def test_members_count_within_one_household_while_current(world: World) -> None:
    world.member("p1", "H1", key="member:H1/1")
    world.member("p1", "H2", key="member:H2/1")
    world.member("p1", "H1", key="member:H1/2", to_on="2025-01-01")
    assert world.find(KIND) == []
    world.member("p1", "H1", key="member:H1/3")
    assert world.fields(KIND) == ["household_member"]


def test_rights_count_within_one_parcel(world: World) -> None:
    world.right("p1", "T1", key="right:T1/1")
    world.right("p1", "T2", key="right:T2/1")
    assert world.find(KIND) == []
    world.right("p1", "T1", key="right:T1/2")
    assert world.fields(KIND) == ["right"]


def test_households_and_parcels(world: World) -> None:
    world.household("h1", "H1")
    world.household("h1", "H2")
    world.parcel("t1", key="T1")
    world.parcel("t1", key="T2")
    found = {row["field"]: row["entity_kind"] for row in world.find(KIND)}
    assert found == {"household": "household", "parcel": "parcel"}


def test_an_organisation_twice_on_one_parcel_and_once_on_another(world: World) -> None:
    records = [world.organisation("o1", "T1", key=f"r{n}") for n in (1, 2)]
    world.organisation("o1", "T2", key="r3")
    (row,) = world.find(KIND)
    assert (row["entity_kind"], row["entity_id"], row["field"]) == ("organisation", "o1", "right")
    assert sorted(row["records"]) == sorted(records)
