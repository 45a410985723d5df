"""Who lives together where no column says so.

Without a class for relatives, expectation maximisation takes families for persons: father and son share surname and
address. People of one file at one address, or at one place with the name part that people of one place share most,
are taken for a family; they serve only to learn how relatives differ.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from doisoat.linkage.engine import Ints
from doisoat.linkage.files.blocking import dense, mix
from doisoat.linkage.files.coding import Codes
from doisoat.linkage.files.columns import ComparedColumn

__all__ = ["families"]

_SMALL = 8.0
"""Fellows a record has on average where groups may be families. Chosen by hand: households of the benchmarks have at
most seven people (``test_files_families``)."""
_MORE = 4.0
"""How many times more often than by chance people of one place must share a name part. Chosen by hand
(``test_files_families``)."""
_PLACES = ("any_of", "code", "text", "equal")
_VARIED = 20
"""Different values a column must have to be a place people live at. Chosen by hand (``test_files_families``)."""


def families(columns: Sequence[ComparedColumn], n_a: int) -> Codes | None:
    """Family by record, numbered over both files; -1 none. None where nothing tells families."""
    named = [c for c in columns if c.field.compare == "name"]
    places = [c for c in columns if c.field.compare in _PLACES and (c.field.joint or len(c.values) > _VARIED)]
    if not named or not places:
        return None
    n = len(named[0].code)
    side = (np.arange(n) >= n_a).astype(np.int64)
    usable = np.all([c.code >= 0 for c in places], axis=0)
    record = np.flatnonzero(usable)
    if not len(record):
        return None
    place = dense(mix([c.code[record] for c in places] + [side[record]]))
    if _mean_fellows(place) <= _SMALL:
        found = place
    else:
        parts = [c.parts(p)[0][record] for c in named for p in ("first", "last")]
        gain = [_enrichment(place, part) for part in parts]
        best = int(np.argmax(gain))
        if gain[best] < _MORE:
            return None
        part = parts[best]
        record, place, part = record[part >= 0], place[part >= 0], part[part >= 0]
        found = dense(mix([place, part]))
        if _mean_fellows(found) > _SMALL:
            return None
    home = np.full(n, -1, dtype=np.int32)
    home[record] = found
    return home


def _mean_fellows(group: Ints) -> float:
    """Others in a record's group, on average."""
    size = np.bincount(group).astype(np.float64)
    return float((size * (size - 1)).sum() / max(size.sum(), 1.0))


def _enrichment(place: Ints, part: Codes) -> float:
    """How many times more often two people of one place share a name part than any two people do."""
    known = part >= 0
    place, part = place[known], part[known]
    if len(part) < 2:
        return 0.0
    every = np.bincount(part).astype(np.float64)
    usual = (every * (every - 1)).sum() / (len(part) * (len(part) - 1.0))
    size, both = np.bincount(place).astype(np.float64), np.bincount(dense(mix([place, part]))).astype(np.float64)
    pairs = (size * (size - 1)).sum()
    return float((both * (both - 1)).sum() / pairs / usual) if pairs and usual else 0.0
