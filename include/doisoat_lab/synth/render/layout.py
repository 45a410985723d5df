"""A layout is how one owner lays a register out: tables or sheets, headings, codings. It is data, not code.

The same layout writes the source and its mapping file, so that the two cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

#: Fields of a layout column that are not canonical ones.
COUNTER = "#"
OWN_KEY = "_key"
SEQUENCE = "_seq"


@dataclass(frozen=True)
class Column:
    """One physical column.

    Args:
        name: the owner's heading or column name.
        field: canonical field, `_key` (the source's own key), `_seq` (number within its household or parcel), or `#`
            (running number, not mapped).
        coder: key of `doisoat_lab.synth.render.coders.CODERS`.
        table: canonical table the field belongs to; the layout's first table when empty.
        group: heading of the upper of two merged rows, where the book has one.
        also: other headings communes use for it.
        width: column width in characters, in books.
    """

    name: str
    field: str
    coder: str = "text"
    table: str = ""
    group: str = ""
    also: tuple[str, ...] = ()
    width: int = 14


@dataclass(frozen=True)
class Layout:
    """One physical table (an SQL table, a family of sheets or files) that feeds one or more canonical tables.

    Args:
        name: table name in SQL, sheet name in books with one sheet a table, stem of file names.
        tables: canonical tables, the primary one first.
        columns: physical columns in order.
        keys: canonical table → fields its key is made of; absent = no natural key.
        required: canonical table → fields without which a row is unreadable.
        title: Vietnamese title of the sheet or file.
        by_village: one sheet a village, the village named only in the sheet's title.
    """

    name: str
    tables: tuple[str, ...]
    columns: tuple[Column, ...]
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    required: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    title: str = ""
    by_village: bool = False

    def table_of(self, column: Column) -> str:
        """Canonical table the column belongs to."""
        return column.table or self.tables[0]

    def find(self, table: str, name: str) -> Column:
        """The column that holds `name` of `table`; raises KeyError when there is none."""
        for column in self.columns:
            if column.field == name and self.table_of(column) == table:
                return column
        raise KeyError(f"{self.name}: {table}.{name}")

    def without(self, *fields: str) -> Layout:
        """The layout without these fields of its primary table."""
        kept = tuple(c for c in self.columns if c.table or c.field not in fields)
        return replace(self, columns=kept)

    def recoded(self, **coders: str) -> Layout:
        """The layout with other coders for these fields."""
        changed = tuple(replace(c, coder=coders.get(c.field, c.coder)) for c in self.columns)
        return replace(self, columns=changed)

    def varied(self, rng: np.random.Generator) -> Layout:
        """The layout as another commune keeps it: some headings renamed, columns after the name reordered."""
        names = [c.name if not c.also or rng.random() < 0.5 else str(rng.choice(list(c.also))) for c in self.columns]
        renamed = [replace(c, name=n) for c, n in zip(self.columns, names, strict=True)]
        blocks: list[list[Column]] = []
        for column in renamed:
            if blocks and column.group and blocks[-1][0].group == column.group:
                blocks[-1].append(column)
            else:
                blocks.append([column])
        order = list(range(len(blocks)))
        if rng.random() < 0.6:
            for _ in range(2):
                a, b = (int(i) for i in rng.integers(2, len(blocks), 2))
                order[a], order[b] = order[b], order[a]
        return replace(self, columns=tuple(c for i in order for c in blocks[i]))
