"""Which sheets of a workbook a physical table takes its rows from, and which are left out by name.

A hidden sheet is nearly always an old copy: it is read only where the mapping writes its very name. A sheet no pattern
takes is named too, so that rows nobody asked for are seen to be missing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import python_calamine

from doisoat.sources.errors import SourceError
from doisoat.sources.model import From, Source
from doisoat.sources.patterns import Claim, claim
from doisoat.text.fold import fold_text

ABSENT = "STD-SHEET-ABSENT"
HIDDEN, EXCLUDED, UNCLAIMED = "STD-SKIP-SHEET-HIDDEN", "STD-SKIP-SHEET-EXCLUDED", "STD-SKIP-SHEET-UNCLAIMED"
SUMMARY = "STD-SKIP-SHEET-SUMMARY"
_Type = python_calamine.SheetTypeEnum
_NO_CELLS = (_Type.ChartSheet, _Type.DialogSheet, _Type.Vba)
_WILD = re.compile(r"^!|[*?\[]")
_SUMMARIES = (
    "tong hop",
    "bieu tong hop",
    "tong cong",
    "thong ke",
    "bao cao",
    "huong dan",
    "ghi chu",
    "danh muc",
    "muc luc",
    "bia",
    "trang bia",
    "chu thich",
    "summary",
    "pivot",
    "readme",
    "help",
    "bieu do",
)


@dataclass(frozen=True)
class SheetPlan:
    """What becomes of the sheets of a workbook in one physical table.

    Args:
        read: sheets to read, in the order of the book.
        left_out: the others this table answers for, each with its reason.
        absent: sheets the mapping names that the book does not have.
    """

    read: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]
    absent: tuple[str, ...]


def plan(sheets: Sequence[Any], source: Source, origin: From, file: str) -> SheetPlan:
    """Decide about each sheet (``sheets_metadata`` of the book).

    Raises:
        SourceError: SRC-SHEET-MISSING or SRC-SHEET-HIDDEN: the table has no sheet to take rows from.
    """
    origins = [item for item in source.groups() if item.claim_file(file) in (Claim.NAMED, Claim.TAKEN)]
    read: list[str] = []
    left_out: list[tuple[str, str]] = []
    hidden = False
    for sheet in sheets:
        if sheet.typ in _NO_CELLS:
            continue
        shown = sheet.visible == python_calamine.SheetVisibleEnum.Visible
        claims = {item: item.claim_sheet(sheet.name) for item in origins}
        takers = [item for item, said in claims.items() if said in (Claim.NAMED, Claim.TAKEN)]
        if origin in takers and (shown or claims[origin] is Claim.NAMED):
            read.append(sheet.name)
        elif origin in takers:
            hidden = True
            if takers[0] == origin:
                left_out.append((sheet.name, HIDDEN))
        elif not takers and origins[:1] == [origin]:
            excluded = Claim.EXCLUDED in claims.values()
            left_out.append((sheet.name, EXCLUDED if excluded else UNCLAIMED if shown else HIDDEN))
    if not read:
        raise SourceError(
            "SRC-SHEET-HIDDEN" if hidden else "SRC-SHEET-MISSING",
            source=source.source_id,
            file=file,
            sheet=_written(origin),
        )
    named = origin.sheets if isinstance(origin.sheets, tuple) else ()
    absent = [
        name
        for name in named
        if not _WILD.search(name) and not any(claim(sheet, (name,)) is Claim.NAMED for sheet in read)
    ]
    return SheetPlan(tuple(read), tuple(left_out), tuple(absent))


def _written(origin: From) -> str:
    return ", ".join(origin.sheets) if isinstance(origin.sheets, tuple) else origin.sheets or "*"


def is_summary(sheet: str) -> bool:
    """Whether a sheet is by its name a summary, a cover or instructions.

    >>> [is_summary(name) for name in ("TỔNG HỢP", "Biểu tổng hợp T11", "Hướng dẫn nhập", "Thôn 1", "TH")]
    [True, True, True, False, True]
    """
    name = " ".join(fold_text(sheet).replace("_", " ").split())
    return name == "th" or any(name == word or name.startswith(f"{word} ") for word in _SUMMARIES)
