"""A weight taken apart: what each field says, and what the start, the household and the source take away.

``weight = -log2(2**-(fields + start) + 2**-(fields against kin - log2(rivals))) - duplicate_bits * places``
(``score.weigh``).
The evidence of a link keeps the fields; the other terms follow from the run's model. Without the model, or with one
that does not give the weight, they stay together as one part ``rest``: the parts always add up to the weight.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from doisoat.linkage.explain_words import EXACT, level_text
from doisoat.linkage.inputs import LinkConfig
from doisoat.linkage.model import Model

__all__ = ["WeightPart", "is_exact", "take_apart"]

_SLACK = 0.06
"""Bits by which parts rounded to a tenth may miss a weight; more, and the model is not the one that gave it."""
_TEXTS = {
    "start": "xuất phát: hai bản ghi bất kỳ ít khi là một",
    "kin": "trừ khả năng là hai người cùng một hộ",
    "same_source": "hai dòng của cùng một nguồn",
    "rest": "điểm xuất phát và các phần trừ chung",
}

_NEIGHBOUR = "trừ khả năng là hai thửa gần nhau"


@dataclass(frozen=True)
class WeightPart:
    """One term of a weight.

    ``field`` is a compared field, or ``start``, ``kin``, ``same_source``, ``rest`` (then ``level`` is empty).
    ``bits``: for (+) or against (-) one entity, held against unrelated ones; ``kin_bits``: the same held against
    members of one household, or neighbouring parcels (None: not known, or not held against them). ``text``: in
    Vietnamese words.
    """

    field: str
    level: str
    text: str
    bits: float
    kin_bits: float | None = None

    @property
    def compared(self) -> bool:
        """Whether this is a compared field."""
        return bool(self.level)


def is_exact(kind: str, evidence: Mapping[str, tuple[str, float]]) -> bool:
    """Whether records were joined outright: exactly number, name, date and sex, all the same."""
    return kind == "person" and set(evidence) == set(EXACT) and all(v[0] == "same" for v in evidence.values())


def take_apart(
    kind: str, evidence: str, weight: float, model: Model | None, config: LinkConfig
) -> tuple[tuple[WeightPart, ...], bool]:
    """The parts of ``weight`` (bits, adding up to it within rounding), and whether the records were joined outright.

    ``evidence`` is the JSON of links.parquet. Raises ValueError when it is not such JSON.
    """
    found = {name: (str(level), float(bits)) for name, (level, bits) in json.loads(evidence).items()}
    if "decided" in found:
        level, bits = found["decided"]
        return (WeightPart("decided", level, level_text(kind, "decided", level), bits),), False
    exact = is_exact(kind, found)
    if model is not None and (parts := _with_model(kind, found, weight, model, config, exact)):
        return parts, exact
    fields = _fields(kind, found, exact)
    return (*fields, _other("rest", weight - sum(p.bits for p in fields))), exact


def _fields(kind: str, found: Mapping[str, tuple[str, float]], exact: bool) -> list[WeightPart]:
    return [
        WeightPart(name, level, EXACT[name] if exact else level_text(kind, name, level), bits)
        for name, (level, bits) in found.items()
    ]


def _other(field: str, bits: float) -> WeightPart:
    return WeightPart(field, "", _TEXTS[field], round(bits, 3))


def _with_model(
    kind: str, found: Mapping[str, tuple[str, float]], weight: float, model: Model, config: LinkConfig, exact: bool
) -> tuple[WeightPart, ...] | None:
    table = model.bits()
    specs = {f.name: f for f in model.fields}
    if any(name not in specs or level not in specs[name].levels for name, (level, _) in found.items()):
        return None
    parts: list[WeightPart] = []
    for name, (level, told) in found.items():
        at = specs[name].levels.index(level)
        bits = float(table[name][0][at])
        if name == "name" and level in ("same", "other_letters"):
            bits = told  # depends on how rare the name is, which only the evidence knows
        elif abs(bits - told) > _SLACK:
            return None
        kin = float(table[name][1][at]) if specs[name].against_kin and not exact else None
        parts.append(WeightPart(name, level, EXACT[name] if exact else level_text(kind, name, level), bits, kin))
    start = -float(np.log2(max(model.people, 200)))
    other = sum(p.bits for p in parts) + start
    before = other
    if not exact and any(f.against_kin for f in model.fields):
        kin_total = sum(p.kin_bits or 0.0 for p in parts) - float(np.log2(model.rivals))
        before = -float(np.logaddexp2(-other, -kin_total))
    places = 0 if exact else round((before - weight) / config.duplicate_bits)
    left = weight - (before - places * config.duplicate_bits)
    if places < 0 or abs(left) > _SLACK:
        return None
    parts.insert(0, _other("start", start + left))
    if before - other <= -0.05:
        near = _other("kin", before - other)
        parts.append(replace(near, text=_NEIGHBOUR) if kind == "parcel" else near)
    if places:
        parts.append(_other("same_source", -places * config.duplicate_bits))
    elif before - other > -0.05:
        parts[0] = _other("start", weight - sum(p.bits for p in parts[1:]))
    return tuple(parts)
