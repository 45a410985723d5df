"""The officers' worklist: one Excel book a commune, written for people at home in Excel.

First a summary (what this is, which sources were read, how many of which kind, common causes), then one sheet a kind,
gravest first. A commune without findings still gets a book that says so. Kinds the catalogue keeps off officers' lists
are left out. The book's date is the run's, so that the same run always gives the same bytes.
"""

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import xlsxwriter

from doisoat.detect import kinds
from doisoat.detect.catalogue import SEVERITIES
from doisoat.reports import words
from doisoat.reports.worklist_data import Finding, Subject, WorklistData
from doisoat.reports.worklist_sheets import OUTCOMES, SUMMARY, formats, height, kind_sheet, print_setup, put
from doisoat.reports.worklist_text import Context, Line, compose
from doisoat.runs.communes import file_stem

COMMON_CAUSE = 20
"""Rows of one cause from which on the summary names the cause as one job."""
TEMPLATE_VERSION = "1"
HIDDEN_SHEET = "_he_thong"
_WIDTHS = (6, 52, 13, 13, 13, 62)


@dataclass(frozen=True)
class Run:
    """The run a book belongs to: its id and the date its data speaks of (YYYY-MM-DD)."""

    id: str
    as_of: str


@dataclass(frozen=True)
class Commune:
    """Whose book it is; code ``NO_HOME`` and a name that says so for findings without a home."""

    code: str
    name: str
    province: str = ""


@dataclass(frozen=True)
class SourceStatus:
    """A source as the summary lists it.

    Args:
        title: Vietnamese title of the source.
        read: whether the run used it.
        as_of: date its data speaks of.
        note: why it was not read, or that it is stale; Vietnamese.
    """

    source_id: str
    title: str
    register: str
    level: str
    read: bool
    as_of: str | None = None
    note: str = ""


@dataclass(frozen=True)
class WorklistResult:
    """What a book contains: rows listed, how many are new, rows by kind."""

    path: Path
    rows: int
    new: int
    by_kind: dict[str, int]


@lru_cache(maxsize=100_000)
def _sort_text(text: str) -> str:
    """Order as people expect it: marks last, ``Thôn 2`` before ``Thôn 10``."""
    bare = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    letters = "".join(char for char in bare if not unicodedata.combining(char))
    return re.sub(r"\d+", lambda found: found[0].zfill(12), letters)


def _ordered(lines: Iterable[Line]) -> list[Line]:
    """Gravest first; then rows of one cause together, then by village and name."""
    return sorted(
        lines,
        key=lambda line: (
            SEVERITIES.index(line.severity),
            line.field,
            line.cause or ("", ""),
            _sort_text(line.village),
            _sort_text(line.who),
            line.fingerprint,
        ),
    )


def write(
    path: Path,
    commune: Commune,
    run: Run,
    findings: Sequence[Finding],
    subjects: Mapping[str, Subject],
    sources: Sequence[SourceStatus],
    unit_names: Mapping[str, str] | None = None,
) -> WorklistResult:
    """Write the book of one commune (under a temporary name, then renamed).

    Args:
        path: the .xlsx to write.
        commune: whose book.
        run: the run the findings come from.
        findings: the commune's findings (``WorklistData.of``); kinds not meant for officers are left out.
        subjects: records by ``source_id|record_key`` (``WorklistData.subjects``).
        sources: the sources that may hold this commune's records, read or not.
        unit_names: unit code, old or new → name, as far as known.
    """
    context = Context(commune.code, unit_names or {}, {source.source_id: source.title for source in sources})
    by_kind: dict[str, list[Line]] = {}
    for finding in findings:
        by_kind.setdefault(finding.kind, []).append(compose(finding, subjects, context))
    listed = {
        entry.id: _ordered(by_kind[entry.id])
        for entry in kinds().values()
        if entry.officer_list and entry.id in by_kind
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(partial), options) as book:
        moment = datetime.fromisoformat(run.as_of)
        book.set_properties({"title": f"Danh sách sai lệch {commune.name}", "created": moment, "author": "Đối Soát"})
        look = formats(book)
        footer = f"{commune.name} – số liệu đến {words.date(run.as_of)} – {run.id}"
        _summary(book, look, commune, run, listed, sources, footer)
        for kind_id, lines in listed.items():
            kind_sheet(book, look, kinds()[kind_id], lines, footer)
        _hidden(book, commune, run, listed)
    partial.replace(path)
    counts = {kind_id: len(lines) for kind_id, lines in listed.items()}
    new = sum(line.is_new for lines in listed.values() for line in lines)
    return WorklistResult(path, sum(counts.values()), new, counts)


