"""From levels to weights: pairs are reduced to their few thousand distinct patterns, and only these are weighed."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np

from doisoat.linkage.engine import Bits, Ints, Levels
from doisoat.linkage.model import Model
from doisoat.linkage.names import OTHER_LETTERS, SAME

__all__ = ["Patterns", "evidence", "pack", "weigh"]

RARITY_LEVELS = 13
"""Whole bits a name's rarity is told in (0 to 12); ``Model.rarity_default`` is the last."""


@dataclass(frozen=True)
class Patterns:
    """Distinct combinations of levels. ``levels[field]`` by pattern; ``rarity`` is 0 where names differ."""

    levels: dict[str, Levels]
    rarity: Levels
    index: Ints
    """By pair: its pattern."""


def pack(model: Model, levels: dict[str, Levels], rarity: Levels) -> Patterns:
    """Reduce pairs (levels by field) to distinct patterns."""
    code = rarity.astype(np.int64)
    for spec in model.fields:
        code = code * len(spec.levels) + levels[spec.name]
    codes, index = np.unique(code, return_inverse=True)
    unpacked: dict[str, Levels] = {}
    rest = codes
    for spec in reversed(model.fields):
        rest, unpacked[spec.name] = rest // len(spec.levels), (rest % len(spec.levels)).astype(np.int8)
    return Patterns({f.name: unpacked[f.name] for f in model.fields}, rest.astype(np.int8), index.astype(np.int64))


def field_bits(model: Model, patterns: Patterns) -> dict[str, tuple[Bits, Bits]]:
    """Bits by field and pattern: (against unrelated people, against household members)."""
    table = model.bits()
    found = {name: (table[name][0][lv], table[name][1][lv]) for name, lv in patterns.levels.items()}
    if "name" not in patterns.levels:
        return found
    name = patterns.levels["name"]
    # an equal name says as much as it is rare
    equal = (name == SAME) | (name == OTHER_LETTERS)
    by_rarity = np.round(np.log2(model.share_same("name")), 3)[name] + patterns.rarity + 0.5
    found["name"] = (np.where(equal, by_rarity, found["name"][0]), found["name"][1])
    return found


def weigh(model: Model, patterns: Patterns, duplicate: Levels, duplicate_bits: float) -> Bits:
    """Weight of each pair in bits, rounded to 1e-3; ``duplicate``: how many places of a source both hold."""
    bits = field_bits(model, patterns)
    other = sum((b[0] for b in bits.values()), start=np.zeros(len(patterns.rarity))) - np.log2(max(model.people, 200))
    weight = other
    if any(spec.against_kin for spec in model.fields):
        kin = sum((b[1] for b in bits.values()), start=np.zeros(len(patterns.rarity))) - np.log2(model.rivals)
        weight = -np.logaddexp2(-other, -kin)
    return np.asarray(np.round(weight[patterns.index] - duplicate * duplicate_bits, 3))


def evidence(model: Model, patterns: Patterns) -> list[str]:
    """By pattern: JSON {field: [level, bits]}, missing fields left out; bits are against unrelated people."""
    bits = field_bits(model, patterns)
    rows: list[str] = []
    for i in range(len(patterns.rarity)):
        row = {
            f.name: [f.levels[level], round(float(bits[f.name][0][i]), 1)]
            for f in model.fields
            if (level := int(patterns.levels[f.name][i])) > 0
        }
        rows.append(json.dumps(row))
    return rows
