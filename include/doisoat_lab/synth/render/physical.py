"""From the canonical rows of one source to the rows its owner has: one block of columns a physical table.

Invariant: every canonical row (`_record` of its table) is named by exactly one physical row of the block, the first
that shows it; a physical row may show several canonical rows (a line of a cadastral book is a parcel, a certificate
and a right).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from doisoat_lab.synth.render.coders import BLANKS, CODERS, Values
from doisoat_lab.synth.render.layout import COUNTER, OWN_KEY, SEQUENCE, Column, Layout

#: What identifies a row of each table: these cells are unreadable in a `blank_identity` row.
IDENTITY: dict[str, tuple[str, ...]] = {
    "population": ("full_name", "personal_id", "former_id"),
    "household": ("household_no", "head_name", "head_personal_id"),
    "household_member": ("full_name", "personal_id"),
    "social_insurance": ("full_name", "participant_no", "health_card_no", "personal_id", "former_id"),
    "parcel": ("parcel_key", "parcel_code", "map_sheet_no", "parcel_no"),
    "certificate": ("serial", "book_no"),
    "right": ("holder_name", "holder_personal_id", "holder_former_id"),
}


@dataclass(frozen=True)
class Block:
    """Rows of one physical table, ready to be written.

    Args:
        layout: the layout, without the columns this source does not show.
        columns: one list of cell values a layout column.
        origin: one row a canonical row: `table`, `_record`, `position` (0-based row of the block).
        groups: for books by village, the village of each row ("" where unknown), else None.
    """

    layout: Layout
    columns: list[Values]
    origin: pd.DataFrame
    groups: pd.Series[Any] | None = field(default=None)

    def __len__(self) -> int:
        return len(self.columns[0]) if self.columns else 0

    def take(self, positions: np.ndarray[Any, Any]) -> Block:
        """The block's rows at these positions, in this order."""
        arrays = [np.fromiter(column, dtype=object, count=len(column))[positions].tolist() for column in self.columns]
        where = np.full(len(self), -1)
        where[positions] = np.arange(len(positions))
        moved = where[self.origin["position"].to_numpy()]
        origin = self.origin.assign(position=moved)[moved >= 0]
        return Block(self.layout, arrays, origin, None if self.groups is None else self.groups.iloc[positions])


def natural(frame: pd.DataFrame) -> bool:
    """Whether the source gives the rows of this table a key of its own."""
    return bool(frame["_key"].notna().any())


def _column(frame: pd.DataFrame, name: str) -> pd.Series[Any]:
    return frame[name] if name in frame else pd.Series([None] * len(frame), index=frame.index, dtype=object)


def _identifying(layout: Layout, table: str, kind: str) -> set[str]:
    if kind == "blank_key":
        return set(layout.keys.get(table, ())) - {SEQUENCE}
    return set(IDENTITY[table])


def _spoil(column: Column, table: str, layout: Layout, garbage: pd.Series[Any], values: Values) -> None:
    """Blank the cells of unreadable rows, in place; a dash where the column is text."""
    for position in np.flatnonzero(garbage.notna().to_numpy()).tolist():
        if column.field in _identifying(layout, table, garbage.iloc[position]):
            blank = BLANKS[position % len(BLANKS)] if CODERS[column.coder].sql == "TEXT" else None
            values[position] = blank if column.field in IDENTITY[table] else None


def narrowed(layout: Layout, frames: dict[str, pd.DataFrame], drop: set[str]) -> Layout:
    """The layout without keys the source does not have and without the fields in `drop` ("field" of the primary)."""
    keys = {table: fields for table, fields in layout.keys.items() if table in frames and natural(frames[table])}
    gone = set(drop)
    if not any(OWN_KEY in fields for fields in keys.values()):
        gone.add(OWN_KEY)
    columns = tuple(
        c
        for c in layout.columns
        if not (c.field in gone and layout.table_of(c) == layout.tables[0])
        and not (c.field == SEQUENCE and layout.table_of(c) not in keys)
    )
    return replace(layout, columns=columns, keys=keys)


