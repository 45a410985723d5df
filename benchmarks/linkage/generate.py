"""Made-up person files with the truth beside them: ``python -m benchmarks.linkage.generate KIND ROWS OUT``.

KIND ``pair``: the provincial copy of before the merger of communes (a) and the communes' books of after it (b), already
standardised: names with their matching key, units and villages resolved by the project's own gazetteer and village
registry. ``levels``: the same people in a central, a provincial and a commune file. Each file has ROWS people, and a
few of them twice. ``<file>.parquet`` holds what the engines are given, ``<file>.truth.parquet`` whose record is whose.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pandas as pd
from benchmarks.linkage.misspell import WAYS, misspell
from benchmarks.linkage.people import People, people
from benchmarks.linkage.rates import (
    CENTRAL,
    COMMUNE,
    JOINS_HOUSEHOLD,
    MOVED_TO_OTHER_COMMUNE,
    ONLY_HERE,
    PROVINCE,
    WHOLE_HOUSEHOLD_MOVED,
    YOUNG_MOVED,
    Rates,
)

from doisoat.text.names import normalise_names
from doisoat_lab.synth import calendar
from doisoat_lab.synth.numbers import digits
from doisoat_lab.synth.rng import Array, stream
from doisoat_lab.synth.units import meaning

SEED = 20261031
BEFORE = "2025-06-30"
_OTHER_CENTURY_OR_SEX = str.maketrans("0123", "1032")


def pair(rows: int, out: Path, seed: int = SEED) -> None:
    """Write a.parquet and b.parquet (and their truth) of ``rows`` people each."""
    everyone = people(round(rows * (1 + ONLY_HERE)), seed)
    n = len(everyone)
    age = int(BEFORE[:4]) - calendar.year(everyone["birth"])
    born_later = everyone["birth"] > calendar.day(BEFORE)
    # the old die and the young move in: who is only here leans to those ages
    rng = stream(seed, "only here")
    only_a = _some(rng, np.where(born_later, 0.0, 0.3 + (age > 70) * 2), n - rows)
    only_b = _some(rng, np.where(only_a, 0.0, np.where(born_later, 1e6, 0.3 + (age < 25))), n - rows)
    now = _moved(everyone, stream(seed, "moved"), age)
    write(everyone, ~only_b, PROVINCE, "population.province.40", True, stream(seed, "a"), out / "a.parquet", "A")
    write(now, ~only_a, COMMUNE, "population.commune.", False, stream(seed, "b"), out / "b.parquet", "B")


def levels(rows: int, out: Path, seed: int = SEED) -> None:
    """Write central.parquet, province.parquet and commune.parquet of ``rows`` people each."""
    everyone = people(round(rows * (1 + ONLY_HERE)), seed)
    age = int(BEFORE[:4]) - calendar.year(everyone["birth"])
    now = _moved(everyone, stream(seed, "moved"), age)
    # the ministry hears of half of the moves
    heard = stream(seed, "heard").random(len(now)) < 0.5
    known = People(now.spec, {k: np.where(heard, v, everyone[k]) for k, v in now.columns.items()}, now.places)
    for name, mark, who, rates, source, before in (
        ("central", "T", known, CENTRAL, "population.central.bca", False),
        ("province", "P", everyone, PROVINCE, "population.province.40", True),
        ("commune", "X", now, COMMUNE, "population.commune.", False),
    ):
        rng = stream(seed, "level", name)
        inside = ~_some(rng, np.ones(len(who)), len(who) - rows)
        write(who, inside, rates, source, before, rng, out / f"{name}.parquet", mark)


def _some(rng: np.random.Generator, weight: Array, count: int) -> Array:
    """A mask of ``count`` entries, drawn with these weights without putting back (Efraimidis and Spirakis)."""
    key = np.where(weight > 0, np.log(rng.random(len(weight))) / np.maximum(weight, 1e-12), -np.inf)
    mask = np.zeros(len(weight), dtype=bool)
    mask[np.argpartition(-key, count)[:count]] = True
    return mask & (weight > 0)


def _moved(before: People, rng: np.random.Generator, age: Array) -> People:
    """The same people at the later date: households moved, the young married away or left."""
    n, household = len(before), before["household"]
    houses = int(household.max()) + 1
    whole = rng.random(houses) < WHOLE_HOUSEHOLD_MOVED
    alone = (rng.random(n) < YOUNG_MOVED) & (age >= 18) & (age <= 32) & ~whole[household]
    villages = before.places
    units = villages["unit"].to_numpy()

    def destination(origin: Array) -> Array:
        """Another village: in another commune, or in the same one."""
        target = rng.integers(0, len(villages), len(origin))
        stay = rng.random(len(origin)) >= MOVED_TO_OTHER_COMMUNE
        at_home = np.searchsorted(units, units[origin]) + rng.integers(0, 10**6, len(origin)) % np.maximum(
            np.searchsorted(units, units[origin], side="right") - np.searchsorted(units, units[origin]), 1
        )
        return np.where(stay, at_home, target)

    village, house_no, home = before["village"].copy(), before["house_no"].copy(), household.copy()
    first = np.searchsorted(household, np.arange(houses))
    to = destination(village[first])
    number = digits(rng.integers(1, 300, houses), 3)
    new_number = np.array([h.lstrip("0") for h in number], dtype=object)
    movers = whole[household]
    village[movers], house_no[movers] = to[household[movers]], new_number[household[movers]]
    joins = alone & (rng.random(n) < JOINS_HOUSEHOLD)
    host = rng.integers(0, n, int(joins.sum()))
    village[joins], house_no[joins], home[joins] = village[host], house_no[host], home[host]
    single = np.flatnonzero(alone & ~joins)
    village[single] = destination(before["village"][single])
    house_no[single] = new_number[rng.integers(0, houses, len(single))]
    home[single] = houses + np.arange(len(single))
    columns = {**before.columns, "village": village, "house_no": house_no, "household": home}
    return People(before.spec, columns, before.places)


def write(
    who: People, inside: Array, rates: Rates, source: str, before: bool, rng: np.random.Generator, out: Path, mark: str
) -> None:
    """Write the rows of the people in the mask, shuffled, as one source holds them; the truth beside it."""
    twice = np.flatnonzero(inside & (rng.random(len(who)) < rates.duplicate))
    rows = rng.permutation(np.concatenate([np.flatnonzero(inside), twice]))
    frame = pd.DataFrame({"record_key": mark + digits(np.arange(len(rows)), 8)})
    names = normalise_names(pd.Series(_names(who, rows, rates, rng), dtype="str"))
    frame["full_name"], frame["full_name_key"] = names["canonical"], names["key"]
    frame["date_of_birth"] = _dates(who, rows, rates, rng)
    male = who["male"][rows] ^ (rng.random(len(rows)) < rates.sex_wrong)
    frame["sex"] = _without(np.where(male, "M", "F"), rates.no_sex, rng)
    frame["personal_id"], frame["former_id"] = _numbers(who, rows, rates, rng)
    unit = _places(who, rows, rates, before, rng, frame)
    frame["source_id"] = source if not source.endswith(".") else source + unit
    out.parent.mkdir(parents=True, exist_ok=True)
    frame.to_parquet(out, compression="zstd", index=False)
    truth = pd.DataFrame({"record_key": frame["record_key"], "entity": rows})
    truth.to_parquet(out.with_suffix(".truth.parquet"), compression="zstd", index=False)


def _without(values: Array, share: float, rng: np.random.Generator) -> Array:
    out = values.astype(object)
    out[rng.random(len(out)) < share] = None
    return out


def _names(who: People, rows: Array, rates: Rates, rng: np.random.Generator) -> Array:
    given = who["given"][rows]
    other = rng.random(len(rows)) < rates.other_name
    given = np.where(other, rng.permutation(given), given)
    names = who["surname"][rows] + " " + who["middle"][rows] + " " + given
    shares = {way: float(asdict(rates)[way]) for way in WAYS}
    return _without(misspell(names, shares, rng), rates.no_name, rng)


def _dates(who: People, rows: Array, rates: Rates, rng: np.random.Generator) -> Array:
    n = len(rows)
    birth = who["birth"][rows].astype(np.int64)
    near = rows - 1  # people stand by household: the one before is mostly a relative
    relative = (near >= 0) & (who["household"][near] == who["household"][rows])
    copied = (rng.random(n) < rates.copied) & relative
    birth = np.where(copied, who["birth"][near], birth)
    text = calendar.text(birth)
    first = np.char.endswith(text.astype("U10"), "-01-01")
    year, month, day = (pd.Series(text).str.slice(*s).astype(int).to_numpy() for s in ((0, 4), (5, 7), (8, 10)))
    swap = (rng.random(n) < rates.day_month_swapped) & (day <= 12)
    month, day = np.where(swap, day, month), np.where(swap, month, day)
    wrong, which = rng.random(n) < rates.digit, rng.random(n)
    day = np.where(wrong & (which < 0.4), day % 10 + rng.integers(0, 3, n) * 10, day)
    day = np.where(wrong & (which >= 0.4) & (which < 0.7), day // 10 * 10 + rng.integers(0, 10, n), day)
    month = np.where(wrong & (which >= 0.7), rng.integers(1, 13, n), month)
    year = np.where(rng.random(n) < rates.year_off, year + rng.choice([-1, 1], n), year)
    year = np.where(rng.random(n) < rates.decade_off, year + rng.choice([-10, 10], n), year)
    day, year = np.clip(day, 1, 28 + (month != 2) * 2), np.clip(year, 1900, 2026)
    months, days = digits(month, 2), digits(day, 2)
    out = digits(year, 4) + "-" + months + "-" + days
    only_year = (rng.random(n) < rates.year_only * np.where(year < 1965, 3, 0.5)) | (
        first & (rng.random(n) < rates.first_as_year)
    )
    out[only_year] = digits(year[only_year], 4)
    out[rng.random(n) < rates.placeholder] = "1900-01-01"
    return _without(out, rates.no_date, rng)


def _numbers(who: People, rows: Array, rates: Rates, rng: np.random.Generator) -> tuple[Array, Array]:
    n = len(rows)
    numbers, years = who["personal_id"][rows].copy(), calendar.year(who["birth"][rows])
    near = np.maximum(rows - 1, 0)
    relative = (who["household"][near] == who["household"][rows]) & (rng.random(n) < rates.id_of_relative * 1.6)
    numbers[relative] = who["personal_id"][near[relative]]
    other = np.flatnonzero(rng.random(n) < rates.id_of_other)
    numbers[other] = who["personal_id"][rng.integers(0, len(who), len(other))]
    for i in np.flatnonzero(rng.random(n) < rates.id_structure):
        numbers[i] = numbers[i][:3] + numbers[i][3].translate(_OTHER_CENTURY_OR_SEX) + numbers[i][4:]
    numbers = _slips(numbers, rates.id_slip, rng)
    scale = np.select([years >= 2020, years < 1945], [3.0, 2.0], 1.0)
    numbers[rng.random(n) < rates.no_id * scale] = None
    former = _slips(who["former_id"][rows].copy(), rates.former_id_slip, rng)
    former[(years > 2001) | (rng.random(n) < rates.no_former_id)] = None
    return numbers, former


def _slips(numbers: Array, share: float, rng: np.random.Generator) -> Array:
    """One digit replaced, or two neighbours swapped."""
    for i in np.flatnonzero(rng.random(len(numbers)) < share):
        text, at = numbers[i], int(rng.integers(1, len(numbers[i])))
        digit = str((int(text[at]) + int(rng.integers(1, 10))) % 10)
        swapped = text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :]
        numbers[i] = swapped if rng.random() < 0.25 else text[:at] + digit + text[at + 1 :]
    return numbers


def _places(
    who: People, rows: Array, rates: Rates, before: bool, rng: np.random.Generator, frame: pd.DataFrame
) -> Array:
    """Fill unit_candidates, unit_current, village_candidates, house_no, household_no; returns each row's own unit."""
    n, places = len(rows), who.places
    own = who["village"][rows]
    wrong_unit, wrong_village = rng.random(n) < rates.unit_wrong, rng.random(n) < rates.village_wrong
    told = np.where(wrong_unit, rng.integers(0, len(places), n), own)
    told = np.where(wrong_village, np.clip(own + rng.choice([-2, -1, 1, 2], n), 0, len(places) - 1), told)
    former = np.full(n, before) | (rng.random(n) < rates.unit_stale)
    codes = np.where(former, places["former"].to_numpy()[told], places["unit"].to_numpy()[told])
    as_of = BEFORE if before else None
    candidates = {code: meaning(code, as_of if before else None)[0] for code in np.unique(codes.astype(str))}
    listed = pd.Series(codes).map(candidates)
    frame["unit_candidates"] = listed.where(listed != "", None)
    frame["unit_current"] = listed.where((listed != "") & ~listed.str.contains("|", regex=False), None)
    old_label = np.full(n, before) ^ (rng.random(n) < rates.village_stale)
    labels = np.where(old_label, places["old_label"].to_numpy()[told], places["label"].to_numpy()[told])
    labels = _without(labels, rates.no_village, rng)
    resolved = who.registry().resolve(frame["unit_candidates"], pd.Series(labels, dtype="str"), as_of)
    frame["village_candidates"] = resolved["village_candidates"]
    house = who["house_no"][rows]
    differs = rng.random(n) < rates.house_differs
    house = np.where(differs, rng.permutation(house), house).astype(object)
    house[(house == "") | (rng.random(n) < rates.no_house)] = None
    frame["house_no"] = house
    # each source numbers its households itself
    number = rng.permutation(int(who["household"].max()) + 1)[who["household"][rows]]
    frame["household_no"] = _without(digits(number, 7), rates.no_household, rng)
    return places["unit"].to_numpy()[own].astype(object)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=["pair", "levels"])
    parser.add_argument("rows", type=int)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()
    {"pair": pair, "levels": levels}[arguments.kind](arguments.rows, arguments.out, arguments.seed)


if __name__ == "__main__":
    main()
