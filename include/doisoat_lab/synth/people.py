"""The people of the world: who they are in truth, before any register writes them down.

Three groups meet in a commune's chunk: its residents; `cross` people, who have to do with two communes (moved from one
to the other, live in one and stay in the other, own land in the other) and are generated alike by both chunks; and
`strangers`, who have no home in the province's registers.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from doisoat_lab.synth import calendar
from doisoat_lab.synth.frames import SynthSpec
from doisoat_lab.synth.households import HEAD_LINE, OWN, compose
from doisoat_lab.synth.names import GROUPS, Naming, region
from doisoat_lab.synth.numbers import Slices, digits, former_ids, participant_numbers, personal_ids
from doisoat_lab.synth.rng import NULL, Array, choose, objects, some, stream
from doisoat_lab.synth.units import unit
from doisoat_lab.synth.villages import of_unit

#: Groups of people and their place among the slices of a commune.
RESIDENTS, CROSS, STRANGERS = 0, 1, 2
#: Share of a commune's people who have to do with a second commune, or with none of the province.
CROSS_SHARE, STRANGER_SHARE = 0.03, 0.03
MOVED, SOJOURN, LANDOWNER = 0, 1, 2
GUEST, INSURED_UNKNOWN, INSURED_OUTSIDE, HOLDER_UNKNOWN = 10, 11, 12, 13

# Codes of birth registration: the 63 provinces of before the reform, a few left out.
_ISSUING = np.array(
    [
        1,
        4,
        19,
        24,
        25,
        27,
        30,
        33,
        34,
        36,
        37,
        38,
        40,
        42,
        44,
        46,
        48,
        49,
        51,
        52,
        54,
        56,
        58,
        60,
        62,
        64,
        66,
        67,
        68,
        70,
        72,
        74,
        75,
        77,
        79,
        80,
        82,
        83,
        84,
        86,
        87,
        89,
        91,
        92,
        93,
        94,
        95,
        96,
    ]
)
# Minorities by old province: table of names by ethnic code; assumed, from where the groups live.
_MINORITIES = {
    "60": ["17", "16"],
    "67": ["20", "12", "02"],
    "68": ["16", "20"],
    "66": ["12", "20"],
    "40": ["03", "08"],
    "75": ["05", "07"],
    "70": ["20", "05"],
    "38": ["06", "03"],
    "17": ["06"],
    "11": ["03", "08"],
    "12": ["08", "03"],
    "14": ["03", "08"],
    "10": ["08", "09"],
    "15": ["02", "09"],
    "02": ["02", "08"],
    "04": ["02", "07"],
    "20": ["07", "02"],
    "06": ["02", "09"],
    "19": ["02", "07"],
    "84": ["05"],
    "94": ["05"],
    "58": ["17"],
}


@lru_cache(maxsize=8)
def people_of_units(spec: SynthSpec) -> dict[str, int]:
    """How many people live in each unit: larger where more communes were merged; sums to `spec.people`."""
    weights = np.array(
        [len(unit(c).formers) ** 0.7 * stream(spec.seed, "size", c).uniform(0.7, 1.3) for c in spec.units]
    )
    exact = weights / weights.sum() * spec.people
    counts = exact.astype(np.int64)
    counts[np.argsort(counts - exact, kind="stable")[: spec.people - int(counts.sum())]] += 1
    return {code: int(n) for code, n in zip(spec.units, counts, strict=True)}


def neighbour(spec: SynthSpec, code: str) -> str | None:
    """The commune that this one exchanges people with (None when it is alone)."""
    if len(spec.units) < 2:
        return None
    return spec.units[(spec.units.index(code) + 1) % len(spec.units)]


@lru_cache(maxsize=1024)
def _minority(spec: SynthSpec, code: str) -> tuple[str | None, float]:
    """(ethnic code, share of villages) of a commune's minority."""
    rng = stream(spec.seed, "minority", code)
    found = _MINORITIES.get(unit(code).formers[0].old_province)
    share = float(rng.choice([0.0, 0.08, 0.3, 0.7], p=[0.35, 0.35, 0.2, 0.1]))
    return (str(rng.choice(found)), share) if found else (None, 0.0)


