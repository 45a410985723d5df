"""Communes' books read back with another library than wrote them."""

import datetime as dt
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from doisoat.text import legacy
from doisoat_lab.synth.render.book import Sheet, write_book
from doisoat_lab.synth.render.coders import Serial, Whole
from doisoat_lab.synth.render.commune import Place, write_commune
from doisoat_lab.synth.render.layout import Column
from tests.lab.synth.render import fake
from tests.lab.synth.render.conftest import Written


class Book:
    """Cells of a workbook by sheet and physical row."""

    def __init__(self, path: Path) -> None:
        self.book = CalamineWorkbook.from_path(str(path))
        self.sheets = {name: self.book.get_sheet_by_name(name).to_python() for name in self.book.sheet_names}

    def column(self, sheet: str, heading: str) -> int:
        return next(row.index(heading) for row in self.sheets[sheet] if heading in row)

    def cells(self, rows: pd.DataFrame, heading: str) -> list[Any]:
        """The cells under `heading` in the lineage rows of `rows`."""
        places = zip(rows["lineage_sheet"], rows["lineage_row"], strict=True)
        return [self.sheets[sheet][row - 1][self.column(sheet, heading)] for sheet, row in places]


BOOKS = [
    ("population", "population", "full_name"),
    ("household", "household", "head_name"),
    ("household", "household_member", "full_name"),
    ("social_insurance", "social_insurance", "full_name"),
    ("land", "right", "holder_name"),
    ("land", "parcel", "parcel_key"),
    ("land", "certificate", "serial"),
]


def plain(value: Any) -> str | None:
    if value in ("", None):
        return None
    text = str(value)
    return unicodedata.normalize("NFC", text).casefold()


@pytest.mark.parametrize(("register", "table", "field"), BOOKS)
def test_every_row_is_where_its_lineage_says(province: Written, register: str, table: str, field: str) -> None:
    source = f"{register}.commune.23122"
    rows = province.frame(source, table)
    assert rows["lineage_row"].notna().all()
    book = Book(province.files / rows["lineage_file"].iloc[0])
    cells = book.cells(rows, _shown(province, source, table, field))
    if register == "land":
        cells = [legacy.decode_text(str(cell), "tcvn3") for cell in cells]
    good = rows["_garbage"].isna()
    wanted = rows[field][good].tolist()
    assert [plain(cell) for cell, ok in zip(cells, good, strict=True) if ok] == [plain(v) for v in wanted]
    if table == "population":
        assert [plain(c) for c, ok in zip(cells, good, strict=True) if not ok] in ([None], ["-"], ["…"])


def _shown(province: Written, source: str, table: str, field: str) -> str:
    heading = province.heading(source, table, field)
    declared = province.mappings[source]["encoding"]
    return heading if declared == "auto" else legacy.encode_text(heading, declared)


def test_one_sheet_a_village_named_only_in_its_title(province: Written) -> None:
    rows = province.frame("population.commune.23122", "population")
    book = Book(province.files / rows["lineage_file"].iloc[0])
    for sheet, group in rows.groupby("lineage_sheet"):
        labels = set(group["village"].fillna(""))
        assert len(labels) == 1
        label = labels.pop()
        head = [str(cell) for row in book.sheets[str(sheet)][:5] for cell in row]
        assert any(cell.endswith(label) for cell in head)
        assert label == "" or label not in str(sheet)
        assert "village" not in province.mappings["population.commune.23122"]["tables"]["population"]["columns"]
    assert book.sheets["Tờ 01"][0][0] == "ỦY BAN NHÂN DÂN XÃ HÀM THẠNH"


def test_identifiers_lose_their_leading_zero_in_part_of_the_cells(province: Written) -> None:
    source = "population.commune.23122"
    rows = province.frame(source, "population").query("_garbage.isna() and personal_id.notna()")
    cells = Book(province.files / rows["lineage_file"].iloc[0]).cells(
        rows, province.heading(source, "population", "personal_id")
    )
    numbers = [cell for cell in cells if isinstance(cell, float)]
    assert 10 < len(numbers) < len(cells) - 10
    assert max(numbers) < 1e11
    texts = [str(int(cell)).zfill(12) if isinstance(cell, float) else cell for cell in cells]
    assert texts == rows["personal_id"].tolist()


