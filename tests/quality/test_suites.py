"""The suites as files: complete, consistent, loadable as they are."""

import json
import re
from typing import Any

import pytest

from doisoat.paths import EXPECTATIONS
from doisoat.quality.frames import EXTRA
from doisoat.quality.model import ASPECT_OF, Aspect, Dimension, Severity
from doisoat.quality.suites import LEVELS, catalogue, rules
from doisoat.registers import TABLES

FILES = sorted(path.stem for path in EXPECTATIONS.glob("*.json"))
WORDS = {Aspect.DUNG: "Đúng", Aspect.DU: "Đủ", Aspect.SACH: "Sạch", Aspect.SONG: "Sống"}


def _expectations(stem: str) -> list[dict[str, Any]]:
    return json.loads((EXPECTATIONS / f"{stem}.json").read_text(encoding="utf-8"))["expectations"]


def test_one_suite_a_table_and_no_stray_file() -> None:
    assert {stem for stem in FILES if "." not in stem} == set(TABLES)
    assert {tuple(stem.split(".")) for stem in FILES if "." in stem} <= {(t, level) for t in TABLES for level in LEVELS}


@pytest.mark.parametrize("stem", FILES)
def test_loads_as_a_plain_great_expectations_suite(stem: str) -> None:
    from great_expectations.core.expectation_suite import ExpectationSuite

    import doisoat.quality.expectations  # noqa: F401

    content = json.loads((EXPECTATIONS / f"{stem}.json").read_text(encoding="utf-8"))
    suite = ExpectationSuite(**content)
    assert [item.severity.value for item in suite.expectations] == [
        item["severity"] for item in content["expectations"]
    ]


@pytest.mark.parametrize("stem", FILES)
def test_every_expectation_says_what_an_officer_must_know(stem: str) -> None:
    for item in _expectations(stem):
        meta = item["meta"]
        assert re.fullmatch(r"[A-Z]{3}-\d{3}", meta["id"])
        assert Severity(item["severity"])
        assert meta["dung_du_sach_song"] == WORDS[ASPECT_OF[Dimension(meta["dimension"])]]
        assert meta["title_vi"].strip()
        assert meta["how_to_fix_vi"].strip().endswith(".")


def test_ids_are_unique_and_belong_to_one_table() -> None:
    base = [item["meta"]["id"] for stem in FILES if "." not in stem for item in _expectations(stem)]
    assert len(base) == len(set(base)) == len(catalogue())
    prefixes = {rule.table: rule.id[:3] for rule in catalogue().values()}
    assert len(set(prefixes.values())) == len(TABLES)


@pytest.mark.parametrize("stem", [stem for stem in FILES if "." in stem])
def test_a_level_only_changes_rules_of_its_table(stem: str) -> None:
    table, level = stem.split(".")
    base = {item["meta"]["id"]: item for item in _expectations(table)}
    for item in _expectations(stem):
        assert item != base[item["meta"]["id"]]
        merged = next(rule for rule in rules(table, level) if rule.id == item["meta"]["id"])
        assert merged.config == item


@pytest.mark.parametrize("rule", catalogue().values(), ids=lambda rule: rule.id)
def test_rules_read_columns_that_exist(rule) -> None:
    known = {field.name for field in TABLES[rule.table].columns()} | set(EXTRA.get(rule.table, ()))
    assert set(rule.columns) <= known
    assert rule.parameters <= {"as_of", "as_of_year", "previous_rows", "min_rows", "max_rows"}


def test_every_dimension_is_asked_of_every_register() -> None:
    asked = {(TABLES[rule.table].register, rule.dimension) for rule in catalogue().values()}
    for register in {table.register for table in TABLES.values()}:
        assert {dimension for name, dimension in asked if name == register} == set(Dimension)
