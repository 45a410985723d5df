"""The three outcomes of reading a value, kept apart.

``canonical`` may be stored as the value; ``suggestion`` is a likely reading only a person may accept; ``key`` is for
matching and never shown; ``problem`` is a code of the message catalogue that says why canonical is missing or what
to look at.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import pandas as pd

from doisoat.text.arrow import TextArray, pa
from doisoat.text.vector import Distinct

COLUMNS: Final = ["canonical", "key", "suggestion", "problem"]


class Outcome(NamedTuple):
    """What one value was read as; all four may be null (the value was empty)."""

    canonical: str | None = None
    key: str | None = None
    suggestion: str | None = None
    problem: str | None = None

    @classmethod
    def of(cls, canonical: str, *, suggestion: str | None = None, problem: str | None = None) -> "Outcome":
        """An outcome whose key is its canonical form."""
        return cls(canonical, canonical, suggestion, problem)


def frame(distinct: Distinct, outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """Spread outcomes of distinct values over the rows; columns canonical, key, suggestion, problem."""
    parts = list(zip(*outcomes, strict=True)) if outcomes else [()] * 4
    return frame_of(distinct, *(pa.array(part, type=pa.string()) for part in parts))


def frame_of(distinct: Distinct, *parts: TextArray) -> pd.DataFrame:
    """``frame`` from four Arrow arrays (in the order of ``COLUMNS``) over the distinct values."""
    columns = zip(COLUMNS, parts, strict=True)
    return pd.DataFrame({name: distinct.spread(array) for name, array in columns}, index=distinct.index)