def test_dates_come_in_every_spelling_and_keep_their_value(province: Written) -> None:
    seen = set()
    for source, table in (
        ("population.commune.23122", "population"),
        ("household.commune.23122", "household_member"),
        ("household.commune.23110", "household_member"),
    ):
        rows = province.frame(source, table)
        book = Book(province.files / rows["lineage_file"].iloc[0])
        cells = book.cells(rows, province.heading(source, table, "date_of_birth"))
        for cell, value in zip(cells, rows["date_of_birth"], strict=True):
            kind, text = _read_date(cell)
            assert text == (None if pd.isna(value) else value)
            seen.add(kind)
    assert {"serial", "year", "dmy", "zeros", "short"} <= seen


def _read_date(cell: Any) -> tuple[str, str | None]:
    """What a careful reader makes of the cell, independent of the project's parser."""
    if cell == "":
        return "empty", None
    if isinstance(cell, dt.date):
        return "serial", cell.isoformat()
    if isinstance(cell, float):
        return "year", str(int(cell))
    if cell.isdigit():
        return "year", cell
    if "-" in cell:
        day, month, year = cell.split("-")
        return "short", f"19{year}-{int(month):02}-{int(day):02}"
    day, month, year = cell.split("/")
    known = [year, *([month] if month != "00" else []), *([day] if day != "00" else [])]
    return ("zeros" if day == "00" else "dmy"), "-".join(known)


@pytest.mark.parametrize(("index", "encoding", "declared"), [(0, "tcvn3", True), (2, "vni", False), (1, None, False)])
def test_cadastral_books_in_legacy_encodings(tmp_path: Path, index: int, encoding: str | None, declared: bool) -> None:
    frames = fake.land("23122", 40, 1)
    part = fake.part("land", "commune", "23122", frames, ["23122"])
    place = Place("23122", "Xã Hàm Thạnh", "Tỉnh Lâm Đồng", "2026-11-15", index)
    written = write_commune(part, place, tmp_path, 7)
    assert written.mapping is not None
    assert written.mapping["encoding"] == (encoding if declared else "auto")
    rows = frames["right"].merge(written.lineage.query("table == 'right'"), on="_record")
    book = Book(tmp_path / rows["lineage_file"].iloc[0])
    heading = next(h for h, f in written.mapping["tables"]["right"]["columns"].items() if f == "holder_name")
    cells = book.cells(rows, legacy.encode_text(heading, encoding) if encoding and declared else heading)
    if encoding:
        assert cells != rows["holder_name"].tolist()
        cells = [legacy.decode_text(cell, encoding) for cell in cells]
    assert [plain(cell) for cell in cells] == [plain(name) for name in rows["holder_name"]]


@pytest.mark.parametrize(("name", "unicode_book"), [("Y Bŏng Niê", False), ("Y Muñ", True)])
def test_a_letter_the_legacy_encoding_lacks(tmp_path: Path, name: str, unicode_book: bool) -> None:
    """It stays a Unicode cell in a legacy book, unless reading the book would turn it into another letter."""
    frames = fake.land("23122", 6, 1)
    frames["right"].loc[0, "holder_name"] = name
    place = Place("23122", "Xã Hàm Thạnh", "Tỉnh Lâm Đồng", "2026-11-15", 0)
    written = write_commune(fake.part("land", "commune", "23122", frames, ["23122"]), place, tmp_path, 7)
    assert written.mapping is not None
    assert written.mapping["encoding"] == ("auto" if unicode_book else "tcvn3")
    text = str(Book(tmp_path / "commune/23122/so_dia_chinh.xlsx").sheets)
    assert name in text
    assert ("Tổng cộng" in text) is unicode_book


