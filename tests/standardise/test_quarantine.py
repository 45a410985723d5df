"""Rows that are no records: each is set aside once, with its reason, its place and what it said."""

import json
from pathlib import Path

from doisoat.registers.messages import codes, text
from doisoat.standardise import MESSAGES
from tests.sources.kit import BORN, HEADINGS, NAME, NUMBER, PEOPLE, SEX, book, source
from tests.standardise.kit import run


def test_nobody_can_tell_who_it_is(tmp_path: Path) -> None:
    rows = [
        *PEOPLE,
        ["NK06", "-", "1970", "…", "Nam"],
        ["NK07", None, "1971", None, "Nữ"],
        ["NK08", None, None, "068185000009", None],
    ]
    book(tmp_path / "so_nhan_khau.xlsx", rows)
    done = run(tmp_path, source())
    assert done.reasons("quarantine") == [(7, "STD-NO-IDENTITY", "full_name"), (8, "STD-NO-IDENTITY", "full_name")]
    raw = [json.loads(item) for item in done["quarantine"]["raw"]]
    assert raw[0] == {"Mã NK": "NK06", NAME: "-", BORN: "1970", NUMBER: "…", SEX: "Nam"}
    assert "NK08" in set(done["population"]["record_key"])
    assert done.manifest["rows_quarantined"] == 2


def test_no_key_where_the_source_has_one(tmp_path: Path) -> None:
    book(tmp_path / "so_nhan_khau.xlsx", [*PEOPLE, [None, "Lê Văn Không", "1970", None, "Nam"]])
    done = run(tmp_path, source())
    assert done.reasons("quarantine") == [(7, "STD-NO-KEY", "Mã NK")]


def test_one_key_two_contents_sets_both_aside_and_one_key_twice_the_same_counts_once(tmp_path: Path) -> None:
    rows = [*PEOPLE, ["NK01", "Nguyễn Thị Khác", "1990", None, "Nữ"], PEOPLE[1], PEOPLE[1]]
    book(tmp_path / "so_nhan_khau.xlsx", rows)
    done = run(tmp_path, source())
    assert done.reasons("quarantine") == [(2, "STD-KEY-CONFLICT", "Mã NK"), (7, "STD-KEY-CONFLICT", "Mã NK")]
    assert {json.loads(raw)[NAME] for raw in done["quarantine"]["raw"]} == {"Nguyễn Thị Hòa", "Nguyễn Thị Khác"}
    copies = done["skipped"].query("reason == 'STD-SKIP-COPY'")
    assert copies["lineage_row"].tolist() == [8, 9]
    assert done["population"]["record_key"].tolist() == ["NK02", "NK03", "NK04", "NK05"]
    assert done.manifest["rows_out"] == 4


def test_which_rows_are_in_conflict_does_not_depend_on_their_order(tmp_path: Path) -> None:
    rows = [*PEOPLE, ["NK01", "Nguyễn Thị Khác", "1990", None, "Nữ"]]
    kept = []
    for name, order in (("a", rows), ("b", rows[::-1])):
        (tmp_path / name).mkdir()
        book(tmp_path / name / "so_nhan_khau.xlsx", order)
        kept.append(set(run(tmp_path / name, source())["population"]["record_key"]))
    assert kept[0] == kept[1]


def test_crooked_csv_rows_are_counted_and_shown(tmp_path: Path) -> None:
    lines = [";".join(HEADINGS), *(";".join(map(str, row)) for row in PEOPLE), "NK09;a;b;c;d;e;f"]
    (tmp_path / "so_nhan_khau.csv").write_text("\n".join(lines) + "\n", "utf-8")
    done = run(tmp_path, source(format="csv"))
    assert done.reasons("quarantine") == [(7, "STD-ROW-WIDTH", None)]
    assert done.manifest["rows_in"] == 7


def test_columns_renamed_or_absent_are_remarked_once(tmp_path: Path) -> None:
    book(tmp_path / "so_nhan_khau.xlsx", [row[:4] for row in PEOPLE], ["Mã NK", NAME, BORN, "Số định danh cá nhânn"])
    done = run(tmp_path, source())
    found = {(reason, field) for _, reason, field in done.reasons("problems")}
    assert ("STD-COLUMN-RENAMED", NUMBER) in found
    assert ("STD-COLUMN-ABSENT", SEX) in found


def test_every_reason_has_words_in_both_languages() -> None:
    for code in MESSAGES:
        assert code in codes()
        assert text(code, {"field": "Mã NK"}, "vi") != text(code, {"field": "Mã NK"}, "en") != code
