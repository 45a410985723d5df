"""Rules about households: who may be what to the head, how often, at which sex and age."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from doisoat.quality.checks.arrays import Bools
from doisoat.quality.checks.dates import years_before
from doisoat.registers.codes import HEAD

SPOUSES = ("02", "03")
GROWN_UP = (HEAD, *SPOUSES)
"""Relations that a small child cannot have."""

MALE = frozenset(("03", "04", "06", "08", "10", "12", "17", "19", "25", "30", "31", "36", "37"))
FEMALE = frozenset(("02", "05", "07", "09", "11", "13", "18", "20", "26", "32", "33", "38", "39"))
"""Relations whose Vietnamese word names the sex (vợ, chồng, cha …, con dâu, con rể …); the others say nothing of it."""

_IMPLIED = {**dict.fromkeys(MALE, "M"), **dict.fromkeys(FEMALE, "F")}


def relation_fits_sex(relation: "pd.Series[Any]", sex: "pd.Series[Any]") -> Bools:
    """Wife F, husband M, father M …; relations that say nothing of sex always fit."""
    implied = relation.map(_IMPLIED)
    return (implied.isna() | sex.isna() | (implied == sex)).to_numpy(dtype=bool)


def relation_fits_age(relation: "pd.Series[Any]", born: "pd.Series[Any]", as_of: str, min_age: int) -> Bools:
    """A head or spouse is not certainly younger than ``min_age`` years at ``as_of``."""
    young = (born > years_before(as_of, min_age)).to_numpy(dtype=bool)
    return ~(relation.isin(GROWN_UP).to_numpy() & young)


def still_member(frame: pd.DataFrame) -> Bools:
    """Whether the row says the person is in the household now, by whichever of to_on, moved_to_unit and vital_status
    the frame has."""
    now = np.ones(len(frame), dtype=bool)
    for column in ("to_on", "moved_to_unit"):
        if column in frame:
            now &= frame[column].isna().to_numpy()
    if "vital_status" in frame:
        now &= ~frame["vital_status"].isin(("deceased", "missing")).to_numpy()
    return now


def at_most_one(frame: pd.DataFrame, codes: Sequence[str]) -> Bools:
    """A household has at most one current row whose relation is among ``codes``; all rows of a surplus break it.

    Args:
        frame: columns household_no, relation_to_head and those ``still_member`` reads.
        codes: relation codes that exclude one another.
    """
    asked = frame["relation_to_head"].isin(codes).to_numpy() & still_member(frame) & frame["household_no"].notna()
    surplus = frame.loc[asked, "household_no"].duplicated(keep=False)
    answer = np.ones(len(frame), dtype=bool)
    answer[np.flatnonzero(asked)[surplus.to_numpy()]] = False
    return answer
