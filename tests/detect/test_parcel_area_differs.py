"""Diện tích thửa khác nhau: stated areas of one parcel lie further apart than the tolerance."""

import pytest

from doisoat.detect import Params
from tests.detect.factories import HERE, World

KIND = "parcel_area_differs"


@pytest.mark.parametrize(
    ("areas", "found"),
    [((100.0, 100.0), 0), ((100.1, 100.6), 0), ((100.0, 100.6), 1), ((100.0, None), 0), ((100.0, 1000.0), 1)],
)
def test_tolerance(world: World, areas: tuple[float, float | None], found: int) -> None:
    world.parcel("t1", "commune", area_m2=areas[0])
    world.parcel("t1", "central", area_m2=areas[1])
    assert len(world.find(KIND)) == found


def test_finding_lists_every_record_with_an_area(world: World) -> None:
    records = [world.parcel("t1", level, area_m2=area) for level, area in (("commune", 100.0), ("central", 120.5))]
    world.parcel("t1", "province", area_m2=None)
    (row,) = world.find(KIND)
    assert row["records"] == sorted(records)
    assert row["values"] == {"land.central.bnnmt": "120.5", f"land.commune.{HERE}": "100.0"}
    assert (row["entity_kind"], row["field"]) == ("parcel", "area_m2")


def test_extremes_count_however_many_lie_between(world: World) -> None:
    world.params = Params(area_tolerance_m2=1.0)
    for level, area in (("commune", 100.0), ("province", 100.9), ("central", 101.8)):
        world.parcel("t1", level, area_m2=area)
    assert len(world.find(KIND)) == 1


def test_different_parcels_are_not_compared(world: World) -> None:
    world.parcel("t1", area_m2=100.0)
    world.parcel("t2", area_m2=900.0)
    assert world.find(KIND) == []