def _group(spec: SynthSpec, code: str, group: int, n: int) -> dict[str, Array]:
    """`n` people in households of commune `code`; every column is described in `people`."""
    rng = stream(spec.seed, "people", code, group)
    today, this_year = calendar.day(spec.as_of), int(spec.as_of[:4])
    home = unit(code)
    slices = slices_of(spec, code, group)
    p = compose(rng, n, today, this_year)
    male, birth, household = p["male"], p["birth"], p["household"]
    n = len(male)
    years = calendar.year(birth)
    houses = int(household.max(initial=-1)) + 1
    villages = of_unit(spec, code)
    weights = np.array([v.weight for v in villages])
    village_of_house = choose(rng, houses, weights)
    ethnic, share = _minority(spec, code)
    of_minority = (stream(spec.seed, "minority villages", code).random(len(villages)) < share)[village_of_house]
    mixed = rng.random(n) < 0.04
    minority = of_minority[household] & ~mixed
    naming = Naming(region(home.formers[0].old_province), GROUPS[ethnic] if ethnic else None)
    lines = naming.surnames(rng, houses * 3, np.repeat(of_minority, 3))
    own = naming.surnames(rng, n, minority)
    surname = np.where(p["line"] == OWN, own, lines[household * 3 + np.minimum(p["line"], 2)])
    middle, given = naming.given(rng, male, years, minority)
    _twins_share_middle_names(household, birth, p["relation"], male, middle)
    _namesakes(rng, male, birth, surname, middle, given, p["line"])
    prefix = f"{code}{'rxs'[group]}"
    number = objects([f"{i}" for i in range(max(n, houses))])
    birth_province = _birth_provinces(rng, home.formers[0].old_province, n)
    old_enough = (years <= 2003) & (rng.random(n) < np.clip((2010 - years) / 45.0, 0.1, 0.85))
    villages_former = objects([v.former for v in villages])
    return {
        "eid": ("p" + prefix) + number[:n],
        "household": ("h" + prefix) + number[household],
        "house": household,
        "male": male,
        "birth": birth,
        "years": years,
        "relation": p["relation"],
        "surname": surname,
        "middle": middle,
        "given": given,
        "name": naming.full(surname, middle, given, minority),
        "personal_id": np.where(
            rng.random(n) < 0.004, NULL, personal_ids(birth_province, male, calendar.year(birth), slices)
        ),
        "former_id": np.where(old_enough, former_ids(slices, n), NULL),
        "participant_no": participant_numbers(slices, n),
        "ethnicity": np.where(minority, ethnic or "01", "01").astype(object),
        "village": village_of_house[household],
        "former": villages_former[village_of_house][household],
        "house_no": (digits(rng.integers(1, 400, houses), 3))[household],
        "home": np.full(n, code, dtype=object),
        "died": np.full(n, -1, dtype=np.int32),
        "role": np.full(n, -1, dtype=np.int8),
        "moved_on": np.full(n, -1, dtype=np.int32),
    }


def slices_of(spec: SynthSpec, code: str, group: int) -> Slices:
    """The numbers a group of a commune's people owns."""
    offset = int(stream(spec.seed, "numbers").integers(10**9))
    return Slices(spec.units.index(code) * 3 + group, len(spec.units) * 3, offset)


def _birth_provinces(rng: np.random.Generator, old_province: str, n: int) -> Array:
    """Codes at issue: mostly the old province the commune lay in, which may be closed now; else another one."""
    return np.where(rng.random(n) < 0.86, int(old_province), _ISSUING[rng.integers(0, len(_ISSUING), n)])


def _twins_share_middle_names(household: Array, birth: Array, relation: Array, male: Array, middle: Array) -> None:
    twin = (
        np.flatnonzero(
            (household[1:] == household[:-1])
            & (birth[1:] == birth[:-1])
            & (relation[1:] == relation[:-1])
            & (male[1:] == male[:-1])
        )
        + 1
    )
    middle[twin] = middle[twin - 1]


def _namesakes(
    rng: np.random.Generator, male: Array, birth: Array, surname: Array, middle: Array, given: Array, line: Array
) -> None:
    """Give some people the whole name of another with the same surname, and the date or at least the year of birth.

    The partner is the next person of that sex and surname by age, so that the change of date is a matter of days.
    """
    order = np.lexsort((birth, surname.astype(str), male))
    near = (surname[order][1:] == surname[order][:-1]) & (male[order][1:] == male[order][:-1])
    near &= (np.diff(birth[order]) < 45) & (np.diff(birth[order]) > 0)
    where = some(rng, near & (line[order][1:] >= HEAD_LINE), 0.03)
    one, two = order[where], order[where + 1]
    middle[two], given[two] = middle[one], given[one]
    same_day = rng.random(len(one)) < 0.4
    birth[two[same_day]] = birth[one[same_day]]