def write_all(
    folder: Path,
    communes: Sequence[Commune],
    run: Run,
    data: WorklistData,
    sources: Sequence[SourceStatus],
    unit_names: Mapping[str, str] | None = None,
) -> list[WorklistResult]:
    """Write a book for each commune as ``<folder>/<code>.xlsx`` (see ``runs.communes.file_stem``). See ``write``."""
    return [
        write(
            folder / f"{file_stem(item.code)}.xlsx",
            item,
            run,
            data.of(item.code),
            data.subjects,
            sources,
            unit_names,
        )
        for item in communes
    ]


def _summary(
    book: Any,
    look: dict[str, Any],
    commune: Commune,
    run: Run,
    listed: Mapping[str, list[Line]],
    sources: Sequence[SourceStatus],
    footer: str,
) -> None:
    sheet = book.add_worksheet(SUMMARY)
    for number, width in enumerate(_WIDTHS):
        sheet.set_column(number, number, width)
    print_setup(sheet, footer)
    where = f"{commune.name}, {commune.province}" if commune.province else commune.name
    lines = [line for found in listed.values() for line in found]
    grave = sum(line.severity == "high" for line in lines)
    put(sheet, 0, 0, "DANH SÁCH SAI LỆCH DỮ LIỆU CẦN XỬ LÝ", look["title"])
    put(sheet, 1, 0, where, look["heading"])
    put(sheet, 2, 0, f"Số liệu đến ngày {words.date(run.as_of)}. Mã lần đối soát: {run.id}", look["plain"])
    told = (
        f"Có {words.number(len(lines))} trường hợp, trong đó {words.number(grave)} trường hợp mức độ cao cần làm trước."
        if lines
        else "Không có sai lệch nào cần xử lý trong kỳ này."
    )
    put(sheet, 3, 0, told, look["heading"])
    row = 5
    if lines:
        row = _kind_table(sheet, look, listed, row)
        row = _cause_table(sheet, look, listed, row)
    row = _source_table(sheet, look, sources, row)
    _guide(sheet, look, row)


def _table_head(sheet: Any, look: dict[str, Any], row: int, title: str, headings: Sequence[str]) -> int:
    put(sheet, row, 0, title, look["heading"])
    for number, heading in enumerate(headings):
        put(sheet, row + 1, number, heading, look["head"])
    return row + 2


def _kind_table(sheet: Any, look: dict[str, Any], listed: Mapping[str, list[Line]], row: int) -> int:
    headings = ("STT", "Loại sai lệch (bấm để mở)", "Mức độ cao", "Số trường hợp", "Mới trong kỳ", "Cần làm gì")
    row = _table_head(sheet, look, row, "Có những sai lệch gì", headings)
    for number, (kind_id, lines) in enumerate(listed.items(), start=1):
        entry = kinds()[kind_id]
        sheet.set_row(row, height([(entry.title_vi, _WIDTHS[1]), (entry.summary(), _WIDTHS[5])]))
        put(sheet, row, 0, str(number), look["count"])
        sheet.write_url(row, 1, f"internal:'{entry.sheet_vi}'!A1", look["link"], entry.title_vi)
        high = sum(line.severity == "high" for line in lines)
        for column, count in ((2, high), (3, len(lines)), (4, sum(line.is_new for line in lines))):
            sheet.write_number(row, column, count, look["count"])
        put(sheet, row, 5, entry.summary(), look["cell"])
        row += 1
    return row + 1


def causes(lines: Iterable[Line]) -> list[tuple[str, int]]:
    """Causes common to at least ``COMMON_CAUSE`` lines with their number of lines, the most frequent first."""
    counted = Counter(line.cause for line in lines if line.cause is not None)
    found = [(cause[1], count) for cause, count in counted.items() if count >= COMMON_CAUSE]
    return sorted(found, key=lambda item: (-item[1], item[0]))


