"""Whatever a value or a folder is called, what comes back is what was given."""

import doctest
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doisoat.sqlwork import Fragment, Session, csv, identifier, literal, open_session, parquet, quoting, rows_of, tables
from doisoat.sqlwork.quoting import render
from doisoat.sqlwork.tables import Table

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.text("'\";-$?[]*{}\\\0 \n%=", max_size=12)
NAMES = st.text("'\"[]*?{}!$%=;, ạxã-", min_size=1, max_size=20).filter(lambda name: name.strip(" .") == name)


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    with open_session() as opened:
        yield opened


SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=80)


@pytest.mark.parametrize("module", [quoting, tables])
def test_examples_in_the_docstrings_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


@SLOW
@given(st.lists(TEXTS, min_size=1, max_size=30))
def test_a_text_comes_back_as_it_was(session: Session, texts: list[str]) -> None:
    row = session.con.execute(f"SELECT {', '.join(literal(text) for text in texts)}").fetchone()
    listed = session.con.execute(f"SELECT {render(texts)}").fetchone()
    assert row == tuple(texts)
    assert listed == (texts,)


@SLOW
@given(st.integers(-(2**62), 2**62), st.floats(allow_nan=False, allow_infinity=False), st.booleans())
def test_a_number_comes_back_as_it_was(session: Session, whole: int, real: float, truth: bool) -> None:
    row = session.con.execute(f"SELECT {literal(whole)}, ({literal(real)})::DOUBLE, {literal(truth)}").fetchone()
    assert row == (whole, real, truth)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_is_none_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="no SQL literal"):
        literal(number)


@SLOW
@given(st.lists(TEXTS.filter(lambda text: text and "\0" not in text), min_size=1, max_size=8, unique_by=str.casefold))
def test_a_column_of_any_name_is_found(session: Session, names: list[str]) -> None:
    columns = ", ".join(f"{number} AS {identifier(name)}" for number, name in enumerate(names))
    session.view("named", Fragment(f"(SELECT {columns})"))
    found = session.con.execute(f"SELECT {rows_of(names, 'named')} FROM named").fetchone()
    assert found == tuple(range(len(names)))


@pytest.mark.parametrize("name", ["", "a\0b"])
def test_a_name_no_database_takes_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="name of a table or column"):
        identifier(name)


@SLOW
@given(NAMES, NAMES)
def test_a_file_is_read_wherever_it_lies(session: Session, folder: str, name: str) -> None:
    with tempfile.TemporaryDirectory() as root:
        place = Path(root) / folder
        place.mkdir()
        # what a wildcard in the folder's name would find too
        other = Path(root) / "x"
        other.mkdir(exist_ok=True)
        session.write("SELECT 7 AS a", place / f"{name}.parquet")
        session.con.execute(f"COPY (SELECT 'ba' AS a) TO {literal(place / f'{name}.csv')} (HEADER)")
        one = session.con.execute(f"SELECT * FROM {parquet(place / f'{name}.parquet')}").fetchall()
        many = session.con.execute(f"SELECT * FROM {parquet(place, pattern='*.parquet')}").fetchall()
        text = session.con.execute(f"SELECT * FROM {csv(place / f'{name}.csv')}").fetchall()
    assert one == many == [(7,)]
    assert text == [("ba",)]


def test_a_wildcard_in_a_name_finds_no_other_file(tmp_path: Path) -> None:
    with open_session() as session:
        for name, value in (("a[1]", 1), ("a1", 2)):
            session.write(f"SELECT {value} AS a", tmp_path / f"{name}.parquet")
        assert session.con.execute(f"FROM {parquet(tmp_path / 'a[1].parquet')}").fetchall() == [(1,)]


def test_nothing_to_read_is_said_before_the_database_says_it() -> None:
    with pytest.raises(ValueError, match="no Parquet file"):
        parquet()


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "NULL"), (Table("right"), '"right"'), (Fragment("a + 1"), "a + 1"), (Path("a'b"), "'a''b'"), ((), "[]")],
)
def test_a_value_is_rendered_by_its_type(value: object, text: str) -> None:
    assert render(value) == text  # type: ignore[arg-type]
