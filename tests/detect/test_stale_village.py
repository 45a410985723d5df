"""Còn dùng tên thôn cũ: the label has expired, whether the source dates it or not."""

import pytest

from tests.detect.factories import World, village

KIND = "stale_village"


@pytest.mark.parametrize("status", ["current", "ambiguous", "unknown", None])
def test_passes_when_the_label_is_in_use(world: World, status: str | None) -> None:
    world.population("p1", **village("Thôn 8", "v12", status))
    assert world.find(KIND) == []


def test_fails_when_the_source_itself_dates_the_label_before_its_end(world: World) -> None:
    world.population("p1", **village("Thôn 8", "v12", "former"))
    (row,) = world.find(KIND)
    assert (row["entity_id"], row["severity"]) == ("p1", "low")


def test_fails_when_the_label_has_expired(world: World) -> None:
    record = world.insurance("p1", **village("Thôn 8", "v12", "stale"))
    world.household("h1", "H1", **village("Thôn 8", "v12", "stale"))
    world.member("p1", "H1")
    rows = {row["entity_id"]: row for row in world.find(KIND)}
    assert set(rows) == {"p1", "h1"}
    assert rows["p1"]["records"] == [record]
    assert (rows["p1"]["field"], rows["p1"]["dimension"]) == ("village", "timeliness")


def test_says_the_present_name(world: World) -> None:
    world.insurance("p1", **village("Thôn 8", "v12", "stale"))
    world.known_villages("names", {"village_id": "v12", "label": "Thôn 12"}, {"village_id": "v8", "label": "Thôn 8"})
    (row,) = world.find(KIND)
    assert list(row["values"].values()) == ["Thôn 8 → Thôn 12"]


def test_what_other_sources_make_clear_counts(world: World) -> None:
    source, record = world.population("p1", **village("Thôn 8", "v12|v8", "ambiguous")).split("|")
    assert world.find(KIND) == []
    world.known_villages(
        "meaning",
        {"source_id": source, "record_key": record, "village_candidates": "v12", "village_status": "stale"},
    )
    assert [row["entity_id"] for row in world.find(KIND)] == ["p1"]