def expand(frames: dict[str, pd.DataFrame], layout: Layout) -> dict[str, np.ndarray[Any, Any]]:
    """Line up the tables of a layout that shows several in one line: table → position in its frame, -1 where none.

    A parcel takes as many lines as it has holders or certificates, at least one. A single certificate is repeated on
    every line of its parcel, as in the books.
    """
    parcels = frames[layout.tables[0]]
    owner = pd.Series(np.arange(len(parcels)), index=parcels["parcel_key"].to_numpy())
    owner = owner[owner.index.notna() & ~owner.index.duplicated()]
    places: dict[str, pd.DataFrame] = {}
    lines = pd.Series(1, index=np.arange(len(parcels)))
    for table in layout.tables[1:]:
        frame = frames.get(table)
        if frame is None or not len(frame):
            continue
        home = owner.reindex(frame["parcel_key"].to_numpy()).to_numpy()
        place = pd.DataFrame({"home": home, "row": np.arange(len(frame))}).dropna(subset=["home"])
        if len(place) < len(frame):
            raise ValueError(f"{table}: rows whose parcel is not in the same chunk and source")
        place["nth"] = place.groupby("home").cumcount()
        places[table] = place
        lines = lines.combine(place.groupby("home").size(), max, fill_value=0)
    counts = lines.reindex(np.arange(len(parcels))).fillna(1).astype(int).to_numpy()
    parcel = np.repeat(np.arange(len(parcels)), counts)
    nth = np.arange(len(parcel)) - np.repeat(np.cumsum(counts) - counts, counts)
    result = {layout.tables[0]: parcel}
    start = np.cumsum(counts) - counts
    for table in layout.tables[1:]:
        positions = np.full(len(parcel), -1)
        if table in places:
            place = places[table]
            line = start[place["home"].to_numpy(dtype=int)] + place["nth"].to_numpy()
            positions[line] = place["row"].to_numpy()
            if table == "certificate":
                sizes = place.groupby("home").size()
                single = np.isin(parcel, sizes[sizes == 1].index.to_numpy()) & (nth > 0)
                positions[single] = positions[(start[parcel])[single]]
        result[table] = positions
    return result


def _pick(values: Values, positions: np.ndarray[Any, Any]) -> Values:
    array = np.empty(len(values) + 1, dtype=object)
    array[: len(values)] = values
    picked: Values = array[positions].tolist()
    return picked


def block(
    layout: Layout, frames: dict[str, pd.DataFrame], rng: np.random.Generator, coders: dict[str, str] | None = None
) -> Block:
    """Write the canonical rows of `layout.tables` in the layout's columns and codings.

    Args:
        layout: as narrowed for this source.
        frames: canonical table → frame, each with the columns of truth.
        rng: decides between the spellings a mixed column allows.
        coders: field → coder used in place of the layout's.
    """
    primary = frames[layout.tables[0]]
    present = {table: frames[table] for table in layout.tables if table in frames}
    several = len(layout.tables) > 1
    positions = expand(present, layout) if several else {layout.tables[0]: np.arange(len(primary))}
    length = len(positions[layout.tables[0]])
    columns: list[Values] = []
    for column in layout.columns:
        table = layout.table_of(column)
        if column.field == COUNTER:
            columns.append(list(range(1, length + 1)))
            continue
        frame = present.get(table)
        if frame is None or not len(frame):
            columns.append([None] * length)
            continue
        coder = (coders or {}).get(column.field, column.coder)
        values = CODERS[coder].write(_column(frame, column.field), rng)
        _spoil(column, table, layout, frame["_garbage"], values)
        columns.append(_pick(values, positions[table]) if several else values)
    origin = pd.concat(
        [_origin(table, frame, positions[table]) for table, frame in present.items() if len(frame)] or [_NONE],
        ignore_index=True,
    )
    groups = _column(primary, "village").fillna("") if layout.by_village else None
    return Block(layout, columns, origin, groups)


_NONE = pd.DataFrame({"table": pd.Series(dtype=object), "_record": pd.Series(dtype="int64"), "position": []})


def _origin(table: str, frame: pd.DataFrame, positions: np.ndarray[Any, Any]) -> pd.DataFrame:
    lines = np.flatnonzero(positions >= 0)
    first = pd.Series(lines, index=positions[lines])
    first = first[~first.index.duplicated()].sort_index()
    records = frame["_record"].to_numpy()[first.index.to_numpy()]
    return pd.DataFrame({"table": table, "_record": records, "position": first.to_numpy()})
