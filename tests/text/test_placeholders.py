"""One list of placeholders, the same wherever it is asked."""

import re

import duckdb
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doisoat import identifiers
from doisoat.linkage.dates import told
from doisoat.quality.checks.dates import placeholder
from doisoat.text import normalise
from doisoat.text.placeholders import (
    filler_number_mask,
    is_filler_number,
    macros,
    placeholder_dates,
    told_date,
    void_dates,
    void_days,
)

FILLERS = (
    "000000000",
    "999999999",
    "123456789",
    "987654321",
    "0123456789",
    "1234567890",
    "123456789012",
    "111111111111",
)
NUMBERS = ("260123456", "012345678", "060085012345", "6820001234", "11112", "000001")


def test_fillers_are_told_from_numbers_in_python_arrow_and_duckdb() -> None:
    for number in (*FILLERS, *NUMBERS):
        wanted = number in FILLERS
        assert is_filler_number(number) is wanted, number
        assert filler_number_mask(pa.array([number, None])).to_pylist() == [wanted, False]
        with duckdb.connect() as con:
            con.execute(macros())
            assert con.execute("SELECT filler_number(?)", [number]).fetchone() == (wanted,)


@pytest.mark.parametrize("kind", ["personal_id", "former_id", "participant_no"])
def test_every_kind_of_number_knows_the_fillers(kind: str) -> None:
    length = {"personal_id": 12, "former_id": 9, "participant_no": 10}[kind]
    fillers = [number for number in FILLERS if len(number) == length]
    assert set(identifiers.normalise(pd.Series(fillers, dtype="str"), kind)["problem"]) == {"placeholder_number"}


dates = st.one_of(
    st.dates().map(lambda day: day.isoformat()),
    st.sampled_from(sorted(void_dates())),
    st.integers(1800, 2100).map(lambda year: f"{year}-01-01"),
    st.sampled_from(["1958", "1958-03"]),
)


@settings(deadline=None, max_examples=40)
@given(st.lists(dates, min_size=1, max_size=8))
def test_a_date_tells_the_same_everywhere(written: list[str]) -> None:
    with duckdb.connect() as con:
        con.execute(macros())
        for date in written:
            assert con.execute("SELECT told_date(?)", [date]).fetchone() == (told_date(date) or None,)
            assert bool(re.search(placeholder_dates(), date)) is (told_date(date) != date)
    assert placeholder(pd.Series(written, dtype="str")).tolist() == [told_date(date) != date for date in written]


def test_linkage_learns_nothing_from_what_is_on_the_list() -> None:
    import numpy as np

    days = np.array(sorted(void_days()))
    assert not told(days, january=False, nothing=frozenset()).any()


def test_a_filler_is_no_value_to_store() -> None:
    dates = pd.Series(["01/01/1900", "30/12/1899", "31/12/9999", "01/01/1958"], dtype="str")
    found = normalise(dates, "date")
    assert found["canonical"].isna().tolist() == [True, True, True, False]
    assert set(found["problem"]) == {"placeholder_date"}
    names = normalise(pd.Series(["Không rõ", "KHONG RO", "Chưa đặt tên", "Nguyễn Văn Rõ"], dtype="str"), "name")
    assert names["canonical"].isna().tolist() == [True, True, True, False]
    assert names["key"].isna().tolist() == [True, True, True, False]
