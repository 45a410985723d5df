"""A commune's own books: one .xlsx a register, or a CSV export of the population register where software keeps it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd

from doisoat_lab.synth.frames import SourcePart
from doisoat_lab.synth.render import mapping
from doisoat_lab.synth.render.book import Sheet, write_book
from doisoat_lab.synth.render.layout import Layout
from doisoat_lab.synth.render.layouts import COMMUNE, COMMUNE_TITLES
from doisoat_lab.synth.render.physical import Block, block, narrowed, natural
from doisoat_lab.synth.render.style import Style, dressed, spelled, style_of, suited
from doisoat_lab.synth.render.tabular import rows_of, write_csv

_VILLAGE_LINE = "Địa bàn: "
_SHEET_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True)
class Written:
    """What was written of one part: lineage of its canonical rows and, where the source is complete, its mapping."""

    lineage: pd.DataFrame
    mapping: dict[str, Any] | None = None


@dataclass(frozen=True)
class Place:
    """The commune a book is of, as its title lines and file names say it, and its number in the province."""

    code: str
    name: str
    province: str
    as_of: str
    index: int = 0

    @property
    def day(self) -> str:
        """The date the book speaks of, dd/mm/yyyy."""
        year, month, day = self.as_of.split("-")
        return f"{day}/{month}/{year}"


def lineage(
    part: SourcePart, piece: Block, file: str | None, sheet: str | None, rows: np.ndarray[Any, Any] | None
) -> pd.DataFrame:
    """One row a canonical row of `piece`: source_id, table, _record, lineage_file, lineage_sheet, lineage_row."""
    place = piece.origin["position"].to_numpy(dtype=int)
    numbers = pd.array([None] * len(place) if rows is None else rows[place], dtype="Int32")
    return pd.DataFrame(
        {
            "source_id": part.source_id,
            "table": piece.origin["table"].to_numpy(dtype=object),
            "_record": piece.origin["_record"].to_numpy(dtype="int64"),
            "lineage_file": file,
            "lineage_sheet": sheet,
            "lineage_row": numbers,
        }
    )


def write_commune(part: SourcePart, place: Place, files: Path, seed: int) -> Written:
    """Write the source as the commune keeps it, under `files`/commune/<code>/."""
    rng = np.random.default_rng([seed, crc32(part.source_id.encode())])
    layouts = [_shown(layout, part, place).varied(rng) for layout in COMMUNE[part.register]]
    if part.register == "population" and natural(part.frames["population"]):
        return _export(part, place, files, layouts[0], rng)
    return _book(part, place, files, layouts, rng)


def _shown(layout: Layout, part: SourcePart, place: Place) -> Layout:
    """The layout without columns a commune's book leaves out because its title says it, or because it never had it."""
    frame = part.frames[layout.tables[0]]
    drop = {name for name in ("unit_as_of", "split_from", "merged_from") if name in frame and frame[name].isna().all()}
    if "unit_code" in frame and (frame["unit_code"].fillna("") == place.code).all():
        drop.add("unit_code")
    if layout.by_village:
        drop.add("village")
    return narrowed(layout, part.frames, drop)


def _export(part: SourcePart, place: Place, files: Path, layout: Layout, rng: np.random.Generator) -> Written:
    village = [c for c in COMMUNE["population"][0].columns if c.field == "village"]
    columns = tuple(replace(c, group="") for c in (*layout.columns, *village))
    layout = replace(layout, columns=columns, by_village=False).recoded(
        date_of_birth="date_text", personal_id="text", former_id="text", status_on="date_dmy", moved_on="date_dmy"
    )
    piece = block(layout, part.frames, rng)
    name = f"commune/{place.code}/nhan_khau_xuat_{place.as_of.replace('-', '')}.csv"
    write_csv(files / name, piece, "utf-8", ";", bom=True)
    rules = mapping.table_rules(layout, {"files": f"commune/{place.code}/nhan_khau_xuat_*.csv"})
    head = _head(part, place, [layout], "csv", f"commune/{place.code}/nhan_khau_xuat_*.csv", Style())
    return Written(lineage(part, piece, name, None, rows_of(len(piece))), {**head, "tables": rules})


def _head(
    part: SourcePart, place: Place, layouts: list[Layout], kind: str, pattern: str, style: Style
) -> dict[str, Any]:
    rules = unit_rule(part, layouts[0], place.code)
    # A name without a date would leave open which of two units is meant; the title says the date it is of.
    if style.names_unit and rules["unit"]["from"] == "constant" and part.unit_as_of == place.as_of:
        rules = {"unit": {"from": "sheet_title", "as_of": part.unit_as_of}}
    return source_head(part, COMMUNE_TITLES[part.register].format(unit=place.name), place.as_of, kind) | {
        "location": {"connection": "files", "path": pattern},
        "encoding": style.encoding if style.encoding and style.declared else "auto",
        "covers": dict(part.covers),
        **rules,
        **village_rule(part, by_title=layouts[0].by_village),
    }


