"""Decisions about pairs of records beat the model, bind every path between the two, and never stop a run."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doisoat.linkage import LinkConfig, LinkInputs, LinkResult, explain_pair, link
from doisoat.linkage.cluster import Edges, cluster
from doisoat.linkage.decided import DECIDED_BITS, Ties, conflicts
from doisoat.linkage.explain_sentence import sentence
from doisoat.runs.link_report import DecisionCounts
from tests.linkage.conftest import person
from tests.linkage.province import Province

COLUMNS = ["entity_kind", "source_a", "record_a", "source_b", "record_b", "verdict"]
PAIRS = st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda p: p[0] < p[1])
GRAPH = st.dictionaries(PAIRS, st.integers(-20, 20), max_size=30)
DECISIONS = st.lists(st.tuples(PAIRS, st.booleans()), max_size=8)


def ties(pairs: list[tuple[int, int, bool]]) -> Ties:
    rows = np.array(sorted(set(pairs)), dtype=np.int64).reshape(-1, 3)
    return Ties(rows[:, 0], rows[:, 1], rows[:, 2] == 1)


def clusters(n: int, graph: dict[tuple[int, int], float], slots: dict[int, int], held: Ties) -> list[int]:
    keys = sorted(graph)
    a, b = (np.array([k[side] for k in keys], dtype=np.int64) for side in (0, 1))
    edges = Edges(a, b, np.array([graph[k] for k in keys], dtype=np.float64))
    node, slot = np.array(list(slots), dtype=np.int64), np.array(list(slots.values()), dtype=np.int64)
    if not len(held.a):
        assert held.cluster(np.arange(n), edges, node, slot, 3.0, 2.0, 14.0).tolist() == (
            cluster(n, edges, node, slot, 3.0, 2.0, 14.0).tolist()
        )
    return held.cluster(np.arange(n), edges, node, slot, 3.0, 2.0, 14.0).tolist()


@settings(deadline=None, max_examples=200)
@given(GRAPH, st.dictionaries(st.integers(0, 9), st.integers(0, 2), max_size=10), DECISIONS)
def test_what_is_decided_holds_whatever_the_model_weighs(graph, slots, decisions) -> None:  # type: ignore[no-untyped-def]
    made = [(a, b, same) for (a, b), same in decisions]
    held = [pair for pair, lost in zip(made, conflicts(made), strict=True) if not lost]
    label = clusters(10, graph, slots, ties(held))
    for a, b, same in held:
        assert (label[a] == label[b]) == same, (a, b, same)
    assert all(label[x] <= x and label[label[x]] == label[x] for x in range(10))


@settings(deadline=None, max_examples=100)
@given(DECISIONS)
def test_the_newest_decision_always_holds_and_what_is_kept_is_free_of_conflicts(decisions) -> None:  # type: ignore[no-untyped-def]
    made = [(a, b, same) for (a, b), same in decisions]
    lost = conflicts(made)
    assert not made or not lost[-1]
    assert not any(conflicts([pair for pair, gone in zip(made, lost, strict=True) if not gone]))


def test_the_older_of_contradictory_decisions_is_in_conflict() -> None:
    assert conflicts([("A", "C", False), ("A", "B", True), ("B", "C", True)]) == [True, False, False]
    assert conflicts([("A", "B", True), ("B", "C", True), ("A", "C", False)]) == [True, False, False]
    assert conflicts([("A", "B", True), ("A", "B", True), ("A", "A", False)]) == [False, False, True]


def test_decided_different_are_kept_apart_by_way_of_a_third() -> None:
    graph = {(0, 1): 30.0, (1, 2): 20.0, (0, 2): 25.0}
    assert clusters(3, graph, {}, ties([])) == [0, 0, 0]
    assert clusters(3, graph, {}, ties([(0, 2, False)])) == [0, 0, 2]


def test_decided_same_beats_one_record_a_source_and_contradictions() -> None:
    # 0, 1 and 2 stand in one source; 0 and 2 contradict each other, and 3 contradicts 2 but is plainly 0
    graph = {(0, 2): -30.0, (2, 3): -30.0, (0, 3): 12.0}
    slots = {0: 7, 1: 7, 2: 7}
    assert clusters(4, graph, slots, ties([(0, 1, True), (1, 2, True)])) == [0, 0, 0, 0]


def test_published_pairs_say_that_they_were_decided() -> None:
    held = ties([(0, 3, True), (1, 2, False)])
    a, b, weight, pattern, evidence = held.publish(
        np.array([0, 1]), np.array([1, 2]), np.array([5.0, 9.0]), np.array([0, 0]), ["{}"]
    )
    assert [*zip(a.tolist(), b.tolist(), weight.tolist(), strict=True)] == [
        (0, 1, 5.0),
        (0, 3, DECIDED_BITS),
        (1, 2, -DECIDED_BITS),
    ]
    assert [json.loads(evidence[p]) for p in pattern] == [
        {},
        {"decided": ["same", 100.0]},
        {"decided": ["different", -100.0]},
    ]


SOURCES = ("population.central.bca", "population.province.x", "population.commune.y")


@pytest.fixture
def decided(province: Province, linked: LinkResult, tmp_path: Path):  # type: ignore[no-untyped-def]
    """Link the background and extra population records with decisions: (entity by record, links, report)."""

    def run(records, decisions):  # type: ignore[no-untyped-def]
        path, book = tmp_path / "extra.parquet", tmp_path / "decisions.parquet"
        pd.DataFrame(records).to_parquet(path, index=False)
        pd.DataFrame(decisions, columns=COLUMNS).to_parquet(book, index=False)
        files = {**province.files, "population": [*province.files["population"], path]}
        result = link(
            LinkInputs.of(files), LinkConfig(), None, linked.model, tmp_path / "w", tmp_path / "o", decisions=book
        )
        entities, links = pd.read_parquet(result.entities), pd.read_parquet(result.links)
        assert not entities.duplicated(["source", "table", "record"]).any()
        return dict(zip(entities.record, entities.entity_id, strict=True)), links, result.report.decisions

    return run


def pair(one: str, other: str, verdict: str, kind: str = "person", sources: tuple[str, str] = SOURCES[:2]):  # type: ignore[no-untyped-def]
    return (kind, sources[0], one, sources[1], other, verdict)


def test_people_beat_the_model_both_ways(decided) -> None:  # type: ignore[no-untyped-def]
    records = [
        person(SOURCES[0], "A", "Lò Thị Mận", "1961-02-03", "001161000123"),
        person(SOURCES[1], "B", "Lò Thị Mận", "1961-02-03", "001161000123"),
        person(SOURCES[2], "C", "Quàng Văn Sáu", "1990-11-12", "001090000456"),
    ]
    entity, _, report = decided(records, [])
    assert entity["A"] == entity["B"] != entity["C"]
    assert report == DecisionCounts(given=0, same=0, different=0, unknown=0, in_conflict=0)
    made = [pair("A", "B", "different"), pair("B", "C", "same", sources=SOURCES[1:]), pair("A", "?", "same")]
    entity, links, report = decided(records, made)
    assert entity["A"] != entity["B"] == entity["C"]
    assert report == DecisionCounts(given=3, same=1, different=1, unknown=1, in_conflict=0)
    said = links[links.evidence.str.contains("decided")]
    assert set(said.record_a) | set(said.record_b) == {"B", "C"}
    assert said.decision.tolist() == ["link"]
    both = {"A", "B"}
    assert not any({row.record_a, row.record_b} == both for row in links.itertuples())


def test_a_node_of_equal_records_is_split_by_way_of_a_third(decided) -> None:  # type: ignore[no-untyped-def]
    """A and B agree outright; C is decided to be A and not B."""
    records = [
        *(person(SOURCES[i], key, "Lò Thị Mận", "1961-02-03", "001161000123") for i, key in enumerate("AB")),
        person(SOURCES[2], "C", "Quàng Văn Sáu", "1990-11-12", "001090000456"),
    ]
    made = [
        pair("A", "C", "same", sources=(SOURCES[0], SOURCES[2])),
        pair("B", "C", "different", sources=(SOURCES[1], SOURCES[2])),
    ]
    entity, _, report = decided(records, made)
    assert entity["A"] == entity["C"] != entity["B"]
    assert report.in_conflict == 0


def test_conflicting_decisions_are_counted_and_the_newest_wins(decided) -> None:  # type: ignore[no-untyped-def]
    records = [
        person(SOURCES[i], key, name, f"196{i}-02-03", None)
        for i, (key, name) in enumerate(zip("ABC", ("Lò Thị Mận", "Cầm Bá Sơn", "Hà Thị Ính"), strict=True))
    ]
    made = [
        pair("A", "C", "different", sources=(SOURCES[0], SOURCES[2])),
        pair("A", "B", "same"),
        pair("B", "C", "same", sources=SOURCES[1:]),
    ]
    entity, _, report = decided(records, made)
    assert entity["A"] == entity["B"] == entity["C"]
    assert report == DecisionCounts(given=3, same=2, different=0, unknown=0, in_conflict=1)


def test_households_and_parcels_obey_too(province: Province, linked: LinkResult, tmp_path: Path) -> None:
    links, entities = pd.read_parquet(linked.links), pd.read_parquet(linked.entities)
    rows, expected = [], []
    for kind in ("household", "parcel"):
        linked_pair = links[(links.entity_kind == kind) & (links.decision == "link")].iloc[0]
        rows.append((kind, *linked_pair[COLUMNS[1:5]], "different"))
        main = entities[(entities.entity_kind == kind) & (entities.table == kind)]
        strangers = main.drop_duplicates("entity_id").iloc[[0, -1]]
        rows.append((kind, *strangers.iloc[0][["source", "record"]], *strangers.iloc[1][["source", "record"]], "same"))
        expected += [False, True]
    book = tmp_path / "decisions.parquet"
    pd.DataFrame(rows, columns=COLUMNS).to_parquet(book, index=False)
    files = LinkInputs.of(province.files)
    result = link(files, LinkConfig(), None, linked.model, tmp_path / "w", tmp_path / "o", decisions=book)
    now = pd.read_parquet(result.entities).set_index(["source", "record"])["entity_id"]
    for (_, source_a, a, source_b, b, _), same in zip(rows, expected, strict=True):
        assert (now[source_a, a] == now[source_b, b]) == same


def test_a_decision_explains_itself(decided, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    records = [
        person(SOURCES[0], "A", "Lò Thị Mận", "1961-02-03", "001161000123"),
        person(SOURCES[1], "B", "Quàng Văn Sáu", "1990-11-12", "001090000456"),
    ]
    decided(records, [pair("A", "B", "same")])
    files = (tmp_path / "o" / f"{name}.parquet" for name in ("links", "entities"))
    found = explain_pair(*files, f"{SOURCES[0]}|A", f"{SOURCES[1]}|B", tmp_path / "o" / "model.json")
    assert sentence(found).startswith("Người xét đã quyết định hai bản ghi là một; ")
    assert "chưa so được" not in sentence(found)
    assert [part.field for part in found.decisive.parts] == ["decided"]
