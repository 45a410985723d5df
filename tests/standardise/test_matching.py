"""By what a record without a key is known again: no step of one table is taken for another, none without its values."""

import duckdb
import pytest

from doisoat.registers import TABLES
from doisoat.standardise.matching import NATURAL, PARENTS, STEPS, WIDTH, hash_columns, hash_expressions


@pytest.mark.parametrize("name", sorted(TABLES))
def test_steps_are_of_fields_the_table_has(name: str) -> None:
    known = {field.name for field in (*TABLES[name].fields, *TABLES[name].derived())}
    assert 0 < len(STEPS[name]) < WIDTH
    assert {field for step in STEPS[name] for field in step} <= known
    assert len(set(STEPS[name])) == len(STEPS[name])
    assert {PARENTS.get(name), NATURAL.get(name)} - {None} <= known


def hashes(name: str, *rows: dict[str, str | None], parent: str = "NULL") -> list[tuple[int | None, ...]]:
    table = TABLES[name]
    fields = [field.name for field in (*table.fields, *table.derived())]
    content = ", ".join(f"coalesce(staged.{field.name}::VARCHAR, chr(30))" for field in table.fields)
    with duckdb.connect() as con:
        con.execute(f"CREATE TABLE staged (n INTEGER, {', '.join(f'{field} VARCHAR' for field in fields)})")
        for number, row in enumerate(rows):
            names = ["n", *row]
            con.execute(
                f"INSERT INTO staged ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",
                [number, *row.values()],
            )
        return con.execute(f"SELECT {hash_expressions(table, parent, content)} FROM staged ORDER BY n").fetchall()


def test_a_step_without_all_its_values_says_nothing_and_every_column_is_there() -> None:
    (found,) = hashes("population", {"full_name_key": "an", "date_of_birth": None})
    assert len(found) == len(hash_columns()) == WIDTH
    assert found[0] is not None
    assert found[1:] == (None,) * (WIDTH - 1)


def test_the_same_values_match_whatever_else_changed() -> None:
    one, two = hashes("population", {"personal_id": "1", "village": "a"}, {"personal_id": "1", "village": "b"})
    assert one[0] != two[0]
    assert one[1] == two[1] is not None


def test_digits_of_one_number_are_not_taken_for_another() -> None:
    (found,) = hashes("certificate", {"serial": "5", "book_no": "5"})
    assert len({found[1], found[2]}) == 2
    (other,) = hashes("right", {"holder_personal_id": "5"})
    assert other[1] != found[1]


def test_rows_are_looked_for_within_their_household_only() -> None:
    row: dict[str, str | None] = {"personal_id": "1"}
    assert hashes("household_member", row, parent="'h1'")[0][1] != hashes("household_member", row, parent="'h2'")[0][1]
