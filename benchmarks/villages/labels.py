"""Communes whose villages were renamed, written down by sources that keep old labels, use today's, or mix them.

Made apart from ``doisoat_lab.synth`` and from what is measured: a village has an id, an old label and a new one; a
source writes one of the two for each village, undated; what is then wrong or outdated is noted as it is made.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from doisoat.gazetteer.villages import Alias

CHANGED, EVE, TODAY = "2026-04-10", "2026-04-09", "2026-11-15"
POLICIES = ("turned", "shifted", "turned_within", "appended", "named", "offset_back")
SOURCES = (
    "population.central.bca",
    "population.province.68",
    "population.commune.{unit}",
    "household.province.68",
    "household.commune.{unit}",
    "social_insurance.province.68",
)
FIRST = ["Phú", "Tân", "An", "Bình", "Hòa", "Mỹ", "Xuân", "Đông", "Long", "Thạnh"]
LAST = ["Lộc", "Lập", "Thuận", "Nghĩa", "Thành", "Sơn", "Hưng", "Lợi", "Phước", "Trung"]


@dataclass(frozen=True)
class Options:
    """Communes, old communes in each, villages of an old commune, households of a village, people of a household;
    share of rows with another village, of rows with the old label in a source that has the new one for the village, and
    of sources that write old communes' codes; how sources write: weights of (all old, all new, mixed by village)."""

    units: int = 6
    formers: int = 3
    villages: int = 10
    households: int = 12
    people: int = 3
    wrong: float = 0.02
    outdated: float = 0.01
    old_codes: float = 0.15
    ways: tuple[float, float, float] = (0.35, 0.35, 0.3)


@dataclass(frozen=True)
class Written:
    """What was made.

    Attributes:
        aliases: the full dated list.
        rows: table, source, record, person, household, unit, former (written old code or null), label, village (meant),
            home (right village), old (the label is the village's old one), home_label: what the source would have
            written for the right village.
    """

    aliases: tuple[Alias, ...]
    rows: pd.DataFrame


def written(seed: int, options: Options = Options()) -> Written:
    """A province's list and its rows."""
    rng = np.random.default_rng([seed, 20261115])
    aliases: list[Alias] = []
    frames = []
    for number in range(options.units):
        unit = f"{20000 + number}"
        policy = POLICIES[int(rng.integers(len(POLICIES)))]
        old, new, former = _labels(rng, policy, options)
        for i, (before, after, where) in enumerate(zip(old, new, former, strict=True)):
            village, place = f"v{unit}{i:03d}", f"{unit}{where}"
            if before == after:
                aliases.append(Alias(village, unit, before, "", "", "", place))
            else:
                aliases.append(Alias(village, unit, before, "", EVE, "", place))
                aliases.append(Alias(village, unit, after, CHANGED, "", "", place))
        frames.append(_rows(rng, unit, old, new, former, options))
    return Written(tuple(aliases), pd.concat(frames, ignore_index=True))


def _labels(rng: np.random.Generator, policy: str, options: Options) -> tuple[np.ndarray, np.ndarray, list[str]]:
    size, total = options.villages, options.villages * options.formers
    names = [f"{a} {b}" for a in FIRST for b in LAST]
    rng.shuffle(names)
    old, new, former = [], [], []
    for i in range(total):
        part, n = divmod(i, size)
        where = "ABCDEF"[part]
        before = f"Thôn {n + 1}"
        after = {
            "turned": f"Thôn {total - i}",
            "shifted": f"Thôn {i + 1}",
            "turned_within": f"Thôn {size - n}" if part == 0 else f"Thôn {n + 1} {FIRST[part]}",
            "appended": f"Thôn {n + 1} {FIRST[part]} Cũ",
            "named": f"Thôn {names[i % len(names)]}",
            "offset_back": f"Thôn {total + size - i}",
        }[policy]
        old.append(before)
        new.append(after)
        former.append(where)
    return np.array(old, object), np.array(new, object), former


def _rows(
    rng: np.random.Generator, unit: str, old: np.ndarray, new: np.ndarray, former: list[str], options: Options
) -> pd.DataFrame:
    villages = len(old)
    home_of = np.repeat(np.arange(villages), options.households)
    frames = []
    for name in SOURCES:
        source = name.format(unit=unit)
        register = source.split(".")[0]
        way = rng.choice(3, p=np.array(options.ways) / sum(options.ways))
        converted = {0: np.zeros(villages, bool), 1: np.ones(villages, bool), 2: rng.random(villages) < 0.5}[way]
        each = 1 if register == "household" else options.people
        home = np.repeat(home_of, each)
        household = np.repeat(np.arange(len(home_of)), each)
        person = household * options.people + np.tile(np.arange(each), len(home_of))
        seen = rng.random(len(home)) < 0.95
        home, household, person = home[seen], household[seen], person[seen]
        village = home.copy()
        wrong = rng.random(len(home)) < options.wrong
        village[wrong] = (village[wrong] + rng.integers(1, villages, int(wrong.sum()))) % villages
        today = converted[village] & (rng.random(len(home)) >= options.outdated)
        label = np.where(today, new[village], old[village])
        codes = np.array([f"{unit}{where}" for where in former], object)
        with_former = rng.random() < options.old_codes
        frames.append(
            pd.DataFrame(
                {
                    "table": register,
                    "source": source,
                    "record": [f"{source}-{unit}-{i}" for i in range(len(home))],
                    "person": [f"p{unit}{i:06d}" for i in person],
                    "household": [f"h{unit}{i:05d}" for i in household],
                    "unit": unit,
                    "former": codes[home] if with_former else None,
                    "label": label,
                    "village": [f"v{unit}{i:03d}" for i in village],
                    "home": [f"v{unit}{i:03d}" for i in home],
                    "old": (label == old[village]) & (old[village] != new[village]),
                    "home_label": np.where(converted[home], new[home], old[home]),
                }
            )
        )
    return pd.concat(frames, ignore_index=True)
