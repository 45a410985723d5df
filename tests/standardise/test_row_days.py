"""The day each row speaks of: the source's, its file's, or its own."""

from pathlib import Path
from typing import Any

import pytest

from doisoat.sources import SourceError
from tests.sources.kit import HEADINGS, PEOPLE, book, mapping, source
from tests.standardise.kit import Done, run

DAY = "Ngày chốt"


def days(done: Done) -> dict[str, str | None]:
    frame = done["population"]
    return dict(zip(frame["record_key"], frame["as_of"].where(frame["as_of"].notna(), None), strict=True))


def test_the_day_of_the_configuration(tmp_path: Path) -> None:
    book(tmp_path / "so_nhan_khau.xlsx", PEOPLE)
    done = run(tmp_path, source(as_of="2026-11-02"))
    assert set(days(done).values()) == {"2026-11-02"}
    assert (done.manifest["as_of"], done.manifest["days"]) == ("2026-11-02", [])


def test_the_day_of_the_file(tmp_path: Path) -> None:
    book(tmp_path / "so_nhan_khau thôn 1_01112026.xlsx", PEOPLE[:2])
    book(tmp_path / "so_nhan_khau thôn 2_01102026.xlsx", PEOPLE[2:])
    done = run(tmp_path, source(as_of="file_name"))
    assert days(done) == {
        "NK01": "2026-11-01",
        "NK02": "2026-11-01",
        "NK03": "2026-10-01",
        "NK04": "2026-10-01",
        "NK05": "2026-10-01",
    }
    assert done.manifest["as_of"] == "2026-11-01"


def by_row(folder: Path, written: list[Any], **changes: Any) -> Done:
    rows = [[*row, day] for row, day in zip(PEOPLE, written, strict=True)]
    book(folder / "so_nhan_khau.xlsx", rows, [*HEADINGS, DAY])
    return run(folder, source(**{"as_of": {"column": DAY}} | changes))


def test_the_day_of_the_row(tmp_path: Path) -> None:
    done = by_row(tmp_path, ["01/11/2026", "2026-11-01", "11/2026", "31/10/2026", None])
    assert days(done) == {
        "NK01": "2026-11-01",
        "NK02": "2026-11-01",
        "NK03": "2026-11-01",
        "NK04": "2026-10-31",
        "NK05": "2026-11-01",
    }
    assert (done.manifest["as_of"], done.manifest["days"]) == ("2026-11-01", ["2026-10-31", "2026-11-01"])


def test_a_day_that_cannot_be_read_is_a_problem_of_its_cell(tmp_path: Path) -> None:
    done = by_row(tmp_path, ["01/11/2026", "hôm qua", "2026", "01/11/2026", "01/11/2026"])
    assert set(days(done).values()) == {"2026-11-01"}
    assert [(row, field) for row, _, field in done.reasons("problems") if field == "as_of"] == [(3, "as_of")]


@pytest.mark.parametrize("written", [[None] * 5, ["hôm qua"] * 5])
def test_a_source_whose_rows_say_no_day_is_refused(tmp_path: Path, written: list[Any]) -> None:
    with pytest.raises(SourceError) as refused:
        by_row(tmp_path, written)
    assert (refused.value.code, refused.value.fields["column"]) == ("SRC-AS-OF-ROWS", DAY)


def test_a_source_without_the_column_is_refused(tmp_path: Path) -> None:
    book(tmp_path / "so_nhan_khau.xlsx", PEOPLE)
    with pytest.raises(SourceError) as refused:
        run(tmp_path, source(as_of={"column": DAY}))
    assert refused.value.code == "SRC-AS-OF-ROWS"


def test_a_column_beside_a_fixed_day(tmp_path: Path) -> None:
    columns = mapping()["tables"]["population"]["columns"] | {DAY: {"field": "as_of", "optional": True}}
    tables = {"population": mapping()["tables"]["population"] | {"columns": columns}}
    done = by_row(tmp_path, ["01/11/2026", None, None, None, None], as_of="2026-10-01", tables=tables)
    assert sorted(set(days(done).values())) == ["2026-10-01", "2026-11-01"]
    assert done.manifest["as_of"] == "2026-10-01"
