"""Organisations and communities that hold land: names taken apart, one entity over sources, systems and communes."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doisoat.linkage import LinkConfig, LinkInputs, link
from doisoat.linkage.organisation_names import BOUND, FAMILIES, split_name
from tests.linkage.province import fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cong ty trach nhiem huu han mot thanh vien cao su viet trung", "cty tnhh mtv cao su viet trung"),
        ("uy ban nhan dan xa ham my huyen ham thuan nam", "ubnd ham my"),
        ("htx dv nn phu loc", "hop tac xa dich vu nong nghiep phu loc"),
        ("cong dong dan cu thon phu loc", "cong dong dan cu to dan pho phu loc"),
        ("truong th ham my so 2", "truong tieu hoc ham my 2"),
        ("truong tieu hoc ham my ii", "tr th ham my 02"),
    ],
)
def test_spellings_of_one_name_have_the_same_parts(one: str, other: str) -> None:
    assert split_name(one) == split_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("truong tieu hoc ham my 1", "truong tieu hoc ham my 2"),
        ("truong tieu hoc ham my", "truong mam non ham my"),
        ("ubnd xa ham my", "ubnd huyen ham my"),
        ("cong ty tnhh minh long", "cong ty co phan minh long"),
        ("ubnd phuong 3", "ubnd phuong 5"),
    ],
)
def test_names_of_two_organisations_differ_in_a_part(one: str, other: str) -> None:
    assert split_name(one) != split_name(other)


WORDS = ["cong", "ty", "tnhh", "ubnd", "xa", "ham", "my", "2", "ii", "truong", "th", "va", "htx", "minh", "long"]


@given(st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_any_name_comes_apart_and_nothing_is_made_up(key: str) -> None:
    parts = split_name(key)
    assert parts.form in {"", *FAMILIES}
    assert parts.core == " ".join(parts.core.split())
    assert all(figure.isdigit() for figure in parts.figures.split())
    assert set(parts.core.split()) <= {*key.split()}


def test_bound_forms_are_forms() -> None:
    assert set(BOUND) < set(FAMILIES)


CENTRAL, PROVINCE, OTHER, BOOK = "land.central.x", "land.province.68a", "land.province.68b", "land.commune.23110"


class Land:
    """Parcels with their rights: ``hold(source, unit, number, name)``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.parcels: list[dict[str, object]] = []
        self.rights: list[dict[str, object]] = []
        self.folder.mkdir(parents=True, exist_ok=True)

    def hold(self, source: str, unit: str, number: int, name: str, former: str | None = None, **more: object) -> str:
        key = f"T{unit}-{number}"
        if (source, key) not in {(p["source_id"], p["record_key"]) for p in self.parcels}:
            self.parcels.append(
                {
                    "source_id": source,
                    "record_key": key,
                    "parcel_key": key,
                    "parcel_code": f"w3g{unit}x{number:03d}",
                    "unit_code": unit,
                    "unit_candidates": unit,
                    "unit_current": unit,
                    "unit_status": "current",
                    "map_sheet_no": "5",
                    "parcel_no": str(number),
                    "area_m2": 100.0 + number,
                    "former_unit_code": former,
                }
            )
        record = f"right:{key}/{len(self.rights)}"
        self.rights.append(
            {
                "source_id": source,
                "record_key": record,
                "parcel_key": key,
                "holder_name": name,
                "holder_name_key": fold(name),
                "holder_kind": "organisation",
                "holder_personal_id": None,
                **more,
            }
        )
        return record

    def link(self, name: str = "out", **options: object) -> dict[str, str]:
        files = {}
        for table, rows in (("parcel", self.parcels), ("right", self.rights)):
            files[table] = [self.folder / f"{table}.parquet"]
            pd.DataFrame(rows).to_parquet(files[table][0], index=False)
        result = link(
            LinkInputs.of(files), LinkConfig(run_id="r"), None, None, self.folder / "w", self.folder / name, **options
        )  # type: ignore[arg-type]
        self.result = result
        entities = pd.read_parquet(result.entities)
        assert len(entities) == len(self.parcels) + len(self.rights)
        assert not entities.duplicated(["source", "table", "record"]).any()
        right = entities[entities.table == "right"]
        return dict(zip(right.source + "|" + right.record, right.entity_id, strict=True))


