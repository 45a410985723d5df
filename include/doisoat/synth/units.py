"""Units of the synthetic province: which former communes each current one is made of, and what a written code may mean.

A code is reused by 3,315 of 3,321 new units, so a code alone may mean two areas; people and land of a split commune may
go different ways. Source of both: the statistics office's conversion table of 1 July 2025.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

REFORM = "2025-07-01"
_DATA = Path(__file__).parent / "data"


class Pair(NamedTuple):
    """One former commune and one current unit it went to (wholly or in part)."""

    old: str
    old_name: str
    old_type: str
    district: str
    old_province: str
    new: str
    people: bool
    area: bool


@dataclass(frozen=True)
class Unit:
    """A current unit with the former communes that brought it people."""

    code: str
    name: str
    kind: str
    province: str
    province_name: str
    formers: tuple[Pair, ...]

    @property
    def full_name(self) -> str:
        """Type and name, as written in addresses."""
        return f"{self.kind} {self.name}"

    @property
    def urban(self) -> bool:
        """Whether its villages are residential groups (a ward) rather than thôn."""
        return self.kind == "Phường"


@cache
def _rows() -> tuple[dict[str, str], ...]:
    with (_DATA / "commune_crosswalk.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def _pairs() -> tuple[Pair, ...]:
    return tuple(
        Pair(
            r["old_code"], r["old_name"], r["old_type"], r["old_district_name"], r["old_province_code"], r["new_code"],
            r["carries_population"] in ("all", "all_inferred", "part"), r["carries_area"] in ("all", "part"),
        )
        for r in _rows()
    )  # fmt: skip


@cache
def _units() -> dict[str, Unit]:
    made: dict[str, list[Pair]] = {}
    for pair in _pairs():
        made.setdefault(pair.new, []).append(pair)
    out = {}
    for row in _rows():
        code = row["new_code"]
        if code in out:
            continue
        named = [p for p in made[code] if p.old]
        formers = [p for p in named if p.people] or named
        formers = formers or [
            Pair(code, row["new_name"], row["new_type"], "", row["new_province_code"], code, True, True)
        ]
        out[code] = Unit(
            code, row["new_name"], row["new_type"], row["new_province_code"], row["new_province_name"], tuple(formers)
        )
    return out


def unit(code: str) -> Unit:
    """The current unit of this code; `KeyError` when there is none."""
    return _units()[code]


def of_province(province: str) -> list[str]:
    """The current codes of a province, ascending."""
    return sorted(u.code for u in _units().values() if u.province == province)


@cache
def _targets(area: bool) -> dict[str, tuple[str, ...]]:
    out: dict[str, set[str]] = {}
    for pair in _pairs():
        if pair.old and (pair.area if area else pair.people):
            out.setdefault(pair.old, set()).add(pair.new)
    return {old: tuple(sorted(new)) for old, new in out.items()}


def targets(old: str, *, area: bool = False) -> tuple[str, ...]:
    """The current units that took the people (or the land) of a former commune; empty when it is no former code."""
    return _targets(area).get(old, ())


def is_current(code: str) -> bool:
    """Whether a current unit has this code."""
    return code in _units()


def meaning(code: str | None, as_of: str | None, *, area: bool = False) -> tuple[str, str]:
    """What a written code may mean today: (candidates joined by "|", status), as the contract's derived columns.

    `as_of` is the date the code is declared to belong to, None when nothing is declared.
    """
    if not code:
        return "", "null"
    old = targets(code, area=area)
    if as_of is not None and as_of < REFORM:
        found, one = old, "former"
    elif is_current(code):
        found, one = ((code,) if as_of is not None else tuple(sorted({code, *old}))), "current"
    else:
        found, one = old, "stale"
    if not found:
        return "", "unknown"
    return "|".join(found), one if len(found) == 1 else "ambiguous"
