"""The packaging of a number comes off without a digit being lost or made up; what was rounded says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doisoat.identifiers.digits import Digits, unwrap

numbers = st.text("0123456789", min_size=9, max_size=15)


@given(numbers, st.sampled_from(["'{}", '="{}"', "CCCD: {}", "số {}", "{}.0", " {}\u00a0", "{},00", "ID {}"]))
def test_packaging_comes_off(number: str, package: str) -> None:
    assert unwrap(package.format(number)) == Digits(number, False)


@given(numbers, st.sampled_from(" .-_/"))
def test_separators_come_out(number: str, sign: str) -> None:
    assert unwrap(sign.join((number[:3], number[3:6], number[6:]))).text == number


@given(st.integers(10**8, 10**15))
def test_an_exponent_is_undone_only_when_all_digits_are_there(number: int) -> None:
    digits = f"{number}"
    assert unwrap(f"{digits[0]}.{digits[1:]}E+{len(digits) - 1}") == Digits(digits, False)
    assert unwrap(f"{digits[0]}.{digits[1:-1]}E+{len(digits) - 1}").lost


@pytest.mark.parametrize(("written", "text"), [("", ""), ("không có", "khôngcó"), ("số", "số"), ("GD 4 79", "GD479")])
def test_what_is_no_number_keeps_its_letters(written: str, text: str) -> None:
    assert unwrap(written) == Digits(text, False)
