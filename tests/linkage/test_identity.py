"""Entity ids over runs: carried over, split, merged, never given twice."""

from pathlib import Path

import pandas as pd
import pytest

from doisoat.linkage.engine import Engine
from doisoat.linkage.identity import give_ids
from doisoat.sqlwork import statement

COLUMNS = ["run", "register", "level", "source", "table", "record", "entity_kind", "entity_id", "commune"]


def run(folder: Path, clusters: dict[int, str], prior: Path | None = None, kind: str = "person") -> dict[str, str]:
    """Give ids to clusters of one-letter records of source s; writes entities and aliases; {record: id}."""
    folder.mkdir(parents=True)
    rows = [(f"{kind}", c, r) for c, records in clusters.items() for r in records]
    with Engine(folder / "work", threads=1, memory_limit="200MB") as engine:
        engine.con.execute(
            'CREATE TABLE membership (register VARCHAR, level VARCHAR, source VARCHAR, "table" VARCHAR, '
            "record VARCHAR, entity_kind VARCHAR, cluster BIGINT, commune VARCHAR)"
        )
        for entity_kind, cluster, record in rows:
            engine.con.execute(
                "INSERT INTO membership VALUES ('population','central','s','population',?,?,?,NULL)",
                [record, entity_kind, cluster],
            )
        give_ids(engine, prior, "key", "r", folder / "aliases.parquet")
        engine.con.execute(
            f"COPY ({engine.text('entities', run='r')}) TO '{folder / 'entities.parquet'}' (FORMAT parquet)"
        )
    frame = pd.read_parquet(folder / "entities.parquet")
    assert list(frame.columns) == COLUMNS
    assert frame.groupby("entity_id").ngroups == len(clusters)
    return dict(zip(frame.record, frame.entity_id, strict=True))


def aliases(folder: Path) -> list[tuple[str, str, str]]:
    frame = pd.read_parquet(folder / "aliases.parquet")
    return list(frame[["old_id", "new_id", "reason"]].itertuples(index=False, name=None))


def test_ids_are_minted_from_the_smallest_record_and_do_not_depend_on_cluster_numbers(tmp_path: Path) -> None:
    one = run(tmp_path / "1", {0: "ab", 5: "c"})
    two = run(tmp_path / "2", {7: "c", 9: "ba"})
    assert one == two
    assert one["a"] == one["b"] != one["c"]
    assert one["a"].startswith("p_")


def test_ids_are_carried_over_when_records_come_and_go(tmp_path: Path) -> None:
    one = run(tmp_path / "1", {0: "bcd"})
    two = run(tmp_path / "2", {0: "acd"}, tmp_path / "1" / "entities.parquet")
    assert set(two.values()) == set(one.values())
    assert aliases(tmp_path / "2") == []


def test_a_split_keeps_the_id_with_the_majority_and_never_mints_it_again(tmp_path: Path) -> None:
    one = run(tmp_path / "1", {0: "abcde"})
    # the smaller part holds the record the id was minted from
    two = run(tmp_path / "2", {0: "ab", 1: "cde"}, tmp_path / "1" / "entities.parquet")
    assert two["c"] == one["a"]
    assert two["a"] != one["a"]
    assert aliases(tmp_path / "2") == [(one["a"], two["a"], "split")]


def test_a_merge_keeps_the_larger_ones_id_and_says_so(tmp_path: Path) -> None:
    one = run(tmp_path / "1", {0: "ab", 1: "cde"})
    two = run(tmp_path / "2", {0: "abcde"}, tmp_path / "1" / "entities.parquet")
    assert set(two.values()) == {one["c"]}
    assert aliases(tmp_path / "2") == [(one["a"], one["c"], "merged")]
    # the id that went is not minted again when its first record stands alone later; the history stays
    three = run(tmp_path / "3", {0: "a", 1: "bcde"}, tmp_path / "2" / "entities.parquet")
    assert three["a"] not in set(one.values())
    assert three["c"] == one["c"]
    assert (one["a"], one["c"], "merged") in aliases(tmp_path / "3")


def test_ties_go_to_the_smaller_id_and_kinds_do_not_mix(tmp_path: Path) -> None:
    one = run(tmp_path / "1", {0: "ab", 1: "cd"})
    two = run(tmp_path / "2", {0: "abcd"}, tmp_path / "1" / "entities.parquet")
    assert set(two.values()) == {min(one.values())}
    other = run(tmp_path / "3", {0: "abcd"}, tmp_path / "1" / "entities.parquet", kind="household")
    assert other["a"].startswith("h_")


@pytest.mark.parametrize("name", ["alias", "entities", "identity_claim", "identity_mint", "links", "membership"])
def test_statements_say_what_a_row_is(name: str) -> None:
    assert statement(f"link/{name}").says.startswith("a row is one ")
