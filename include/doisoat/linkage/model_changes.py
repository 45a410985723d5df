"""A model for people to read: what it was trained on, what each level weighs, and how two models differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from doisoat.linkage.households import HOUSEHOLD_FIELDS
from doisoat.linkage.model import PERSON_FIELDS, ComparedField, Model
from doisoat.linkage.organisations import ORGANISATION_FIELDS
from doisoat.linkage.parcels import PARCEL_FIELDS

__all__ = ["MODEL_FIELDS", "LevelRow", "WeightChange", "changes", "level_rows"]

MODEL_FIELDS: Mapping[str, tuple[ComparedField, ...]] = {
    "person": PERSON_FIELDS,
    "household": HOUSEHOLD_FIELDS,
    "parcel": PARCEL_FIELDS,
    "organisation": ORGANISATION_FIELDS,
}


@dataclass(frozen=True)
class LevelRow:
    """One level of a field: bits against unrelated pairs and against members of one household (None: not used), and
    how many pairs of the same entity and of unrelated ones were counted, those a model starts from included.
    """

    field: str
    level: str
    bits: float
    kin_bits: float | None
    same: int
    other: int


@dataclass(frozen=True)
class WeightChange:
    """A level whose weight differs between two models, in bits."""

    kind: str
    field: str
    level: str
    before: float
    after: float


def level_rows(model: Model) -> list[LevelRow]:
    """Every level but the missing ones, field by field."""
    bits = model.bits()
    return [
        LevelRow(
            spec.name,
            level,
            float(bits[spec.name][0][i]),
            float(bits[spec.name][1][i]) if spec.against_kin else None,
            model.counts[spec.name]["same"][i],
            model.counts[spec.name]["other"][i],
        )
        for spec in model.fields
        for i, level in enumerate(spec.levels)
        if i > 0
    ]


def changes(before: Mapping[str, Model], after: Mapping[str, Model], least: float = 0.5) -> list[WeightChange]:
    """Levels that weigh at least ``least`` bits more or less, the largest change first."""
    found: list[WeightChange] = []
    for kind in sorted(set(before) & set(after)):
        old = {(row.field, row.level): row.bits for row in level_rows(before[kind])}
        for row in level_rows(after[kind]):
            was = old.get((row.field, row.level))
            if was is not None and abs(row.bits - was) >= least:
                found.append(WeightChange(kind, row.field, row.level, was, row.bits))
    return sorted(found, key=lambda c: (-abs(c.after - c.before), c.kind, c.field, c.level))
