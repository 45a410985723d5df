"""Rules about parcels and rights: land uses and their areas, shares of a parcel.

``land_use`` is text such as ``ONT:120.5;CLN:300``: codes with the area of each in m², where it is known.
"""

from typing import Any

import numpy as np
import pandas as pd

from doisoat.quality.checks.arrays import Bools
from doisoat.registers.codes import land_uses


def _parts(column: "pd.Series[Any]") -> pd.DataFrame:
    """One row a use: code, area (NaN where not given or not a number), row (position in ``column``)."""
    lists = column.reset_index(drop=True).str.split(";")
    parts = lists.explode().dropna()
    pair = parts.str.partition(":")
    return pd.DataFrame(
        {"row": parts.index, "code": pair[0].to_numpy(), "area": pd.to_numeric(pair[2], errors="coerce").to_numpy()}
    )


def known_uses(column: "pd.Series[Any]") -> Bools:
    """Every code of the list is a land use of the official classification."""
    parts = _parts(column)
    answer = np.ones(len(column), dtype=bool)
    answer[parts.loc[~parts["code"].isin(land_uses()), "row"].to_numpy()] = False
    return answer & column.notna().to_numpy()


def uses_fill_area(land_use: "pd.Series[Any]", area: "pd.Series[Any]", tolerance: float) -> Bools:
    """The areas of the uses add up to the parcel's area within ``tolerance`` m²; met when a use has no area."""
    grouped = _parts(land_use).groupby("row")["area"]
    sums = grouped.sum().where(grouped.count() == grouped.size())
    total = np.full(len(land_use), np.nan)
    total[sums.index.to_numpy()] = sums.to_numpy(dtype=float)
    gap = np.abs(total - area.to_numpy(dtype=float))
    return np.asarray(~(gap > tolerance + 1e-9), dtype=np.bool_)


def shares_within_one(parcel: "pd.Series[Any]", share: "pd.Series[Any]") -> Bools:
    """The shares of a parcel's holders add up to at most 1 (all rows of the parcel break it otherwise)."""
    total = share.groupby(parcel.to_numpy()).transform("sum")
    return (total <= 1 + 1e-6).to_numpy(dtype=bool)
