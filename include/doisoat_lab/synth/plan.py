"""Which sources there are, what each is meant to hold, and which units and village names each still uses.

Levels adopt new unit codes and new village names at different times. Where a source says which date its codes and
labels belong to, older ones are legitimate.
"""

from __future__ import annotations

from dataclasses import dataclass

from doisoat_lab.synth.frames import SynthSpec
from doisoat_lab.synth.insurance import AGENT_SCHEMES

#: The last day before the merger: what a source on old codes or labels declares.
BEFORE = "2025-06-30"


@dataclass(frozen=True)
class Source:
    """One source as the generator plans it.

    `old_units`, `old_villages`: whether it writes the codes and labels of before the merger (and declares so).
    `keyed`: whether its primary rows have a natural key. `missing_*`, `partial_birth`, `spelling`: shares of rows with
    the legitimate gaps and spellings of that level.
    """

    register: str
    level: str
    owner: str
    units: tuple[str, ...]
    unit_as_of: str | None = None
    village_as_of: str | None = None
    scheme: tuple[str, ...] | None = None
    keyed: bool = True
    missing_id: float = 0.01
    only_former_id: float = 0.0
    partial_birth: float = 0.03
    spelling: float = 0.02
    missing_village: float = 0.02

    @property
    def source_id(self) -> str:
        """register.level.owner."""
        return f"{self.register}.{self.level}.{self.owner}"

    @property
    def old_units(self) -> bool:
        """Whether it writes former unit codes."""
        return self.unit_as_of == BEFORE

    @property
    def old_villages(self) -> bool:
        """Whether it writes the village labels of before the merger."""
        return self.village_as_of == BEFORE

    @property
    def covers(self) -> dict[str, list[str]]:
        """The `covers` of the whole source."""
        out = {"units": list(self.units)}
        return out | {"scheme": list(self.scheme)} if self.scheme else out


def land_owner(spec: SynthSpec, code: str) -> str:
    """The provincial land system a commune's parcels are in: two systems share the province."""
    return f"{spec.province}{'a' if spec.units.index(code) % 2 == 0 else 'b'}"


def of_commune(spec: SynthSpec, code: str) -> list[Source]:
    """The sources that get rows from this commune's chunk, central first."""
    number, today, everything = spec.units.index(code), spec.as_of, spec.units
    mine = (code,)
    land = land_owner(spec, code)
    land_units = tuple(c for c in spec.units if land_owner(spec, c) == land)
    book_is_old = number % 4 == 1
    return [
        Source("population", "central", "bca", everything, None, BEFORE, missing_village=0.05),
        Source("household", "central", "bca", everything, today, missing_id=0.01),
        Source("social_insurance", "central", "bhxh", everything, today, BEFORE, missing_id=0.07, spelling=0.05),
        Source("land", "central", "bnnmt", everything, today, missing_id=0.05, only_former_id=0.2, spelling=0.06),
        Source("population", "province", spec.province, everything, today),
        Source("household", "province", spec.province, everything, None, missing_id=0.02),
        Source(
            "social_insurance",
            "province",
            spec.province,
            everything,
            BEFORE,
            missing_id=0.08,
            spelling=0.06,
            partial_birth=0.06,
        ),
        Source(
            "land",
            "province",
            land,
            land_units,
            BEFORE if land.endswith("b") else None,
            missing_id=0.05,
            only_former_id=0.3,
            spelling=0.08,
        ),
        Source(
            "population",
            "commune",
            code,
            mine,
            today,
            BEFORE if book_is_old else None,
            keyed=number % 3 == 1,
            missing_id=0.07,
            only_former_id=0.03,
            partial_birth=0.06,
            spelling=0.08,
            missing_village=0.0,
        ),
        Source(
            "household",
            "commune",
            code,
            mine,
            today,
            missing_id=0.1,
            partial_birth=0.08,
            spelling=0.08,
            missing_village=0.0,
        ),
        Source(
            "social_insurance",
            "commune",
            code,
            mine,
            today,
            scheme=AGENT_SCHEMES,
            keyed=False,
            missing_id=0.1,
            partial_birth=0.08,
            spelling=0.08,
        ),
        Source("land", "commune", code, mine, today, keyed=False, missing_id=0.07, only_former_id=0.4, spelling=0.1),
    ]
