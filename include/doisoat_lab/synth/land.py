"""Parcels, certificates and rights: what the land looks like in truth.

A merged commune inherits sheets numbered from 1 from each former one. Where the sheets were renumbered, the current
numbers are unique; where they were not yet, sheet and parcel number together name a parcel of each former commune.
"""

from __future__ import annotations

import numpy as np

from doisoat.registers.land import PERSONAL_HOLDERS
from doisoat_lab.synth import calendar
from doisoat_lab.synth.frames import SynthSpec
from doisoat_lab.synth.land_changes import MERGE, changes
from doisoat_lab.synth.numbers import digits, geohashes
from doisoat_lab.synth.people import RESIDENTS, slices_of
from doisoat_lab.synth.rng import Array, choose, objects, some, stream
from doisoat_lab.synth.units import unit
from doisoat_lab.synth.villages import of_unit

PARCELS_PER_PERSON = 0.45
_USES = objects(["ONT", "ODT", "CLN", "LUC", "HNK", "RSX", "NTS"])
_KINDS = objects(["individual", "spouses", "co_owners", "household", "community", "organisation"])
_HELD_BY = np.array([0.55, 0.26, 0.04, 0.09, 0.02, 0.04])


def parcels(spec: SynthSpec, code: str, people: int) -> dict[str, Array]:
    """The parcels of a commune; one element a parcel, sorted by former commune, sheet and number.

    Columns: eid, former (old code), sheet, number (today's), old_sheet, old_number, code (GeoHash), area (0.1 m2),
    use (canonical list), village (index), kind (of holder), serial, book_no, issued (day), split_from (position or
    -1), and those of ``land_changes.changes``.
    """
    rng = stream(spec.seed, "land", code)
    home = unit(code)
    n = max(20, round(people * PARCELS_PER_PERSON))
    villages = of_unit(spec, code)
    formers = [p.old for p in home.formers]
    weights = np.array([sum(v.weight for v in villages if v.former == f) or 0.2 for f in formers])
    former = np.sort(choose(rng, n, weights))
    sizes = np.bincount(former, minlength=len(formers))
    position = np.arange(n) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    per_sheet = 60
    old_sheet, old_number = position // per_sheet + 1, position % per_sheet + 1
    sheets = sizes // per_sheet + 1
    offset = np.cumsum(sheets) - sheets
    # Not renumbered yet: the first parcels of the former commune keep sheet 1, as those of the first one do.
    waiting = (rng.random(len(formers)) < 0.35) & (np.arange(len(formers)) > 0)
    sheet = old_sheet + np.where(waiting[former] & (position < np.minimum(25, n // 60)), 0, offset[former])
    use, area = _use_and_area(rng, n, home.urban)
    centre = stream(spec.seed, "place", code).uniform((11.0, 107.5), (12.3, 108.8))
    serial = slices_of(spec, code, RESIDENTS).serial(np.arange(n), 8)
    old = rng.random(n) < 0.7
    prefix = objects(["AD", "BN", "BĐ", "CH", "CS", "DA"])[rng.integers(0, 6, n)]
    split = np.full(n, -1)
    where = some(rng, (old_number > 1), 0.01)
    split[where] = where - 1
    by_former = [np.array([i for i, v in enumerate(villages) if v.former == f] or [0]) for f in formers]
    village = np.concatenate([own[rng.integers(0, len(own), size)] for own, size in zip(by_former, sizes, strict=True)])
    land = {
        "eid": f"t{code}x" + objects([f"{i}" for i in range(n)]),
        "former": objects(formers)[former],
        "sheet": sheet,
        "number": old_number,
        "old_sheet": old_sheet,
        "old_number": old_number,
        "code": geohashes(centre[0] + rng.normal(0, 0.03, n), centre[1] + rng.normal(0, 0.03, n)),
        "area": area,
        "use": use,
        "village": village,
        "kind": _KINDS[choose(rng, n, _HELD_BY)],
        "serial": prefix + " " + digits(serial, 8),
        "book_no": np.where(old, "CH ", "CS ").astype(object) + digits(np.arange(n) % 100_000, 5),
        "issued": np.where(rng.random(n) < 0.93, calendar.day(spec.as_of) - rng.integers(30, 9000, n), -1),
        "split_from": split,
    }
    # a parcel with an older history of its own, or that another comes from, is left as it is
    still = split < 0
    still[split[split >= 0]] = False
    still[:-1] &= still[1:]
    land |= changes(spec, code, land, still)
    merged = np.flatnonzero(land["change"] == MERGE)
    for name in ("kind", "village"):
        land[name][merged + 1] = land[name][merged]
    return land


def _use_and_area(rng: np.random.Generator, n: int, urban: bool) -> tuple[Array, Array]:
    """Land use ("ONT:120.5;CLN:300.0") and total area; a third of the parcels have a house plot and a garden."""
    kind = choose(
        rng, n, np.array([0.1, 0.5, 0.2, 0.05, 0.1, 0.0, 0.05] if urban else [0.3, 0, 0.3, 0.2, 0.1, 0.05, 0.05])
    )
    home = kind <= 1
    first = np.where(home, rng.integers(400, 4000, n), rng.integers(3000, 200_000, n))
    second = np.where(home & (rng.random(n) < 0.5), rng.integers(500, 15_000, n), 0)
    text = _USES[kind] + ":" + _tenths(first)
    both = second > 0
    text[both] = text[both] + ";CLN:" + _tenths(second[both])
    return text, (first + second) / 10.0


def _tenths(values: Array) -> Array:
    out: Array = objects([f"{v // 10}.{v % 10}" for v in values.tolist()])
    return out


def rights(
    rng: np.random.Generator, land: dict[str, Array], adults: Array, spouse_of: Array, strangers: Array
) -> dict[str, Array]:
    """Who holds what: arrays parcel (position), holder (position among the people, -1 = no person), kind, share.

    Spouses are a married pair where the drawn holder has one, else the parcel falls to the individual; co-owners are
    two or three people. `strangers` are positions of holders whom no population register knows; each gets a parcel.
    """
    n = len(land["eid"])
    holder = adults[rng.integers(0, len(adults), n)]
    kind = land["kind"].copy()
    # two parcels that are merged have one holder
    merged = np.flatnonzero(land["change"] == MERGE)
    alone = np.ones(n, bool)
    alone[merged + 1] = False
    free = np.flatnonzero(np.isin(kind, ("individual",)) & alone)
    taken = rng.choice(free, min(len(strangers), len(free)), replace=False)
    holder[taken] = strangers[: len(taken)]
    holder[merged + 1] = holder[merged]
    kind[(kind == "spouses") & (spouse_of[holder] < 0)] = "individual"
    parcel, who, share = [np.arange(n)], [np.where(np.isin(kind, PERSONAL_HOLDERS), holder, -1)], [np.ones(n)]
    pair = np.flatnonzero(kind == "spouses")
    share[0][pair] = 0.5
    parcel.append(pair)
    who.append(spouse_of[holder[pair]])
    share.append(np.full(len(pair), 0.5))
    several = np.flatnonzero(kind == "co_owners")
    third = rng.random(len(several)) < 0.4
    part = np.where(third, 0.3333, 0.5)
    share[0][several] = part
    for where, parts in ((several, part), (several[third], part[third])):
        other = adults[rng.integers(0, len(adults), len(where))]
        parcel.append(where)
        who.append(other)
        share.append(parts)
    parcels_, holders, shares = np.concatenate(parcel), np.concatenate(who), np.concatenate(share)
    order = np.argsort(parcels_, kind="stable")
    parcels_, holders, shares = parcels_[order], holders[order], shares[order]
    twice = (parcels_[1:] == parcels_[:-1]) & (holders[1:] == holders[:-1]) & (holders[1:] >= 0)
    keep = np.concatenate([[True], ~twice])
    return {"parcel": parcels_[keep], "holder": holders[keep], "kind": kind[parcels_[keep]], "share": shares[keep]}
