"""A date of what has happened cannot lie in the future; a date something lasts until can."""

import pyarrow as pa
import pytest

from doisoat.registers import TABLES
from doisoat.standardise.values import parse


def field(table: str, name: str):
    return next(item for item in TABLES[table].fields if item.name == name)


@pytest.mark.parametrize(
    ("table", "name"),
    [
        ("population", "date_of_birth"),
        ("population", "status_on"),
        ("population", "moved_on"),
        ("household_member", "date_of_birth"),
        ("social_insurance", "date_of_birth"),
        ("certificate", "issued_on"),
    ],
)
def test_what_has_happened_is_not_to_come(table: str, name: str) -> None:
    found = parse(pa.array(["31/12/2099", "03/05/1987", None]), field(table, name))
    assert found.canonical.to_pylist() == [None, "1987-05-03", None]
    assert found.problem.to_pylist() == ["future_date", None, None]


@pytest.mark.parametrize(("table", "name"), [("household_member", "to_on"), ("social_insurance", "to_on")])
def test_what_lasts_may_end_later_and_no_end_is_none(table: str, name: str) -> None:
    found = parse(pa.array(["31/12/2099", "31/12/9999"]), field(table, name))
    assert found.canonical.to_pylist() == ["2099-12-31", None]
    assert found.problem.to_pylist() == [None, "placeholder_date"]
