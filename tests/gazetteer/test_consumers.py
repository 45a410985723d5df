"""What only nearly fits one unit is nowhere taken for that unit."""

import pytest

from doisoat.gazetteer import Gazetteer, VillageRegistry
from doisoat.standardise.answers import places_of
from doisoat.text.arrow import pa

G = Gazetteer.load()


@pytest.mark.parametrize(
    ("text", "current", "candidates", "status"),
    [
        ("Xã Hàm Thạnh, huyện Hàm Thuận Nam, tỉnh Bình Thuận", "23122", "23122", "stale"),
        ("Xã Hàm Thnạh, huyện Hàm Thuận Nam, tỉnh Bình Thuận", None, "23122", "ambiguous"),
        ("Xã Hàm Thạnh, huyện Tuy Phong, tỉnh Bình Thuận", None, "23122", "ambiguous"),
        ("Hàm Thạnh", "23122", "23122", "current"),
        ("23122", "23122", "23122", "current"),
    ],
)
def test_an_approximate_unit_is_a_question(text: str, current: str | None, candidates: str, status: str) -> None:
    places = places_of(G, VillageRegistry([]), "68")
    found = places.units(pa.array([text], pa.string()), pa.array([None], pa.string()), False)
    assert found.current.to_pylist() == [current]
    assert found.candidates.to_pylist() == [candidates]
    assert found.status.to_pylist() == [status]
