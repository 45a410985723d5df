"""A person gets the gravest verdict of any two values: another value before another way of writing it."""

import pytest

from doisoat.detect.verdicts import create_verdicts
from doisoat.sqlwork import open_session


def verdicts(kind: str, *records: tuple[str, str | None, str | None, str]) -> dict[str, tuple[str, str | None]]:
    """Verdict and cause by entity, of (entity, name, date of birth, table)."""
    with open_session() as session:
        con = session.con
        con.execute(
            "CREATE TABLE person_record "
            "(entity_id VARCHAR, full_name VARCHAR, date_of_birth VARCHAR, table_name VARCHAR)"
        )
        con.executemany("INSERT INTO person_record VALUES (?, ?, ?, ?)", records)
        create_verdicts(session)
        left = {row[0] for row in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        assert left == {"person_record", "name_verdict", "birth_verdict"}
        rows = con.execute(f"SELECT entity_id, verdict, cause FROM {kind}_verdict").fetchall()
    return {entity: (verdict, cause) for entity, verdict, cause in rows}


def named(entity: str, *names: str | None) -> list[tuple[str, str | None, str | None, str]]:
    return [(entity, name, None, "population") for name in names]


def born(entity: str, *dates: str, table: str = "population") -> list[tuple[str, str | None, str | None, str]]:
    return [(entity, None, date, table) for date in dates]


def test_one_value_however_often_has_no_verdict() -> None:
    found = verdicts("name", *named("e1", "Nguyễn Văn An", "Nguyễn Văn An", None), *named("e2", "Lê An", "LÊ AN"))
    assert found == {}


def test_what_differs_stands_before_what_is_only_written_otherwise() -> None:
    found = verdicts(
        "name",
        *named("e1", "Nguyễn Văn An", "Nguyen Van An", "Nguyễn Văn Ân"),
        *named("e2", "Nguyễn Văn An", "Nguyen Van An"),
    )
    assert found["e1"][0] == "differs"
    assert found["e2"][0] != "differs"


def test_each_person_is_judged_by_the_own_values() -> None:
    found = verdicts("name", *named("e1", "Nguyễn Văn An"), *named("e2", "Trần Thị Bình"))
    assert found == {}


@pytest.mark.parametrize(("table", "asked"), [("population", True), ("right", False)])
def test_a_year_alone_counts_only_where_a_whole_date_is_asked_for(table: str, asked: bool) -> None:
    found = verdicts("birth", *born("e1", "1985-03-05"), *born("e1", "1985", table=table))
    assert ("e1" in found) is asked
    assert found.get("e1", ("", None))[0] != "differs"


def test_another_day_differs_wherever_it_is_written() -> None:
    assert verdicts("birth", *born("e1", "1985-03-05"), *born("e1", "1986", table="right"))["e1"][0] == "differs"
