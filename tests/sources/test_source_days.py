"""The day a source speaks of: its configuration, its files' names, when they changed, or its rows."""

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doisoat.sources import Landing, SourceError, extract
from doisoat.sources.days import day_of
from doisoat.sources.landing import load_landing
from doisoat.sources.model import Source
from tests.sources.kit import PEOPLE, book, connections, mapping, source


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("so_ho_khau_2026-11-01.xlsx", "2026-11-01"),
        ("so_ho_khau_01112026.xlsx", "2026-11-01"),
        ("so_ho_khau_20261101.xlsx", "2026-11-01"),
        ("Sổ hộ khẩu 1.11.2026.xlsx", "2026-11-01"),
        ("23122_01-11-2026_v2.xlsx", "2026-11-01"),
        ("2026_11_01 thôn 3.csv", "2026-11-01"),
        ("so_2026-11.xlsx", "2026-11-01"),
        ("so T11.2026.xlsx", "2026-11-01"),
        ("so_112026.xlsx", "2026-11-01"),
        ("2026-11-01/so.xlsx", "2026-11-01"),
        ("2026-10-01/so_2026-11-02.xlsx", "2026-11-02"),
        ("tu 01.10.2026 den 31.10.2026.csv", "2026-10-31"),
        ("so_31022026.xlsx", None),
        ("so_23122.xlsx", None),
        ("so_123456789012.xlsx", None),
        ("so_2026.xlsx", None),
        ("so_2026-13-01.xlsx", None),
        ("so_01112126.xlsx", None),
    ],
)
def test_days_in_names(name: str, day: str | None) -> None:
    assert day_of(name)[0] == day


@given(
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%Y%m%d", "%d%m%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y_%m_%d", "%d_%m_%Y", "%d %m %Y"]),
    st.sampled_from(["so_ho_khau_{}.xlsx", "{}.csv", "{}/so.csv", "Sổ {} thôn 3.xlsx", "23122_{}_v2.xlsx"]),
)
def test_every_day_in_every_form(day: date, form: str, name: str) -> None:
    found, rest = day_of(name.format(day.strftime(form)))
    assert found == day.isoformat()
    assert rest == name.format("")


@pytest.mark.parametrize(
    "written",
    [
        None,
        "thang 11",
        "2026-11",
        "2026-02-30",
        {"column": 3},
        {"file": "name"},
        {"column": "Họ tên"},
        ["file_name"],
        {},
    ],
)
def test_what_is_no_day_is_refused(written: Any) -> None:
    given = mapping(as_of=written)
    given["tables"]["population"]["columns"]["Họ tên"] = "ethnicity"
    with pytest.raises(ValueError, match="as_of"):
        Source.model_validate(given)


def test_a_database_has_no_files_to_say_it() -> None:
    with pytest.raises(ValueError, match="needs files"):
        source(as_of="file_name", format="sql")


def land(folder: Path, as_of: Any) -> Landing:
    landing = extract(source(as_of=as_of), connections(folder), folder / ".landing")
    assert load_landing(folder / ".landing") == landing
    return landing


def test_a_date_in_the_configuration(tmp_path: Path) -> None:
    book(tmp_path / "so_nhan_khau_2026-10-01.xlsx", PEOPLE)
    landing = land(tmp_path, date(2026, 11, 2))
    assert (landing.as_of, [file.as_of for file in landing.files]) == ("2026-11-02", [None])


def test_of_files_that_differ_in_the_date_alone_the_newest_is_read(tmp_path: Path) -> None:
    for name in ("Thôn 1_01102026", "Thôn 1_01112026", "Thôn 1_2026-09-01", "Thôn 2_01102026", "Thôn 3"):
        book(tmp_path / f"so_nhan_khau {name}.xlsx", PEOPLE)
    with pytest.raises(SourceError) as refused:
        land(tmp_path, "file_name")
    assert (refused.value.code, refused.value.fields["file"]) == ("SRC-AS-OF-NAME", "so_nhan_khau Thôn 3.xlsx")
    (tmp_path / "so_nhan_khau Thôn 3.xlsx").unlink()
    landing = land(tmp_path, "file_name")
    assert {file.name: file.as_of for file in landing.files} == {
        "so_nhan_khau Thôn 1_01112026.xlsx": "2026-11-01",
        "so_nhan_khau Thôn 2_01102026.xlsx": "2026-10-01",
    }
    assert landing.as_of == "2026-11-01"


def test_when_the_file_was_changed_by_the_calendar_of_vietnam(tmp_path: Path) -> None:
    path = book(tmp_path / "so_nhan_khau.xlsx", PEOPLE)
    changed = datetime(2026, 10, 31, 17, 30, tzinfo=UTC)
    os.utime(path, (changed.timestamp(), changed.timestamp()))
    first = land(tmp_path, "file_modified")
    assert first.as_of == "2026-11-01"
    later = (changed + timedelta(days=1)).timestamp()
    os.utime(path, (later, later))
    second = land(tmp_path, "file_modified")
    assert (second.as_of, second.digest) == ("2026-11-02", first.digest)
    assert second.days() != first.days()
