"""Work once per distinct word gives what work on each value would."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from doisoat.text.chars import MAX_CELL, clean
from doisoat.text.vector import Distinct, Words, cleaned, map_tokens

cells = st.lists(st.one_of(st.none(), st.text("ab é\t\u00a0", max_size=12)), max_size=12)


def column(values: list[str | None]) -> pd.Series:
    return pd.Series(values, dtype="str", index=range(100, 100 + len(values)))


@settings(deadline=None, max_examples=40)
@given(cells)
def test_a_column_comes_back_from_its_distinct_values(values: list[str | None]) -> None:
    given_column = column(values)
    distinct = Distinct.of(given_column)
    assert len(set(distinct.values)) == len(distinct.values)
    pd.testing.assert_series_equal(distinct.spread(distinct.values), given_column, check_names=False)


@settings(deadline=None, max_examples=40)
@given(cells)
def test_map_tokens_is_the_function_of_each_word(values: list[str | None]) -> None:
    found = map_tokens(column(values), lambda word: "" if word == "a" else word.upper() + "!")
    for value, mapped in zip(values, found, strict=True):
        words = [w.upper() + "!" for w in clean(value or "").split(" ") if w not in ("", "a")]
        assert (mapped if isinstance(mapped, str) else "") == " ".join(words)


@settings(deadline=None, max_examples=40)
@given(cells)
def test_flags_are_counted_for_each_value(values: list[str | None]) -> None:
    distinct = Distinct.of(column(values))
    words = Words.of(cleaned(distinct.values))
    flags = np.array(["b" in word for word in words.words], dtype=bool)
    meant = [sum("b" in word for word in clean(value).split(" ")) for value in distinct.values]
    assert words.count(flags).tolist() == meant
    assert words.any(flags).tolist() == [count > 0 for count in meant]
    assert len(words.parents) == len(words.codes)


def test_numbers_lose_the_zero_a_spreadsheet_gave_them_and_long_cells_are_no_value() -> None:
    assert Distinct.of(pd.Series([12.0, None, 12.0])).values == ["12"]
    assert cleaned(["x" * (MAX_CELL + 1), "", " a  b "]).to_pylist() == [None, None, "a b"]
