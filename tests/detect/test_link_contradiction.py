"""Giống nhau nhưng mâu thuẫn: records held together by strong evidence that contradict each other."""

from typing import Any

import pytest

from tests.detect.factories import World

KIND = "link_contradiction"
ONE, OTHER = "068080000123", "060080999999"


def _two(world: World, one: dict[str, Any], other: dict[str, Any]) -> tuple[str, str, str]:
    """p1 with two linked records, p2 with one that is as strongly like p1's second."""
    first = world.population("p1", "central", **one)
    second = world.population("p1", "province")
    third = world.population("p2", "commune", **other)
    return first, second, third


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("personal_id", {"personal_id": ONE}, {"personal_id": OTHER}),
        ("date_of_birth", {"date_of_birth": "1980-02-03"}, {"date_of_birth": "1985-12-30"}),
        ("sex", {"sex": "M"}, {"sex": "F"}),
    ],
)
def test_fails_when_strong_evidence_meets_a_contradiction(
    field: str, one: dict[str, Any], other: dict[str, Any], world: World
) -> None:
    first, second, third = _two(world, one, other)
    links = world.linked("person", (first, second, "link", 9.0), (second, third, "review", 9.5))
    (row,) = world.find(KIND, links=links)
    assert (row["entity_id"], row["field"], row["severity"]) == ("p1|p2", field, "low")
    assert sorted(row["records"]) == sorted([first, third])
    assert set(row["values"].values()) == {*one.values(), *other.values()}


def test_fails_when_a_source_lists_both_side_by_side(world: World) -> None:
    first = world.population("p1", "central", key="1")
    beside = world.population("p2", "central", key="2")
    second = world.population("p1", "province")
    links = world.linked("person", (first, second, "link", 9.0), (beside, second, "review", 9.0))
    (row,) = world.find(KIND, links=links)
    assert (row["field"], sorted(row["records"])) == (None, sorted([first, beside]))


def test_parcels_of_two_codes(world: World) -> None:
    first = world.parcel("t1", "central", key="Q1", parcel_code="w3gvxxxxxxx1")
    second = world.parcel("t1", "province", key="T1")
    third = world.parcel("t2", "commune", key="S1", parcel_code="w3gvxxxxxxx2")
    links = world.linked("parcel", (first, second, "link", 9.0), (second, third, "review", 9.0))
    (row,) = world.find(KIND, links=links)
    assert (row["entity_kind"], row["field"]) == ("parcel", "parcel_code")


def test_passes_when_the_pair_is_weaker_than_any_link(world: World) -> None:
    first, second, third = _two(world, {"personal_id": ONE}, {"personal_id": OTHER})
    links = world.linked("person", (first, second, "link", 9.0), (second, third, "review", 8.5))
    assert world.find(KIND, links=links) == []


def test_passes_when_nothing_contradicts(world: World) -> None:
    first, second, third = _two(world, {"date_of_birth": "1980"}, {"date_of_birth": "1980-02-03"})
    links = world.linked("person", (first, second, "link", 9.0), (second, third, "review", 9.0))
    assert world.find(KIND, links=links) == []


def test_passes_without_links(world: World) -> None:
    _two(world, {"personal_id": ONE}, {"personal_id": OTHER})
    assert world.find(KIND) == []


def test_one_number_on_both_is_a_finding_of_its_own(world: World) -> None:
    number = {"personal_id": ONE}
    first, second, third = _two(world, {**number, "sex": "M"}, {**number, "sex": "F"})
    links = world.linked("person", (first, second, "link", 9.0), (second, third, "review", 9.0))
    assert world.find(KIND, links=links) == []
    assert len(world.find("one_identifier_two_people", links=links)) == 1


def test_two_numbers_of_one_person_are_a_finding_of_their_own(world: World) -> None:
    first, second, third = _two(world, {"personal_id": ONE}, {"personal_id": "001085555555"})
    world.insurance("p1", personal_id=OTHER)
    links = world.linked("person", (first, second, "link", 9.0), (second, third, "review", 9.0))
    assert world.find(KIND, links=links) == []
    assert len(world.find("one_person_two_identifiers", links=links)) == 1


def test_two_who_stand_side_by_side_everywhere_are_two(world: World) -> None:
    ones = [world.population("p1", level, sex="M") for level in ("central", "province", "commune")]
    others = [world.population("p2", level, sex="F") for level in ("central", "province", "commune")]
    links = world.linked("person", (ones[0], ones[1], "link", 9.0), (ones[0], others[1], "review", 9.0))
    assert world.find(KIND, links=links) == []
