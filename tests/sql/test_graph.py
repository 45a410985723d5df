"""The statements of each room hang together: what one reads another makes, or the room's own code, as listed here."""

from dataclasses import replace
from pathlib import Path

import pytest

from doisoat.sqlwork import Statement
from doisoat.sqlwork.statements import parse, statement
from tests.sql.graph import Told, ends, names, tables, together, wrong_heads

KINDS = ("household", "organisation", "parcel", "person")
RELINKED = ("household", "parcel", "person")
SEEN = ("certificate", "household", "household_member", "parcel", "population", "right", "social_insurance")
RAW = {"household", "household_member_row", "land_right", "parcel", "population", "social_insurance"}
"""Views over the canonical files, made by ``detect.views.create_raw``."""


def each(pattern: str, *words: str) -> set[str]:
    return {pattern.replace("*", word) for word in words}


SOURCES: dict[str, set[str]] = {
    "compare": {"altered", "decision_a", "decision_b", "part", "shown"},
    "decide": {"wanted"},
    "detect": {
        "batch_communes",
        "causes",
        "config_units",
        "entity_row",
        "household_head",
        "judged",
        "kinds",
        "link_row",
        "params",
        "previous",
        "quarantine_row",
        "severities",
        "sources",
        "succession_row",
        "village_meaning",
        "village_names",
        "village_unlisted",
    }
    | (RAW - {"household", "parcel", "population", "social_insurance"}),
    "evaluate": {"run_discrepancies", "run_ledger", "run_records", "truth", "truth_discrepancies"},
    "extract": {"chunk"},
    "gazetteer": {
        "choice",
        "config_unit",
        "entities",
        "household",
        "household_member",
        "newest",
        "parcel",
        "period",
        "period_step",
        "population",
        "possible",
        "said",
        "seen",
        "social_insurance",
        "source_day",
        "spread",
        "typed_label",
    },
    "link": each("in_*", *SEEN)
    | each("all_*", *SEEN)
    | each("*_link", *KINDS)
    | each("*_evidence", *KINDS)
    | each("*_node", *RELINKED)
    | each("*_label", "household", "organisation", "parcel", "node")
    | each("*_random", "household", "organisation", "parcel")
    | each("*_fresh", *RELINKED)
    | each("*_before", *RELINKED)
    | each("was_*", *RELINKED)
    | each("was_*_node", *RELINKED)
    | each("was_*_block", *RELINKED)
    | {
        "carried",
        "changed_source",
        "decided_alone",
        "decided_now",
        "estimate_take",
        "known",
        "new_entity",
        "new_link",
        "number_void",
        "organisation_name",
        "pair_all",
        "person_active",
        "person_name",
        "person_whole",
        "prior",
        "prior_alias",
        "retired",
        "told_date",
        "train_group",
    },
    "report": RAW | {"batch_communes", "discrepancies", "discrepancy_row", "entities", "lineage", "officer_kind"},
    "standardise": {"built", "chosen", "matched", "prior", "remarks", "unnarrowed", "village_meant"},
    "truth": {"catalogue", "config_unit", "coverage", "finding", "read_source", "spelt"},
}
"""Room → tables its code makes and a statement reads."""

SINKS: dict[str, set[str]] = {
    "compare": {"changed"},
    "detect": {"discrepancy"},
    "link": each("decided_*", *KINDS) | {"kin_changed", "wanted_household", "wanted_parcel"},
    "truth": {"written"},
}
"""Room → tables a statement makes and only its code reads."""


def rooms() -> dict[str, dict[str, Statement]]:
    found: dict[str, dict[str, Statement]] = {}
    for folder, name in names():
        room, _, rest = name.partition("/")
        if rest:
            found.setdefault(room, {})[rest] = statement(name, folder)
    return found


@pytest.mark.parametrize(("folder", "name"), names(), ids=[name for _, name in names()])
def test_a_head_says_what_the_text_says(folder: Path, name: str) -> None:
    """``python -m tests.sql.graph`` writes it."""
    assert wrong_heads(folder, name) == []
    assert statement(name, folder).says.startswith(("a row ", "adds "))


@pytest.mark.parametrize("room", rooms())
def test_no_table_is_undeclared_unread_or_made_twice(room: str) -> None:
    sources, sinks, twice = ends(rooms()[room])
    assert sources == SOURCES.get(room, set())
    assert sinks == SINKS.get(room, set())
    assert twice == {}


def test_what_makes_a_table_in_place_of_another_statement_makes_one_of_its_tables() -> None:
    for found in rooms().values():
        for name, asked in found.items():
            alone = {name: replace(asked, instead=()), **{other: found[other] for other in asked.instead}}
            assert bool(ends(alone)[2]) == bool(asked.instead), name


def statements(**texts: str) -> dict[str, Statement]:
    return {name: parse(name, f"-- a row is one\n{text}") for name, text in texts.items()}


def test_the_graph_sees_what_is_wrong() -> None:
    made = statements(
        one="-- reads: raw\n-- makes: a\nCREATE TABLE a AS FROM raw",
        two="-- makes: a\nCREATE TABLE a AS SELECT 1",
        three="-- $kind: x, y\n-- reads: ${kind}_b\n-- makes: c\nCREATE TABLE c AS FROM ${kind}_b",
    )
    assert ends(made) == ({"raw", "x_b", "y_b"}, {"a", "c"}, {"a": ["one", "two"]})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("CREATE OR REPLACE TEMP TABLE a AS WITH b AS (FROM x) FROM b JOIN y ON true", Told({"x", "y"}, {"a"})),
        ("CREATE VIEW a AS WITH x AS (SELECT * FROM x) SELECT * FROM x", Told({"x"}, {"a"})),
        ("CREATE TABLE a AS SELECT * FROM a WHERE k IN (SELECT k FROM z)", Told({"z"}, adds={"a"})),
        ("CREATE TABLE a (k INTEGER)", Told(makes={"a"})),
        ("INSERT INTO a BY NAME SELECT (SELECT max(k) FROM b) FROM c EXCEPT FROM d", Told({"b", "c", "d"}, adds={"a"})),
        ("UPDATE a SET k = b.k\nFROM b WHERE a.j = b.j", Told({"b"}, adds={"a"})),
        ("DELETE FROM a WHERE k IN (FROM b)", Told({"b"}, adds={"a"})),
        ("SELECT ';' AS x FROM b SEMI JOIN c USING (k)", Told({"b", "c"}, selects=True)),
        ("CREATE TEMP MACRO m(x) AS x", Told()),
    ],
)
def test_tables_are_found_wherever_they_stand(text: str, found: Told) -> None:
    expected = Told(frozenset(found.reads), frozenset(found.makes), frozenset(found.adds), found.selects)
    assert together([text]) == expected


def test_a_name_is_no_table_only_where_it_was_defined() -> None:
    assert tables("SELECT * FROM (WITH a AS (SELECT 1 AS k) SELECT * FROM a) JOIN a USING (k)") == {"a"}
    assert tables("WITH a AS (FROM b), b AS (FROM a) FROM b") == {"b"}
