"""Whether a coded value is one the schema or a shared code list knows."""

from typing import Any

import numpy as np
import pandas as pd

from doisoat.quality.checks.arrays import Bools
from doisoat.registers import TABLES
from doisoat.registers import codes as lists

_LISTS = {"relations": lists.relations, "ethnic_groups": lists.ethnic_groups, "land_uses": lists.land_uses}


def known_code(column: "pd.Series[Any]", codes: str) -> Bools:
    """The value is in the shared code list ``codes`` (KeyError when there is no such list)."""
    return column.isin(_LISTS[codes]()).to_numpy(dtype=bool)


def in_schema(frame: pd.DataFrame, canonical_table: str) -> Bools:
    """Each column's value is in the vocabulary the canonical schema gives it, or null."""
    schema = TABLES[canonical_table]
    answer = np.ones(len(frame), dtype=bool)
    for name in frame.columns:
        answer &= (frame[name].isna() | frame[name].isin(schema.field(name).vocabulary)).to_numpy()
    return answer
