"""Parcels split and merged lately, and the levels that do not know it yet.

A change joins two neighbouring parcels to a *whole*: a split made them of it, a merger made it of them. Each level
either has followed the change or lags behind: of a split it then still has the whole, of a merger still the two. The
numbers of the new parcels are the old ones carried on, or new ones of the sheet.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from doisoat.registers import Level
from doisoat_lab.synth.frames import SynthSpec
from doisoat_lab.synth.numbers import digits, geohashes
from doisoat_lab.synth.rates import Rates
from doisoat_lab.synth.rng import NULL, Array, objects, some, stream

SPLIT, MERGE = 1, 2
NAMES = {SPLIT: "split", MERGE: "merge"}
_LEVELS = tuple(level.value for level in Level)
_NEW_NUMBER = 500
"""Added to a number to make one the sheet does not have yet."""


def changes(spec: SynthSpec, code: str, land: dict[str, Array], free: Array) -> dict[str, Array]:
    """Draw the changes of a commune; `free`: which parcels may be the first of two.

    Columns, one element a parcel, filled at the first of the two: change (0 none, SPLIT, MERGE), lagging (bit by
    level), and the whole's whole_eid, whole_area, whole_number, whole_code, whole_serial.
    """
    rng = stream(spec.seed, "land changes", code)
    rates = Rates(spec)
    n = len(land["eid"])
    change = np.zeros(n, np.int64)
    pairs = free & (np.arange(n) % 2 == 0) & (np.arange(n) < n - 1)
    pairs[:-1] &= (land["sheet"][1:] == land["sheet"][:-1]) & (land["former"][1:] == land["former"][:-1])
    for kind, fault in ((SPLIT, "split_not_followed"), (MERGE, "merge_not_followed")):
        change[some(rng, pairs & (change == 0), rates[fault])] = kind
    # one level lags behind; in a third of the cases one level alone has followed
    one = 1 << rng.integers(0, len(_LEVELS), n)
    lagging = np.where(rng.random(n) < 0.67, one, (1 << len(_LEVELS)) - 1 - one)
    carried, paper = rng.random(n) < 0.6, rng.random(n) < 0.5
    follower = np.minimum(np.arange(n) + 1, n - 1)
    centre = stream(spec.seed, "place", code).uniform((11.0, 107.5), (12.3, 108.8))
    number = land["old_number"]
    new_serial = "CS " + digits(rng.integers(0, 10**8, n), 8)
    return {
        "change": change,
        "lagging": np.where(change > 0, lagging, 0),
        "carried": carried,
        "whole_eid": f"t{code}w" + objects([str(i) for i in range(n)]),
        "whole_area": np.round(land["area"] + land["area"][follower], 1),
        "whole_number": np.where(carried, number, number + _NEW_NUMBER),
        "whole_code": geohashes(centre[0] + rng.normal(0, 0.03, n), centre[1] + rng.normal(0, 0.03, n)),
        "whole_serial": np.where(paper, land["serial"], new_serial),
    }


def successions(land: dict[str, Array]) -> pd.DataFrame:
    """The changes as truth knows them: change, parent and child entity."""
    rows = []
    for kind, name in NAMES.items():
        at = np.flatnonzero(land["change"] == kind)
        whole, parts = land["whole_eid"][at], (land["eid"][at], land["eid"][at + 1])
        for part in parts:
            parent, child = (whole, part) if kind == SPLIT else (part, whole)
            rows.append(pd.DataFrame({"change": name, "parent": parent, "child": child}, dtype="str"))
    return pd.concat(rows, ignore_index=True)


def as_known(
    land: dict[str, Array], right: dict[str, Array], level: str, keys: Array, whole_keys: Array, keyed: bool
) -> tuple[dict[str, Array], dict[str, Array], Array]:
    """Parcels, rights and parcel keys as a source of this level has them: the changes it has followed are made.

    Adds columns split_from and merged_from (texts) and `behind`: which parcels are there because it lags behind. A
    source without keys of its own names a parcel by sheet and number.
    """
    n = len(land["eid"])
    change, lags = land["change"], (land["lagging"] >> _LEVELS.index(level) & 1).astype(bool)
    whole = ((change == SPLIT) & lags) | ((change == MERGE) & ~lags)
    sheet, number = land["sheet"].astype("U").astype(object), land["number"].astype("U").astype(object)
    named = keys if keyed else sheet + "/" + number
    whole_named = whole_keys if keyed else sheet + "/" + land["whole_number"].astype("U").astype(object)
    before = land["split_from"]
    split_from = np.where((before >= 0) & keyed, keys[before], NULL)
    merged_from = np.full(n, None, dtype=object)
    first = np.flatnonzero((change == SPLIT) & ~lags)
    split_from[first] = split_from[first + 1] = whole_named[first]
    merged = np.flatnonzero((change == MERGE) & ~lags)
    merged_from[merged] = named[merged] + ";" + named[merged + 1]
    out = {name: values.copy() for name, values in land.items()}
    at = np.flatnonzero(whole)
    for name in ("eid", "area", "number", "code", "serial"):
        out[name][at] = land[f"whole_{name}"][at]
    out["old_number"][at] = land["whole_number"][at]
    # parcels made after the merger of communes have no numbers of before
    born = np.concatenate([first[~land["carried"][first]], first + 1, merged[~land["carried"][merged]]])
    out["former"][born] = None
    out |= {"split_from": split_from, "merged_from": merged_from, "behind": (change > 0) & lags}
    found = np.where(whole, whole_keys, keys)
    keep = np.ones(n, bool)
    keep[at + 1] = False
    place = np.cumsum(keep) - 1
    held = keep[right["parcel"]]
    rights = {name: values[held] for name, values in right.items()}
    rights["parcel"] = place[rights["parcel"]]
    return {name: values[keep] for name, values in out.items()}, rights, found[keep]
