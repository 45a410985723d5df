"""The shipped tables of units over time, read once a process.

The data problem: since 1 July 2025 a five-digit code means two areas (3,315 of 3,321 new units carry the code of one
of the communes they were made of), so nothing here is keyed by a code alone: an old unit and a new unit with one code
are two ``Unit`` rows. ``valid_to`` is the first day a unit was no longer valid; an empty bound is open, or unknown when
``note`` says so (Bắc Ninh's twelve wards of August 2026).
"""

import csv
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Final

DATA: Final = Path(__file__).resolve().parent / "data"
REFORM: Final = "2025-07-01"
"""The day the two-level units came into force and all codes of communes changed their meaning."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A commune-level unit in one period.

    Attributes:
        code: five digits, meaningful only together with the period.
        district_code, district_name: of an old unit, else "".
        province_code: as numbered in the unit's own period.
        current: whether it belongs to the units since the reform.
    """

    code: str
    name: str
    type: str
    full_name: str
    district_code: str
    district_name: str
    province_code: str
    valid_from: str
    valid_to: str
    legal_basis: str
    note: str

    @property
    def current(self) -> bool:
        """Whether it is a unit of the reform or later."""
        return self.valid_to != REFORM


@dataclass(frozen=True, slots=True)
class Link:
    """What a new unit took of an old one.

    Attributes:
        people, area: ``all``, ``all_inferred``, ``part`` or ``no``.
        confirmed_by: how many sources name the pair.
    """

    new_code: str
    relation: str
    people: str
    area: str
    conflict: str
    confirmed_by: int = 1

    def share(self) -> str:
        """``people/area`` with ``?`` for a part of unknown size, e.g. ``all/part``."""
        return f"{self.people.removesuffix('_inferred')}/{self.area}"


@dataclass(frozen=True, slots=True)
class Province:
    """A province in one period, and the code of the province it belongs to now."""

    code: str
    name: str
    type: str
    full_name: str
    valid_from: str
    valid_to: str
    current_code: str
    legal_basis: str
    note: str


@dataclass(frozen=True)
class Tables:
    """Everything shipped.

    Attributes:
        old: old code → unit (10,035).
        new: current code → its periods in order of time (3,321 codes).
        links: old code → links to new units.
        formers: current code → old codes it took people or land of, ascending.
        provinces: all periods of all provinces.
        variants: (epoch ``old`` or ``new``, code) → official spellings of the full name.
        abolished: units gone before the reform, without a mapping: (code, full name, district, province).
        districts: former districts that became one unit as a whole: (full name, current code).
    """

    old: dict[str, Unit]
    new: dict[str, tuple[Unit, ...]]
    links: dict[str, tuple[Link, ...]]
    formers: dict[str, tuple[str, ...]]
    provinces: tuple[Province, ...]
    variants: dict[tuple[str, str], tuple[str, ...]]
    abolished: tuple[tuple[str, str, str, str], ...]
    districts: tuple[tuple[str, str, str], ...]

    @cached_property
    def full_names(self) -> dict[str, str]:
        """Current code → full name now."""
        return {code: periods[-1].full_name for code, periods in self.new.items()}

    @cached_property
    def district_names(self) -> dict[str, str]:
        """Former district code → full name."""
        return {unit.district_code: unit.district_name for unit in self.old.values()}

    @cached_property
    def homes(self) -> dict[str, str]:
        """Current code → code of its province."""
        return {code: periods[-1].province_code for code, periods in self.new.items()}


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@cache
def tables() -> Tables:
    """Read the shipped tables (about 0.2 s, 15 MB)."""
    old: dict[str, Unit] = {}
    new: dict[str, list[Unit]] = defaultdict(list)
    for row in _rows("units"):
        unit = Unit(**row)
        if unit.current:
            new[unit.code].append(unit)
        else:
            old[unit.code] = unit
    links: dict[str, list[Link]] = defaultdict(list)
    formers: dict[str, list[str]] = defaultdict(list)
    districts = []
    for row in _rows("events"):
        if row["old_code"]:
            links[row["old_code"]].append(
                Link(
                    row["new_code"],
                    row["relation"],
                    row["people"],
                    row["area"],
                    row["conflict"],
                    int(row["confirmed_by"]),
                )
            )
            formers[row["new_code"]].append(row["old_code"])
        else:
            districts.append((row["old_name"], row["old_district_code"], row["new_code"]))
    variants: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in _rows("names"):
        variants[row["epoch"], row["code"]].append(row["variant"])
    return Tables(
        old,
        {code: tuple(periods) for code, periods in new.items()},
        {code: tuple(sorted(found, key=_best)) for code, found in links.items()},
        {code: tuple(sorted(codes)) for code, codes in formers.items()},
        tuple(Province(**row) for row in _rows("provinces")),
        {key: tuple(found) for key, found in variants.items()},
        tuple((r["code"], r["full_name"], r["district_name"], r["province_name"]) for r in _rows("abolished")),
        tuple(districts),
    )


_WEIGHT: Final = {"all": 0, "all_inferred": 0, "part": 1, "no": 2}


def _best(link: Link) -> tuple[int, int, str]:
    """Order of candidates: who took all the people first, then all the land, then by code."""
    return _WEIGHT[link.people], _WEIGHT[link.area], link.new_code
