"""Units and villages are asked for once a way of writing them; an answer of several is no answer."""

from collections.abc import Sequence

import pyarrow as pa
import pytest

from doisoat.standardise.places import Places, UnitAnswer, UnitQuery, VillageAnswer, VillageQuery

UNITS = {
    "23122": UnitAnswer("23122", ("23122",), "current"),
    "00190": UnitAnswer("00190", ("00190",), "current"),
    "Xã Cũ": UnitAnswer("23116", ("23122",), "former"),
    "Xã Chia": UnitAnswer(None, ("23041", "23053"), "ambiguous", "split"),
}


class Asked:
    """A gazetteer that keeps what it was asked."""

    def __init__(self) -> None:
        self.units: list[UnitQuery] = []
        self.villages: list[VillageQuery] = []

    def answer_units(self, queries: Sequence[UnitQuery]) -> list[UnitAnswer]:
        self.units += queries
        return [UNITS.get(query[0], UnitAnswer(None, (), "unknown", "never_existed")) for query in queries]

    def answer_villages(self, queries: Sequence[VillageQuery]) -> list[VillageAnswer]:
        self.villages += queries
        return [VillageAnswer(tuple(f"v{i}" for i in range(len(q[0]))), "current") for q in queries]


def text(*values: str | None) -> pa.Array:
    return pa.array(values, pa.string())


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def places(asked: Asked) -> Places:
    return Places(asked.answer_units, asked.answer_villages, lambda code: code in ("23122", "23116"))


def test_each_way_of_writing_is_asked_once_over_all_batches(places: Places, asked: Asked) -> None:
    for _ in range(2):
        found = places.units(text("23122", None, "Xã Chia", "23122"), text(None, None, None, None), area=False)
    assert found.current.to_pylist() == ["23122", None, None, "23122"]
    assert found.candidates.to_pylist() == ["23122", None, "23041|23053", "23122"]
    assert len(asked.units) == len(set(asked.units)) == 2
    places.units(text("23122"), text(None), area=True)
    places.units(text("23122"), text("2025-01-01"), area=False)
    assert len(asked.units) == 4


def test_a_code_that_lost_its_zero_and_one_of_another_level(places: Places, asked: Asked) -> None:
    found = places.units(text("190", "190.0", "0190", "00190.0"), text(None, None, None, None), area=False)
    assert [query[0] for query in asked.units] == ["190", "00190"]
    assert found.code.to_pylist() == [None, None, "00190", "00190"]


def test_a_row_without_a_unit_takes_the_headings(places: Places, asked: Asked) -> None:
    found = places.units(text(None, "23122"), text(None, None), area=False, heading=text("Xã Cũ", "Xã Chia"))
    assert found.current.to_pylist() == ["23122", "23122"]
    assert {query[3] for query in asked.units if query[0] == "Xã Cũ"} == {True}
    assert found.former().to_pylist() == ["23116", None]


def test_villages_are_asked_within_their_units_and_the_old_commune(places: Places, asked: Asked) -> None:
    units = places.units(text("Xã Cũ", "Xã Chia", "Nào đó"), text(None, None, None), area=False)
    found = places.villages(text("a", "ab", "a"), text("a", "ab", "a"), units, "2025-01-01")
    assert asked.villages == [
        ("a", ("23122",), "2025-01-01", "23116"),
        ("ab", ("23041", "23053"), "2025-01-01", None),
        ("a", (), "2025-01-01", None),
    ]
    assert found.identifier.to_pylist() == ["v0", None, "v0"]
    assert found.candidates.to_pylist() == ["v0", "v0|v1", "v0"]


@pytest.mark.parametrize(
    ("name", "pattern", "told"),
    [
        ("xa/dan_cu_23122.xlsx", None, "23122"),
        ("2025/99999.csv", None, "99999.csv\n2025"),
        ("ngay_20250701_23116.csv", None, "23116"),
        ("Hàm Thạnh/so.xlsx", None, "so.xlsx\nHàm Thạnh"),
        ("xa-HT.csv", r"xa-(\w+)", "HT"),
        ("xa-HT.csv", r"HT", "HT"),
        ("other.csv", r"xa-(\w+)", None),
    ],
)
def test_what_a_files_name_says(places: Places, name: str, pattern: str | None, told: str | None) -> None:
    assert places.unit_of_file(text(name, name), pattern).to_pylist() == [told, told]
