"""Chờ xem xét: nobody is called missing where a record that may be theirs still waits for a person's judgement."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.detect.factories import World


def _links(path: Path, kind: str, one: str, other: str, decision: str, weight: float = 1.0) -> Path:
    (source_a, record_a), (source_b, record_b) = one.split("|"), other.split("|")
    row = {
        "entity_kind": kind,
        "source_a": source_a,
        "record_a": record_a,
        "source_b": source_b,
        "record_b": record_b,
        "decision": decision,
        "weight": weight,
    }
    pq.write_table(pa.Table.from_pylist([row]), path)
    return path


@pytest.mark.parametrize(("decision", "weight", "found"), [("review", 0.0, 0), ("review", -0.5, 1), ("link", 5.0, 1)])
def test_a_holder_who_may_be_a_registered_person(
    world: World, tmp_path: Path, decision: str, weight: float, found: int
) -> None:
    world.parcel("t1", key="T1")
    right = world.right("p1", "T1", holder_former_id="250000001")
    person = world.population("p2")
    links = _links(tmp_path / "links.parquet", "person", person, right, decision, weight)
    assert len(world.find("holder_not_in_population", links=links)) == found
    assert len(world.find("holder_not_in_population")) == 1


def test_an_insured_person_who_may_be_registered(world: World, tmp_path: Path) -> None:
    insured = world.insurance("p1", personal_id="068080000001")
    person = world.population("p2")
    links = _links(tmp_path / "links.parquet", "person", insured, person, "review")
    assert world.find("insured_not_in_population", links=links) == []
    assert len(world.find("insured_not_in_population")) == 1


def test_a_level_where_a_possible_match_stands(world: World, tmp_path: Path) -> None:
    """The record that may be the same is at province level: central is still missing, province is not claimed."""
    world.source("population", "central")
    here = world.population("p1", "commune")
    there = world.population("p2", "province")
    links = _links(tmp_path / "links.parquet", "person", here, there, "review")
    fields = {row["field"] for row in world.find("missing_at_level", links=links) if row["entity_id"] == "p1"}
    assert fields == {"population.central"}
    without = {row["field"] for row in world.find("missing_at_level") if row["entity_id"] == "p1"}
    assert without == {"population.central", "population.province"}
