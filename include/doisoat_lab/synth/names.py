"""Names: surnames by their real share in the region, middle names by sex and era, given names by an assumed Zipf law.

No frequencies of given names are published. A syllable's rank is how often it ends a two-syllable name of the table,
a proxy for liking; shares then follow 1 / (rank + 4). Names of ethnic minorities follow the group's own order.
"""

from __future__ import annotations

import csv
import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np

from doisoat.paths import PACKAGE
from doisoat_lab.synth.rng import Array, choose, objects

_DATA = PACKAGE / "gazetteer" / "raw" / "names"
_NORTH, _CENTRAL = "38", "68"
#: Ethnic groups that live (in numbers) in a province of before the reform: code and table of names.
GROUPS = {
    "08": "hmong",
    "02": "tay",
    "07": "nung",
    "06": "muong",
    "03": "thai",
    "05": "khmer",
    "17": "cham",
    "09": "dao",
    "12": "ede",
    "20": "mnong",
    "16": "kho",
}
_MALE = {"hmong": "A", "ede": "Y", "mnong": "Y", "kho": "K'"}
_FEMALE = {"hmong": "Thị", "ede": "H'", "mnong": "H'", "kho": "Ka"}
# Assumed given syllables for groups whose names are not Vietnamese ones; no frequencies known.
_GIVEN = {
    "hmong": ["Páo", "Dơ", "Sình", "Chư", "Của", "Dế", "Lử", "Nhìa", "Pó", "Sùng", "Tủa", "Vừ", "Xa", "Mỷ", "Dín"],
    "ede": ["Blik", "Bhăm", "Brông", "Hen", "Lan", "Djuan", "Kriêk", "Ngơn", "Phen", "Rin", "Suăn", "Thuin", "Wiên"],
    "mnong": ["Krang", "Ndơng", "Bré", "Yuk", "Mai", "Lim", "Nglơi", "Plông", "Srung", "Tiêng", "Yơn", "Rôt"],
    "kho": ["Brèo", "Dung", "Hiếu", "Liêng", "Men", "Nhơm", "Poh", "Thuyên", "Vinh", "Brơi", "Giang", "Tuyn"],
}


def region(old_province: str) -> str:
    """north, central or south, by the old province code."""
    return "north" if old_province < _NORTH else "central" if old_province <= _CENTRAL else "south"


def _read(name: str) -> list[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _surnames(where: str) -> tuple[Array, Array]:
    rows = [r for r in _read("surnames_by_region.csv") if r["region"] == where]
    return objects([r["surname"] for r in rows]), np.array([float(r["weight_percent"]) for r in rows])


@cache
def _ethnic(group: str) -> Array:
    return objects([r["surname"] for r in _read("ethnic_surnames.csv") if r["ethnic"] == group])


def _is_latin(name: str) -> bool:
    return unicodedata.name(name[0]).startswith("LATIN")


@cache
def _given(male: bool) -> tuple[Array, Array]:
    rows = _read("given_names.csv")
    own = "male" if male else "female"
    endings: dict[str, int] = {}
    for row in rows:
        if row["words"] == "2" and row["sex"] == own:
            last = row["given_name"].split()[-1]
            endings[last] = endings.get(last, 0) + 1
    # The published list has a few Han characters among its names; nobody is registered under one.
    single = sorted(
        {
            row["given_name"]
            for row in rows
            if row["words"] == "1"
            and row["sex"] in (own, "unisex")
            and "LATIN" in unicodedata.name(row["given_name"][0])
        }
    )
    single.sort(key=lambda name: (-endings.get(name, 0), name))
    return objects(single), 1.0 / (np.arange(len(single)) + 4.0)


@cache
def _middles(male: bool, where: str) -> tuple[Array, Array]:
    """Middle names, and their weights for births before 1960, 1960-1989 and from 1990 on (three rows)."""
    own = "male" if male else "female"
    rows = [r for r in _read("middle_names.csv") if r["region"] == where and r["sex"] in (own, "unisex")]
    extra = _given(male)[0][:40].tolist()
    first = "Văn" if male else "Thị"
    old = [r["middle_name"] for r in rows if r["era"] == "traditional" and r["middle_name"] != first]
    new = [r["middle_name"] for r in rows if r["era"] == "modern"]
    names = list(dict.fromkeys([first, *old, *new, *extra]))
    weights = np.zeros((3, len(names)))
    for era, share in enumerate((0.84, 0.6, 0.2)):
        liked = dict.fromkeys(old if era < 2 else new, 3.0) | dict.fromkeys(new if era < 2 else old, 1.0)
        rest = np.array([liked.get(n, 0.25) for n in names])
        rest[0] = 0.0
        weights[era] = rest / rest.sum() * (1 - share)
        weights[era, 0] = share
    return objects(names), weights


@dataclass(frozen=True)
class Naming:
    """How a commune's people are named: its region and the table of its minority (None where there is none)."""

    where: str
    group: str | None = None

    def surnames(self, rng: np.random.Generator, n: int, minority: Array) -> Array:
        """`n` surnames; of the minority's table where the mask says so."""
        vocabulary, weights = _surnames(self.where)
        out = vocabulary[choose(rng, n, weights)]
        if self.group is not None:
            own = _ethnic(self.group)
            where = np.flatnonzero(minority)
            out[where] = own[rng.integers(0, len(own), len(where))]
        return out

    def given(self, rng: np.random.Generator, male: Array, years: Array, minority: Array) -> tuple[Array, Array]:
        """(middle, given) of each person; a middle name may have two syllables, as in Thị Thanh."""
        n = len(male)
        middle, given = np.empty(n, dtype=object), np.empty(n, dtype=object)
        era = np.where(years < 1960, 0, np.where(years < 1990, 1, 2))
        for sex in (True, False):
            names, shares = _given(sex)
            middles, weights = _middles(sex, self.where)
            for number in range(3):
                where = np.flatnonzero((male == sex) & (era == number))
                given[where] = names[choose(rng, len(where), shares)]
                middle[where] = middles[choose(rng, len(where), weights[number])]
                double = where[rng.random(len(where)) < (0.06, 0.25, 0.3)[number]]
                middle[double] = middle[double] + " " + names[choose(rng, len(double), shares)]
        if self.group in _GIVEN:
            where = np.flatnonzero(minority)
            own = objects(_GIVEN[self.group])
            middle[where] = np.where(male[where], _MALE[self.group], _FEMALE[self.group])
            given[where] = own[rng.integers(0, len(own), len(where))]
        return middle, given

    def full(self, surname: Array, middle: Array, given: Array, minority: Array) -> Array:
        """The names as written: surname first, but given name first and clan last among Ê Đê and Mnông."""
        out: Array = surname + " " + middle + " " + given
        if self.group in ("ede", "mnong"):
            out[minority] = (middle + " " + given + " " + surname)[minority]
        return out
