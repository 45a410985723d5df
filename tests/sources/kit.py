"""Small real sources: workbooks with titles and merged headings, mappings, configurations."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from doisoat.sources import Batch, Source, extract, read
from doisoat.sources.check import check_source
from doisoat.sources.connections import Connections

NAME, BORN, NUMBER, SEX = "Họ, chữ đệm và tên khai sinh", "Ngày sinh", "Số định danh cá nhân", "Giới tính"

PEOPLE: list[list[Any]] = [
    ["NK01", "Nguyễn Thị Hòa", "02/01/1985", "068185000001", "Nữ"],
    ["NK02", "Trần Văn Đức", "1950", "068050000002", "Nam"],
    ["NK03", "Lê Minh Quân", "15/8/2001", "068201000003", "Nam"],
    ["NK04", "Phạm Thị Ngọc Ánh", "30/04/1975", "068175000004", "Nữ"],
    ["NK05", "K'Brếp", "03/05/1987", "068087000005", "Nam"],
]
HEADINGS = ["Mã NK", NAME, BORN, NUMBER, SEX]


def mapping(**changes: Any) -> dict[str, Any]:
    """A population source of one commune; `changes` replace top-level keys."""
    return {
        "source_id": "population.commune.23122",
        "register": "population",
        "level": "commune",
        "owner": "23122",
        "as_of": "2026-11-15",
        "location": {"connection": "files", "path": "so_nhan_khau*"},
        "format": "xlsx",
        "unit": {"from": "constant", "value": "23122"},
        "tables": {
            "population": {
                "from": {"sheets": "*"},
                "key": ["Mã NK"],
                "columns": {NAME: "full_name", BORN: "date_of_birth", NUMBER: "personal_id", SEX: "sex"},
                "required": [NAME],
            }
        },
    } | changes


def source(**changes: Any) -> Source:
    """The mapping, parsed and checked."""
    found = Source.model_validate(mapping(**changes))
    check_source(found, "test.yaml")
    return found


def book(
    path: Path,
    rows: Sequence[Sequence[Any]],
    headings: Sequence[str] = HEADINGS,
    groups: Sequence[str] | None = None,
    titles: Sequence[str] = (),
    below: Sequence[Sequence[Any]] = (),
    sheet: str = "Sheet1",
) -> Path:
    """Write a workbook of one sheet: titles, one or two heading rows, rows, what stands below."""
    return books(path, {sheet: (titles, groups, headings, [*rows, *below])})


def books(path: Path, sheets: dict[str, tuple[Any, Any, Any, Any]]) -> Path:
    """Write a workbook: sheet name → (titles, groups, headings, rows)."""
    workbook = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
    workbook.set_properties({"created": datetime(2026, 11, 1)})  # the same rows are the same bytes, at any second
    day = workbook.add_format({"num_format": "dd/mm/yyyy"})
    for name, (titles, groups, headings, rows) in sheets.items():
        page, at = workbook.add_worksheet(name), 0
        for title in titles:
            page.write_string(at, 0, title)
            at += 1
        if groups:
            start = 0
            for place, group in enumerate(groups):
                if place and group and group == groups[start]:
                    page.merge_range(at, start, at, place, group) if place + 1 == len(groups) or groups[
                        place + 1
                    ] != group else None
                    continue
                start = place
                page.write_string(at, place, group or headings[place])
            at += 1
        for place, heading in enumerate(headings):
            if not groups or groups[place]:
                page.write_string(at, place, heading)
        at += 1
        for row in rows:
            for place, value in enumerate(row):
                if value is None:
                    continue
                page.write(at, place, value, day) if hasattr(value, "isoformat") else page.write(at, place, value)
            at += 1
    workbook.close()
    return path


def connections(folder: Path, **others: Any) -> Connections:
    """Connection `files` is `folder`; `others` are further entries."""
    return Connections({"files": {"kind": "folder", "path": str(folder)}, **others}, folder)


def read_all(folder: Path, given: Source, **others: Any) -> list[Batch]:
    """Extract and read every physical table."""
    landing = extract(given, connections(folder, **others), folder / ".landing")
    return [batch for origin in given.groups() for batch in read(landing, given, origin)]


def column(batches: Sequence[Batch], name: str) -> list[Any]:
    """One column over all batches."""
    return [value for batch in batches for value in batch.data[name].to_pylist()]


def skipped(batches: Sequence[Batch]) -> dict[int, str]:
    """Physical row → reason, over all batches."""
    return {
        row: reason
        for batch in batches
        for row, reason in zip(
            batch.skipped["lineage_row"].to_pylist(), batch.skipped["reason"].to_pylist(), strict=True
        )
    }
