"""Rules about a table as a whole: its volume against the last run, and how fresh it is."""

import pandas as pd
import pytest

from doisoat.quality.expectations._register import column_metric, row_metric
from doisoat.quality.expectations.tables import ExpectExtractToBeFresh, ExpectRowCountNearPrevious
from tests.quality import factories


def near(rows: int, previous: int) -> bool:
    rule = ExpectRowCountNearPrevious(previous_rows=previous, max_drop=0.1, max_rise=0.5)
    return bool(rule._validate({"table.row_count": rows})["success"])


@pytest.mark.parametrize(("rows", "sound"), [(90, True), (89, False), (150, True), (151, False), (100, True)])
def test_rows_near_those_of_the_last_run(rows: int, sound: bool) -> None:
    assert near(rows, 100) is sound


def test_an_empty_table_after_an_empty_one_is_no_change() -> None:
    assert near(0, 0)
    assert not near(1, 0)


@pytest.mark.parametrize(
    ("newest", "sound"),
    [("2026-11-15", True), ("2026-10-16", True), ("2026-10-15", False), ("2026-11-16", False), (None, False)],
)
def test_an_extract_is_fresh_for_so_many_days_and_never_from_tomorrow(newest: str | None, sound: bool) -> None:
    rule = ExpectExtractToBeFresh(as_of=factories.AS_OF, max_days=30)
    assert rule._validate({"table.doisoat_newest_as_of": newest})["success"] is sound


def test_a_metric_is_registered_under_its_name() -> None:
    def always(frame: pd.DataFrame | pd.Series) -> object:
        return frame

    assert column_metric("column_values.doisoat_of_a_test", always) == "column_values.doisoat_of_a_test"
    assert row_metric("multicolumn_values.doisoat_of_a_test", always) == "multicolumn_values.doisoat_of_a_test"
