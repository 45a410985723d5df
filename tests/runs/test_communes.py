"""«No home commune» is one value from detection to the book's file name."""

from hypothesis import given
from hypothesis import strategies as st

from doisoat.runs.communes import NO_HOME, batch_name, file_stem, in_columns

CODES = st.one_of(st.just(NO_HOME), st.from_regex(r"[0-9]{5}", fullmatch=True))


def test_it_has_a_name_where_a_file_needs_one_and_none_in_a_table() -> None:
    assert file_stem(NO_HOME) == batch_name([NO_HOME]) == "khong_ro_xa"
    assert in_columns(["23122", NO_HOME]) == ["23122", None]
    assert batch_name(None) == "all"


@given(st.lists(CODES, min_size=1, max_size=5, unique=True), st.lists(CODES, min_size=1, max_size=5, unique=True))
def test_batches_of_the_same_communes_and_no_others_have_one_name(one: list[str], other: list[str]) -> None:
    assert (batch_name(one) == batch_name(other)) == (set(one) == set(other))
