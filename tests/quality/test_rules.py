"""Every rule of every suite passes on sound data and, when broken, names exactly the rows that break it."""

import pandas as pd
import pytest

from doisoat.quality.engine import Raw, run
from doisoat.quality.frames import load
from doisoat.quality.suites import Rule, catalogue
from doisoat.registers import TABLES
from tests.quality import factories
from tests.quality.breakers import BREAKERS

PARAMETERS = {"as_of": factories.AS_OF, "as_of_year": 2026, "min_rows": 1, "max_rows": 20}
WHOLE_TABLE = {"expect_row_count_near_previous", "expect_table_row_count_to_be_between", "expect_extract_to_be_fresh"}


def _sound(rule: Rule) -> dict[str, pd.DataFrame]:
    register = TABLES[rule.table].register
    return {name: frame.copy() for name, frame in factories.everything()[f"{register}.commune.23122"].items()}


def _ask(rule: Rule, tables: dict[str, pd.DataFrame], **parameters: object) -> Raw:
    frame = load(tables)[rule.table]
    given = {**PARAMETERS, "previous_rows": len(frame)} | parameters
    return run(frame[sorted(set(rule.columns))], (rule,), "base", given)[rule.id]


@pytest.fixture(autouse=True)
def _base_suites(monkeypatch: pytest.MonkeyPatch) -> None:
    by_table = {name: tuple(rule for rule in catalogue().values() if rule.table == name) for name in TABLES}
    monkeypatch.setattr("doisoat.quality.engine.rules", lambda table, level: by_table[table])


@pytest.mark.parametrize("rule", catalogue().values(), ids=lambda rule: rule.id)
def test_passes_when_sound(rule: Rule) -> None:
    found = _ask(rule, _sound(rule))
    assert found.reason is None
    assert found.success
    assert len(found.failed) == 0


@pytest.mark.parametrize("rule", catalogue().values(), ids=lambda rule: rule.id)
def test_fails_when_broken_and_names_the_rows(rule: Rule) -> None:
    tables = _sound(rule)
    expected = BREAKERS[rule.type](tables, rule)
    broken = {"previous_rows": 1000, "min_rows": 13, "max_rows": 2} if rule.type in WHOLE_TABLE else {}
    found = _ask(rule, tables, **broken)
    assert found.reason is None
    assert not found.success
    assert found.failed.tolist() == expected
    assert found.whole_table == (rule.type in WHOLE_TABLE)
    assert found.evaluated >= max(len(expected), 1)


def test_every_breaker_is_used() -> None:
    assert set(BREAKERS) == {rule.type for rule in catalogue().values()}
