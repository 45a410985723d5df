"""True people of a made-up province: who they are, where they live, before any register writes them down.

Households, surnames, numbers and dated villages come from the project's synthetic province; communes are real units of
Nghệ An with the former communes they were merged from. Everything after that (who is in which file, what is written
wrongly) is drawn by this benchmark alone and not by the generator that the tests use.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from doisoat.gazetteer.villages import Alias, VillageRegistry
from doisoat_lab.synth import calendar
from doisoat_lab.synth.frames import SynthSpec
from doisoat_lab.synth.households import OWN, compose
from doisoat_lab.synth.names import GROUPS, Naming, region
from doisoat_lab.synth.numbers import Slices, digits, former_ids, personal_ids
from doisoat_lab.synth.rng import Array, choose, stream
from doisoat_lab.synth.units import of_province, unit
from doisoat_lab.synth.villages import alias_table, of_unit

PROVINCE = "40"
PEOPLE_A_COMMUNE = 20_000
"""Nghệ An: 3.4 million people in 130 communes of after the merger, 26,000 each; a little smaller, to have several
communes in a small file."""
TODAY = "2026-10-31"
MINORITY_COMMUNES, MINORITY_SHARE = 0.15, 0.7
"""15 % of Nghệ An's people are of minorities (census of 2019), most of them Thái, living in communes of their own."""
WITHOUT_HOUSE_NUMBER = 0.45
"""Villages in the country seldom number their houses; towns do."""
BORN_ELSEWHERE = 0.1
FIRST_DAY = ((1955, 0.30), (1970, 0.12), (1985, 0.04), (9999, 0.01))
"""Share born before a year whose real day is unknown and whom every register enters under 1 January."""


@dataclass(frozen=True)
class People:
    """One entry a person: ``columns`` as arrays; ``places`` is one row a village; ``spec`` says which units."""

    spec: SynthSpec
    columns: dict[str, Array]
    places: pd.DataFrame

    def __len__(self) -> int:
        return len(self.columns["birth"])

    def __getitem__(self, name: str) -> Array:
        return self.columns[name]

    def registry(self) -> VillageRegistry:
        """The dated aliases of all villages, as the standardiser asks them."""
        rows = alias_table(self.spec).fillna("").to_dict("records")
        return VillageRegistry([Alias(**{str(k): v for k, v in row.items()}) for row in rows], TODAY)


def people(n: int, seed: int) -> People:
    """``n`` people in households; columns household (0 …), male, birth (day number), surname, middle, given, village
    (row of ``places``), house_no, personal_id, former_id, born_on_first (bool: entered under 1 January everywhere)."""
    codes = of_province(PROVINCE)
    count = min(len(codes), max(3, n // PEOPLE_A_COMMUNE))
    chosen = tuple(codes[i] for i in np.sort(stream(seed, "communes").permutation(len(codes))[:count]))
    spec = SynthSpec(chosen, PROVINCE, n, seed, TODAY)
    places = pd.DataFrame(
        [(v.id, code, v.former, v.label, v.old_label, v.weight) for code in chosen for v in of_unit(spec, code)],
        columns=["village", "unit", "former", "label", "old_label", "weight"],
    )
    sizes = np.full(count, n // count)
    sizes[: n - int(sizes.sum())] += 1
    parts = [_commune(spec, i, int(size), places) for i, size in enumerate(sizes)]
    offset = np.concatenate([[0], np.cumsum([p["household"].max() + 1 for p in parts])[:-1]])
    for part, start in zip(parts, offset, strict=True):
        part["household"] = part["household"] + start
    return People(spec, {k: np.concatenate([p[k] for p in parts]) for k in parts[0]}, places)


def _commune(spec: SynthSpec, index: int, n: int, places: pd.DataFrame) -> dict[str, Array]:
    code = spec.units[index]
    rng = stream(spec.seed, "commune", code)
    p = compose(rng, n, calendar.day(TODAY), int(TODAY[:4]))
    male, household = p["male"], p["household"]
    houses = int(household.max()) + 1
    group = GROUPS["03"] if rng.random() < MINORITY_COMMUNES else None
    of_minority = (rng.random(houses) < MINORITY_SHARE) & (group is not None)
    minority = of_minority[household]
    naming = Naming(region(unit(code).formers[0].old_province), group)
    birth = _first_days(rng, p["birth"])
    lines = naming.surnames(rng, houses * 3, np.repeat(of_minority, 3))
    own = naming.surnames(rng, n, minority)
    surname = np.where(p["line"] == OWN, own, lines[household * 3 + np.minimum(p["line"], 2)])
    middle, given = naming.given(rng, male, calendar.year(birth), minority)
    here = np.flatnonzero(places["unit"].to_numpy() == code)
    home = here[choose(rng, houses, places["weight"].to_numpy()[here])]
    numbered = np.where(rng.random(houses) < WITHOUT_HOUSE_NUMBER, "", digits(rng.integers(1, 300, houses), 3))
    numbered = np.array([h.lstrip("0") for h in numbered], dtype=object)
    province = np.where(rng.random(n) < BORN_ELSEWHERE, rng.integers(1, 97, n), int(PROVINCE))
    slices = Slices(index, len(spec.units), int(stream(spec.seed, "numbers").integers(10**9)))
    return {
        "household": household,
        "male": male,
        "birth": birth,
        "surname": surname,
        "middle": middle,
        "given": given,
        "village": home[household],
        "house_no": numbered[household],
        "personal_id": personal_ids(province, male, calendar.year(birth), slices),
        "former_id": former_ids(slices, n),
    }


def _first_days(rng: np.random.Generator, birth: Array) -> Array:
    years = calendar.year(birth)
    limits, shares = zip(*FIRST_DAY, strict=True)
    share = np.array(shares)[np.searchsorted(np.array(limits), years, side="right")]
    return np.where(rng.random(len(birth)) < share, calendar.of_year(years, np.zeros(len(birth), dtype=int)), birth)
