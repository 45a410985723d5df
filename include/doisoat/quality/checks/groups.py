"""Rules about rows that share a key."""

from typing import Any

import numpy as np
import pandas as pd

from doisoat.quality.checks.arrays import Bools


def agree(key: "pd.Series[Any]", value: "pd.Series[Any]") -> Bools:
    """Rows with the same key have the same value; all rows of a key that disagrees break it."""
    return (value.groupby(key.to_numpy()).transform("nunique") <= 1).to_numpy(dtype=bool)


def all_or_none(frame: pd.DataFrame) -> Bools:
    """Either every column of the row is given or none."""
    given = frame.notna().sum(axis=1).to_numpy()
    return np.asarray((given == 0) | (given == frame.shape[1]), dtype=np.bool_)


def any_given(frame: pd.DataFrame) -> Bools:
    """At least one column of the row is given."""
    return frame.notna().any(axis=1).to_numpy(dtype=bool)
