"""Split and merged parcels: named where one source has followed and another has not, and never taken for one parcel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from doisoat.linkage import LinkConfig, LinkInputs, link
from tests.linkage.province import fold

AHEAD, BEHIND, THIRD = "land.central.x", "land.province.68a", "land.commune.23110"


class Land:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: list[dict[str, Any]] = []
        self.rights: list[dict[str, Any]] = []

    def parcel(
        self, source: str, key: str, number: str, area: float, holder: str = "Nguyễn Văn An", **more: Any
    ) -> None:
        self.rows.append(
            {
                "source_id": source,
                "record_key": key,
                "parcel_key": key,
                "unit_code": "23110",
                "unit_candidates": "23110",
                "unit_current": "23110",
                "unit_status": "current",
                "map_sheet_no": "5",
                "parcel_no": number,
                "area_m2": area,
                "land_use": "ONT",
                "parcel_code": None,
                "split_from": None,
                "merged_from": None,
                "former_unit_code": None,
                **more,
            }
        )
        self.rights.append(
            {
                "source_id": source,
                "record_key": f"right:{key}/1",
                "parcel_key": key,
                "holder_kind": "individual",
                "holder_name": holder,
                "holder_name_key": fold(holder),
                "holder_personal_id": None,
            }
        )

    def link(self, **options: Any) -> tuple[set[tuple[str, str, str]], dict[str, str]]:
        self.folder.mkdir(parents=True, exist_ok=True)
        files = {}
        for table, rows in (("parcel", self.rows), ("right", self.rights)):
            files[table] = [self.folder / f"{table}.parquet"]
            pd.DataFrame(rows).to_parquet(files[table][0], index=False)
        out = link(LinkInputs.of(files), LinkConfig(), None, None, self.folder / "w", self.folder / "o", **options)
        assert out.successions is not None
        found = pd.read_parquet(out.successions)
        entities = pd.read_parquet(out.entities)
        parcels = entities[entities.table == "parcel"]
        return (
            {
                (r.change, f"{r.parent_source}|{r.parent_record}", f"{r.child_source}|{r.child_record}")
                for r in found.itertuples()
            },  # type: ignore[misc]
            dict(zip(parcels.source + "|" + parcels.record, parcels.entity_id, strict=True)),
        )


@pytest.fixture
def land(tmp_path: Path) -> Land:
    return Land(tmp_path)


def test_a_split_by_key_is_found_and_the_child_with_the_old_number_is_not_the_parent(land: Land) -> None:
    land.parcel(BEHIND, "T9", "12", 300.0)
    land.parcel(AHEAD, "Q1", "12", 180.2, split_from="Q0")
    land.parcel(AHEAD, "Q2", "130", 119.9, "Trần Thị Bình", split_from="Q0")
    found, entity = land.link()
    assert found == {("split", f"{BEHIND}|T9", f"{AHEAD}|Q1"), ("split", f"{BEHIND}|T9", f"{AHEAD}|Q2")}
    assert len(set(entity.values())) == 3


def test_the_remainder_that_kept_its_key_is_a_child_too(land: Land) -> None:
    land.parcel(BEHIND, "T9", "12", 300.0)
    land.parcel(AHEAD, "Q0", "12", 180.0)
    land.parcel(AHEAD, "Q2", "130", 120.0, split_from="Q0")
    found, entity = land.link()
    assert {child for _, _, child in found} == {f"{AHEAD}|Q0", f"{AHEAD}|Q2"}
    assert entity[f"{AHEAD}|Q0"] != entity[f"{BEHIND}|T9"]


def test_a_book_without_keys_names_the_parent_by_sheet_and_number(land: Land) -> None:
    land.parcel(BEHIND, "T9", "12", 300.0, "Lê Văn Cả")
    land.parcel(AHEAD, "Q1", "512", 180.0, split_from="5/12")
    land.parcel(AHEAD, "Q2", "513", 120.0, split_from="5/12")
    found, _ = land.link()
    assert len(found) == 2


def test_two_parts_under_one_former_number_need_no_statement(land: Land) -> None:
    former = {"former_unit_code": "23116", "former_map_sheet_no": "2", "former_parcel_no": "7"}
    land.parcel(BEHIND, "T9", "12", 300.0, **former)
    land.parcel(AHEAD, "Q1", "12", 180.0, **former)
    land.parcel(AHEAD, "Q2", "130", 120.0, **former)
    found, entity = land.link()
    assert len(found) == 2
    assert len(set(entity.values())) == 3


@pytest.mark.parametrize(
    ("areas", "holder"),
    [((180.0, 140.0), "Nguyễn Văn An"), ((180.0, 120.0), "Người Không Liên Quan")],
    ids=["areas do not add up", "nothing is carried on"],
)
def test_no_split_where(areas: tuple[float, float], holder: str, land: Land) -> None:
    land.parcel(BEHIND, "T9", "99", 300.0, holder)
    for key, number, area in zip(("Q1", "Q2"), ("512", "513"), areas, strict=True):
        land.parcel(AHEAD, key, number, area, split_from="Q0")
    assert land.link()[0] == set()


def test_a_split_every_source_has_followed_is_none(land: Land) -> None:
    for source in (AHEAD, BEHIND):
        land.parcel(source, f"{source}1", "12", 180.0, split_from="old" if source == AHEAD else None)
        land.parcel(source, f"{source}2", "130", 120.0, split_from="old" if source == AHEAD else None)
    found, entity = land.link()
    assert found == set()
    assert len(set(entity.values())) == 2


def test_a_merger_is_found_and_the_whole_is_not_the_part_whose_number_it_carries(land: Land) -> None:
    land.parcel(BEHIND, "T1", "12", 180.0)
    land.parcel(BEHIND, "T2", "13", 120.0)
    land.parcel(BEHIND, "T3", "14", 121.5)
    land.parcel(AHEAD, "Q1", "12", 300.0, merged_from="Q8;Q9")
    found, entity = land.link()
    assert found == {("merge", f"{BEHIND}|T1", f"{AHEAD}|Q1"), ("merge", f"{BEHIND}|T2", f"{AHEAD}|Q1")}
    assert entity[f"{AHEAD}|Q1"] not in {entity[f"{BEHIND}|{key}"] for key in ("T1", "T2", "T3")}


def test_a_merger_of_three(land: Land) -> None:
    for key, number, area in (("T1", "12", 100.0), ("T2", "13", 120.0), ("T3", "14", 80.0), ("T4", "15", 64.0)):
        land.parcel(BEHIND, key, number, area)
    land.parcel(AHEAD, "Q1", "12", 300.0, merged_from="5/12;5/13;5/14")
    assert {parent for _, parent, _ in land.link()[0]} == {f"{BEHIND}|{key}" for key in ("T1", "T2", "T3")}


def test_a_third_source_that_followed_joins_the_children_not_the_parent(land: Land) -> None:
    land.parcel(BEHIND, "T9", "12", 300.0)
    for source, told in ((AHEAD, "Q0"), (THIRD, None)):
        land.parcel(source, f"{source}1", "12", 180.0, parcel_code="w3gvx1xxxxx1", split_from=told)
        land.parcel(source, f"{source}2", "130", 120.0, parcel_code="w3gvx1xxxxx2", split_from=told)
    _, entity = land.link()
    assert entity[f"{THIRD}|{THIRD}1"] == entity[f"{AHEAD}|{AHEAD}1"] != entity[f"{BEHIND}|T9"]


def test_people_decide_that_it_is_one_parcel_after_all(land: Land) -> None:
    land.parcel(BEHIND, "T9", "12", 300.0)
    land.parcel(AHEAD, "Q1", "12", 180.0, split_from="Q0")
    land.parcel(AHEAD, "Q2", "130", 120.0, split_from="Q0")
    path = land.folder / "decisions.parquet"
    pd.DataFrame(
        [
            {
                "entity_kind": "parcel",
                "source_a": AHEAD,
                "record_a": "Q1",
                "source_b": BEHIND,
                "record_b": "T9",
                "verdict": "same",
            }
        ]
    ).to_parquet(path, index=False)
    found, entity = land.link(decisions=path)
    assert entity[f"{AHEAD}|Q1"] == entity[f"{BEHIND}|T9"]
    assert {child for _, _, child in found} == {f"{AHEAD}|Q2"}


def test_a_parent_named_by_its_number_is_found_although_a_part_is_not_known(land: Land) -> None:
    land.parcel(BEHIND, "T9", "12", 300.0)
    land.parcel(AHEAD, "Q1", "512", 180.0, split_from="5/12")
    assert land.link()[0] == {("split", f"{BEHIND}|T9", f"{AHEAD}|Q1")}


def test_a_part_that_kept_its_number_elsewhere_is_not_its_own_parent(land: Land) -> None:
    for source, told in ((AHEAD, "5/12"), (BEHIND, None)):
        land.parcel(source, f"{source}1", "12", 180.0, split_from=told)
        land.parcel(source, f"{source}2", "512", 120.0, split_from=told)
    assert land.link()[0] == set()


def test_parts_named_by_their_numbers_need_not_add_up_to_the_square_metre(land: Land) -> None:
    land.parcel(BEHIND, "T1", "12", 180.0)
    land.parcel(BEHIND, "T2", "13", 128.7)
    land.parcel(AHEAD, "Q1", "530", 300.0, merged_from="5/12;5/13")
    assert len(land.link()[0]) == 2


def test_a_part_entered_twice_counts_once(land: Land) -> None:
    land.parcel(BEHIND, "T9", "12", 300.0)
    land.parcel(AHEAD, "Q1", "12", 180.0, split_from="Q0")
    for key in ("Q2", "Q3"):
        land.parcel(AHEAD, key, "130", 120.0, split_from="Q0")
    assert {child for _, _, child in land.link()[0]} == {f"{AHEAD}|{key}" for key in ("Q1", "Q2", "Q3")}


def test_a_part_whose_unit_nobody_knows_lies_where_the_other_does(land: Land) -> None:
    land.parcel(BEHIND, "T9", "12", 300.0)
    land.parcel(AHEAD, "Q1", "12", 180.0, split_from="Q0")
    land.parcel(AHEAD, "Q2", "130", 120.0, split_from="Q0", unit_code="90252", unit_candidates=None, unit_current=None)
    assert len(land.link()[0]) == 2


@pytest.mark.parametrize(("area", "found"), [(120.0, 2), (121.9, 0)])
def test_a_part_noted_in_another_commune_is_named_and_of_the_area_that_is_wanting(
    land: Land, area: float, found: int
) -> None:
    land.parcel(BEHIND, "T1", "12", 180.0)
    land.parcel(BEHIND, "T2", "13", area, unit_code="23122", unit_candidates="23122", unit_current="23122")
    land.parcel(AHEAD, "Q1", "530", 300.0, merged_from="5/12;5/13")
    assert len(land.link()[0]) == found
