"""Which decimals of an area are sure: both marks, or none of three digits; what is not sure is a suggestion."""

from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doisoat.text.areas import LARGEST, area, exact_area, normalise_areas, plain_number

squares = st.decimals(min_value="0.1", max_value="99999999", places=1)


def vietnamese(number: Decimal) -> str:
    whole, part = f"{number:,.1f}".split(".")
    return f"{whole.replace(',', '.')},{part}"


@settings(deadline=None, max_examples=40)
@given(squares)
def test_either_convention_with_one_decimal_is_the_same_number(number: Decimal) -> None:
    meant = plain_number(number)
    for written in (f"{number}", f"{number}".replace(".", ","), f"{number:,.1f}", vietnamese(number)):
        assert area(written).canonical == meant
        assert area(f"{written} m²").canonical == meant
    assert exact_area(f"{number}").canonical == meant


@given(st.integers(1, 999), st.integers(0, 999), st.sampled_from(".,"))
def test_one_mark_before_three_digits_is_never_decided(whole: int, part: int, mark: str) -> None:
    read = area(f"{whole}{mark}{part:03d}")
    assert (read.canonical, read.problem) == (None, "ambiguous_decimal")
    assert read.suggestion == f"{whole}{part:03d}"


@pytest.mark.parametrize(
    ("written", "square"),
    [("1.234 m2", "1234"), ("12.500 m²", "12500"), ("0,500", "0.5"), ("1.500 ha", None), ("12.345 m2", None)],
)
def test_the_unit_settles_a_point_of_thousands_but_not_a_hectares(written: str, square: str | None) -> None:
    assert area(written).canonical == square


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("1.23.4", "unreadable_number"),
        ("1,2,3.4", None),
        ("1.2,3,4", "unreadable_number"),
        ("khoảng 100", "unreadable_number"),
        ("12O", "look_alike_letter"),
        ("3 công", "local_unit"),
        ("0", "not_positive"),
        ("-", None),
        (f"{LARGEST}", "unreadable_number"),
        (f"{LARGEST - 1}", None),
        ("100000000 ha", "unreadable_number"),
    ],
)
def test_problems(written: str, problem: str | None) -> None:
    assert area(written).problem == problem


def test_a_local_measure_and_a_look_alike_are_never_a_value() -> None:
    assert area("3 công").canonical is None
    assert area("3 công").suggestion is None
    assert (area("12O").canonical, area("12O").suggestion) == (None, "120")


def test_a_real_number_among_texts_is_exact_and_the_same_text_is_not() -> None:
    read = normalise_areas(pd.Series([1.234, "1.234", None], dtype=object, index=[7, 3, 5]))
    assert read.index.tolist() == [7, 3, 5]
    assert read["canonical"].tolist()[0] == "1.234"
    assert read["problem"].tolist()[1] == "ambiguous_decimal"
    assert read.loc[5].isna().all()


@pytest.mark.parametrize("written", ["nan", "inf", "1e12", "-3"])
def test_a_number_that_is_no_area(written: str) -> None:
    assert exact_area(written).canonical is None
    assert exact_area(written).problem is not None
