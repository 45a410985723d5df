"""Which readings explain most of a text; marks and type words decide only between equals."""

import pytest

from doisoat.gazetteer.index import NEW, OLD
from doisoat.gazetteer.weighing import Reading, before_reform, best, written
from tests.gazetteer.names import read, resolver


def readings(text: str, as_of: str | None = None, province: str | None = None, *, spelt: bool = True) -> list[Reading]:
    words, found = read(text)
    return best(words, found, resolver().index, as_of, province, spelt)


@pytest.mark.parametrize(
    ("as_of", "before"),
    [(None, False), ("2025-06-30", True), ("2025-07-01", False), ("2025", False), ("2025-06", True), ("2024", True)],
)
def test_a_date_counts_to_its_own_precision(as_of: str | None, before: bool) -> None:
    assert before_reform(as_of) is before


def test_the_reading_with_district_and_province_wins_over_namesakes() -> None:
    (one,) = {r.place.code for r in readings("xã Tân Lập, huyện Hàm Thuận Nam, tỉnh Bình Thuận")}
    assert len({r.place.code for r in readings("xã Tân Lập")}) > 10
    found = readings("xã Tân Lập, huyện Hàm Thuận Nam, tỉnh Bình Thuận")[0]
    assert found.place.code == one
    assert found.district is not None
    assert found.province is not None
    assert not found.mixed


def test_before_the_reform_there_are_no_new_units_and_afterwards_they_come_first() -> None:
    text = "xã Hàm Thạnh"
    assert {r.place.epoch for r in readings(text, "2025-01-01")} == {OLD}
    assert {r.place.epoch for r in readings(text, "2026-01-01")} == {NEW}
    assert {r.place.epoch for r in readings(text)} == {OLD, NEW}


def test_a_known_province_leaves_its_communes_only() -> None:
    found = readings("xã Tân Lập", province="68")
    assert found
    assert all("new:68" in r.place.provinces for r in found)


def test_marks_decide_between_names_that_fold_alike() -> None:
    marked = {r.place.marks for r in readings("xã Tân Thạnh")}
    assert all("tân thạnh" in marks for marks in marked)
    plain = {m for r in readings("xa Tan Thanh") for m in r.place.marks}
    assert {"tân thạnh", "tân thành"} <= plain
    unspelt = {m for r in readings("xã Tân Thạnh", spelt=False) for m in r.place.marks}
    assert {"tân thạnh", "tân thành"} <= unspelt


def test_a_new_unit_with_a_district_of_before_is_mixed_and_scores_less() -> None:
    new = [r for r in readings("xã Hàm Thạnh, huyện Hàm Thuận Nam", "2026-01-01") if r.place.epoch == NEW]
    old = [r for r in readings("xã Hàm Thạnh, huyện Hàm Thuận Nam", "2025-01-01") if r.place.epoch == OLD]
    assert all(r.mixed for r in new)
    assert not any(r.mixed for r in old)


def test_the_order_is_fixed_and_each_place_stands_once() -> None:
    found = readings("xa tan thanh")
    places = [(r.place.epoch, r.place.code, r.place.target) for r in found]
    assert places == sorted(set(places))


def test_words_as_written() -> None:
    words, found = read("x. Hoà Thắng")
    assert "hòa thắng" in {written(words, m) for m in found}
