"""The weights of a linkage: integer counts by field and level for three classes of pairs.

``same``: one person; ``kin``: two members of one household; ``other``: two unrelated people. A pair's weight is the
log2 odds that it is one person against being *either* of the other two:
``-log2(2**-w_other + 2**-w_kin)``. Without the second class a brother with the same surname, address and a copied
birth date looks like the same person. What relatives are among people, neighbours are among parcels: plot 26 beside
plot 25, of one size and one holder. ``rivals`` is how many of them there are a record, to be held against.

Levels of a field fall into groups of what could be compared at all (a full date, only a year): probabilities are
taken inside the group, so that "nothing to compare" weighs nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from doisoat.errors import DoisoatError
from doisoat.linkage.dates import DATE_GROUPS, DATE_LEVELS
from doisoat.linkage.engine import Bits, Ints
from doisoat.linkage.inputs import LinkConfig
from doisoat.linkage.names import NAME_LEVELS
from doisoat.linkage.numbers import ID_GROUPS, ID_LEVELS
from doisoat.linkage.placeholders import Placeholders
from doisoat.registers.messages import Message, register_messages

__all__ = [
    "CLASSES",
    "PERSON_FIELDS",
    "ComparedField",
    "Counts",
    "Model",
    "load_about",
    "load_models",
    "save_models",
    "start_counts",
    "tally",
]

CLASSES = ("same", "other", "kin")
FORMAT = 3
"""Version of the model file; another one is refused (LINK-MODEL-FORMAT)."""

register_messages(
    {
        "LINK-MODEL-FORMAT": Message(
            vi="Mô hình ghép {file} có định dạng {found}, phiên bản này chỉ đọc định dạng {wanted}; hãy học lại bằng "
            "`doisoat model retrain`.",
            en="The linkage model {file} has format {found}, this version reads format {wanted}; train anew with "
            "`doisoat model retrain`.",
        ),
    }
)


@dataclass(frozen=True)
class ComparedField:
    """A compared field: its levels (0 = missing) and the groups its probabilities are normalised in."""

    name: str
    levels: tuple[str, ...]
    groups: tuple[tuple[int, ...], ...]
    start: Mapping[str, tuple[int, ...]]
    """Counts per level to start from (per class), as many as some hundred pairs: they only matter in small files."""
    against_kin: bool = True


def _all(levels: tuple[str, ...]) -> tuple[tuple[int, ...], ...]:
    return (tuple(range(1, len(levels))),)


PLACE_LEVELS = (
    "missing",
    "same_house",
    "same_village",
    "same_unit",
    "shared_candidate",
    "elsewhere",  # both villages known
    "unit_same",
    "unit_shared_candidate",
    "unit_elsewhere",  # a village unknown
    "land_same_house",
    "land_same_village",
    "land_same_unit",
    "land_shared_candidate",
    "land_elsewhere",
    "parcel_unit_same",
    "parcel_unit_shared",
    "parcel_unit_elsewhere",
)
PLACE_GROUPS = ((1, 2, 3, 4, 5), (6, 7, 8), (9, 10, 11, 12, 13), (14, 15, 16))
"""Levels of ``PLACE_LEVELS`` told apart by what both records know of a place; each group sums to one."""
_AGREE = ("missing", "same", "different")
SUPPORT_LEVELS = ("missing", "none", "one", "more")

PERSON_FIELDS: tuple[ComparedField, ...] = (
    ComparedField(
        "name",
        NAME_LEVELS,
        _all(NAME_LEVELS),
        {
            "same": (0, 1800, 20, 60, 8, 20, 12, 12, 6, 4, 4),
            "other": (0, 6, 6, 3, 8, 3, 3, 60, 900, 9000, 30000),
            "kin": (0, 1, 2, 1, 6, 1, 2, 12, 15, 900, 1000),
        },
    ),
    ComparedField(
        "date",
        DATE_LEVELS,
        DATE_GROUPS,
        {
            "same": (0, 1800, 20, 30, 30, 6, 10, 100, 300, 6, 6),
            "other": (0, 2, 2, 12, 120, 500, 39000, 4, 600, 1400, 38000),
            "kin": (0, 12, 1, 4, 30, 30, 1900, 2, 20, 40, 940),
        },
    ),
    ComparedField("sex", _AGREE, _all(_AGREE), {"same": (0, 990, 10), "other": (0, 500, 500), "kin": (0, 400, 600)}),
    ComparedField(
        "id",
        ID_LEVELS,
        ID_GROUPS,
        {
            "same": (0, 1900, 30, 8, 20, 10, 30),
            "other": (0, 1, 1, 2, 39000, 1, 1000),
            "kin": (0, 2, 1, 1, 1900, 12, 90),
        },
    ),
    ComparedField(
        "former_id",
        _AGREE,
        _all(_AGREE),
        {
            "same": (0, 970, 30),
            "other": (0, 1, 40000),
            "kin": (0, 2, 1000),
        },
    ),
    ComparedField(
        "participant",
        _AGREE,
        _all(_AGREE),
        {
            "same": (0, 970, 30),
            "other": (0, 1, 40000),
            "kin": (0, 2, 1000),
        },
    ),
    ComparedField(
        "place",
        PLACE_LEVELS,
        PLACE_GROUPS,
        {
            "same": (0, 500, 400, 40, 20, 40, 800, 80, 60, 60, 120, 100, 30, 90, 300, 60, 60),
            "other": (0, 1, 60, 900, 300, 8000, 900, 400, 8000, 1, 60, 900, 300, 8000, 900, 400, 8000),
            "kin": (0, 500, 450, 20, 10, 10, 900, 60, 20, 60, 120, 100, 30, 50, 300, 60, 30),
        },
    ),
    ComparedField(
        "support",
        SUPPORT_LEVELS,
        _all(SUPPORT_LEVELS),
        {
            "same": (0, 40, 100, 600),
            "other": (0, 9000, 40, 10),
            "kin": (0, 1, 1, 1),
        },
        against_kin=False,
    ),
)

Counts = dict[str, dict[str, list[int]]]


def start_counts(fields: tuple[ComparedField, ...] = PERSON_FIELDS) -> Counts:
    """The shipped counts: {field: {class: counts by level}}."""
    return {f.name: {c: list(f.start[c]) for c in CLASSES} for f in fields}


@dataclass(frozen=True)
class Model:
    """Counts by field, class and level, how many people they stand for, and what makes a name or word common.

    ``accept_bits``, ``review_bits``: thresholds chosen in training (None: LinkConfig's hold); ``calibration``: the
    estimate they were chosen on. ``placeholders``: dates and numbers that mean nothing.
    """

    counts: Counts
    people: int
    rarity: Mapping[str, int] = field(default_factory=dict)
    rarity_default: int = 12
    words: frozenset[str] | None = None
    trained_on: Mapping[str, int] = field(default_factory=dict)
    fields: tuple[ComparedField, ...] = PERSON_FIELDS
    placeholders: Placeholders = field(default_factory=Placeholders)
    accept_bits: float | None = None
    review_bits: float | None = None
    calibration: Mapping[str, object] = field(default_factory=dict)
    profile: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """What the records of each register were like (counts), to notice later that they have changed."""
    rivals: float = 4.0
    """How many of the near rivals (class ``kin``) a record has in another source."""

    def settings(self, config: LinkConfig) -> LinkConfig:
        """``config`` with the thresholds of this model, where it has any."""
        accept = config.accept_bits if self.accept_bits is None else self.accept_bits
        review = config.review_bits if self.review_bits is None else self.review_bits
        return replace(config, accept_bits=accept, review_bits=min(review, accept))

    def bits(self) -> dict[str, tuple[Bits, Bits]]:
        """By field: (log2 same/other, log2 same/kin) per level, rounded to 1e-3; 0 for a missing level."""
        table: dict[str, tuple[Bits, Bits]] = {}
        for spec in self.fields:
            share = {c: self._shares(spec, c) for c in CLASSES}
            other = np.asarray(np.round(np.log2(share["same"] / share["other"]), 3), dtype=np.float64)
            kin = np.asarray(np.round(np.log2(share["same"] / share["kin"]), 3), dtype=np.float64)
            table[spec.name] = (other, kin if spec.against_kin else np.zeros_like(kin))
        return table

    def _shares(self, spec: ComparedField, kind: str) -> Bits:
        counts = np.array(self.counts[spec.name][kind], dtype=np.float64)
        shares = np.ones(len(counts))
        for group in spec.groups:
            members = list(group)
            shares[members] = (counts[members] + 0.5) / (counts[members] + 0.5).sum()
        return shares

    def share_same(self, spec_name: str) -> Bits:
        """P(level | one person) of a field, inside its group."""
        return self._shares(next(f for f in self.fields if f.name == spec_name), "same")

    def content(self) -> dict[str, object]:
        """Everything that decides weights, as plain data."""
        return {
            "people": self.people,
            "fields": {
                f.name: {"levels": list(f.levels), **{c: self.counts[f.name][c] for c in CLASSES}} for f in self.fields
            },
            "rarity": dict(sorted(self.rarity.items())),
            "rarity_default": self.rarity_default,
            "words": sorted(self.words or ()),
            "trained_on": dict(sorted(self.trained_on.items())),
            "placeholders": self.placeholders.content(),
            "thresholds": {"accept_bits": self.accept_bits, "review_bits": self.review_bits},
            "calibration": dict(self.calibration),
            "profile": {name: dict(counts) for name, counts in sorted(self.profile.items())},
            "rivals": self.rivals,
        }

    @classmethod
    def parse(cls, body: Mapping[str, Any], fields: tuple[ComparedField, ...]) -> Model:
        """The model ``content`` described; raises ValueError when its levels are not those of ``fields``."""
        found = {name: spec["levels"] for name, spec in body["fields"].items()}
        wanted = {f.name: list(f.levels) for f in fields}
        if wrong := sorted(name for name in {*found, *wanted} if found.get(name) != wanted.get(name)):
            raise ValueError(f"other levels of {', '.join(wrong)}")
        return cls(
            counts={name: {c: list(map(int, spec[c])) for c in CLASSES} for name, spec in body["fields"].items()},
            people=int(body["people"]),
            rarity=body["rarity"],
            rarity_default=int(body["rarity_default"]),
            words=frozenset(body["words"]) or None,
            trained_on=body["trained_on"],
            fields=fields,
            placeholders=Placeholders.parse(body["placeholders"]),
            accept_bits=_number(body["thresholds"]["accept_bits"]),
            review_bits=_number(body["thresholds"]["review_bits"]),
            calibration=body["calibration"],
            profile=body["profile"],
            rivals=float(body["rivals"]),
        )

    def with_counts(self, extra: Counts, **trained_on: int) -> Model:
        """This model with ``extra`` counts added."""
        counts = {
            name: {
                c: [x + y for x, y in zip(v, extra.get(name, {}).get(c, [0] * len(v)), strict=True)]
                for c, v in by.items()
            }
            for name, by in self.counts.items()
        }
        return replace(self, counts=counts, trained_on={**self.trained_on, **trained_on})


def tally(levels: Ints, size: int) -> list[int]:
    """Counts of levels 0 … size-1 as a list of ints."""
    return [int(n) for n in np.bincount(levels, minlength=size)]


def save_models(path: Path, models: Mapping[str, Model], about: Mapping[str, object] | None = None) -> str:
    """Write models by entity kind as one JSON file with the hash of its content; returns the hash.

    ``about``: where the model is from (run, parent model, sources); it decides nothing and is not part of the hash.
    """
    body = {"format": FORMAT, "models": {kind: model.content() for kind, model in sorted(models.items())}}
    digest = _digest(body)
    whole = {"content_hash": digest, "about": dict(about or {}), **body}
    path.write_text(json.dumps(whole, ensure_ascii=False, indent=1), encoding="utf-8")
    return digest


def load_models(path: Path, fields: Mapping[str, tuple[ComparedField, ...]]) -> dict[str, Model]:
    """Read what ``save_models`` wrote.

    Raises DoisoatError LINK-MODEL when it is damaged or changed by hand, LINK-MODEL-FORMAT when it is of another
    format.
    """
    body = _read(path)
    if body["format"] != FORMAT:
        raise DoisoatError("LINK-MODEL-FORMAT", file=path.name, found=body["format"], wanted=FORMAT)
    try:
        if body["content_hash"] != _digest({"format": body["format"], "models": body["models"]}):
            raise ValueError("changed by hand")
        if missing := sorted(set(fields) - set(body["models"])):
            raise ValueError(f"no model of {', '.join(missing)}")
        return {kind: Model.parse(body["models"][kind], specs) for kind, specs in fields.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DoisoatError("LINK-MODEL", file=path.name, reason=str(error)) from error


def load_about(path: Path) -> dict[str, Any]:
    """Where a model file is from, and its ``content_hash``; raises DoisoatError LINK-MODEL."""
    body = _read(path)
    return {**body.get("about", {}), "content_hash": body["content_hash"]}


def _read(path: Path) -> dict[str, Any]:
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(body, dict) or not {"format", "content_hash"} <= set(body):
            raise ValueError("not a model file")
    except (OSError, ValueError) as error:
        reason = "no such file" if isinstance(error, FileNotFoundError) else str(error)
        raise DoisoatError("LINK-MODEL", file=path.name, reason=reason) from error
    return body


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _digest(body: object) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
