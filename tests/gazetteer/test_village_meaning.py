"""Undated labels: what a source's habits and the records of other sources make of them, and that nobody guesses."""

import pandas as pd
import pytest
from benchmarks.villages.labels import TODAY, Options, written
from benchmarks.villages.meaning import measure, resolved
from hypothesis import given, settings
from hypothesis import strategies as st

from doisoat.gazetteer.village_evidence import settle
from doisoat.gazetteer.village_habits import narrowed, thin
from doisoat.gazetteer.villages import Alias, VillageRegistry
from doisoat.sqlwork import open_session

SMALL = {"units": 4, "households": 8}
EVE, DAY = "2026-04-09", "2026-04-10"
# Phạm Ngũ Lão: 1 … 8 became 19 … 12; the next commune's 1 … 8 keep their numbers.
REVERSED = [
    alias
    for n in range(1, 9)
    for alias in (
        Alias(f"a{n}", "10001", f"Khu dân cư {n}", "", EVE, "", "A"),
        Alias(f"a{n}", "10001", f"Khu dân cư {20 - n}", DAY, "", "", "A"),
        Alias(f"b{n}", "10001", f"Khu dân cư {n}", "", "", "", "B"),
    )
]


def meant(labels: dict[str, int], aliases: list[Alias] = REVERSED) -> dict[str, tuple[str, str]]:
    """Label → (villages, status) after the habits of a source that writes so many rows of each."""
    registry = VillageRegistry(aliases, TODAY)
    units = pd.Series(["10001"] * len(labels))
    found = registry.resolve(units, pd.Series(list(labels)))
    groups = pd.DataFrame(
        {
            "unit": units,
            "key": found["village_key"],
            "candidates": found["village_candidates"],
            "expired": found["village_expired"],
            "status": found["village_status"],
            "rows": list(labels.values()),
        }
    )
    less = narrowed(groups, registry).set_index("key")
    return {
        label: (less.loc[key, "meant"], less.loc[key, "status"]) if key in less.index else (villages, status)
        for label, key, villages, status in zip(
            labels, found["village_key"], found["village_candidates"], found["village_status"], strict=True
        )
    }


def test_who_writes_the_new_labels_does_not_mean_the_old_ones() -> None:
    found = meant({**{f"Khu dân cư {n}": 50 for n in range(1, 9)}, **{f"Khu dân cư {n}": 50 for n in range(12, 20)}})
    assert found["Khu dân cư 3"] == ("b3", "current")


def test_who_never_writes_a_new_label_may_mean_old_and_unchanged_ones() -> None:
    found = meant({f"Khu dân cư {n}": 100 for n in range(1, 9)})
    assert found["Khu dân cư 3"] == ("a3|b3", "ambiguous")


def test_a_village_by_village_mixture_is_told_apart() -> None:
    new = {f"Khu dân cư {n}": 50 for n in (12, 13, 14, 15)}  # villages 8, 7, 6, 5
    found = meant({**{f"Khu dân cư {n}": 50 for n in range(1, 9)}, **new})
    assert found["Khu dân cư 7"] == ("b7", "current")
    assert found["Khu dân cư 2"] == ("a2|b2", "ambiguous")


def test_a_few_outdated_rows_are_no_habit() -> None:
    found = meant({"Khu dân cư 7": 100, "Khu dân cư 13": 2})
    assert found["Khu dân cư 7"] == ("a7|b7", "ambiguous")


@pytest.mark.parametrize(
    ("listed", "rows", "villages", "missing", "hardly"),
    [(10, 30, 1, 2, True), (20, 30, 1, 2, False), (10, 30, 2, 2, False), (0, 30, 20, 20, False), (0, 0, 1, 0, False)],
)
def test_hardly_a_list(listed: int, rows: int, villages: int, missing: int, hardly: bool) -> None:
    assert thin(listed, rows, villages, missing) is hardly


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000))
def test_habits_keep_a_village_and_only_villages_of_that_label(seed: int) -> None:
    made = written(seed, Options(units=2, households=6))
    rows = resolved(made)
    narrower = rows[rows["village_possible"].notna()]
    for less, all_ in narrower[["village_candidates", "village_possible"]].drop_duplicates().itertuples(index=False):
        assert set(less.split("|")) < set(all_.split("|"))


def test_what_is_said_to_be_certain_is_certain() -> None:
    """Over many worlds: in one of twenty, all labels of a unit changed places and a source's habits there mislead."""
    right = []
    for seed in range(8):
        rows = resolved(written(seed, Options(units=2, households=6)))
        singles = rows[~rows["village_candidates"].str.contains("|", regex=False)]
        right.append(singles["village_candidates"] == singles["village"])
    assert pd.concat(right).mean() > 0.985  # outdated rows, which nobody can tell from today's, are among the rest


@pytest.mark.parametrize("ways", [(0.35, 0.35, 0.3), (0.7, 0.15, 0.15)])
def test_differing_and_outdated_villages_are_found_and_no_others(ways: tuple[float, float, float]) -> None:
    found = measure(7, Options(**SMALL, ways=ways))
    assert found["true differs"] > 50
    assert found["true stale"] > 1000
    for name in ("differs precision", "differs recall", "stale precision", "stale recall"):
        assert found[name] >= 0.95, (name, found)


def test_where_nothing_differs_nothing_is_said() -> None:
    found = measure(8, Options(**SMALL, wrong=0.0, outdated=0.0))
    assert (found["said differs"], found["stale precision"]) == (0, 1)


def test_one_source_alone_decides_nothing_it_cannot() -> None:
    """Thôn 1 … 10 became Thôn 10 … 1 in the same commune: the labels of before and after are the same words."""
    aliases = [
        alias
        for n in range(1, 11)
        for alias in (Alias(f"v{n}", "10001", f"Thôn {n}", "", EVE), Alias(f"v{n}", "10001", f"Thôn {11 - n}", DAY, ""))
    ]
    found = meant({f"Thôn {n}": 50 for n in range(1, 11)}, aliases)
    assert {status for _, status in found.values()} == {"ambiguous"}


@pytest.mark.parametrize(("said", "status"), [((), "stale"), (("population.central.bca",), "former")])
def test_an_old_label_of_a_source_that_says_so_is_not_stale(said: tuple[str, ...], status: str) -> None:
    """Two villages bore the label; another source tells which of them is meant."""
    aliases = [Alias(f"v{n}", "10001", "Thôn 1", "", EVE) for n in (1, 2)]
    aliases += [Alias(f"v{n}", "10001", f"Thôn {n} Mới", DAY, "") for n in (1, 2)]
    columns = ["mover", "source", "record", "key", "candidates", "expired", "status"]
    rows = [
        ("h1", "population.central.bca", "a", "thon 1", "v1|v2", "v1|v2", "ambiguous"),
        ("h1", "population.province.68", "b", "thon 1 moi", "v1", None, "current"),
    ]
    frame = pd.DataFrame(rows, columns=columns).assign(unit="10001", possible=None, located=True)
    with open_session() as session:
        session.table("village_record", frame.astype({"possible": "str", "expired": "str"}))
        found = settle(session, VillageRegistry(aliases, TODAY), said).to_pylist()
    assert [tuple(row.values()) for row in found] == [("population.central.bca", "a", "v1", status)]
