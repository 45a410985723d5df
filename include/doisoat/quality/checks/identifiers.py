"""Whether identifiers are well formed, asked of a whole column at once. The rules are ``doisoat.identifiers``'."""

from typing import Any

import pandas as pd

from doisoat.identifiers import normalise
from doisoat.quality.checks.arrays import Bools

UNVERIFIED = ("unknown_birth_place", "unknown_object_code", "unknown_province")
"""Problems that only say our lists are not complete (numbers issued abroad, partial list of card groups)."""


def well_formed(column: "pd.Series[Any]", kind: str, as_of: str) -> Bools:
    """Whether each value is an identifier of ``kind`` as it stands, with nothing to repair.

    Args:
        column: canonical values.
        kind: one of ``doisoat.identifiers.KINDS`` (KeyError otherwise).
        as_of: ``YYYY-MM-DD``; nobody is born in a later year.
    """
    read = normalise(column, kind, year=int(as_of[:4]))
    sound = read["problem"].isna() | read["problem"].isin(UNVERIFIED)
    return (sound & (read["canonical"] == column)).to_numpy(dtype=bool)
