"""Chưa kiểm tra được: a source lacks what a rule judges by; said once, never for each record."""

import pytest

from tests.detect.factories import HERE, World

KIND = "reference_missing"
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
    assert [row["commune"] for row in world.find(KIND, communes=[None])] == [None]