def test_decomposed_text_stays_the_same_name(tmp_path: Path) -> None:
    frames = {"population": fake.people("23122", 40, 1, False)}
    place = Place("23122", "Xã Hàm Thạnh", "Tỉnh Lâm Đồng", "2026-11-15", 3)
    written = write_commune(fake.part("population", "commune", "23122", frames, ["23122"]), place, tmp_path, 7)
    assert written.mapping is not None
    rows = frames["population"].query("_garbage.isna()").merge(written.lineage, on="_record")
    heading = next(h for h, f in written.mapping["tables"]["population"]["columns"].items() if f == "full_name")
    cells = Book(tmp_path / rows["lineage_file"].iloc[0]).cells(rows, heading)
    assert any(unicodedata.normalize("NFC", cell) != cell for cell in cells)
    assert [unicodedata.normalize("NFC", cell) for cell in cells] == rows["full_name"].tolist()


def test_headings_differ_between_communes(province: Written) -> None:
    def shown(commune: str) -> list[str]:
        return list(province.mappings[f"household.commune.{commune}"]["tables"]["household_member"]["columns"])

    assert shown("23122") != shown("23110")


COLUMNS = [
    Column("TT", "#"),
    Column("Họ tên", "full_name"),
    Column("CCCD", "personal_id", group="Giấy tờ"),
    Column("CMND", "former_id", group="Giấy tờ"),
]


def test_a_sheet_tells_where_its_rows_will_stand(tmp_path: Path) -> None:
    n = 50
    values: list[list[Any]] = [
        list(range(n)),
        [f"=Tên {i}" for i in range(n)],
        [Whole(60085000000 + i) for i in range(n)],
        [Serial(45000 + i) if i % 2 else None for i in range(n)],
    ]
    sheet = Sheet("A", ["Sổ", ""], COLUMNS, values, "Tổng cộng", [3, 3, 20], 30, True, ["Người lập biểu"])
    write_book(tmp_path / "b.xlsx", [sheet])
    book = CalamineWorkbook.from_path(str(tmp_path / "b.xlsx"))
    rows = book.get_sheet_by_name("A").to_python()
    assert rows[2][:4] == ["TT", "Họ tên", "Giấy tờ", ""]
    assert rows[3][:4] == ["", "", "CCCD", "CMND"]
    assert rows[4][:4] == ["(1)", "(2)", "(3)", "(4)"]
    assert [rows[row - 1][1] for row in sheet.rows] == values[1]  # "=" is text, not a formula
    assert rows[int(sheet.rows[1]) - 1][3] == dt.date(2023, 3, 16)
    assert rows[int(sheet.rows[0]) - 1][2] == 60085000000.0
    others = np.setdiff1d(np.arange(len(rows)), sheet.rows - 1).tolist()
    assert sum(rows[row][0] == "TT" for row in others) == 2
    assert sum(not any(rows[row]) for row in others) == 1 + 3 + 1  # below the title, between lines, above the signature
    assert rows[-1][1] == "Người lập biểu"
    assert set(book.get_sheet_by_name("A").merged_cell_ranges or []) >= {((2, 2), (2, 3)), ((2, 0), (3, 0))}


def test_a_parcel_written_once_above_its_holders(tmp_path: Path) -> None:
    frames = fake.land("23122", 30, 1)
    place = Place("23122", "Xã Hàm Thạnh", "Tỉnh Lâm Đồng", "2026-11-15", 3)
    written = write_commune(fake.part("land", "commune", "23122", frames, ["23122"]), place, tmp_path, 7)
    assert written.mapping is not None
    book = Book(tmp_path / "commune/23122/so_dia_chinh.xlsx")
    key = next(h for h, f in written.mapping["tables"]["parcel"]["columns"].items() if f == "parcel_key")
    rights = frames["right"].merge(written.lineage.query("table == 'right'"), on="_record")
    below = rights.query("_seq > 1")
    assert len(below) == 10
    assert set(book.cells(below, key)) == {""}
    above = below.assign(lineage_row=below["lineage_row"] - 1)
    assert book.cells(above, key) == below["parcel_key"].tolist()
