"""Chưa kiểm tra được: what a rule would judge by is missing; said once, never for each record."""

import pytest

from doisoat.runs.communes import NO_HOME
from tests.detect.factories import HERE, PROVINCE, THERE, World, unit, village

KIND = "reference_missing"
LABEL = {"unit": HERE, "key": "xom dong", "source": "population.commune.23122", "label": "Xóm Đông", "records": 12}
KINDS = ("household_without_head", "household_two_heads")


def households(world: World, relations: list[tuple[str | None, ...]]) -> None:
    for number, members in enumerate(relations):
        world.household(f"h{number}", f"H{number}")
        for place, relation in enumerate(members):
            world.member(f"p{number}-{place}", f"H{number}", relation_to_head=relation)


def test_passes_when_households_have_their_heads(world: World) -> None:
    households(world, [("01", "02", None)] * 3 + [(None, None)])
    assert world.find(KIND) == []
    assert len(world.find(KINDS[0])) == 1


@pytest.mark.parametrize("members", [(None, None), ("02", None, None, None)])
def test_fails_when_relations_are_mostly_missing(world: World, members: tuple[str | None, ...]) -> None:
    households(world, [members] * 4)
    (row,) = world.find(KIND)
    assert (row["entity_kind"], row["entity_id"]) == ("source", f"household.commune.{HERE}")
    assert (row["records"], row["values"]) == ([], {f"household.commune.{HERE}": "4/4"})
    assert [world.find(kind) for kind in KINDS] == [[], []]


@pytest.mark.parametrize("members", [("02", "14"), ("01", "01")])
def test_fails_when_most_of_many_households_have_no_head_or_several(world: World, members: tuple[str, ...]) -> None:
    households(world, [members] * 19)
    assert world.find(KIND) == []
    households(world, [members] * 20)
    assert len(world.find(KIND)) == 1
    assert [world.find(kind) for kind in KINDS] == [[], []]


def test_it_is_at_home_nowhere(world: World) -> None:
    households(world, [(None, None)] * 4)
    assert world.find(KIND, communes=[HERE]) == []
    assert [row["commune"] for row in world.find(KIND, communes=[NO_HOME])] == [None]


def test_passes_when_every_source_was_read_and_every_commune_has_its_list(world: World) -> None:
    world.population("p1")
    world.source("population", "central")
    world.insurance("p1")
    assert world.find(KIND) == []


def test_fails_once_for_the_villages_no_list_has(world: World) -> None:
    for number in range(5):
        world.population(f"p{number}", **village("Xóm Đông", None, "unlisted"))
    world.known_villages(
        "unlisted",
        LABEL | {"state": "none"},
        LABEL | {"key": "xom tay", "label": "Xóm Tây", "records": 3, "state": "none"},
    )
    (row,) = world.find(KIND)
    assert (row["entity_kind"], row["entity_id"], row["commune"]) == ("unit", PROVINCE, None)
    assert (row["field"], row["records"], row["severity"]) == ("village_list", [], "low")
    assert row["values"] == {LABEL["source"]: [f"{HERE}: Xóm Tây (3)", f"{HERE}: Xóm Đông (12)"]}


def test_it_stays_the_same_finding_when_more_labels_turn_up(world: World) -> None:
    world.known_villages("unlisted", LABEL | {"state": "none"})
    (first,) = world.find(KIND)
    world.known_villages("unlisted", LABEL | {"state": "none"}, LABEL | {"unit": THERE, "state": "thin"})
    (second,) = world.find(KIND)
    assert first["fingerprint"] == second["fingerprint"]


def test_a_label_the_list_lacks_is_no_unknown_village(world: World) -> None:
    world.population("p1", **village("Xóm Đông", None, "unknown"), village_key="xom dong")
    world.population("p2", **village("Xóm Lạ", None, "unknown"), village_key="xom la")
    world.known_villages("unlisted", LABEL | {"state": "lacking"})
    assert [row["entity_id"] for row in world.find("unknown_village")] == ["p2"]


def test_fails_once_when_no_population_source_knows_the_commune(world: World) -> None:
    world.source("population", "commune", covers_units=(THERE,))
    for number in range(3):
        world.insurance(f"p{number}", "province")
    world.parcel("t1", key="T1")
    world.right("p9", "T1")
    (row,) = world.find(KIND)
    assert row["field"] == "population"
    assert row["values"] == {"land.commune.23122": f"{HERE} (1)", "social_insurance.province.68": f"{HERE} (3)"}
    assert world.find("insured_not_in_population") == []
    assert world.find("holder_not_in_population") == []


def test_where_the_population_is_known_the_rules_judge(world: World) -> None:
    world.source("population", "commune", covers_units=(HERE,))
    world.insurance("here", "province")
    world.insurance("there", "province", **unit(THERE))
    world.insurance("nowhere", "province", **unit(None, "", None))
    assert [row["entity_id"] for row in world.find("insured_not_in_population")] == ["here"]


def test_fails_once_for_a_source_that_was_not_read(world: World) -> None:
    world.population("p1")
    world.source("population", "central", read=False)
    (row,) = world.find(KIND)
    assert (row["field"], row["values"]) == ("population.central", {"population.central.bca": [THERE, HERE]})
    assert world.find("missing_at_level") == []


def test_only_the_batch_without_a_home_says_it(world: World) -> None:
    world.known_villages("unlisted", LABEL | {"state": "none"})
    assert world.find(KIND, communes=[HERE, THERE]) == []
    assert len(world.find(KIND, communes=[NO_HOME])) == 1
