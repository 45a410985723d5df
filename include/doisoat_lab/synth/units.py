"""Units of the synthetic province: which former communes each current one is made of, and what a written code may mean.

A code is reused by 3,315 of 3,321 new units, so a code alone may mean two areas; people and land of a split commune may
go different ways. The tables are the gazetteer's; what a code means is worked out here anew, for the truth.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from doisoat.gazetteer.tables import REFORM, tables


class Pair(NamedTuple):
    """One former commune and one current unit it went to (wholly or in part)."""

    old: str
    old_name: str
    old_type: str
    district: str
    old_province: str
    new: str


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
def _province_names() -> dict[str, str]:
    return {p.code: p.full_name for p in tables().provinces if p.valid_from and not p.valid_to}


@cache
def unit(code: str) -> Unit:
    """The current unit of this code; `KeyError` when there is none."""
    now = tables().new[code][-1]
    formers = [
        Pair(old.code, old.name, old.type, old.district_name, old.province_code, code)
        for old in (tables().old[c] for c in tables().formers.get(code, ()))
        if code in targets(old.code)
    ]
    # An island district became a unit without having had communes.
    itself = Pair(code, now.name, now.type, "", now.province_code, code)
    return Unit(
        code, now.name, now.type, now.province_code, _province_names()[now.province_code], tuple(formers) or (itself,)
    )


def of_province(province: str) -> list[str]:
    """The current codes of a province, ascending."""
    return sorted(code for code, periods in tables().new.items() if periods[-1].province_code == province)


@cache
def targets(old: str, *, area: bool = False) -> tuple[str, ...]:
    """The current units that took the people (or the land) of a former commune; empty when it is no former code."""
    links = tables().links.get(old, ())
    return tuple(sorted(link.new_code for link in links if (link.area if area else link.people) != "no"))


def is_current(code: str) -> bool:
    """Whether a current unit has this code."""
    return code in tables().new


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
