"""Which cells of a column hold a value: no value is not blank, and a key takes no date or lone zero."""

import pyarrow as pa
import pytest

from doisoat.registers import TABLES
from doisoat.sources.model import TableRule
from doisoat.sources.readers.batch import CellKind, kind_column
from doisoat.standardise.sourcecells import SourceColumn, key_column, source_column, suggestions

TEXT, NUMBER, DATE, ERROR, NONE = CellKind.TEXT, CellKind.NUMBER, CellKind.DATE, CellKind.ERROR, CellKind.NO_VALUE


def column(*cells: tuple[str | None, CellKind]) -> SourceColumn:
    data = pa.table(
        {
            "x": pa.array([text for text, _ in cells], pa.string()),
            kind_column("x"): pa.array([int(kind) for _, kind in cells], pa.int8()),
        }
    )
    return source_column(data, "x")


def test_blank_is_empty_or_a_dash_and_nothing_else() -> None:
    found = column(("a", TEXT), (None, TEXT), ("-", TEXT), ("#REF!", ERROR), (None, NONE), ("null", TEXT))
    assert found.text.to_pylist() == ["a", None, None, None, None, None]
    assert found.blank.to_pylist() == [False, True, True, False, False, False]
    assert found.problem.to_pylist()[:3] == [None, None, None]
    assert None not in found.problem.to_pylist()[3:]


def test_without_kinds_every_cell_is_text() -> None:
    found = source_column(pa.table({"x": pa.chunked_array([["a"], ["b"]])}), "x")
    assert found.of_kind(TEXT).tolist() == [True, True]
    assert not found.of_kind(NUMBER).any()
    assert column(("a", TEXT), ("1", NUMBER)).of_kind(NUMBER).tolist() == [False, True]


def as_key(found: SourceColumn, *parts: str, field: str = "household_no") -> list[str | None]:
    rule = TableRule(key=parts or ("x",), columns={"x": field})
    texts: list[str | None] = key_column("x", TABLES["household"], rule, {"x": found}).text.to_pylist()
    return texts


def test_a_date_a_spreadsheet_made_of_a_number_identifies_nothing() -> None:
    mixed = column(("2025-03-05", DATE), ("12", TEXT))
    assert as_key(mixed) == [None, "12"]
    assert as_key(mixed, field="unit_as_of") == ["2025-03-05", "12"]
    # A key of several parts may have a column of dates.
    assert as_key(column(("2025-03-05", DATE), ("2025-03-06", DATE)), "x", "y") == ["2025-03-05", "2025-03-06"]
    assert as_key(mixed, "x", "y") == [None, "12"]


@pytest.mark.parametrize(
    ("cells", "kept"),
    [
        (["0", "1", "2"], ["0", "1", "2"]),  # numbering that begins with it
        (["0", "5", "7"], [None, "5", "7"]),
        (["0", "0", "1"], [None, None, "1"]),
        (["0.0", "A1"], [None, "A1"]),
    ],
)
def test_a_zero_is_a_key_only_where_the_numbers_begin_with_it(cells: list[str], kept: list[str | None]) -> None:
    assert as_key(column(*((cell, TEXT) for cell in cells))) == kept


def test_a_day_made_of_a_number_is_suggested_as_it_was_typed() -> None:
    cells = ["2026-03-12", "2026-01-04T00:00:00", "12-Mar", "2026-10-01", "1:30"]
    column = source_column(pa.table({"so_nha": cells}), "so_nha")
    reasons = pa.array([*["excel_date"] * 3, "empty_word", "excel_date"])
    found = suggestions(column, pa.array(range(5)), reasons)
    assert found.to_pylist() == ["12/3", "4/1", None, None, None]
