"""The rows that population and household registers hold about a commune, faults not yet in."""

from __future__ import annotations

import numpy as np

from doisoat_lab.synth import calendar
from doisoat_lab.synth.commune import Commune
from doisoat_lab.synth.numbers import digits
from doisoat_lab.synth.people import GUEST, SOJOURN
from doisoat_lab.synth.places import Places, old_codes_by_row
from doisoat_lab.synth.plan import Source
from doisoat_lab.synth.rng import NULL, Array, stream
from doisoat_lab.synth.rows import Rows

#: Household numbers are local to a level; the same household has another number at each.
_PREFIX = {"central": "HK", "province": "HB", "commune": "S"}


def household_numbers(c: Commune, source: Source, where: Array) -> Array:
    """The number each person's household has at this level."""
    order = stream(c.spec.seed, "household numbers", source.level, c.code)
    house = c.people["house"]
    numbers = order.permutation(int(house.max(initial=-1)) + 1)
    first = c.spec.units.index(c.code) * 10**7
    out: Array = _PREFIX[source.level] + digits(first + numbers[house[where]], 10)
    if rate := c.spec.unkind.code_lengths:
        # Whoever typed the number left its zeros out, in every register of the level alike.
        short = stream(c.spec.seed, "unkind", "number lengths", source.level, c.code).random(len(numbers)) < rate
        bare = _PREFIX[source.level] + (first + numbers[house[where]]).astype("U").astype(object)
        out = np.where(short[house[where]], bare, out)
    return out


def row_keys(c: Commune, source: Source, prefix: str, n: int) -> Array:
    """Keys of `n` rows in no order that another source shares."""
    order = stream(c.spec.seed, "keys", source.source_id, c.code).permutation(n)
    keys: Array = prefix + digits(c.spec.units.index(c.code) * 10**7 + order, 10)
    return keys


def population(rng: np.random.Generator, c: Commune, source: Source) -> Rows:
    """One row a person: those at home; in the commune's own book also guests and those who moved away."""
    own_book = source.level == "commune"
    strangers = c.strangers[c.people["role"][c.strangers] == GUEST]
    where = np.concatenate([c.home, c.guests, c.away, strangers]) if own_book else c.home
    if own_book:
        where = where[(c.people["died"][where] < 0) | (np.arange(len(where)) < len(c.home))]
    p = {name: values[where] for name, values in c.people.items()}
    died = p["died"]
    rows = Rows(
        "population",
        len(where),
        "person",
        p["eid"],
        {
            "personal_id": p["personal_id"].copy(),
            "former_id": p["former_id"].copy(),
            "full_name": p["name"].copy(),
            "sex": p["sex"].copy(),
            "date_of_birth": p["born"].copy(),
            "ethnicity": p["ethnicity"],
            "household_no": household_numbers(c, source, where),
            "relation_to_head": p["relation_text"].copy(),
            "residence": np.full(len(where), "permanent", dtype=object),
            "vital_status": np.where(died >= 0, "deceased", "living").astype(object),
            "status_on": calendar.text(died),
        },
    )
    at_home = np.arange(len(where)) < len(c.home)
    away = np.isin(where, c.away)
    village = np.where(away, p["origin_village"], np.minimum(p["village"], len(c.places.villages) - 1))
    c.places.write(rows, village, p["house_no"], source)
    if own_book:
        rows["residence"][~at_home & ~away] = "temporary"
        gone = at_home & (p["role"] == SOJOURN) & (rng.random(len(where)) < 0.5)
        rows["residence"][gone] = "absent"
        rows["moved_to_unit"][away] = p["home"][away]
        # The origin's book has not noted every move: those people still look like residents there.
        late = away & (_household_draw(c, where, 0.2))
        rows["moved_to_unit"][late] = None
        rows.blame(np.flatnonzero(late), "move_not_noted", "moved_to_unit")
        rows["moved_on"][away & ~late] = calendar.text(p["moved_on"])[away & ~late]
    arrived = at_home & (p["moved_on"] >= 0)
    rows["moved_from_unit"][arrived] = _origin(c)
    rows["moved_on"][arrived] = calendar.text(p["moved_on"])[arrived]
    if source.level == "central":
        old_codes_by_row(rng, rows, c.places, c.spec)
    late_here = arrived & _household_draw(c, where, 0.88, above=True)
    if source.level in ("central", "province") and late_here.any():
        _still_at_origin(rows, c, source, np.flatnonzero(late_here), p["origin_village"][late_here])
    if source.keyed:
        prefix = {"central": "C", "province": "T", "commune": "X"}[source.level]
        rows.columns["_key"] = row_keys(c, source, prefix, rows.n)
    return rows


