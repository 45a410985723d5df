"""Which sheets and files are read, which are left out by name, and what a file is whatever it is called."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from doisoat.sources import SourceError
from doisoat.sources.patterns import Claim, claim
from tests.sources.kit import HEADINGS, NAME, PEOPLE, book, books, column, read_all, source
from tests.standardise.kit import run

FILE = "so_nhan_khau.xlsx"


def rule(**origin: Any) -> dict[str, Any]:
    """Tables with other sheets or files."""
    given = source().tables["population"].model_dump(by_alias=True)
    return {"population": given | {"from": origin}}


def sheets(path: Path, hidden: str | None = None, **named: list[list[Any]]) -> Path:
    """A workbook; sheets whose names begin with an underscore are hidden (or veryHidden)."""
    workbook = xlsxwriter.Workbook(str(path))
    for name, rows in named.items():
        page = workbook.add_worksheet(name.lstrip("_"))
        page.write_row(0, 0, HEADINGS)
        for at, row in enumerate(rows, 1):
            page.write_row(at, 0, row)
        if name.startswith("_"):
            page.very_hidden() if hidden == "very" else page.hide()
    workbook.close()
    return path


STALE = [["NK01", "Nguyễn Thị Khác", "02/01/1985", "068185000009", "Nữ"], *PEOPLE[1:3]]


@pytest.mark.parametrize("hidden", ["plain", "very"])
def test_a_hidden_sheet_is_left_out_by_name_unless_the_mapping_names_it(tmp_path: Path, hidden: str) -> None:
    sheets(tmp_path / FILE, hidden, Moi=PEOPLE, _Cu=STALE)
    done = run(tmp_path, source())
    assert (len(done["population"]), len(done["quarantine"])) == (5, 0)
    assert done.reasons("skipped").count((2, "STD-SKIP-SHEET-HIDDEN", None)) == 1
    assert done.manifest["rows_skipped"] == 1 + 4
    assert ("STD-SKIP-SHEET-HIDDEN", "Cu") in [(reason, field) for _, reason, field in done.reasons("problems")]
    named = source(tables=rule(sheets=["cu"]))
    assert column(read_all(tmp_path, named), NAME) == [row[1] for row in STALE]


def test_a_book_whose_sheets_are_all_hidden_is_refused(tmp_path: Path) -> None:
    sheets(tmp_path / FILE, None, Bia=[], _Thon=PEOPLE)
    with pytest.raises(SourceError) as caught:
        read_all(tmp_path, source(tables=rule(sheets="Thon*")))
    assert caught.value.code == "SRC-SHEET-HIDDEN"


def test_a_sheet_no_pattern_takes_is_named_with_its_rows(tmp_path: Path) -> None:
    wide = {
        "Thôn 1": ((), None, HEADINGS, PEOPLE[:2]),
        "TDP 5": ((), None, HEADINGS, PEOPLE[2:]),
        "Hướng dẫn": (["Không sửa tiêu đề"], None, ["a"], []),
    }
    books(tmp_path / FILE, wide)
    done = run(tmp_path, source(tables=rule(sheets="thôn *")))
    assert len(done["population"]) == 2
    found = done["skipped"].groupby(["lineage_sheet", "reason"]).size().to_dict()
    assert found == {
        ("Thôn 1", "STD-SKIP-HEADING"): 1,
        ("TDP 5", "STD-SKIP-SHEET-UNCLAIMED"): 4,
        ("Hướng dẫn", "STD-SKIP-SHEET"): 2,
    }
    assert [(reason, field) for _, reason, field in done.reasons("problems")] == [("STD-SKIP-SHEET-UNCLAIMED", "TDP 5")]
    left_out = run(tmp_path, source(tables=rule(sheets=["thôn *", "!tdp*"])), out="b")
    assert len(left_out["problems"]) == 0
    assert left_out["skipped"]["reason"].value_counts()["STD-SKIP-SHEET-EXCLUDED"] == 4


def test_a_sheet_two_tables_divide_between_them_is_claimed(tmp_path: Path) -> None:
    sheets(tmp_path / FILE, None, A=PEOPLE[:2], B=PEOPLE[2:])
    columns = {"Mã NK": "household_no", NAME: "head_name"}
    tables = {
        "household": {"from": {"sheets": "A"}, "key": ["Mã NK"], "columns": columns},
        "household_member": {"from": {"sheets": "B"}, "columns": {"Mã NK": "household_no", NAME: "full_name"}},
    }
    done = run(tmp_path, source(source_id="household.commune.23122", register="household", tables=tables))
    assert set(done["skipped"]["reason"]) == {"STD-SKIP-HEADING"}
    assert done.manifest["rows_in"] == 7


@pytest.mark.parametrize("name", ["TỔNG HỢP", "Biểu tổng hợp", "Thống kê T11", "Hướng dẫn"])
def test_a_summary_is_skipped_by_name_though_it_looks_like_a_table(tmp_path: Path, name: str) -> None:
    summary = [[f"Thôn {n}", n, n, n, n] for n in range(8)]
    books(tmp_path / FILE, {"Thôn 1": ((), None, HEADINGS, PEOPLE), name: ((), None, list("abcde"), summary)})
    done = run(tmp_path, source())
    assert len(done["population"]) == 5
    assert done["skipped"]["reason"].value_counts()["STD-SKIP-SHEET"] == 9


def test_a_sheet_the_mapping_names_and_the_book_lacks_is_noted(tmp_path: Path) -> None:
    sheets(tmp_path / FILE, None, A=PEOPLE)
    done = run(tmp_path, source(format="xls", tables=rule(sheets=["a", "B", "C*"])))
    assert [(reason, field) for _, reason, field in done.reasons("problems")] == [("STD-SHEET-ABSENT", "B")]


def test_a_chart_sheet_is_no_sheet_of_rows(tmp_path: Path) -> None:
    workbook = xlsxwriter.Workbook(str(tmp_path / FILE))
    page = workbook.add_worksheet("Sổ")
    page.write_row(0, 0, HEADINGS)
    for at, row in enumerate(PEOPLE, 1):
        page.write_row(at, 0, row)
    chart = workbook.add_chart({"type": "column"})
    chart.add_series({"values": "='Sổ'!$A$2:$A$5"})
    workbook.add_chartsheet("Biểu đồ").set_chart(chart)
    workbook.close()
    assert len(column(read_all(tmp_path, source()), NAME)) == 5


def test_patterns_know_no_case_and_no_way_of_composing_letters(tmp_path: Path) -> None:
    import unicodedata

    for name, rows in (("dân cư 1.XLSX", PEOPLE[:2]), ("Dân Cư 2.xlsx", PEOPLE[2:4]), ("dân cư nháp.xlsx", PEOPLE[4:])):
        book(tmp_path / "x.xlsx", rows).rename(tmp_path / unicodedata.normalize("NFD", name))
    place = {"connection": "files", "path": "dân*.xlsx"}
    assert len(column(read_all(tmp_path, source(location=place)), NAME)) == 5
    given = source(location=place, tables=rule(files="dân cư [12].xlsx"))
    done = run(tmp_path, given)
    assert len(done["population"]) == 4
    assert [reason for _, reason, _ in done.reasons("problems")] == ["STD-SKIP-FILE-UNCLAIMED"]
    assert done["skipped"]["reason"].value_counts()["STD-SKIP-FILE-UNCLAIMED"] == 2  # heading and person
    left_out = run(tmp_path, source(location=place, tables=rule(files=["*.xlsx", "!*nháp*"])), out="b")
    assert (len(left_out["population"]), len(left_out["problems"])) == (4, 0)
    excluded = source(location=place | {"except": "*NHÁP*"})
    assert len(column(read_all(tmp_path, excluded), NAME)) == 4


def test_a_few_rows_without_a_known_heading_are_noted(tmp_path: Path) -> None:
    few = [["A B", 1950, "068050000001"], ["A C", 1951, "068051000002"]]
    sheets = {"Thôn 1": ((), None, HEADINGS, PEOPLE), "Thôn 2": ((), None, ["Tên", "Sinh", "Số"], few)}
    books(tmp_path / FILE, sheets)
    done = run(tmp_path, source())
    assert len(done["population"]) == 5
    assert [(reason, field) for _, reason, field in done.reasons("problems")] == [("STD-SHEET-NO-HEADING", "Thôn 2")]


def test_a_summary_is_read_where_it_is_named_or_all_there_is(tmp_path: Path) -> None:
    everybody = ((), None, HEADINGS, PEOPLE)
    books(tmp_path / FILE, {"Tổng hợp": everybody})
    assert len(run(tmp_path, source())["population"]) == 5
    books(tmp_path / FILE, {"Tổng hợp": everybody, "Thôn 1": ((), None, HEADINGS, PEOPLE[:1])})
    done = run(tmp_path, source(tables=rule(sheets=["Thôn *", "Tổng hợp"])), out="b")
    assert len(done["population"]) == 5
    assert set(done["skipped"]["reason"]) == {"STD-SKIP-HEADING", "STD-SKIP-COPY"}


def test_rows_of_a_workbook_no_table_takes_are_counted_sheet_by_sheet(tmp_path: Path) -> None:
    book(tmp_path / "so_nhan_khau_1.xlsx", PEOPLE[:2])
    sheets = {"Thôn 1": ((), None, HEADINGS, PEOPLE[2:]), "Thôn 2": ((), None, HEADINGS, PEOPLE[:1])}
    books(tmp_path / "so_nhan_khau_khác.xlsx", sheets)
    done = run(tmp_path, source(tables=rule(files="*1.xlsx")))
    left = done["skipped"]
    left = left[left["reason"] == "STD-SKIP-FILE-UNCLAIMED"]
    assert list(zip(left["lineage_sheet"], left["lineage_row"], strict=True)) == [
        *(("Thôn 1", row) for row in range(1, 5)),
        ("Thôn 2", 1),
        ("Thôn 2", 2),
    ]
    assert done.manifest["rows_in"] == 9


def test_a_landed_text_file_no_table_takes_is_named_line_by_line(tmp_path: Path) -> None:
    head = ",".join(f'"{name}"' for name in HEADINGS)
    for name, rows in (("so_nhan_khau_1.csv", PEOPLE[:2]), ("so_nhan_khau_2.csv", PEOPLE[2:])):
        lines = [head, *(",".join(map(str, row)) for row in rows)]
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = run(tmp_path, source(format="csv", tables=rule(files="*1.csv")))
    assert len(done["population"]) == 2
    assert done["skipped"]["reason"].value_counts().to_dict() == {"STD-SKIP-FILE-UNCLAIMED": 4, "STD-SKIP-HEADING": 1}


@pytest.mark.parametrize("tables", [{"files": "other*"}, {"sheets": "*"}])
def test_a_source_without_a_row_is_an_error_unless_it_may_be_empty(tmp_path: Path, tables: dict[str, Any]) -> None:
    book(tmp_path / FILE, [] if "sheets" in tables else PEOPLE)
    with pytest.raises(SourceError) as caught:
        run(tmp_path, source(tables=rule(**tables)))
    assert caught.value.code == "SRC-NO-ROWS"
    assert "{min: 0}" in str(caught.value)
    done = run(tmp_path, source(tables=rule(**tables), volume={"min": 0}))
    assert len(done["population"]) == 0


def test_content_decides_what_a_file_is(tmp_path: Path) -> None:
    book(tmp_path / "x.xlsx", PEOPLE).rename(tmp_path / "so_nhan_khau_1.xls")
    lines = ["\t".join(HEADINGS), *("\t".join(map(str, row)) for row in PEOPLE)]
    (tmp_path / "so_nhan_khau_2.xls").write_text("\n".join(lines) + "\n", encoding="utf-16")
    book(tmp_path / "x.xlsx", PEOPLE).rename(tmp_path / "so_nhan_khau_3.csv")
    assert column(read_all(tmp_path, source()), NAME) == [row[1] for row in PEOPLE] * 3
    assert column(read_all(tmp_path, source(format="csv")), NAME) == [row[1] for row in PEOPLE] * 3


@pytest.mark.parametrize(
    "text",
    [
        "<html><body><table><tr><td>Mã NK</td></tr></table>",
        "\ufeff<!DOCTYPE html>\n<table>",
        "MIME-Version: 1.0\nX",
        '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>',
    ],
)
def test_a_web_page_named_like_a_workbook_is_refused_with_what_to_do(tmp_path: Path, text: str) -> None:
    (tmp_path / "so_nhan_khau.xls").write_text(text, encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        read_all(tmp_path, source())
    assert caught.value.code == "SRC-FILE-MARKUP"
    assert ".xlsx" in str(caught.value)


@pytest.mark.parametrize(
    "content", [b"not a workbook", b"\x00\x01\x02\xff" * 100, b"{\\rtf1 a,b\n c,d\n}", b"%PDF-1.7\na,b\n"]
)
def test_what_is_no_table_at_all_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(SourceError) as caught:
        read_all(tmp_path, source())
    assert caught.value.code == "SRC-FILE-FORMAT"


def test_a_zip_with_backslashes_and_far_cells(tmp_path: Path) -> None:
    path = book(tmp_path / "x.xlsx", PEOPLE)
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(tmp_path / FILE, "w") as copy:
        for name in archive.namelist():
            content = archive.read(name)
            if name.endswith("sheet1.xml"):
                content = content.replace(
                    b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                )
            copy.writestr(name.replace("/", "\\"), content)
    path.unlink()
    assert column(read_all(tmp_path, source()), NAME) == [row[1] for row in PEOPLE]


def test_patterns() -> None:
    assert claim("Sổ  1 ", ("sổ 1",)) is Claim.NAMED
    assert claim("Sổ [1]", ("Sổ [1]",)) is Claim.NAMED
    assert claim("Sổ 1", ("!Sổ*",)) is Claim.EXCLUDED
    assert claim("Tờ 1", ("!Sổ*",)) is Claim.TAKEN
    assert claim("Tờ 1", ("Sổ*",)) is Claim.UNCLAIMED
