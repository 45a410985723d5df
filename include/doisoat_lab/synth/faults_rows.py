"""Faults of whole rows: absent, entered twice, unreadable; and of what a row says about life, death and household."""

from __future__ import annotations

import numpy as np

from doisoat_lab.synth import calendar
from doisoat_lab.synth.rates import Rates
from doisoat_lab.synth.rng import NULL, Array, objects, some
from doisoat_lab.synth.rows import Rows


def vital(rng: np.random.Generator, rows: Rows, rates: Rates, today: str) -> None:
    """Somebody living is noted as dead, or a death has not been noted."""
    residents = np.equal(rows["residence"], "permanent")
    living = np.equal(rows["vital_status"], "living") & residents
    where = some(rng, living, rates["vital_wrong"])
    rows.put(where, "vital_status", "deceased", "death_noted_wrongly")
    days = calendar.day(today) - rng.integers(30, 900, len(where))
    rows.put(where, "status_on", calendar.text(days))
    where = some(rng, np.equal(rows["vital_status"], "deceased"), 0.06)
    rows.put(where, "vital_status", "living", "death_not_noted")
    rows.put(where, "status_on", None)


def insurance_after_death(rng: np.random.Generator, rows: Rows, rates: Rates) -> None:
    """The dead whose participation goes on."""
    where = some(rng, np.equal(rows["status"], "deceased"), rates["dead_still_active"])
    rows.put(where, "status", "active", "dead_still_active")
    rows.put(where, "to_on", None)


def heads(rng: np.random.Generator, household: Rows, member: Rows, rates: Rates) -> None:
    """Households whose head is not noted as such, and households with two heads."""
    number = {no: i for i, no in enumerate(household["household_no"].tolist())}
    house = np.array([number.get(no, -1) for no in member["household_no"].tolist()], dtype=np.int64)
    current = np.equal(member["to_on"], NULL)
    head = current & np.equal(member["relation_to_head"], "01")
    sizes = np.bincount(house[current & (house >= 0)], minlength=household.n)
    for fault, wrong in (("no_head", False), ("two_heads", True)):
        chosen = np.zeros(household.n, bool)
        chosen[some(rng, sizes > (1 if wrong else 0), rates[fault])] = True
        rows = chosen[np.maximum(house, 0)] & (house >= 0)
        if wrong:
            others = np.flatnonzero(rows & current & ~head)
            _, first = np.unique(house[others], return_index=True)
            member.put(others[first], "relation_to_head", "01", fault)
        else:
            member.put(np.flatnonzero(rows & head), "relation_to_head", "43", fault)


def population_heads(rng: np.random.Generator, rows: Rows, rates: Rates) -> None:
    """The same among the people a population source puts under one household number."""
    residents = np.equal(rows["residence"], "permanent") & np.equal(rows["vital_status"], "living")
    residents &= np.equal(rows["moved_to_unit"], NULL) & ~np.equal(rows["household_no"], NULL)
    head = residents & np.equal(rows["relation_to_head"], "01")
    rows.put(some(rng, head, rates["no_head"]), "relation_to_head", "43", "no_head")
    head &= np.equal(rows["relation_to_head"], "01")
    others = np.flatnonzero(residents & ~head & np.isin(rows["household_no"], rows["household_no"][head]))
    _, first = np.unique(rows["household_no"][others].astype("U"), return_index=True)
    eligible = np.zeros(rows.n, bool)
    eligible[others[first]] = True
    rows.put(some(rng, eligible, rates["two_heads"]), "relation_to_head", "01", "two_heads")


def dead_members(rng: np.random.Generator, member: Rows, rates: Rates) -> None:
    """Membership of the dead that was never ended."""
    where = some(rng, ~np.equal(member["to_on"], NULL), rates["dead_still_member"])
    member.put(where, "to_on", None, "dead_still_member")


