"""Small vectorised helpers the checks share."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from doisoat.text.arrow import pa, pc

Bools = npt.NDArray[np.bool_]


def matches(column: "pd.Series[Any]", pattern: str) -> Bools:
    """Whether each value matches the RE2 ``pattern`` somewhere (anchor it to match the whole); null does not."""
    text = pa.array(column, type=pa.string(), from_pandas=True)
    found = pc.match_substring_regex(text, pattern)
    return np.asarray(found.fill_null(False).to_numpy(zero_copy_only=False), dtype=np.bool_)


def on_distinct(column: "pd.Series[Any]", check: Callable[["pd.Series[Any]"], Bools]) -> Bools:
    """Ask ``check`` once a distinct value and spread the answers over the rows; null answers False."""
    codes, values = pd.factorize(column)
    if len(values) == 0:
        return np.zeros(len(column), dtype=bool)
    answers = np.append(check(pd.Series(values)), False)
    return np.asarray(answers[codes], dtype=bool)


def as_series(answer: Bools, like: "pd.Series[Any] | pd.DataFrame") -> "pd.Series[bool]":
    """Wrap the answer with the index of the rows it is about."""
    return pd.Series(answer, index=like.index, dtype=bool)
