"""Whether a commune's village list is there at all, and which of its villages the list lacks.

The data problem: there is no public list, so a province starts with none, or with a handful of villages. A label that
is not on such a list is not wrong. A list is judged by what all sources write in its commune; a label several sources
give is a village the list lacks, whatever the list is otherwise.
"""

from collections.abc import Iterable
from enum import StrEnum

import pandas as pd

from doisoat.gazetteer.renames_model import WEAK_BELOW
from doisoat.gazetteer.village_habits import thin
from doisoat.gazetteer.villages import Alias

UNLISTED = ["unit", "key", "source", "label", "records", "state"]
SEEN = 5
"""Records from which a label counts though one source alone gives it; fewer may be one clerk's slip."""


class ListState(StrEnum):
    """Why a label cannot be judged."""

    NONE = "none"  # the commune has no list
    THIN = "thin"  # it has hardly one
    LACKING = "lacking"  # it has one, without this village


def unlisted(written: pd.DataFrame, shared: pd.DataFrame, known: Iterable[Alias]) -> pd.DataFrame:
    """Labels nobody can call wrong, since the list that would say so is missing.

    Args:
        written: unit, key, source, label, missing (the list has no such village), records.
        shared: unit, key, movers, confirmed: households under a label no list has, and how many of them two sources
            put there.
        known: the villages.

    Returns:
        UNLISTED, sorted; in a commune with a list only labels that five households bear, half of them in two sources:
        what one clerk or one source invents does not come back in another for the same households.
    """
    villages: dict[str, set[str]] = {}
    for alias in known:
        villages.setdefault(alias.unit_code, set()).add(alias.village_id)
    size = pd.Series({unit: len(found) for unit, found in villages.items()}, dtype="int64")
    absent = written[written["missing"]]
    labels = absent.groupby(["unit", "key"]).agg(sources=("source", "nunique"), records=("records", "sum"))
    often = labels[(labels["sources"] >= 2) | (labels["records"] >= SEEN)].groupby(level="unit").size()
    rows = written.groupby("unit")["records"].sum()
    listed = written[~written["missing"]].groupby("unit")["records"].sum()
    states = {
        unit: _state(int(size.get(unit, 0)), int(listed.get(unit, 0)), int(total), int(often.get(unit, 0)))
        for unit, total in rows.items()
    }
    borne = shared[(shared["movers"] >= WEAK_BELOW) & (2 * shared["confirmed"] >= shared["movers"])]
    found = absent.assign(state=absent["unit"].map(states))
    lacking = pd.MultiIndex.from_frame(found[["unit", "key"]]).isin(pd.MultiIndex.from_frame(borne[["unit", "key"]]))
    found = found[(found["state"] != ListState.LACKING) | lacking]
    return found[UNLISTED].sort_values(["unit", "key", "source"], ignore_index=True)


def _state(villages: int, listed: int, rows: int, missing: int) -> ListState:
    if not villages:
        return ListState.NONE
    return ListState.THIN if thin(listed, rows, villages, missing) else ListState.LACKING
