"""Real conversions under seeded noise: 300 former units, 95 of them split, each written in one of ten ways.

The expected set is the conversion table's; for a text that several former units fit (no district given) it is the
union of theirs. Nothing here asks the resolver.
"""

import random
from collections.abc import Callable
from typing import NamedTuple

import pandas as pd
from benchmarks.text.throughput import bare, brief, misspelt

from doisoat.gazetteer import Gazetteer
from doisoat.gazetteer.index import strip_type
from doisoat.gazetteer.tables import Unit, tables

UNITS, SPLITS = 300, 95


class Conversion(NamedTuple):
    kind: str
    text: str
    expected: frozenset[str]


def _parts(unit: Unit) -> list[str]:
    province = next(p for p in tables().provinces if p.code == unit.province_code and not p.valid_from)
    return [unit.full_name, unit.district_name, province.full_name]


def _now(unit: Unit) -> str:
    province = next(p for p in tables().provinces if p.code == unit.province_code and not p.valid_from)
    return Gazetteer.load().province_name(province.current_code)


def _untyped(text: str) -> str:
    return text if text.split()[-1].isdigit() else strip_type(text)


def _one_misspelt(unit: Unit, chance: random.Random, part: int) -> str:
    parts = _parts(unit)
    kind = parts[part].removesuffix(strip_type(parts[part]))
    parts[part] = kind + misspelt(strip_type(parts[part]), chance) if len(strip_type(parts[part])) > 2 else parts[part]
    return ", ".join(parts)


def _bent_type(unit: Unit, chance: random.Random) -> str:
    parts = _parts(unit)
    kind = unit.full_name.removesuffix(unit.name)
    return ", ".join([misspelt(kind, chance).strip() + " " + unit.name, *parts[1:]])


def _housed(unit: Unit, chance: random.Random) -> str:
    whole = ", ".join(_parts(unit))
    if chance.random() < 0.3:
        return bare(f"Số {chance.randint(1, 99)} thôn {chance.randint(1, 9)} {whole}")
    return f"Số {chance.randint(1, 99)}, thôn {chance.randint(1, 9)}, {whole}"


WAYS: dict[str, Callable[[Unit, random.Random], str]] = {
    "abbreviated": lambda u, _: brief(", ".join(_parts(u))),
    "undiacritised": lambda u, _: bare(", ".join(_parts(u))),
    "misspelt commune": lambda u, r: _one_misspelt(u, r, 0),
    "misspelt district": lambda u, r: _one_misspelt(u, r, 1),
    "misspelt type word": _bent_type,
    "wrong order": lambda u, _: ", ".join(reversed(_parts(u))),
    "province of today": lambda u, _: ", ".join([*_parts(u)[:2], _now(u)]),
    "old and new mixed": lambda u, _: ", ".join([*_parts(u), _now(u)]),
    "house and village in front": _housed,
    "no types, no commas": lambda u, _: " ".join(_untyped(p) for p in _parts(u)).lower(),
}


def conversions(seed: int = 2025) -> list[Conversion]:
    chance = random.Random(seed)
    data = tables()
    split = sorted(c for c, links in data.links.items() if len(links) > 1)
    whole = sorted(c for c, links in data.links.items() if len(links) == 1)
    codes = chance.sample(split, SPLITS) + chance.sample(whole, UNITS - SPLITS)
    found = []
    for number, code in enumerate(codes):
        kind = list(WAYS)[number % len(WAYS)]
        text = WAYS[kind](data.old[code], chance)
        found.append(Conversion(kind, text, frozenset(link.new_code for link in data.links[code])))
    return found


def misses(every: list[Conversion]) -> list[tuple[Conversion, str, bool]]:
    """Conversions with another set: what was found, and whether it was called certain."""
    table = Gazetteer.load().resolve_texts(pd.Series([c.text for c in every], dtype="str"), subject="any")
    found = []
    for case, joined, certain in zip(every, table["candidates"], table["certain"], strict=True):
        got = "" if pd.isna(joined) else str(joined)
        if frozenset(got.split("|")) != case.expected:
            found.append((case, got, bool(certain)))
    return found