def source_head(part: SourcePart, title: str, as_of: str, kind: str) -> dict[str, Any]:
    """The first keys of a mapping file."""
    return {
        "source_id": part.source_id,
        "register": part.register,
        "level": part.level,
        "owner": part.owner,
        "title": title,
        "as_of": as_of,
        "format": kind,
    }


def unit_rule(part: SourcePart, layout: Layout, code: str | None) -> dict[str, Any]:
    """The `unit:` entry: from the column where there is one, else the commune's own code."""
    shown = any(c.field == "unit_code" for c in layout.columns)
    rule: dict[str, Any] = {"from": "column"} if shown or code is None else {"from": "constant", "value": code}
    return {"unit": rule | ({"as_of": part.unit_as_of} if part.unit_as_of else {})}


def village_rule(part: SourcePart, by_title: bool) -> dict[str, Any]:
    """The `village:` entry."""
    rule = {"from": "sheet_title", "value": _VILLAGE_LINE + "(.+)"} if by_title else {"from": "column"}
    return {"village": rule | ({"as_of": part.village_as_of} if part.village_as_of else {})}


_BOOK_FILES = {
    "population": "so_nhan_khau",
    "household": "so_ho_gia_dinh",
    "social_insurance": "danh_sach_thu",
    "land": "so_dia_chinh",
}


def _book(part: SourcePart, place: Place, files: Path, layouts: list[Layout], rng: np.random.Generator) -> Written:
    name = f"commune/{place.code}/{_BOOK_FILES[part.register]}.xlsx"
    style = style_of(part.register, place.index)
    wholes = [block(layout, part.frames, rng) for layout in layouts]
    for whole in wholes:
        style = suited(style, whole)
    sheets: list[Sheet] = []
    lines: list[pd.DataFrame] = []
    rules: dict[str, Any] = {}
    for layout, whole in zip(layouts, wholes, strict=True):
        for tab, village, piece in _pieces(whole):
            sheet = _sheet(tab, _titles(layout, place, village), dressed(piece, style), style, rng)
            sheets.append(sheet)
            lines.append(lineage(part, piece, name, tab, sheet.rows))
        rules |= mapping.table_rules(layout, {"sheets": "*" if len(layouts) == 1 else layout.name})
    write_book(files / name, sheets)
    pattern = f"commune/{place.code}/{_BOOK_FILES[part.register]}*.xlsx"
    head = _head(part, place, layouts, "xlsx", pattern, style)
    return Written(pd.concat(lines, ignore_index=True), {**head, "tables": rules})


def _sheet(tab: str, titles: list[str], piece: Block, style: Style, rng: np.random.Generator) -> Sheet:
    count = len(piece)
    blanks = np.sort(rng.integers(1, count, size=min(3, count // 60))).tolist() if count > 60 else []
    repeat = int(rng.integers(count // 3, count)) if count > 90 and rng.random() < 0.5 else None
    columns = [replace(c, name=spelled(c.name, style), group=spelled(c.group, style)) for c in piece.layout.columns]
    return Sheet(
        tab,
        [spelled(title, style) for title in titles],
        columns,
        piece.columns,
        spelled("Tổng cộng", style),
        blanks,
        repeat,
        style.numbers,
        [spelled(line, style) for line in ("Người lập biểu", "(Ký, ghi rõ họ tên)")] if style.signature else [],
    )


def _pieces(whole: Block) -> list[tuple[str, str | None, Block]]:
    """(tab name, village, rows) of each sheet."""
    if whole.groups is None:
        return [(_SHEET_FORBIDDEN.sub(" ", whole.layout.name)[:31], None, whole)]
    codes, labels = pd.factorize(whole.groups.to_numpy(dtype=object), sort=True)
    order = np.argsort(codes, kind="stable")
    cuts = np.searchsorted(codes[order], np.arange(len(labels) + 1))
    return [
        (f"Tờ {n + 1:02d}", str(label), _numbered(whole.take(order[cuts[n] : cuts[n + 1]])))
        for n, label in enumerate(labels)
    ]


def _numbered(piece: Block) -> Block:
    """Count the lines of each sheet from 1."""
    columns = [
        list(range(1, len(piece) + 1)) if column.field == "#" else values
        for column, values in zip(piece.layout.columns, piece.columns, strict=True)
    ]
    return replace(piece, columns=columns)


def _titles(layout: Layout, place: Place, village: str | None) -> list[str]:
    where = f"{place.name}, {place.province}"
    return [
        f"ỦY BAN NHÂN DÂN {place.name.upper()}",
        layout.title,
        f"{_VILLAGE_LINE}{village}" if village else where,
        f"(Số liệu đến ngày {place.day})",
        "",
    ]