def _deaths(spec: SynthSpec, code: str, group: int, p: dict[str, Array]) -> None:
    """Some have died in the last three years; a head's spouse takes over, and a head without spouse lives on."""
    rng = stream(spec.seed, "deaths", code, group)
    today = calendar.day(spec.as_of)
    age = int(spec.as_of[:4]) - p["years"]
    chance = np.select([age > 80, age > 65, age > 45, age > 25], [0.22, 0.09, 0.025, 0.006], 0.001)
    dead = rng.random(len(age)) < chance
    head, spouse = p["relation"] == 1, np.isin(p["relation"], (2, 3))
    houses = int(p["house"].max(initial=-1)) + 1
    has_spouse = np.zeros(houses, bool)
    has_spouse[p["house"][spouse & ~dead]] = True
    dead &= ~head | has_spouse[p["house"]]
    widowed = np.zeros(houses, bool)
    widowed[p["house"][dead & head]] = True
    taken_over = widowed[p["house"]]
    relation, wife = p["relation"], np.zeros(houses, bool)
    wife[p["house"][spouse & ~p["male"]]] = True
    elders_change = {4: 8, 5: 9}
    for old, new in elders_change.items():
        relation[taken_over & (relation == old) & wife[p["house"]]] = new
        relation[taken_over & (relation == old + 4) & ~wife[p["house"]]] = new - 2
    relation[taken_over & spouse] = 1
    relation[taken_over & head] = np.where(p["male"], 3, 2)[taken_over & head]
    p["died"][dead] = np.maximum(p["birth"] + 1, today - rng.integers(20, 1100, len(age)))[dead]


@lru_cache(maxsize=6)
def residents(spec: SynthSpec, code: str) -> dict[str, Array]:
    """Those who live in the commune and have to do with no other.

    Columns: eid, household (ids), house (number in the group), male, birth (day), years, relation (code), surname,
    middle, given, name, personal_id, former_id, participant_no, ethnicity, village (index among the home's villages),
    former (old commune code), house_no, home (current code), died (day or -1), role, moved_on (day or -1).
    """
    n = max(1, round(people_of_units(spec)[code] * (1 - CROSS_SHARE)))
    p = _group(spec, code, RESIDENTS, n)
    _deaths(spec, code, RESIDENTS, p)
    return p


@lru_cache(maxsize=6)
def cross(spec: SynthSpec, code: str) -> dict[str, Array]:
    """People of this commune who have to do with its neighbour as well; by household: role, and home where they moved.

    Columns as of `residents`, and `origin_village`: the village (index) in this commune, whatever the home is.
    """
    other = neighbour(spec, code)
    n = max(4, round(people_of_units(spec)[code] * CROSS_SHARE))
    p = _group(spec, code, CROSS, n)
    rng = stream(spec.seed, "cross", code)
    houses = int(p["house"].max(initial=-1)) + 1
    role = choose(rng, houses, np.array([0.5, 0.35, 0.15]))[p["house"]].astype(np.int8)
    p["role"] = role if other else np.full(len(role), -1, np.int8)
    p["origin_village"] = p["village"].copy()
    if other is not None:
        moved = role == MOVED
        villages = of_unit(spec, other)
        new = choose(rng, houses, np.array([v.weight for v in villages]))[p["house"]]
        p["village"] = np.where(moved, new, p["village"])
        p["former"] = np.where(moved, objects([v.former for v in villages])[new], p["former"])
        p["home"] = np.where(moved, other, p["home"]).astype(object)
        days = calendar.day(spec.as_of) - rng.integers(40, 500, houses)
        when = np.where(moved, np.maximum(days[p["house"]], p["birth"] + 1), -1)
        p["moved_on"] = when.astype(np.int32)
    return p


def strangers(spec: SynthSpec, code: str) -> dict[str, Array]:
    """People without a home in the registers: guests, insured or holding land here, or insured from outside."""
    n = max(8, round(people_of_units(spec)[code] * STRANGER_SHARE))
    n = max(n, round(240 / len(spec.units)))
    p = _group(spec, code, STRANGERS, n)
    rng = stream(spec.seed, "strangers", code)
    p["role"] = (10 + choose(rng, len(p["male"]), np.array([0.3, 0.25, 0.2, 0.25]))).astype(np.int8)
    adult = int(spec.as_of[:4]) - p["years"] >= 20
    p["role"][~adult] = GUEST
    return p


def join(*groups: dict[str, Array]) -> dict[str, Array]:
    """One table of several groups; house numbers are shifted so that they stay distinct."""
    names = set.intersection(*(set(g) for g in groups))
    out, start = {}, 0
    shifted = []
    for g in groups:
        shifted.append(g["house"] + start)
        start += int(g["house"].max(initial=-1)) + 1
    for name in sorted(names):
        out[name] = np.concatenate(shifted if name == "house" else [g[name] for g in groups])
    return out


def subset(people: dict[str, Array], where: Array) -> dict[str, Array]:
    """The people at these positions (mask or indices)."""
    return {name: values[where] for name, values in people.items()}
