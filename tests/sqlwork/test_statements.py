"""A statement says what it is given, and takes nothing else."""

from pathlib import Path

import pytest

from doisoat.sqlwork import Fragment, StatementError, Table, open_session, statement
from doisoat.sqlwork.statements import parse

TEXT = """-- a row is one pair
-- of records ($cap is no mark here)
-- $cap: value
-- $kind: person, parcel
-- $source: value
-- reads: ${kind}_record
-- makes: ${kind}_pair
CREATE TABLE ${kind}_pair AS -- nor is $this one
SELECT '$no', "$nor", a FROM ${kind}_record WHERE size <= $cap AND source = $source;
"""


def test_marks_are_filled_outside_comments_and_quotes() -> None:
    text = parse("x", TEXT).text(cap=8, kind="parcel", source="Tà Hine's")
    assert "SELECT '$no', \"$nor\", a FROM parcel_record WHERE size <= 8 AND source = 'Tà Hine''s'" in text
    assert "--" not in text
    assert not text.endswith(";")


def test_the_head_is_read() -> None:
    read = parse("x", TEXT)
    assert read.says == "a row is one pair of records ($cap is no mark here)"
    assert (read.reads, read.makes) == (("${kind}_record",), ("${kind}_pair",))
    assert read.given == {"cap": (), "kind": ("person", "parcel"), "source": ()}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"cap": 8, "kind": "parcel"}, r"missing \['source'\], unknown \[\]"),
        ({"cap": 8, "kind": "parcel", "source": "a", "sauce": "b"}, r"missing \[\], unknown \['sauce'\]"),
        ({"cap": 8, "kind": "parcel; DROP TABLE x", "source": "a"}, "is one of person, parcel"),
        ({"cap": 8, "kind": 7, "source": "a"}, "is one of person, parcel"),
    ],
)
def test_a_wrong_call_is_an_error_at_once(values: dict[str, str | int], said: str) -> None:
    with pytest.raises(StatementError, match=said):
        parse("x", TEXT).text(**values)


@pytest.mark.parametrize("text", ["-- a row is one\nSELECT $cap", "-- a row is one\n-- $cap: value\nSELECT 1"])
def test_marks_and_declarations_that_differ_are_an_error(text: str) -> None:
    with pytest.raises(StatementError, match="cap"):
        parse("x", text)


def test_a_table_stands_for_its_name() -> None:
    asked = parse("x", "-- a row is one\n-- $of: block, pair\n-- makes: made_of_$of\nSELECT * FROM $of")
    assert asked.text(of=Table("pair")) == "SELECT * FROM pair"
    assert asked.made(of=Table("pair")) == "made_of_pair"


def test_a_session_runs_the_statements_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "made.sql").write_text("-- a row is a number\n-- $of: value\n-- makes: made\nSELECT unnest($of) AS n\n")
    (tmp_path / "less.sql").write_text(
        "-- a row is a number\n-- $by: value\n-- reads: made\nSELECT n - $by AS n FROM made"
    )
    with open_session(folder=tmp_path) as session:
        assert session.make("made", of=Fragment("range(3)")) == Table("made")
        assert session.rows("less", by=1) == [(-1,), (0,), (1,)]
        assert session.row("less", by=0) == (0,)
        assert session.frame("less", by=0)["n"].tolist() == session.arrow("less", by=0)["n"].to_pylist() == [0, 1, 2]
        with pytest.raises(StatementError, match="makes 0 tables"):
            session.make("less", by=0)


def test_a_statement_that_is_not_there_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"no_such\.sql"):
        statement("link/no_such")
