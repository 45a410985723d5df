"""Which records of a run stand for which."""

from __future__ import annotations

from doisoat.linkage.explain_read import Found, Record, Row
from doisoat.linkage.inputs import LinkConfig


def test_records_joined_outright_stand_for_each_other_and_others_for_themselves() -> None:
    a, b, c, d = (Record("s", key, "population.central") for key in "abcd")

    def row(one: Record, two: Record, *, exact: bool) -> Row:
        return Row(one, two, 9.0, 0.9, "link", "{}", exact)

    rows = (row(a, b, exact=True), row(a, c, exact=True), row(c, d, exact=False))
    found = Found("person", a, b, (a, b, c, d), {}, rows, None, LinkConfig())
    assert found.group(b) == found.group(c) == {a, b, c}
    assert found.group(d) == {d}