def _household_draw(c: Commune, where: Array, share: float, *, above: bool = False) -> Array:
    """A stable draw of each household (the same in every source and chunk), below or above a share."""
    draw = np.array([int(number[-4:]) / 10_000 for number in c.people["participant_no"][where]])
    return draw >= share if above else draw < share


def _origin(c: Commune) -> str:
    return c.spec.units[c.spec.units.index(c.code) - 1]


def _still_at_origin(rows: Rows, c: Commune, source: Source, where: Array, village: Array) -> None:
    """Central and provincial rows that have not followed a move: the old commune, its village, no move noted."""
    origin = Places(c.spec, _origin(c))
    rows.put(where, "unit_code", origin.former[village] if source.old_units else origin.code, "move_not_noted")
    rows.put(where, "village", (origin.old_labels if source.old_villages else origin.labels)[village])
    rows.put(where, "_meant", origin.ids[village])
    for name in ("moved_from_unit", "moved_on"):
        rows.put(where, name, None)
    if "unit_as_of" in rows.columns:
        rows.put(where, "unit_as_of", c.spec.as_of)


def household(c: Commune, source: Source) -> tuple[Rows, Rows]:
    """Household rows and membership rows of the households whose home is here and that have a living member."""
    where = c.home
    houses = c.people["house"][where]
    alive = c.people["died"][where] < 0
    living = np.bincount(houses[alive], minlength=int(houses.max(initial=-1)) + 1)
    where = where[living[houses] > 0]
    order = np.argsort(c.people["house"][where], kind="stable")
    where = where[order]
    p = {name: values[where] for name, values in c.people.items()}
    house = p["house"]
    first = np.concatenate([[True], house[1:] != house[:-1]]) if len(house) else np.empty(0, bool)
    head = np.flatnonzero(p["relation"] == 1)
    starts = np.flatnonzero(first)
    number = household_numbers(c, source, where)
    # A household's head is the one living person with relation 01.
    head_of = np.full(int(house.max(initial=-1)) + 1, -1)
    head_of[house[head]] = head
    heads = head_of[house[starts]]
    known = heads >= 0
    h = Rows(
        "household",
        len(starts),
        "household",
        p["household"][starts],
        {
            "household_no": number[starts].copy(),
            "head_personal_id": np.where(known, p["personal_id"][heads], NULL),
            "head_name": np.where(known, p["name"][heads], NULL),
            "member_count": living[house[starts]],
        },
    )
    c.places.write(h, p["village"][starts], p["house_no"][starts], source)
    h.columns["_key"] = h["household_no"].copy()
    position = np.arange(len(where))
    seq = position - np.maximum.accumulate(np.where(first, position, 0)) + 1
    start = np.maximum(p["birth"], p["moved_on"])
    m = Rows(
        "household_member",
        len(where),
        "person",
        p["eid"],
        {
            "household_no": number,
            "personal_id": p["personal_id"].copy(),
            "full_name": p["name"].copy(),
            "sex": p["sex"].copy(),
            "date_of_birth": p["born"].copy(),
            "relation_to_head": p["relation_text"].copy(),
            "from_on": calendar.text(start),
            "to_on": calendar.text(p["died"]),
            "_seq": seq,
            "_household": p["household"],
        },
    )
    return h, m