@pytest.fixture
def land(tmp_path: Path) -> Land:
    return Land(tmp_path)


def test_one_committee_with_many_parcels_in_one_source_is_one_entity(land: Land) -> None:
    for number in range(12):
        land.hold(CENTRAL, "23110", number, "UBND xã Hàm Mỹ")
        land.hold(BOOK, "23110", number, "Ủy ban nhân dân Hàm Mỹ")
    found = land.link()
    assert len(set(found.values())) == 1
    assert next(iter(found.values())).startswith("o_")


def test_committees_of_two_communes_with_one_name_are_two(land: Land) -> None:
    for unit in ("23110", "23122"):
        for source in (CENTRAL, PROVINCE):
            land.hold(source, unit, 1, "Ủy ban nhân dân xã Tân An")
    assert len(set(land.link().values())) == 2


def test_a_company_is_one_over_land_systems_and_communes(land: Land) -> None:
    land.hold(PROVINCE, "23110", 1, "Công ty TNHH Thương mại Minh Long")
    land.hold(OTHER, "23122", 2, "CTY TNHH TM MINH LONG")
    assert len(set(land.link().values())) == 1


def test_two_tax_codes_are_two_companies(land: Land) -> None:
    land.hold(PROVINCE, "23110", 1, "Công ty TNHH Minh Long", holder_personal_id="3400123456")
    land.hold(OTHER, "23122", 2, "Công ty TNHH Minh Long", holder_personal_id="0301234567")
    assert len(set(land.link().values())) == 2


def test_one_tax_code_joins_what_the_name_leaves_open(land: Land) -> None:
    land.hold(PROVINCE, "23110", 1, "Công ty TNHH Minh Long", holder_personal_id="3400123456")
    land.hold(OTHER, "23122", 2, "Cty Thương mại Minh Long", holder_personal_id="3400123456")
    assert len(set(land.link().values())) == 1


def test_schools_with_two_numbers_are_two(land: Land) -> None:
    for number in (1, 2):
        for source in (CENTRAL, BOOK):
            land.hold(source, "23110", number, f"Trường Tiểu học Hàm Mỹ {number}")
    assert len(set(land.link().values())) == 2


def test_two_villages_of_one_name_in_a_merged_commune_are_two(land: Land) -> None:
    for number, former in ((1, "23116"), (2, "23119")):
        for source in (CENTRAL, BOOK):
            land.hold(source, "23110", number, "Cộng đồng dân cư Thôn 2", former=former)
    land.hold(PROVINCE, "23110", 1, "Cộng đồng Thôn 2")
    found = land.link()
    assert found[f"{CENTRAL}|right:T23110-1/0"] == found[f"{BOOK}|right:T23110-1/1"]
    assert found[f"{CENTRAL}|right:T23110-1/0"] != found[f"{CENTRAL}|right:T23110-2/2"]


def test_a_village_of_unknown_former_commune_does_not_join_two(land: Land) -> None:
    for number, former in ((1, "23116"), (2, "23119")):
        for source in (CENTRAL, BOOK):
            land.hold(source, "23110", number, "Cộng đồng dân cư Thôn 2", former=former)
    land.hold(PROVINCE, "23110", 7, "Cộng đồng Thôn 2")
    found = land.link()
    assert found[f"{CENTRAL}|right:T23110-1/0"] == found[f"{BOOK}|right:T23110-1/1"]
    assert len(set(found.values())) == 3


def test_a_primary_and_a_secondary_school_of_one_name_are_two(land: Land) -> None:
    land.hold(CENTRAL, "23110", 1, "Trường Tiểu học Hàm Mỹ")
    land.hold(BOOK, "23110", 2, "Trường THCS Hàm Mỹ")
    assert len(set(land.link().values())) == 2


