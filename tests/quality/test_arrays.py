"""The small helpers of the checks: null never passes, and asking once a distinct value changes no answer."""

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doisoat.quality.checks.arrays import as_series, matches, on_distinct
from doisoat.quality.checks.groups import agree, all_or_none, any_given
from doisoat.quality.checks.vocabulary import in_schema, known_code
from doisoat.registers import codes

cells = st.lists(st.one_of(st.none(), st.text("ab1", max_size=3)), max_size=12)


@given(cells)
def test_a_pattern_is_found_where_it_is_and_never_in_null(values: list[str | None]) -> None:
    found = matches(pd.Series(values, dtype="str"), "a1?b")
    assert found.tolist() == [value is not None and bool(re.search("a1?b", value)) for value in values]


@given(cells)
def test_asked_once_a_distinct_value_and_answered_for_every_row(values: list[str | None]) -> None:
    asked: list[str] = []

    def check(column):
        asked.extend(column)
        return column.str.startswith("a").to_numpy(dtype=bool)

    found = on_distinct(pd.Series(values, dtype="str"), check)
    assert found.tolist() == [bool(value) and str(value).startswith("a") for value in values]
    assert len(asked) == len(set(asked))


def test_an_answer_bears_the_index_of_its_rows() -> None:
    column = pd.Series(["a", "b"], index=[7, 3])
    assert as_series(matches(column, "a"), column).to_dict() == {7: True, 3: False}


@given(st.lists(st.tuples(st.sampled_from("xyz"), st.sampled_from(["1", "2", None])), max_size=12))
def test_rows_of_a_key_agree_all_or_none(rows: list[tuple[str, str | None]]) -> None:
    frame = pd.DataFrame(rows, columns=["key", "value"], dtype="str")
    told = {key: {value for k, value in rows if k == key and value} for key in "xyz"}
    assert agree(frame["key"], frame["value"]).tolist() == [len(told[key]) <= 1 for key, _ in rows]


def test_given_together_given_at_all() -> None:
    frame = pd.DataFrame({"a": ["1", None, "1"], "b": ["2", None, None]})
    assert all_or_none(frame).tolist() == [True, True, False]
    assert any_given(frame).tolist() == [True, False, True]


def test_codes_of_the_lists_and_of_the_schema() -> None:
    known = next(iter(codes.relations()))
    assert known_code(pd.Series([known, "xx", None]), "relations").tolist() == [True, False, False]
    with pytest.raises(KeyError):
        known_code(pd.Series(["1"]), "no_such_list")
    frame = pd.DataFrame({"sex": ["M", "X", None]}, dtype="str")
    assert in_schema(frame, "population").tolist() == [True, False, True]