def second_household(rng: np.random.Generator, household: Rows, member: Rows, rates: Rates) -> None:
    """A grown member also listed in another household, or there only."""
    current = np.equal(member["to_on"], NULL)
    adult = np.array([d is not None and d[:4] < "2008" for d in member["date_of_birth"]], dtype=bool)
    can = current & adult & ~np.isin(member["relation_to_head"].astype("U"), ["01", "02", "03"])
    where = some(rng, can, rates["in_two_households"])
    if household.n < 3 or not len(where):
        return
    target = rng.integers(0, household.n, len(where))
    numbers = household["household_no"][target]
    keep = numbers != member["household_no"][where]
    where, target, numbers = where[keep], target[keep], numbers[keep]
    stays = rng.random(len(where)) < 0.6
    copies = member.repeat(where[stays], "in_two_households")
    member.put(copies, "household_no", numbers[stays])
    member.put(where[~stays], "household_no", numbers[~stays], "in_another_household")
    changed = np.concatenate([copies, where[~stays]])
    target = np.concatenate([target[stays], target[~stays]])
    member.put(changed, "relation_to_head", "43")
    member.put(changed, "_household", household["_entity_id"][target])


def absent(rng: np.random.Generator, rows: Rows, rate: float) -> Array:
    """Drop rows; the entity ids of those dropped are returned (for the log)."""
    where = some(rng, np.ones(rows.n, bool), rate)
    gone: Array = rows["_entity_id"][where].copy()
    if len(where):
        rows.take(np.delete(np.arange(rows.n), where))
    return gone


def another_key(keys: Array, step: int) -> Array:
    """Keys as the source would have given to rows entered later: the same letters, a number `step` further on."""
    out = keys.copy()
    for i, key in enumerate(keys):
        if key is not None:
            letters = key.rstrip("0123456789")
            out[i] = f"{letters}{int(key[len(letters) :]) + step:0{len(key) - len(letters)}d}"
    return out


def twice(rng: np.random.Generator, rows: Rows, rate: float, key: str | None = None) -> tuple[Array, Array]:
    """Enter rows a second time, under a new key; the positions of the rows and of their copies."""
    where = some(rng, np.ones(rows.n, bool), rate)
    copies = rows.repeat(where, "duplicate")
    for name in ("_key", key):
        if name is not None and name in rows.columns:
            rows.columns[name][copies] = another_key(rows.columns[name][copies], 5_000_000)
    return where, copies


def garbage(rng: np.random.Generator, rows: Rows, rate: float, required: tuple[str, ...]) -> None:
    """Add a few unreadable rows: copies whose required fields are empty."""
    where = some(rng, np.ones(rows.n, bool), rate)
    if rows.n and not len(where):
        where = rng.integers(0, rows.n, 1)
    copies = rows.repeat(where, "garbage")
    for name in required:
        rows.put(copies, name, None)
    rows.put(copies, "_garbage", "blank_identity")
    if "_key" in rows.columns:
        rows.columns["_key"][copies] = another_key(rows.columns["_key"][copies], 2_000_000)


def same_number(rng: np.random.Generator, rows: Rows, rates: Rates) -> None:
    """Two parcels under one sheet and number: the next parcel's number was not moved on."""
    where = some(rng, np.arange(rows.n) > 0, rates["same_number"])
    for name in ("map_sheet_no", "parcel_no"):
        rows.put(where, name, rows[name][where - 1].copy(), "same_number" if name == "parcel_no" else None)


def areas(rng: np.random.Generator, rows: Rows, rates: Rates) -> None:
    """Areas of another survey, with two digits swapped, or a decimal point lost."""
    where = some(rng, np.ones(rows.n, bool), rates["area_differs"])
    area = rows["area_m2"][where]
    new = np.select(
        [rng.random(len(where)) < 0.5, rng.random(len(where)) < 0.5],
        [np.round(area * rng.uniform(0.9, 1.12, len(where)) + 1.2, 1), area * 10],
        np.round(area + 20.0, 1),
    )
    rows.put(where, "area_m2", new, "area_differs")


def member_numbers(member: Rows) -> None:
    """Number the rows of each household anew (1-based, in order) and sort them by household."""
    numbers = member["household_no"].astype("U")
    order = np.argsort(numbers, kind="stable")
    member.take(order)
    ordered = numbers[order]
    first = np.concatenate([[True], ordered[1:] != ordered[:-1]]) if member.n else np.empty(0, bool)
    position = np.arange(member.n)
    member.columns["_seq"] = position - np.maximum.accumulate(np.where(first, position, 0)) + 1


def dependent_keys(rows: Rows, prefix: str, owner: str) -> None:
    """`prefix:<owner key>/<seq>` as record key."""
    seq = rows.columns["_seq"].astype("U").astype(object)
    rows.columns["_key"] = prefix + ":" + rows[owner] + "/" + seq if rows.n else objects([])
