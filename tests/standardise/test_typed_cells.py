"""What a cell was before it became text decides what a field takes from it."""

import pyarrow as pa
import pytest

from doisoat.registers.schema import Field, Kind
from doisoat.sources.model import ColumnRule, From
from doisoat.sources.readers.batch import Batch, CellKind, gathered, kind_column, kinds_of, with_places
from doisoat.standardise.values import Parsed, parse

AREA = Field("area_m2", Kind.AREA, "", pa.float64())
NUMBER = Field("share", Kind.NUMBER, "", pa.float64())
HOUSE, HOUSEHOLD, BORN = (
    Field("house_no", Kind.TEXT, ""),
    Field("household_no", Kind.KEY, ""),
    Field("b", Kind.DATE, ""),
)


def read(field: Field, cells: list[tuple[str | None, CellKind]], rule: ColumnRule | None = None) -> Parsed:
    texts = pa.array([text for text, _ in cells], pa.string())
    return parse(texts, field, rule, pa.array([int(kind) for _, kind in cells], pa.uint8()))


def test_a_number_is_exact_and_the_same_digits_as_text_are_not() -> None:
    found = read(AREA, [("234.567", CellKind.NUMBER), ("234.567", CellKind.TEXT), ("120.000", CellKind.NUMBER)])
    assert found.canonical.to_pylist() == ["234.567", None, "120"]
    assert found.problem.to_pylist() == [None, "ambiguous_decimal", None]
    assert read(NUMBER, [("0.333", CellKind.NUMBER)]).canonical.to_pylist() == ["0.333"]


@pytest.mark.parametrize("kind", [CellKind.DATE, CellKind.INSTANT])
@pytest.mark.parametrize("of", [kind for kind in Kind if kind is not Kind.DATE])
def test_a_date_is_no_value_of_a_field_that_is_none(of: Kind, kind: CellKind) -> None:
    found = read(Field("x", of, "", vocabulary=("2026",)), [("2026-03-12", kind), ("12", CellKind.TEXT)])
    assert found.canonical.to_pylist()[0] is None
    assert found.key.to_pylist()[0] is None
    assert found.problem.to_pylist()[0] == "excel_date"
    assert found.problem.to_pylist()[1] != "excel_date"


def test_a_date_is_a_date_where_the_field_or_its_parser_says_so() -> None:
    cells = [("1985-03-05", CellKind.DATE), ("31111", CellKind.NUMBER), ("05/03/1985", CellKind.TEXT)]
    assert read(BORN, cells).canonical.to_pylist() == ["1985-03-05"] + ["1985-03-05"] * 2
    assert read(HOUSE, cells[:1], ColumnRule(field="house_no", parser="date")).canonical.to_pylist() == ["1985-03-05"]
    listed = ColumnRule(field="house_no", map={"1985-03-05": "5/3"})
    assert read(HOUSE, cells[:1], listed).canonical.to_pylist() == ["5/3"]


@pytest.mark.parametrize("of", list(Kind))
def test_an_error_and_a_formula_without_result_are_a_problem_in_every_field(of: Kind) -> None:
    found = read(Field("x", of, "", vocabulary=("M",)), [("#REF!", CellKind.ERROR), (None, CellKind.NO_VALUE)])
    assert found.canonical.to_pylist() == [None, None]
    assert found.problem.to_pylist() == ["excel_error", "formula_without_value"]


@pytest.mark.parametrize("of", list(Kind))
@pytest.mark.parametrize(
    ("word", "problem"),
    [
        ("NaN", "empty_word"),
        ("nan", "empty_word"),
        ("None", "empty_word"),
        ("NULL", "empty_word"),
        ("(blank)", "empty_word"),
        ("N/A", "empty_word"),
        (r"\N", "empty_word"),
        ("#Ref!", "excel_error"),
        ("#VALUE!", "excel_error"),
        ("#name?", "excel_error"),
        ("#DIV/0!", "excel_error"),
        ("-", None),
        ("…", None),
    ],
)
def test_words_for_nothing_are_nothing_in_every_field(of: Kind, word: str, problem: str | None) -> None:
    found = parse(pa.array([word, None]), Field("x", of, "", vocabulary=("M",)))
    assert found.canonical.to_pylist() == found.key.to_pylist() == [None, None]
    assert found.problem.to_pylist() == [problem, None]


def test_a_name_that_looks_like_a_word_for_nothing_and_a_zero_that_counts_stay() -> None:
    name = Field("full_name", Kind.NAME, "")
    assert parse(pa.array(["Nguyễn Thị Na", "Y Na"]), name).canonical.to_pylist() == ["Nguyễn Thị Na", "Y Na"]
    assert parse(pa.array(["Na"]), name).problem.to_pylist() != ["empty_word"]
    assert parse(pa.array(["0"]), Field("n", Kind.NUMBER, "", pa.int32())).canonical.to_pylist() == ["0"]
    zeros = parse(pa.array(["0", "00", "0.0", "10", "H0"]), HOUSEHOLD)
    assert zeros.canonical.to_pylist() == [None, None, None, "10", "H0"]
    assert zeros.problem.to_pylist() == ["empty_word"] * 3 + [None, None]


def test_what_the_mapping_lists_is_what_it_says() -> None:
    rule = ColumnRule(field="house_no", map={"N/A": "none", "-": "dash"})
    assert parse(pa.array(["N/A", "-", "null"]), HOUSE, rule).canonical.to_pylist() == ["none", "dash", None]


def test_batches_with_and_without_kinds_come_together() -> None:
    typed = with_places({"a": pa.array(["1"])}, "f", None, None, 1, kinds={"a": pa.array([1], pa.uint8())})
    plain = with_places({"a": pa.array(["x", "y"])}, "g", None, None, 2)
    (whole,) = gathered([Batch(From(), plain), Batch(From(), typed)])
    assert whole.data["a"].to_pylist() == ["x", "y", "1"]
    assert kinds_of(whole.data, "a").to_pylist() == [0, 0, 1]  # type: ignore[union-attr]
    assert kinds_of(plain, "a") is None
    assert kind_column("a") not in plain.column_names
