"""Keys of books that have none: a person keeps the key when the book is re-sorted, edited or loses and regains rows."""

import random
from pathlib import Path
from typing import Any

from doisoat.sources import Source
from tests.sources.kit import BORN, HEADINGS, NAME, NUMBER, SEX, book, source
from tests.standardise.kit import Done, run

RULE = {
    "columns": {NAME: "full_name", BORN: "date_of_birth", NUMBER: "personal_id", SEX: "sex", "Số hộ": "household_no"},
    "required": [NAME],
}
SURNAMES, GIVEN = ["Nguyễn", "Trần", "Lê", "Phạm"], ["An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Khánh", "Lan", "Minh"]


def people(count: int) -> list[list[Any]]:
    pick = random.Random(7)
    rows = []
    for n in range(count):
        name = f"{pick.choice(SURNAMES)} Văn {pick.choice(GIVEN)} {pick.choice(GIVEN)}"
        born = f"{1 + n % 28:02d}/{1 + n % 12:02d}/{1940 + n % 70}"
        rows.append([None, name, born, f"0682{10000000 + n}" if n % 3 else None, "Nam", f"H{n // 4}"])
    return rows


def extract_of(folder: Path, name: str, rows: list[list[Any]], previous: Done | None = None) -> Done:
    (folder / name).mkdir()
    book(folder / name / "so_nhan_khau.xlsx", rows, [*HEADINGS, "Số hộ"])
    given: Source = source(tables={"population": RULE})
    return run(folder / name, given, previous=previous)


def keys(done: Done) -> dict[tuple[str, ...], str]:
    frame = done["population"].fillna("")
    fields = ["full_name", "date_of_birth", "personal_id", "household_no"]
    return dict(zip(map(tuple, frame[fields].to_numpy().tolist()), frame["record_key"], strict=True))


def test_a_resorted_book_keeps_its_keys(tmp_path: Path) -> None:
    rows = people(200)
    first = extract_of(tmp_path, "a", rows)
    shuffled = rows.copy()
    random.Random(1).shuffle(shuffled)
    second = extract_of(tmp_path, "b", shuffled, first)
    assert keys(first) == keys(second)
    assert first["population"]["record_key"].str.fullmatch("s_[0-9a-f]{16}").all()


def test_edited_rows_keep_their_keys_and_new_rows_get_others(tmp_path: Path) -> None:
    rows = people(100)
    first = extract_of(tmp_path, "a", rows)
    before = first["population"]["record_key"].tolist()
    edited = [row.copy() for row in rows]
    edited[1][1] = "Nguyễn Thị Đổi Tên"  # known by its number
    edited[3][5] = "H99"  # no number: known by name and date of birth
    edited[6][2] = "1999"  # no number: known by name and household
    edited.append([None, "Người Mới Đến", "01/02/2020", None, "Nam", "H1"])
    del edited[50]
    second = extract_of(tmp_path, "b", edited, first)
    after = second["population"]["record_key"].tolist()
    assert after[:50] == before[:50]
    assert after[50:99] == before[51:]
    assert after[99] not in before


def test_a_row_that_was_away_comes_back_with_its_key(tmp_path: Path) -> None:
    rows = people(40)
    first = extract_of(tmp_path, "a", rows)
    second = extract_of(tmp_path, "b", rows[1:], first)
    third = extract_of(tmp_path, "c", rows, second)
    assert keys(third) == keys(first)


def test_rows_alike_in_every_letter_are_two_records_with_two_lasting_keys(tmp_path: Path) -> None:
    row = [None, "Nguyễn Văn An", "01/02/1980", None, "Nam", "H1"]
    first = extract_of(tmp_path, "a", [row, row, *people(5)])
    second = extract_of(tmp_path, "b", [*people(5), row, row], first)
    assert first["population"]["record_key"].is_unique
    assert set(first["population"]["record_key"]) == set(second["population"]["record_key"])


def test_a_namesake_never_inherits_a_key(tmp_path: Path) -> None:
    twins = [
        [None, "Lê Thị Lan", "01/02/1980", None, "Nữ", "H1"],
        [None, "Lê Thị Lan", "01/02/1980", None, "Nữ", "H2"],
    ]
    first = extract_of(tmp_path, "a", twins)
    second = extract_of(tmp_path, "b", [[None, "Lê Thị Lan", "01/02/1980", None, "Nữ", "H3"]], first)
    assert not set(second["population"]["record_key"]) & set(first["population"]["record_key"])


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    rows = people(60)
    one = extract_of(tmp_path, "a", rows)
    two = extract_of(tmp_path, "b", rows)
    for name in ("population", "keys", "problems", "skipped", "quarantine"):
        files = [done.result.folder / f"{name}.parquet" for done in (one, two)]
        assert files[0].read_bytes() == files[1].read_bytes()


def test_holders_keep_their_number_when_another_leaves(tmp_path: Path) -> None:
    from tests.standardise.test_land_and_households import BOOK, land, write

    three = [BOOK[0], BOOK[1], [None, None, None, None, None, "Phạm Thị D", None, None]]
    done: list[Done] = []
    for name, rows in (
        ("a", three),
        ("b", [BOOK[0], three[2]]),
        ("c", [BOOK[0], three[2], [*[None] * 5, "Võ E", None, None]]),
    ):
        (tmp_path / name).mkdir()
        write(tmp_path / name, rows)
        done.append(run(tmp_path / name, land(), previous=done[-1] if done else None))
    found = [dict(zip(item["right"]["holder_name"], item["right"]["record_key"], strict=True)) for item in done]
    assert found[0]["Phạm Thị D"] == found[1]["Phạm Thị D"] == found[2]["Phạm Thị D"] == "right:T1/3"
    assert found[2]["Võ E"] == "right:T1/4"
