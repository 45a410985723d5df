"""Everybody and everything that a commune's chunk is about, put together from the groups of people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from doisoat_lab.synth import calendar
from doisoat_lab.synth.frames import SynthSpec
from doisoat_lab.synth.people import (
    LANDOWNER,
    MOVED,
    SOJOURN,
    cross,
    join,
    neighbour,
    residents,
    strangers,
    subset,
)
from doisoat_lab.synth.places import Places
from doisoat_lab.synth.rng import Array, objects

_TEXT2 = objects([f"{i:02d}" for i in range(100)])


@dataclass(frozen=True)
class Commune:
    """The people of a chunk in one table, and the positions of those with a part in it.

    `home`: live here. `away`: moved from here to the neighbour. `guests`: stay here for a time, home elsewhere.
    `landowners`: hold land here, home elsewhere. `strangers`: in no population register (guests among them only as
    temporary residents).
    """

    spec: SynthSpec
    code: str
    places: Places
    people: dict[str, Array]
    home: Array
    away: Array
    guests: Array
    landowners: Array
    strangers: Array

    @property
    def name(self) -> Array:
        """Full names."""
        return self.people["name"]


def commune(spec: SynthSpec, code: str) -> Commune:
    """Put the chunk's people together; text columns born, sex and relation_text are added."""
    groups, parts = [residents(spec, code)], ["home"]
    here = cross(spec, code)
    if neighbour(spec, code) is None:
        groups.append(here)
        parts.append("home")
    else:
        before = spec.units[spec.units.index(code) - 1]
        there = cross(spec, before)
        for group, mask, part in (
            (here, here["role"] != MOVED, "home"),
            (there, there["role"] == MOVED, "home"),
            (here, here["role"] == MOVED, "away"),
            (there, there["role"] == SOJOURN, "guests"),
            (there, there["role"] == LANDOWNER, "landowners"),
        ):
            groups.append(subset(group, mask))
            parts.append(part)
    groups.append(strangers(spec, code))
    parts.append("strangers")
    for group in groups:
        group.setdefault("origin_village", group["village"])
    people = join(*groups)
    ends = np.cumsum([len(g["male"]) for g in groups])
    positions = {name: [np.empty(0, np.int64)] for name in ("home", "away", "guests", "landowners", "strangers")}
    for part, group, end in zip(parts, groups, ends, strict=True):
        positions[part].append(np.arange(end - len(group["male"]), end))
    people["born"] = calendar.text(people["birth"])
    people["sex"] = np.where(people["male"], "M", "F").astype(object)
    people["relation_text"] = _TEXT2[people["relation"]]
    found = {name: np.concatenate(arrays) for name, arrays in positions.items()}
    return Commune(spec, code, Places(spec, code), people, **found)
