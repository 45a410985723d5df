"""Two runs compared: every way an entity can change, its cause, and counts that do not depend on ids."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doisoat.errors import DoisoatError
from doisoat.linkage.compare_runs import CAUSES, CHANGES, Comparison, compare_runs, explain_change
from doisoat.runs.local import RunData, find_run

DECISION = ["entity_kind", "source_a", "record_a", "source_b", "record_b", "verdict"]
LINK = ["entity_kind", "source_a", "record_a", "source_b", "record_b", "weight", "decision"]


def published(  # type: ignore[no-untyped-def]
    root: Path, run: str, entity: dict[str, str], links=(), decisions=(), model: str = "m"
) -> Path:
    """A published run: entity by record; a record is named by its register and a number, e.g. ``land1``."""
    folder, linked = root / "published" / run, root / "runs" / run / "linked"
    for path in (folder / "data", linked):
        path.mkdir(parents=True, exist_ok=True)
    rows = [("person", _source(record), record, entity_id) for record, entity_id in entity.items()]
    frame = pd.DataFrame(rows, columns=["entity_kind", "source", "record", "entity_id"], dtype="str")
    frame.to_parquet(folder / "data" / "entities.parquet")
    said = [("person", _source(a), a, _source(b), b, w, d) for a, b, w, d in links]
    types = {name: "float64" if name == "weight" else "str" for name in LINK}
    pd.DataFrame(said, columns=LINK).astype(types).to_parquet(folder / "data" / "links.parquet")
    made = [("person", _source(a), a, _source(b), b, v) for a, b, v in decisions]
    pd.DataFrame(made, columns=DECISION, dtype="str").to_parquet(linked / "decisions.parquet")
    (linked / "model.json").write_text(json.dumps({"content_hash": model}))
    return folder


def _source(record: str) -> str:
    return record.rstrip("0123456789") + ".central.x"


def changes(found: Comparison) -> dict[str, tuple[str, str]]:
    return {row["entity"]: (row["change"], row["cause"]) for row in found.rows.to_pylist()}


BEFORE = {
    "land1": "kept",
    "land2": "kept",
    "land3": "grown",
    "land4": "shrunk",
    "land5": "shrunk",
    "land6": "xchg",
    "land7": "xchg",
    "land8": "m1",
    "land9": "m2",
    "land10": "s",
    "land11": "s",
    "land12": "r1",
    "land13": "r1",
    "land14": "r2",
    "land15": "r2",
    "land16": "gone",
}
AFTER = {
    "land1": "kept",
    "land2": "kept",
    "land3": "grown",
    "land30": "grown",
    "land4": "shrunk",
    "land6": "xchg",
    "land60": "xchg",
    "land8": "m1",
    "land9": "m1",
    "land10": "s",
    "land11": "s9",
    "land12": "r1",
    "land13": "r2",
    "land14": "r1",
    "land15": "r2",
    "land40": "new",
}


def test_every_way_an_entity_can_change(tmp_path: Path) -> None:
    found = compare_runs(published(tmp_path, "a", BEFORE), published(tmp_path, "b", AFTER))
    assert {name: change for name, (change, _) in changes(found).items()} == {
        "grown": "grown",
        "shrunk": "shrunk",
        "xchg": "exchanged",
        "m1": "merged",
        "s": "split",
        "r1": "regrouped",
        "gone": "gone",
        "new": "new",
    }
    assert set(CHANGES) == {change for change, _ in changes(found).values()}
    (moved,) = found.moved
    assert (moved.before, moved.after, moved.kept) == (10, 10, 1)
    # m1+m2 joined; s separated; r1 and r2 lost two pairs and made two
    assert (moved.joined, moved.separated) == (3, 3)
    (row,) = [row for row in found.rows.to_pylist() if row["entity"] == "r1"]
    assert (row["entities_before"], row["entities_after"]) == ("r1|r2", "r1|r2")
    assert (row["records_before"], row["records_after"], row["registers"]) == (4, 4, "land")


def test_a_new_id_for_the_same_records_is_no_change(tmp_path: Path) -> None:
    renamed = {record: f"z{entity}" for record, entity in BEFORE.items()}
    found = compare_runs(published(tmp_path, "a", BEFORE), published(tmp_path, "b", renamed))
    assert found.rows.num_rows == 0
    assert found.line == "links +0 −0, reviews +0 −0, entities changed 0"


def test_links_count_by_what_they_join_not_by_what_stands_for_what(tmp_path: Path) -> None:
    a = {"land1": "p", "land2": "p", "population3": "p", "population4": "q", "land5": "q"}
    b = {"land1": "p", "land2": "p", "population3": "p", "population4": "q", "land5": "p"}
    links_a = [
        ("land1", "land2", 9.0, "link"),
        ("land1", "population3", 9.0, "link"),
        ("population4", "land5", 5.0, "link"),
        ("land1", "population4", 0.0, "review"),
    ]
    # land2 now stands for land1; land5 moved over; the review pair is said the other way round, another came up
    links_b = [
        ("land2", "population3", 9.0, "link"),
        ("land2", "land1", 9.0, "link"),
        ("population3", "land5", 8.0, "link"),
        ("population4", "land1", 0.0, "review"),
        ("population4", "land5", 2.0, "review"),
    ]
    found = compare_runs(published(tmp_path, "a", a, links_a), published(tmp_path, "b", b, links_b))
    (row,) = found.links
    assert (row.entity_kind, row.registers) == ("person", "land–population")
    assert (row.links_added, row.links_removed, row.reviews_added, row.reviews_removed) == (1, 1, 1, 0)
    assert found.line == "links +1 −1, reviews +1 −0, entities changed 1"


def test_causes_in_their_order(tmp_path: Path) -> None:
    a = {"land1": "p", "land2": "p", "land3": "q", "land4": "q", "land5": "r", "land6": "t", "land7": "t"}
    b = {"land1": "p", "land2": "p2", "land3": "q", "land4": "q2", "land5": "r", "land50": "r", "land6": "t"}
    book = [("land1", "land2", "different")]
    old, new = tmp_path / "old.parquet", tmp_path / "new.parquet"
    for path, code in ((old, "1"), (new, "2")):
        columns = ["source_id", "record_key", "serial", "parcel_key"]
        rows = [("land.central.x", "land3", "1", "k"), ("land.central.x", "land4", code, "k")]
        pd.DataFrame(rows, columns=columns).to_parquet(path)
    before = published(tmp_path, "a", a)
    for model, rest in (("m", "gone_record"), ("n", "gone_record")):
        after = published(tmp_path, "b", b, decisions=book, model=model)
        found = changes(compare_runs(before, after, [("certificate", old, new), ("certificate", None, new)]))
        assert {name: cause for name, (_, cause) in found.items()} == {
            "p": "decision",
            "q": "changed_record",
            "r": "new_record",
            "t": rest,
        }
    for model, cause in (("m", "other"), ("n", "model")):
        after = published(tmp_path, "b", b, model=model)
        assert changes(compare_runs(before, after))["q"] == ("split", cause)
        assert cause in CAUSES
    # a decision both runs applied is no cause
    before = published(tmp_path, "a", a, decisions=book)
    assert changes(compare_runs(before, published(tmp_path, "b", b, decisions=book)))["p"] == ("split", "other")


def test_one_change_explained(tmp_path: Path) -> None:
    before = published(tmp_path, "a", BEFORE, [("land10", "land11", 6.0, "link"), ("land1", "land2", 9.0, "link")])
    after = published(tmp_path, "b", AFTER, [("land10", "land11", 1.0, "review")])
    for name in ("s", "s9"):
        ends, links = explain_change(before, after, name)
        assert [(e.record, e.before, e.after) for e in ends] == [("land10", "s", "s"), ("land11", "s", "s9")]
        assert [(row.run, row.weight, row.decision) for row in links] == [
            ("a", 6.0, "link"),
            ("b", 1.0, "review"),
        ]
    assert explain_change(before, after, "kept") == ((), ())
    with pytest.raises(DoisoatError) as caught:
        explain_change(before, tmp_path, "s")
    assert caught.value.code == "LINK-RUN"


PARTITION = st.lists(st.integers(-1, 4), min_size=8, max_size=8)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PARTITION, PARTITION)
def test_counts_follow_from_the_partitions(tmp_path: Path, one: list[int], two: list[int]) -> None:
    """Against plain sets: pairs joined and separated, entities kept, and the mirror image of the comparison."""
    a = {f"land{i}": f"a{x}" for i, x in enumerate(one) if x >= 0}
    b = {f"land{i}": f"b{x}" for i, x in enumerate(two) if x >= 0}
    before, after = published(tmp_path, "a", a), published(tmp_path, "b", b)
    found, back = compare_runs(before, after), compare_runs(after, before)
    shared = [pair for pair in combinations(range(8), 2) if min(one[i] for i in pair) >= 0 <= min(two[i] for i in pair)]
    joined = sum(one[i] != one[j] and two[i] == two[j] for i, j in shared)
    separated = sum(one[i] == one[j] and two[i] != two[j] for i, j in shared)
    sets_a, sets_b = _sets(a), _sets(b)
    for moved in found.moved:
        assert (moved.joined, moved.separated, moved.kept) == (joined, separated, len(sets_a & sets_b))
        assert (moved.before, moved.after) == (len(sets_a), len(sets_b))
    rows, mirrored = (side.rows.to_pylist() for side in (found, back))
    assert sum(row["records_before"] for row in rows) == len(a) - sum(map(len, sets_a & sets_b))
    opposite = {"grown": "shrunk", "merged": "split", "new": "gone"}
    opposite |= {value: key for key, value in opposite.items()}
    assert sorted(opposite.get(row["change"], row["change"]) for row in rows) == sorted(r["change"] for r in mirrored)


def _sets(entity: dict[str, str]) -> set[frozenset[str]]:
    by: dict[str, set[str]] = {}
    for record, name in entity.items():
        by.setdefault(name, set()).add(record)
    return {frozenset(records) for records in by.values()}


def test_files_given_one_by_one_need_no_folder(tmp_path: Path) -> None:
    files = [find_run(published(tmp_path, run, entity)) for run, entity in (("a", BEFORE), ("b", AFTER))]
    alone = [RunData(item.links, item.entities) for item in files]
    assert changes(compare_runs(*alone)).keys() == changes(compare_runs(*files)).keys()
