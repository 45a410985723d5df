"""What holds for every kind: fingerprints, determinism, batches, first sight."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doisoat.detect import kinds
from doisoat.runs.communes import NO_HOME
from tests.detect.factories import HERE, THERE, UNITS, World, read, unit, village


def busy(world: World, entity: Callable[[str], str] = lambda name: name) -> World:
    """A small province in which every kind occurs; ``entity`` renames the entities."""
    e = entity
    id_a, id_b = "060080000001", "060080999999"
    world.source("population", "province")
    world.source("household", "province")
    world.source("land", "province", read=False)
    world.population(e("p1"), personal_id=id_a, sex="M", full_name="Nguyễn Văn An")
    world.population(e("p1"), "central", personal_id=id_b, sex="F", full_name="Nguyen Van An", **unit(THERE))
    world.population(e("p2"), "central", personal_id=id_a, date_of_birth="1980", **unit("23116", HERE, "stale"))
    world.population(
        e("p2"), "central", personal_id=id_a, date_of_birth="1980-05-03", **village("Thôn 8", "v1", "stale")
    )
    world.population(e("p3"), vital_status="deceased", **village("Xóm Lạ", None, "unknown"))
    world.insurance(e("p3"), **unit("99999", "", "unknown"))
    world.household(e("h1"), "H1")
    world.household(e("h2"), "H2", **unit(THERE))
    world.member(e("p3"), "H1", relation_to_head="02")
    world.member(e("p1"), "H2", relation_to_head="01")
    world.member(e("p2"), "H2", relation_to_head="01")
    world.member(e("p2"), "H1")
    world.insurance(e("p4"), personal_id="068081000004", **unit(THERE))
    world.parcel(e("t1"), key="T1", parcel_no="7")
    world.parcel(e("t2"), key="T2", parcel_no="7", **unit("23116", HERE, "former"))
    world.parcel(e("t1"), "central", area_m2=500.0, parcel_no="7", **unit(THERE))
    world.right(e("p5"), "T1", holder_former_id="250000005")
    world.population(e("p6"), **unit("99999", "", "unknown"))
    for change, number in (("split", 20), ("merge", 30)):
        parts = [world.parcel(e(f"t{number + n}"), key=f"T{number + n}", area_m2=50.0) for n in (1, 2)]
        whole = world.parcel(e(f"t{number}"), "central", key=f"Q{number}")
        world.succeeded(change, *((whole, part) if change == "split" else (part, whole) for part in parts))
    world.household(e("h9"), "H9", "central")
    world.member(e("p9"), "H9", "central", relation_to_head=None)
    one = world.population(e("p7"), "central", sex="M")
    other = world.population(e("p8"), sex="F")
    alike = world.population(e("p7"), "province")
    world.linked("person", (one, alike, "link", 5.0), (other, alike, "review", 6.0))
    return world


def test_the_busy_province_shows_every_kind(world: World) -> None:
    assert {row["kind"] for row in read(busy(world).run().path)} == set(kinds())


def test_columns_of_the_result(world: World) -> None:
    schema = pq.read_schema(busy(world).run().path)
    assert schema.names == [
        "run",
        "fingerprint",
        "kind",
        "severity",
        "dimension",
        "entity_kind",
        "entity_id",
        "commune",
        "field",
        "sources",
        "records",
        "values",
        "cause",
        "proposal",
        "first_seen_run",
    ]
    lists = {"sources", "records"}
    for name in schema.names:
        assert schema.field(name).type == (pa.list_(pa.string()) if name in lists else pa.string())


def test_an_empty_province_gives_an_empty_file_with_all_columns(world: World) -> None:
    result = world.run()
    assert result.rows == 0
    assert pq.read_table(result.path).column_names[0] == "run"
    assert set(result.by_kind.values()) == {0}


def test_fingerprint_is_the_documented_hash(world: World) -> None:
    for row in read(busy(world).run().path):
        source = row["sources"][0] if kinds()[row["kind"]].scope == "source" else ""
        parts = (row["kind"], row["entity_id"], source, row["field"] or "")
        expected = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]
        assert row["fingerprint"] == expected
        assert row["entity_id"].split("|") == sorted(row["entity_id"].split("|"))


def test_fingerprints_are_unique_and_rows_are_sorted_by_them(world: World) -> None:
    prints = [row["fingerprint"] for row in read(busy(world).run().path)]
    assert prints == sorted(set(prints))


def test_source_scope_means_one_source(world: World) -> None:
    for row in read(busy(world).run().path):
        if kinds()[row["kind"]].scope == "source":
            assert len(row["sources"]) == 1


def test_fingerprints_survive_new_values_new_keys_and_new_rows(tmp_path: Path) -> None:
    first, second = World(tmp_path / "a"), World(tmp_path / "b")
    for world, key, number in ((first, "x", "060080000001"), (second, "y", "060080000002")):
        world.population("p1", key=key, personal_id=number, date_of_birth="1980")
        world.population("p2", "central", key=f"{key}2", personal_id=number)
        world.population("p1", "central", date_of_birth="1990")
    second.population("p1", "province", date_of_birth="1991")
    wanted = ["one_identifier_two_people", "value_differs"]
    prints = [{row["fingerprint"] for row in read(world.run(wanted).path)} for world in (first, second)]
    assert prints[0] == prints[1]
    assert len(prints[0]) == 2


def test_same_content_whatever_the_threads_and_the_order_of_files(world: World, tmp_path: Path) -> None:
    first = busy(world).run(threads=1, name="one.parquet").path
    for rows in world.rows.values():
        rows.reverse()
    world.entities.reverse()
    second = world.run(threads=4, name="two.parquet").path
    assert pq.read_table(first).equals(pq.read_table(second))


def test_first_seen_run_is_carried_over(world: World) -> None:
    before = busy(world).run(run="r1", name="before.parquet")
    assert before.new == before.rows
    world.population("p9", sex="M")
    world.population("p9", "central", sex="F")
    after = world.run(run="r2", previous=before.path, name="after.parquet")
    new = [row for row in read(after.path) if row["first_seen_run"] == "r2"]
    assert {row["entity_id"] for row in new} == {"p9"}
    assert after.new == len(new)
    assert {row["run"] for row in read(after.path)} == {"r2"}


def test_counts_of_the_result_match_the_file(world: World) -> None:
    result = busy(world).run()
    rows = read(result.path)
    assert result.rows == len(rows) == sum(result.by_kind.values()) == sum(result.by_commune.values())
    assert result.by_commune[HERE] == sum(row["commune"] == HERE for row in rows)


def test_no_partial_file_is_left(world: World) -> None:
    world.run()
    assert [path.name for path in world.folder.iterdir() if "partial" in path.name] == []


def test_unknown_kinds_and_tables_are_refused(world: World) -> None:
    with pytest.raises(KeyError):
        world.run(["no_such_kind"])


def _strip(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(str(sorted(row.items())) for row in rows)


def test_batches_add_up_to_the_whole(world: World) -> None:
    whole = read(busy(world).run().path)
    parts = [read(world.run(communes=[commune]).path) for commune in (*UNITS, NO_HOME)]
    assert all(parts)
    assert _strip([row for part in parts for row in part]) == _strip(whole)


_row = st.fixed_dictionaries(
    {
        "entity": st.sampled_from(["p1", "p2", "p3", "p4"]),
        "level": st.sampled_from(["central", "province", "commune"]),
        "unit": st.sampled_from([HERE, THERE, "17662", None]),
        "number": st.sampled_from(["060080000001", "060080000002", "060080999999", None]),
        "household": st.sampled_from(["H1", "H2"]),
        "status": st.sampled_from(["current", "stale", "unknown"]),
        "relation": st.sampled_from(["01", "03"]),
    }
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(_row, min_size=1, max_size=10))
def test_batches_add_up_to_the_whole_whatever_the_province(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, Any]]
) -> None:
    world = World(tmp_path_factory.mktemp("province"))
    world.household("h1", "H1")
    world.household("h2", "H2", **unit(THERE))
    for row in rows:
        placed = unit(row["unit"], row["unit"] or "", row["status"] if row["unit"] else None)
        world.population(row["entity"], row["level"], personal_id=row["number"], **placed)
        world.insurance(row["entity"], row["level"], personal_id=row["number"], **placed)
        world.member(row["entity"], row["household"], relation_to_head=row["relation"])
        world.parcel(f"t{row['entity']}", row["level"], parcel_no="1", **placed)
    whole = read(world.run().path)
    parts = [read(world.run(communes=batch).path) for batch in ([HERE], [THERE, NO_HOME])]
    assert _strip([row for part in parts for row in part]) == _strip(whole)
