"""The catalogue: complete, readable by an officer, and in step with rules, tests and docs."""

import re
from string import Formatter

import pytest

from doisoat.detect import kind, kinds
from doisoat.detect.documentation import markdown
from doisoat.paths import ROOT, SQL
from doisoat.registers import TABLES
from doisoat.sqlwork import statement
from doisoat.text.difference import CAUSES, REPAIRABLE

PLACEHOLDERS = {
    "Field",
    "field",
    "value",
    "value_parcel",
    "differences",
    "people",
    "members",
    "source",
    "places",
    "places_of_death",
    "places_of_life",
    "missing",
    "kind_of_thing",
    "of_field",
    "count_entities",
    "count_records",
    "count_members",
    "offices",
    "check_first",
    "Missing",
    "clash",
    "because",
    "proposal",
}
FINDING_FIELDS = {"village_list", "unit", "map_sheet_no"}


@pytest.mark.parametrize("kind_id", kinds())
def test_each_kind_has_a_rule_with_a_headline_and_a_test_file(kind_id: str) -> None:
    assert statement(f"detect/{kind_id}").says.startswith("a row is ")
    assert (ROOT / "tests" / "detect" / f"test_{kind_id}.py").is_file()


def test_every_statement_says_what_its_rows_are() -> None:
    for path in (SQL / "detect").rglob("*.sql"):
        assert path.read_text(encoding="utf-8").startswith("-- a row is "), path.name


def test_sheet_names_are_distinct_and_allowed_in_excel() -> None:
    names = [entry.sheet_vi for entry in kinds().values()]
    assert len(set(names)) == len(names)
    assert not [name for name in names if len(name) > 31 or re.search(r"[\[\]:*?/\\']", name)]


def test_texts_use_known_placeholders_only() -> None:
    for entry in kinds().values():
        said = [cause.action_vi for cause in entry.causes.values() if cause.action_vi]
        for text in (entry.message_vi, entry.fix_vi, entry.action_vi, *entry.action_by_field.values(), *said):
            assert {name for _, name, _, _ in Formatter().parse(text) if name} <= PLACEHOLDERS, entry.id


def test_overrides_name_fields_of_the_kind() -> None:
    for entry in kinds().values():
        named = {*entry.severity_by_field, *entry.action_by_field, *entry.full_identifier} - {"*"}
        assert named <= set(entry.fields), entry.id


def test_fields_are_columns_tables_or_levels() -> None:
    columns = {name for table in TABLES.values() for name in table.names()}
    levels = {f"{table.register}.{level}" for table in TABLES.values() for level in ("central", "province", "commune")}
    for entry in kinds().values():
        assert set(entry.fields) <= columns | levels | set(TABLES) | FINDING_FIELDS, entry.id


def test_texts_are_vietnamese_sentences() -> None:
    for entry in kinds().values():
        for text in (entry.rule_vi, entry.instructions(), entry.summary()):
            assert text.endswith((".", "!")), (entry.id, text)
            assert re.search("[ạảãáàăâđêôơư]", text), (entry.id, text)


def test_gravest_kinds_come_first() -> None:
    order = ("high", "medium", "low", "info")
    ranks = [order.index(entry.severity) for entry in kinds().values()]
    assert ranks == sorted(ranks)


def test_identifiers_are_whole_only_where_the_number_is_the_matter() -> None:
    assert kind("value_differs").shows_identifier("personal_id")
    assert not kind("value_differs").shows_identifier("full_name")
    assert kind("missing_at_level").shows_identifier("population.commune")
    assert not kind("deceased_but_insured").shows_identifier(None)


def test_unknown_kind_is_refused() -> None:
    with pytest.raises(KeyError):
        kind("no_such_kind")


def test_document_is_current() -> None:
    assert (ROOT / "docs" / "discrepancies.md").read_text(encoding="utf-8") == markdown(), "run `make docs`"


def test_every_cause_the_text_room_gives_has_words() -> None:
    named = {name for entry in kinds().values() for name in entry.causes}
    assert set(CAUSES) <= named
    assert {name for name, cause in kind("value_differs").causes.items() if cause.severity == "low"} == REPAIRABLE
