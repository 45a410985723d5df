"""Census-like households of the United States without any number.

    python -m benchmarks.linkage.census NAMES ROWS OUT

Two counts of the same places a year apart, with other column names on each side. First names and surnames have their
shares in the census of 1990 (folder NAMES: the three lists that the package ``names`` ships); households come from the
same composer as the Vietnamese ones. Mistakes are of the size found between a census and its coverage survey, raised a
little, since nobody keys twice here.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from benchmarks.linkage.generate import SEED
from benchmarks.linkage.misspell import slip

from doisoat_lab.synth import calendar
from doisoat_lab.synth.households import OWN, compose
from doisoat_lab.synth.numbers import digits
from doisoat_lab.synth.rng import Array, choose, objects, stream

# Share of rows with each mistake, in each of the two files.
ONLY_HERE = 0.10
NICKNAME, FIRST_SLIP, INITIAL_ONLY, LAST_SLIP, NO_MIDDLE, MIDDLE_INITIAL = 0.05, 0.025, 0.01, 0.025, 0.35, 0.5
DAY_SLIP, SWAPPED, YEAR_OFF, NO_DATE, COPIED_DATE = 0.015, 0.006, 0.015, 0.02, 0.002
SEX_WRONG, NO_SEX = 0.004, 0.01
HOUSE_SLIP, STREET_SLIP, NO_STREET, ZIP_SLIP = 0.015, 0.025, 0.015, 0.012
MOVED_HOUSEHOLD, MOVED_ALONE, MARRIED_NAME = 0.07, 0.03, 0.015
KEEPS_OWN_NAME, NAMED_AFTER_PARENT = 0.12, 0.04
NICKNAMES = {
    "William": "Bill",
    "Robert": "Bob",
    "Richard": "Dick",
    "James": "Jim",
    "John": "Jack",
    "Charles": "Chuck",
    "Thomas": "Tom",
    "Michael": "Mike",
    "Joseph": "Joe",
    "Edward": "Ed",
    "Kenneth": "Ken",
    "Steven": "Steve",
    "Daniel": "Dan",
    "Christopher": "Chris",
    "Anthony": "Tony",
    "Elizabeth": "Liz",
    "Margaret": "Peggy",
    "Patricia": "Pat",
    "Barbara": "Barb",
    "Jennifer": "Jen",
    "Susan": "Sue",
    "Dorothy": "Dot",
    "Katherine": "Kathy",
    "Deborah": "Debbie",
    "Kimberly": "Kim",
    "Rebecca": "Becky",
    "Cynthia": "Cindy",
    "Jessica": "Jess",
}
TOWNS = ("Ashford", "Brookline", "Carver", "Dunmore", "Eastvale", "Fairview", "Granton", "Hadley")
KINDS = ("St", "Ave", "Rd", "Dr", "Ln", "Ct")


def _list(folder: Path, name: str) -> tuple[Array, Array]:
    rows = [line.split() for line in (folder / name).read_text(encoding="utf-8").splitlines() if line.strip()]
    return objects([r[0].title() for r in rows]), np.array([float(r[1]) for r in rows])


def people(n: int, names: Path, seed: int) -> dict[str, Array]:
    """``n`` people in households, with an address each."""
    rng = stream(seed, "census")
    p = compose(rng, n, calendar.day("2026-04-01"), 2026)
    male, household = p["male"], p["household"]
    houses = int(household.max()) + 1
    last, shares = _list(names, "dist.all.last")
    own = last[choose(rng, n, shares)]
    line = last[choose(rng, houses, shares)]
    keeps = (p["line"] == OWN) | (rng.random(n) < KEEPS_OWN_NAME)
    first = np.empty(n, dtype=object)
    middle = np.empty(n, dtype=object)
    for sex, name in ((True, "dist.male.first"), (False, "dist.female.first")):
        given, weight = _list(names, name)
        here = np.flatnonzero(male == sex)
        first[here] = given[choose(rng, len(here), weight)]
        middle[here] = given[choose(rng, len(here), weight)]
    head = np.searchsorted(household, household)
    junior = (male == male[head]) & (p["relation"] == 14) & (rng.random(n) < NAMED_AFTER_PARENT)
    first[junior] = first[head[junior]]
    streets = last[rng.integers(0, 3000, 400)] + " " + objects(list(KINDS))[rng.integers(0, len(KINDS), 400)]
    street = rng.integers(0, len(streets), houses)
    return {
        "household": household,
        "male": male,
        "birth": p["birth"].astype(np.int64),
        "first": first,
        "middle": middle,
        "last": np.where(keeps, own, line[household]),
        "other_last": own,
        "relation": p["relation"],
        "house": digits(rng.integers(1, 999, houses), 3)[household],
        "street": streets[street][household],
        "street_no": street[household],
    }


def _later(p: dict[str, Array], rng: np.random.Generator) -> dict[str, Array]:
    n, household = len(p["birth"]), p["household"]
    houses = int(household.max()) + 1
    moved = (rng.random(houses) < MOVED_HOUSEHOLD)[household]
    alone = rng.random(n) < MOVED_ALONE
    away = household[rng.permutation(n)]
    lead = np.searchsorted(household, np.arange(houses))
    to = np.where(moved, rng.permutation(houses)[household], np.where(alone, away, household))
    out = dict(p)
    for name in ("street", "street_no"):
        out[name] = p[name][lead[to]]
    out["house"] = np.where(moved, digits(rng.integers(1, 999, houses), 3)[household], p["house"][lead[to]])
    out["household"] = np.where(alone & ~moved, away, household)
    renamed = (rng.random(n) < MARRIED_NAME) & ~p["male"]
    out["last"] = np.where(renamed, rng.permutation(p["other_last"]), p["last"])
    return out


def _slips(values: Array, share: float, rng: np.random.Generator) -> Array:
    out = values.copy()
    for i in np.flatnonzero(rng.random(len(out)) < share):
        out[i] = slip(out[i], rng)
    return out


def _digit(values: Array, share: float, rng: np.random.Generator) -> Array:
    out = values.copy()
    for i in np.flatnonzero(rng.random(len(out)) < share):
        at = int(rng.integers(len(out[i])))
        out[i] = out[i][:at] + str(int(rng.integers(10))) + out[i][at + 1 :]
    return out


def _without(values: Array, share: float, rng: np.random.Generator) -> Array:
    out = values.astype(object)
    out[rng.random(len(out)) < share] = None
    return out


def rows(p: dict[str, Array], chosen: Array, rng: np.random.Generator) -> dict[str, Array]:
    """What one count wrote of the chosen people."""
    n = len(chosen)
    first, middle = p["first"][chosen].copy(), p["middle"][chosen].copy()
    nick = rng.random(n) < NICKNAME
    first[nick] = [NICKNAMES.get(f, f) for f in first[nick]]
    first = _slips(first, FIRST_SLIP, rng)
    short = rng.random(n) < INITIAL_ONLY
    first[short] = [f[0] for f in first[short]]
    short = rng.random(n) < MIDDLE_INITIAL
    middle[short] = [m[0] for m in middle[short]]
    near = np.maximum(chosen - 1, 0)
    copied = (p["household"][near] == p["household"][chosen]) & (rng.random(n) < COPIED_DATE)
    birth = np.where(copied, p["birth"][near], p["birth"][chosen])
    birth = np.where(rng.random(n) < DAY_SLIP, birth + rng.choice([-10, -1, 1, 10, 30], n), birth)
    birth = np.where(rng.random(n) < YEAR_OFF, birth + rng.choice([-365, 365], n), birth)
    text = calendar.text(np.clip(birth, 0, 46000))
    for i in np.flatnonzero(rng.random(n) < SWAPPED):
        if text[i][8:] <= "12":
            text[i] = text[i][:4] + text[i][7:] + text[i][4:7]
    area = p["street_no"][chosen]
    return {
        "first": first,
        "middle": _without(middle, NO_MIDDLE, rng),
        "last": _slips(p["last"][chosen], LAST_SLIP, rng),
        "date": _without(text, NO_DATE, rng),
        "sex": _without(np.where(p["male"][chosen] ^ (rng.random(n) < SEX_WRONG), "Male", "Female"), NO_SEX, rng),
        "house": _digit(np.array([h.lstrip("0") for h in p["house"][chosen]], dtype=object), HOUSE_SLIP, rng),
        "street": _without(_slips(p["street"][chosen], STREET_SLIP, rng), NO_STREET, rng),
        "city": objects(list(TOWNS))[area % len(TOWNS)],
        "zip": _digit(digits(27000 + area % 40, 5), ZIP_SLIP, rng),
        "household": rng.permutation(int(p["household"].max()) + 1)[p["household"][chosen]],
    }


def census(count: int, names: Path, out: Path, seed: int = SEED) -> None:
    """Write a.parquet and b.parquet of ``count`` people each, and the truth."""
    everyone = people(round(count * (1 + ONLY_HERE)), names, seed)
    n = len(everyone["birth"])
    rng = stream(seed, "census", "files")
    order = rng.permutation(n)
    only = n - count
    later = _later(everyone, rng)
    out.mkdir(parents=True, exist_ok=True)
    for side, p, inside in (("a", everyone, order[only:]), ("b", later, order[: n - only])):
        chosen = rng.permutation(inside)
        v = rows(p, chosen, rng)
        key = side.upper() + digits(np.arange(len(chosen)), 7)
        date = pd.Series(v["date"], dtype="str")
        if side == "a":
            frame = pd.DataFrame(
                {
                    "person_id": key,
                    "first": v["first"],
                    "middle": v["middle"],
                    "last": v["last"],
                    "dob": date,
                    "sex": v["sex"],
                    "house_number": v["house"],
                    "street": v["street"],
                    "city": v["city"],
                    "zip": v["zip"],
                    "household": "H" + digits(v["household"], 7),
                }
            )
        else:
            frame = pd.DataFrame(
                {
                    "resp_id": key,
                    "forename": v["first"],
                    "middle_initial": v["middle"],
                    "surname": v["last"],
                    "birth_date": date.str.replace("-", ""),
                    "gender": v["sex"],
                    "hn": v["house"],
                    "street_name": v["street"],
                    "town": v["city"],
                    "postcode": v["zip"],
                    "dwelling": "D" + digits(v["household"], 7),
                }
            )
        frame.to_parquet(out / f"{side}.parquet", compression="zstd", index=False)
        truth = pd.DataFrame({"record_key": key, "entity": chosen})
        truth.to_parquet(out / f"{side}.truth.parquet", compression="zstd", index=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", type=Path)
    parser.add_argument("rows", type=int)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()
    census(arguments.rows, arguments.names, arguments.out, arguments.seed)


if __name__ == "__main__":
    main()
