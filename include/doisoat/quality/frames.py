"""Read one source's canonical tables and add what a rule about one table must know of another.

A Great Expectations batch is one table, so a rule such as "the household's member count is the number of its current
members" needs that number beside the count. Columns added here begin with ``x_``; they exist only during validation.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from doisoat.quality.checks.households import still_member
from doisoat.registers.codes import HEAD

Tables = Mapping[str, "pd.DataFrame | Path | str"]
EXTRA: dict[str, tuple[str, ...]] = {
    "household": ("x_current_members", "x_heads", "x_head_personal_id"),
    "household_member": ("x_household_known",),
    "parcel": ("x_rights",),
    "certificate": ("x_parcel_known",),
    "right": ("x_parcel_known",),
}
"""Added columns by table."""


def load(tables: Tables) -> dict[str, pd.DataFrame]:
    """Read the tables of one source (canonical Parquet or frames) with a fresh index, added columns and commune.

    Every frame gets ``x_commune``: the row's own current commune, or that of the household or parcel it names.
    """
    frames = {
        name: (table if isinstance(table, pd.DataFrame) else pq.read_table(table).to_pandas()).reset_index(drop=True)
        for name, table in sorted(tables.items())
    }
    frames = {name: frame.copy(deep=False) for name, frame in frames.items()}
    for frame in frames.values():
        frame["x_commune"] = frame.get("unit_current")
    if "household" in frames and "household_member" in frames:
        _households(frames["household"], frames["household_member"])
    if "parcel" in frames:
        for name in ("certificate", "right"):
            if name in frames:
                _under_parcel(frames["parcel"], frames[name])
        if "right" in frames:
            frames["parcel"]["x_rights"] = _count(frames["parcel"]["parcel_key"], frames["right"]["parcel_key"])
    for name, frame in frames.items():
        for column in EXTRA.get(name, ()):
            if column not in frame:
                frame[column] = None
    return frames


def _count(keys: "pd.Series[Any]", references: "pd.Series[Any]") -> "pd.Series[Any]":
    """How many of ``references`` name each of ``keys``; null where the key is null."""
    return keys.map(references.value_counts()).fillna(0).where(keys.notna())


def _first(keys: "pd.Series[Any]", index: "pd.Series[Any]", values: "pd.Series[Any]") -> "pd.Series[Any]":
    """The value beside the first row of ``index`` that has the key."""
    known = pd.Series(values.to_numpy(), index=index.to_numpy())
    return keys.map(known[index.notna().to_numpy() & ~index.duplicated().to_numpy()])


def _households(household: pd.DataFrame, member: pd.DataFrame) -> None:
    number = household["household_no"]
    current = member[still_member(member)]
    heads = current[current["relation_to_head"] == HEAD]
    household["x_current_members"] = _count(number, current["household_no"])
    household["x_heads"] = _count(number, heads["household_no"])
    household["x_head_personal_id"] = _first(number, heads["household_no"], heads["personal_id"])
    known = member["household_no"].isin(number.dropna())
    member["x_household_known"] = known.astype(object).where(member["household_no"].notna(), None)
    member["x_commune"] = _first(member["household_no"], number, household["x_commune"])


def _under_parcel(parcel: pd.DataFrame, child: pd.DataFrame) -> None:
    known = child["parcel_key"].isin(parcel["parcel_key"].dropna())
    child["x_parcel_known"] = known.astype(object).where(child["parcel_key"].notna(), None)
    child["x_commune"] = _first(child["parcel_key"], parcel["parcel_key"], parcel["x_commune"])
