"""JSON's text: the quick way to a table agrees with the careful one, and lines are told from a document."""

import json

from hypothesis import given
from hypothesis import strategies as st

from doisoat.sources.jsonpath import Doubled, is_lines, loads, loads_table

_NAMES = st.sampled_from(["a", "b", 'c":', "ho ten", "\\"])
_VALUES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text('a":, \\[{', max_size=5))
_BLANKS = st.sampled_from(["", " ", "\n", "\t "])


@st.composite
def _objects(draw: st.DrawFn) -> str:
    """A list of objects written with any blanks and names that may come twice."""
    rows = draw(st.lists(st.lists(st.tuples(_NAMES, _VALUES, _BLANKS), max_size=4), max_size=4))
    objects = (
        ", ".join(f"{json.dumps(name)}{blank}:{blank}{json.dumps(value)}" for name, value, blank in row) for row in rows
    )
    return "[" + ",".join(f"{{{item}}}" for item in objects) + "]"


@given(_objects())
def test_a_table_read_quickly_is_the_one_read_with_care(text: str) -> None:
    quick, careful = loads_table(text), loads(text)
    assert quick == careful
    assert list(map(type, quick)) == list(map(type, careful))


def test_a_name_given_twice_is_seen_whatever_stands_before_its_colon() -> None:
    for text in ('[{"a":1,"a":2}]', '[{"a" : 1, "a": 2}]', '[{"a":1,"a"\n:2},{"b":"x\\":"}]'):
        assert isinstance(loads_table(text)[0], Doubled)


def test_one_line_is_no_file_of_lines() -> None:
    assert not is_lines(b'[{"a":1}]\n')
    assert not is_lines(b'{"a":1}')
    assert is_lines(b'{"a":1}\n{"a":2}')