def _cause_table(sheet: Any, look: dict[str, Any], listed: Mapping[str, list[Line]], row: int) -> int:
    found = [(kinds()[kind_id], text, count) for kind_id, lines in listed.items() for text, count in causes(lines)]
    if not found:
        return row
    headings = ("STT", "Nguyên nhân chung", "Trang", "", "Số dòng", "Nên làm")
    row = _table_head(sheet, look, row, "Nhiều dòng cùng một nguyên nhân: xử lý một lần, không sửa từng dòng", headings)
    for number, (entry, text, count) in enumerate(sorted(found, key=lambda item: -item[2]), start=1):
        sheet.set_row(row, height([(text, _WIDTHS[1]), (entry.summary(), _WIDTHS[5])]))
        put(sheet, row, 0, str(number), look["count"])
        put(sheet, row, 1, text, look["strong"])
        sheet.merge_range(row, 2, row, 3, "", look["cell"])
        sheet.write_url(row, 2, f"internal:'{entry.sheet_vi}'!A1", look["link"], entry.sheet_vi)
        sheet.write_number(row, 4, count, look["count"])
        put(sheet, row, 5, entry.summary(), look["cell"])
        row += 1
    return row + 1


def _source_table(sheet: Any, look: dict[str, Any], sources: Sequence[SourceStatus], row: int) -> int:
    headings = ("STT", "Nguồn dữ liệu", "Cấp", "Số liệu đến", "Đã đọc", "Ghi chú")
    row = _table_head(sheet, look, row, "Nguồn dữ liệu đã dùng", headings)
    for number, source in enumerate(sources, start=1):
        sheet.set_row(row, height([(source.title, _WIDTHS[1]), (source.note, _WIDTHS[5])]))
        put(sheet, row, 0, str(number), look["count"])
        put(sheet, row, 1, source.title, look["cell"])
        put(sheet, row, 2, words.LEVELS[source.level], look["cell"])
        put(sheet, row, 3, words.date(source.as_of) if source.as_of else "", look["cell"])
        put(sheet, row, 4, "Có" if source.read else "KHÔNG", look["cell" if source.read else "grave"])
        put(sheet, row, 5, source.note, look["cell"])
        row += 1
    return row + 1


def _guide(sheet: Any, look: dict[str, Any], row: int) -> None:
    put(sheet, row, 0, "Cách dùng", look["heading"])
    for line in (
        "• Mỗi trang là một loại sai lệch, mỗi dòng là một trường hợp; mức độ cao xếp trước.",
        "• Cột Trung ương, Cấp tỉnh, Cấp xã cho biết từng nơi đang ghi gì; trong ngoặc vuông là tệp, trang tính, dòng.",
        "• Sửa ở nguồn ghi sai (sổ hoặc phần mềm của nguồn đó), không sửa giá trị trong tệp này.",
        f"• Xong một dòng, chọn Kết quả xử lý: {', '.join(OUTCOMES)}. «Chưa rõ» cũng là câu trả lời.",
        "• Lần đối soát sau tự kiểm tra lại: dữ liệu đã khớp thì dòng đó không còn, chưa khớp thì hiện lại.",
        "• Số định danh chỉ hiện đủ ở loại cần so số; nơi khác che, chừa 4 số cuối.",
        "• Tệp có dữ liệu cá nhân: không gửi ra ngoài cơ quan, xóa khi hết kỳ.",
    ):
        row += 1
        put(sheet, row, 0, line, look["plain"])


def _hidden(book: Any, commune: Commune, run: Run, listed: Mapping[str, list[Line]]) -> None:
    """What a later upload is recognised by: template version, commune, run, number of rows."""
    sheet = book.add_worksheet(HIDDEN_SHEET)
    sheet.hide()
    rows = (
        ("template", TEMPLATE_VERSION),
        ("commune", commune.code),
        ("run", run.id),
        ("as_of", run.as_of),
        ("rows", str(sum(map(len, listed.values())))),
    )
    for number, pair in enumerate(rows):
        for column, text in enumerate(pair):
            sheet.write_string(number, column, text)
