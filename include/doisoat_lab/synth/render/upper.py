"""Sources above the commune: databases, CSV and Parquet parts, the pages of a service. They grow chunk by chunk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd

from doisoat_lab.synth.frames import SourcePart
from doisoat_lab.synth.render import mapping
from doisoat_lab.synth.render.commune import lineage, source_head, unit_rule, village_rule
from doisoat_lab.synth.render.layout import Layout
from doisoat_lab.synth.render.layouts import Plan, plan_of
from doisoat_lab.synth.render.physical import Block, block, narrowed
from doisoat_lab.synth.render.sql import Database
from doisoat_lab.synth.render.style import Style, dressed, suited
from doisoat_lab.synth.render.tabular import fits_1258, rows_of, write_csv, write_parquet


@dataclass(frozen=True)
class Upper:
    """How one source above the commune is kept, settled when its first rows come."""

    part: SourcePart
    plan: Plan

    @property
    def layouts(self) -> tuple[Layout, ...]:
        """The physical tables."""
        return self.plan.layouts

    def folder(self) -> str:
        """Folder of its files, relative to the connection."""
        return f"{self.part.register}/{self.part.level}/{self.part.owner}"


def settle(part: SourcePart, service: bool) -> Upper:
    """Choose plan and keys for a source; `frames` are let go.

    Args:
        part: the first rows of the source.
        service: whether social_insurance.central is read from its HTTP API.
    """
    plan = plan_of(part.register, part.level, part.owner)
    if service and (part.register, part.level) == ("social_insurance", "central"):
        plan = replace(plan, format="json", connection="bhxh_api")
    layouts = tuple(narrowed(layout, part.frames, set()) for layout in plan.layouts)
    return Upper(replace(part, frames={}), replace(plan, layouts=layouts))


def blocks(upper: Upper, part: SourcePart, seed: int, index: int) -> list[Block]:
    """The chunk's rows of one source, one block a physical table."""
    rng = np.random.default_rng([seed, index, crc32(part.source_id.encode())])
    found = [block(layout, part.frames, rng) for layout in upper.layouts if layout.tables[0] in part.frames]
    style = Style(encoding=part.encoding)
    # Column by column, as after copying from an old program: nobody declares it.
    return [dressed(one, suited(style, one)) for one in found] if part.encoding else found


def write_parts(upper: Upper, part: SourcePart, files: Path, seed: int, index: int) -> pd.DataFrame:
    """Write the chunk's rows as one file a physical table; returns the lineage.

    Rows that a legacy encoding has no letters for go into a supplement in UTF-8, as offices hand them in.
    """
    plan, lines = upper.plan, []
    for piece in blocks(upper, part, seed, index):
        name = f"{upper.folder()}/{piece.layout.name}_{index + 1:04d}"
        if plan.format != "csv":
            write_parquet(files / f"{name}.parquet", piece)
            lines.append(lineage(part, piece, f"{name}.parquet", None, rows_of(len(piece), head=0)))
            continue
        fits = fits_1258(piece) if plan.encoding == "windows-1258" else np.ones(len(piece), dtype=bool)
        for rows, file, encoding in ((fits, f"{name}.csv", plan.encoding), (~fits, f"{name}_bo_sung.csv", "utf-8")):
            if rows.any() or encoding == plan.encoding:
                piece_rows = piece if rows.all() else piece.take(np.flatnonzero(rows))
                write_csv(files / file, piece_rows, encoding, plan.delimiter, plan.bom or encoding != plan.encoding)
                lines.append(lineage(part, piece_rows, file, None, rows_of(len(piece_rows))))
    return pd.concat(lines, ignore_index=True)


def write_tables(upper: Upper, part: SourcePart, database: Database, seed: int, index: int) -> pd.DataFrame:
    """Append the chunk's rows to the source's database; returns the lineage (table name, no sheet, no row)."""
    for layout in upper.layouts:
        database.ensure(layout)
    lines = []
    for piece in blocks(upper, part, seed, index):
        database.append(piece)
        lines.append(lineage(part, piece, piece.layout.name, None, None))
    return pd.concat(lines, ignore_index=True)


def source_mapping(upper: Upper, unit: str, as_of: str) -> dict[str, Any]:
    """The mapping file; `unit` is the province's name."""
    part, plan = upper.part, upper.plan
    head: dict[str, Any] = source_head(part, plan.title.format(unit=unit), as_of, plan.format)
    if plan.format == "sql":
        head["sql"] = {"connection": plan.connection}
    elif plan.format == "json":
        head["http"] = {
            "connection": plan.connection,
            "path": "/api/nguoi-tham-gia",
            "page_param": "page",
            "size_param": "size",
            "size": 5000,
            "items": "items",
            "total": "total",
        }
    else:
        head["location"] = {"connection": plan.connection, "path": f"{upper.folder()}/*.{plan.format}"}
        head["encoding"] = plan.encoding if plan.format == "csv" else "auto"
    head["covers"] = dict(part.covers)
    head |= unit_rule(part, upper.layouts[0], None) | village_rule(part, by_title=False)
    tables: dict[str, Any] = {}
    for layout in upper.layouts:
        tables |= mapping.table_rules(layout, _origin(upper, layout))
    return head | {"tables": tables}


def _origin(upper: Upper, layout: Layout) -> dict[str, Any]:
    if upper.plan.format == "sql":
        return {"table": layout.name}
    if upper.plan.format == "json":
        return {}
    return {"files": f"{upper.folder()}/{layout.name}_*.{upper.plan.format}"}
