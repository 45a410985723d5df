"""A whole column of a file: its encoding told and undone first, then every value read.

A column in an old font encoding is decoded as a whole. A column that holds two encodings is never decoded: the cells
that look like the other one are flagged ``mixed_encodings`` with the likely reading as a suggestion, the rest is read
as it stands.
"""

from typing import NamedTuple

import pandas as pd

from doisoat.text import legacy
from doisoat.text.kinds import normalise


class ColumnReading(NamedTuple):
    """What a column was read as.

    Attributes:
        outcome: as ``normalise``: canonical, key, suggestion, problem; index of the values.
        encoding: the legacy encoding undone, or None.
        mixed: whether the column holds two encodings.
    """

    outcome: pd.DataFrame
    encoding: str | None
    mixed: bool


def read_column(values: pd.Series, kind: str) -> ColumnReading:
    """Read a column of text of one kind as it came from a file.

    >>> read_column(pd.Series(["NguyÔn V¨n §øc", "TrÇn ThÞ Hßa", "Ph¹m B×nh"]), "name").outcome["canonical"].tolist()
    ['Nguyễn Văn Đức', 'Trần Thị Hòa', 'Phạm Bình']

    Raises:
        KeyError: unknown kind.
    """
    encoding = legacy.detect(values)
    if encoding:
        return ColumnReading(normalise(legacy.decode(values, encoding), kind), encoding, False)
    outcome = normalise(values, kind)
    mixed = legacy.mixed(values)
    if mixed:
        other = outcome["problem"].eq("legacy_encoding").fillna(False)
        outcome["problem"] = outcome["problem"].mask(other, "mixed_encodings")
    return ColumnReading(outcome, None, mixed)
