"""Đã chết, BHXH còn hiệu lực."""

import pytest

from tests.detect.factories import World

KIND = "deceased_but_insured"


def test_fails_when_a_dead_person_is_insured(world: World) -> None:
    records = [world.population("p1", "central", vital_status="deceased"), world.insurance("p1")]
    world.population("p1", "commune", vital_status="living")
    (row,) = world.find(KIND)
    assert row["records"] == sorted(records)
    assert row["values"] == {records[0].split("|")[0]: "deceased", records[1].split("|")[0]: "active"}


@pytest.mark.parametrize("status", ["suspended", "ended", "deceased", None])
def test_passes_when_the_participation_is_not_active(world: World, status: str | None) -> None:
    world.population("p1", vital_status="deceased")
    world.insurance("p1", status=status)
    assert world.find(KIND) == []


@pytest.mark.parametrize("status", ["living", "missing", None])
def test_passes_when_nobody_says_the_person_died(world: World, status: str | None) -> None:
    world.population("p1", vital_status=status)
    world.insurance("p1")
    world.insurance("p1", "central")
    assert world.find(KIND) == []
