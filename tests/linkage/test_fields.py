"""What each kind of entity is compared on: start counts for every level, and levels that say what they must."""

from __future__ import annotations

import numpy as np
import pytest

from doisoat.linkage.explain_read import _FIELDS
from doisoat.linkage.households import HOUSEHOLD_FIELDS
from doisoat.linkage.inputs import LinkConfig
from doisoat.linkage.model import CLASSES, PERSON_FIELDS, ComparedField, Model, start_counts
from doisoat.linkage.model_changes import MODEL_FIELDS
from doisoat.linkage.organisations import ORGANISATION_FIELDS
from doisoat.linkage.parcels import PARCEL_FIELDS

EVERY = [(kind, f) for kind, fields in MODEL_FIELDS.items() for f in fields]


def bits(fields: tuple[ComparedField, ...], name: str, level: str) -> float:
    spec = next(f for f in fields if f.name == name)
    return float(Model(start_counts(fields), 1000, fields=fields).bits()[name][0][spec.levels.index(level)])


@pytest.mark.parametrize(("kind", "field"), EVERY, ids=lambda x: x if isinstance(x, str) else x.name)
def test_every_level_is_counted_in_every_class_and_normalised_once(kind: str, field: ComparedField) -> None:
    for name in CLASSES:
        assert len(field.start[name]) == len(field.levels), (kind, field.name, name)
        assert field.start[name][0] == 0, "a missing value says nothing"
    assert sorted(np.concatenate([list(g) for g in field.groups]).tolist()) == list(range(1, len(field.levels)))
    assert len(set(field.levels)) == len(field.levels)


def test_the_tables_of_fields_are_the_rooms_own() -> None:
    assert _FIELDS == MODEL_FIELDS
    assert {f.name for f in PERSON_FIELDS} >= {"name", "date", "id", "place"}


def test_households_are_their_members_and_another_head_over_the_same_people_says_nothing() -> None:
    assert bits(HOUSEHOLD_FIELDS, "members", "all") > bits(HOUSEHOLD_FIELDS, "members", "half") > 0
    assert bits(HOUSEHOLD_FIELDS, "members", "none") < 0
    assert bits(HOUSEHOLD_FIELDS, "head", "changed") == 0
    assert bits(HOUSEHOLD_FIELDS, "number", "same") < bits(HOUSEHOLD_FIELDS, "members", "all")


def test_two_numbers_or_two_tax_codes_are_two_organisations_whatever_they_share() -> None:
    shared = sum(bits(ORGANISATION_FIELDS, f, "same") for f in ("title", "form", "place"))
    shared += bits(ORGANISATION_FIELDS, "parcels", "shared")
    assert bits(ORGANISATION_FIELDS, "number", "different") < -10
    assert bits(ORGANISATION_FIELDS, "figures", "different") < -6
    assert bits(ORGANISATION_FIELDS, "number", "same") > 6
    assert bits(ORGANISATION_FIELDS, "parcels", "shared") < shared


def test_a_parcel_and_what_it_was_split_into_contradict_each_other() -> None:
    for level in ("successor", "sibling"):
        assert bits(PARCEL_FIELDS, "succession", level) < -4 * LinkConfig().contradiction_bits