def test_a_school_without_its_number_does_not_join_two(land: Land) -> None:
    for number in (1, 2):
        for source in (CENTRAL, BOOK):
            land.hold(source, "23110", number, f"Trường Tiểu học Hàm Mỹ {number}")
    land.hold(PROVINCE, "23110", 1, "Trường Tiểu học Hàm Mỹ")
    found = land.link()
    assert found[f"{CENTRAL}|right:T23110-1/0"] != found[f"{CENTRAL}|right:T23110-2/2"]


def test_a_parcel_that_changed_hands_does_not_join_its_holders(land: Land) -> None:
    for number in range(4):
        land.hold(CENTRAL, "23110", number, "Công ty TNHH Minh Long")
        land.hold(BOOK, "23110", number, "Công ty TNHH Minh Long")
        land.hold(CENTRAL, "23110", number + 10, "Công ty TNHH Hoàng Gia")
    land.hold(BOOK, "23110", 10, "Công ty TNHH Minh Long")
    found = land.link()
    assert len(set(found.values())) == 2


def test_a_shared_parcel_joins_a_misspelt_name(land: Land) -> None:
    land.hold(CENTRAL, "23110", 1, "Chùa Phước Huệ")
    land.hold(BOOK, "23110", 1, "Chùa Phức Huệ")
    assert len(set(land.link().values())) == 1


NOBODY = {"holder_name": None, "holder_name_key": None}


@pytest.mark.parametrize(
    ("kind", "more", "entity"),
    [
        ("household", {"holder_name_key": "nguyen van an"}, "p_"),
        ("household", {**NOBODY, "holder_personal_id": "068085000001"}, "p_"),
        ("household", {**NOBODY, "holder_former_id": "260123456"}, "p_"),
        ("household", {"holder_name_key": ""}, "t_"),
        ("household", NOBODY, "t_"),
        (None, {**NOBODY, "holder_former_id": "260123456"}, "p_"),
        (None, {"holder_personal_id": "068085000001"}, "p_"),
        (None, {"holder_personal_id": "0301234567"}, "t_"),
        (None, {"holder_name_key": "nguyen van an"}, "t_"),
    ],
)
def test_a_right_is_about_whom_it_names(kind: str | None, more: dict[str, object], entity: str, land: Land) -> None:
    """A household is its head; a holder of no known kind is a person by a number only people have."""
    key = land.hold(CENTRAL, "23110", 1, "Hộ Nguyễn Văn An", holder_kind=kind, **more)
    land.hold(CENTRAL, "23110", 2, "Chùa Phước Huệ", holder_former_id=None)
    assert land.link()[f"{CENTRAL}|{key}"].startswith(entity)


def test_people_may_tell_two_rights_of_one_node_apart(land: Land) -> None:
    one = land.hold(CENTRAL, "23110", 1, "Chùa Phước Huệ")
    two = land.hold(CENTRAL, "23110", 2, "Chùa Phước Huệ")
    assert len(set(land.link().values())) == 1
    path = land.folder / "decisions.parquet"
    pd.DataFrame(
        [
            {
                "entity_kind": "organisation",
                "source_a": CENTRAL,
                "record_a": one,
                "source_b": CENTRAL,
                "record_b": two,
                "verdict": "different",
            }
        ]
    ).to_parquet(path, index=False)
    assert len(set(land.link("again", decisions=path).values())) == 2


def test_links_of_organisations_name_their_evidence(land: Land) -> None:
    land.hold(CENTRAL, "23110", 1, "Chùa Phước Huệ")
    land.hold(BOOK, "23110", 1, "Chùa Phước Huệ")
    land.link()
    links = pd.read_parquet(land.result.links)
    (row,) = links[links.entity_kind == "organisation"].to_dict("records")
    assert row["decision"] == "link"
    assert json.loads(row["evidence"])["parcels"][0] == "shared"
