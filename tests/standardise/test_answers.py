"""Whatever a cell says of a unit or a village, the answer is one that can be stored."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doisoat.gazetteer import Gazetteer
from doisoat.standardise.answers import places_of
from doisoat.standardise.reasons import UNIT_LEVEL, UNIT_NAME
from tests.standardise.kit import registry

STATUSES = {"current", "former", "stale", "ambiguous", "unknown"}
VILLAGE_STATUSES = STATUSES | {"unlisted"}


def texts(values: list[str]) -> pa.Array:
    return pa.array(values, pa.string())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=30), st.booleans())
def test_any_text_has_an_answer(written: list[str], headed: bool) -> None:
    places = places_of(Gazetteer.load(), registry(), "68")
    none, given_ = pa.nulls(len(written), pa.string()), texts(written)
    units = places.units(none if headed else given_, none, True, given_ if headed else None)
    assert set(units.status.to_pylist()) <= STATUSES
    villages = places.villages(given_, given_, units, None)
    assert set(villages.status.to_pylist()) <= VILLAGE_STATUSES


@pytest.mark.parametrize(
    ("written", "problem"),
    [("?", UNIT_NAME), ("Иванов", UNIT_NAME), ("\u0303", UNIT_NAME), ("²", UNIT_LEVEL), ("40", UNIT_LEVEL)],
)
def test_what_is_no_unit_is_unknown(written: str, problem: str) -> None:
    found = places_of(Gazetteer.load(), registry(), "68").units(texts([written]), pa.nulls(1, pa.string()), False)
    assert (found.status.to_pylist(), found.problem.to_pylist()) == (["unknown"], [problem])
