"""The oracle on hand-made registers: each kind where it must find, and beside it where it must not."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from doisoat_lab.synth.frames import CANONICAL, Chunk, SourcePart, SynthSpec
from doisoat_lab.synth.truth import TruthWriter

Row = dict[str, Any]
Found = set[tuple[str, str | None, str]]
SPEC = SynthSpec(("22978", "22972"), "68", 100, 1)
PC, PP, PX = "population.central.bca", "population.province.68", "population.commune.22978"
HC, HP = "household.central.bca", "household.province.68"
IC, IX = "social_insurance.central.bhxh", "social_insurance.commune.22978"
LC, LP = "land.central.bnnmt", "land.province.68a"
DEFAULT: dict[str, Row] = {
    "population": {"full_name": "Lê Văn Ba", "unit_code": "22978", "vital_status": "living", "residence": "permanent"},
    "household": {"unit_code": "22978"},
    "household_member": {"full_name": "Lê Văn Ba", "relation_to_head": "01"},
    "social_insurance": {"full_name": "Lê Văn Ba", "unit_code": "22978", "status": "active", "scheme": "voluntary"},
    "parcel": {"unit_code": "22978"},
    "certificate": {},
    "right": {"holder_kind": "individual", "holder_name": "Lê Văn Ba"},
}
KIND = {"p": "person", "h": "household", "t": "parcel"}


def _part(source: str, tables: dict[str, list[Row]]) -> SourcePart:
    register, level, owner = source.split(".")
    frames = {}
    for table, rows in tables.items():
        data: dict[str, list[Any]] = {name: [] for name in CANONICAL[table]}
        for row in rows:
            for name, values in data.items():
                values.append((DEFAULT[table] | row).get(name))
        frame = pd.DataFrame(data)
        for name in frame.columns.difference(["area_m2", "share", "member_count", "holder_birth_year"]):
            frame[name] = frame[name].astype("str")
        frame["area_m2" if table == "parcel" else "_area"] = [row.get("area_m2", 100.0) for row in rows]
        entities = [row["eid"] for row in rows]
        truth: dict[str, Any] = {
            "_record": range(len(rows)),
            "_entity_id": entities,
            "_entity_kind": [KIND[e[0]] for e in entities],
            "_key": [row.get("key", f"{table}{n}") for n, row in enumerate(rows)],
            "_seq": 0,
            "_garbage": pd.Series([row.get("garbage") for row in rows], dtype="str"),
            "_fault": pd.Series([None] * len(rows), dtype="str"),
            "_meant": pd.Series([None] * len(rows), dtype="str"),
        }
        frames[table] = frame.assign(**truth)
    scheme = {"scheme": ["health_household", "voluntary"]} if source == IX else {}
    units = ["22978"] if level == "commune" else list(SPEC.units)
    as_of = SPEC.as_of
    return SourcePart(source, register, level, owner, as_of, None, {"units": units, **scheme}, frames)


def oracle(folder: Path, **sources: dict[str, list[Row]]) -> Found:
    """(kind, field, entities) found in these sources; keywords are the names above (PC=…)."""
    parts = [_part(globals()[name], tables) for name, tables in sources.items()]
    writer = TruthWriter(folder, SPEC)
    lineage = pd.DataFrame(columns=["source_id", "table", "_record", "lineage_file", "lineage_sheet", "lineage_row"])
    writer.add(Chunk("22978", parts), lineage)
    writer.finish()
    found = pd.read_parquet(folder / "discrepancies.parquet")
    fields = [f if isinstance(f, str) else None for f in found["field"]]
    return set(zip(found["kind"], fields, found["entity_id"], strict=True))


def people(**row: Any) -> dict[str, list[Row]]:
    return {"population": [{"eid": "pA", **row}]}


def differing(field: str, one: Row, two: Row) -> Any:
    return pytest.param(field, one, two, id=f"{field}: {one} / {two}")


@pytest.mark.parametrize(
    ("field", "one", "two"),
    [
        differing("full_name", {"full_name": "Lê Văn Ba"}, {"full_name": "Lê Văn Bá Tư"}),
        differing("full_name", {"full_name": "Đặng Thị Hoà"}, {"full_name": "Dặng Thị Hoà"}),
        differing("date_of_birth", {"date_of_birth": "1980-02-03"}, {"date_of_birth": "1980-03-02"}),
        differing("date_of_birth", {"date_of_birth": "1980"}, {"date_of_birth": "1981-03-02"}),
        differing("date_of_birth", {"date_of_birth": "1980-02"}, {"date_of_birth": "1980-03-02"}),
        differing("sex", {"sex": "M"}, {"sex": "F"}),
        differing("personal_id", {"personal_id": "060080123456"}, {"personal_id": "060080123465"}),
        differing("former_id", {"former_id": "260123456"}, {"former_id": "260999999"}),
        differing("unit", {"unit_code": "22978"}, {"unit_code": "22972"}),
        differing("vital_status", {"vital_status": "living"}, {"vital_status": "missing"}),
    ],
)
def test_value_differs(field: str, one: Row, two: Row, tmp_path: Path) -> None:
    assert ("value_differs", field, "pA") in oracle(tmp_path, PC=people(**one), PP=people(**two))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({"full_name": "LÊ VĂN HOÀ"}, {"full_name": "Lê Văn Hòa"}),
        ({"date_of_birth": "1980"}, {"date_of_birth": "1980-03-02"}),
        ({"date_of_birth": "1980-03"}, {"date_of_birth": "1980-03-02"}),
        ({"date_of_birth": "1980-01-01"}, {"date_of_birth": "1980-03-02"}),
        ({"date_of_birth": "1900-01-01"}, {"date_of_birth": "1980-03-02"}),
        ({"sex": "M"}, {"sex": None}),
        ({"unit_code": "22978"}, {"unit_code": "22978", "unit_as_of": "2025-06-30"}),
        ({"unit_code": "22978"}, {"unit_code": "99999"}),
        ({"unit_code": "22978"}, {"unit_code": "22972", "residence": "temporary"}),
        ({"unit_code": "22978"}, {"unit_code": "22972", "moved_to_unit": "22978"}),
    ],
)
def test_no_value_differs(one: Row, two: Row, tmp_path: Path) -> None:
    found = oracle(tmp_path, PC=people(**one), PP=people(**two))
    assert not {kind for kind, _, _ in found} & {"value_differs", "spelling_differs"}


def test_another_tone_is_another_name(tmp_path: Path) -> None:
    found = oracle(tmp_path, PC=people(full_name="Lê Văn Bá"), PP=people(full_name="Lê Văn Bà"))
    assert found == {("value_differs", "full_name", "pA")}


@pytest.mark.parametrize("other", ["1980", "1980-03", "1980-01-01", "1970-01-01"])
def test_a_date_that_says_less_is_for_information(tmp_path: Path, other: str) -> None:
    found = oracle(tmp_path, PC=people(date_of_birth="1980-03-02"), PP=people(date_of_birth=other))
    assert found == {("date_less_precise", "date_of_birth", "pA")}


def test_names_without_any_mark_are_a_spelling(tmp_path: Path) -> None:
    found = oracle(tmp_path, PC=people(full_name="Đặng Bá"), PP=people(full_name="Dang Ba"))
    assert found == {("spelling_differs", "full_name", "pA")}


def test_village_differs_only_where_the_unit_does_not(tmp_path: Path) -> None:
    from doisoat_lab.synth.villages import of_unit

    one, two = (v.label for v in of_unit(SPEC, "22978")[:2])
    assert oracle(tmp_path / "1", PC=people(village=one), PP=people(village=two)) == {
        ("value_differs", "village", "pA")
    }
    elsewhere = of_unit(SPEC, "22972")[0].label
    found = oracle(tmp_path / "2", PC=people(village=one), PP=people(village=elsewhere, unit_code="22972"))
    assert found == {("value_differs", "unit", "pA")}


def test_two_identifiers_far_apart(tmp_path: Path) -> None:
    found = oracle(tmp_path, PC=people(personal_id="060080123456"), PP=people(personal_id="060080999999"))
    assert found == {("one_person_two_identifiers", "personal_id", "pA")}


def test_one_identifier_of_two_people(tmp_path: Path) -> None:
    number = {"participant_no": "6001234567"}
    rows = [{"eid": "pA", **number}, {"eid": "pB", **number}, {"eid": "pC", "participant_no": "060080123456"}]
    long = [{"eid": "pD", "participant_no": "060080123456"}]
    found = oracle(
        tmp_path,
        IC={"social_insurance": rows + long},
        PC={"population": [{"eid": e} for e in ("pA", "pB", "pC", "pD")]},
    )
    assert {f for f in found if f[0] == "one_identifier_two_people"} == {
        ("one_identifier_two_people", "participant_no", "pA|pB")
    }


def test_duplicates(tmp_path: Path) -> None:
    found = oracle(
        tmp_path,
        PC={"population": [{"eid": "pA"}, {"eid": "pA"}, {"eid": "pB"}, {"eid": "pB", "residence": "temporary"}]},
        IC={
            "social_insurance": [
                {"eid": "pA"},
                {"eid": "pA"},
                {"eid": "pB"},
                {"eid": "pB", "scheme": "pension"},
                {"eid": "pC"},
                {"eid": "pC", "status": "ended"},
            ]
        },
        LC={
            "parcel": [{"eid": "tA", "parcel_key": "1"}, {"eid": "tA", "parcel_key": "2"}],
            "right": [
                {"eid": "pA", "parcel_key": "1"},
                {"eid": "pA", "parcel_key": "1"},
                {"eid": "pB", "parcel_key": "1"},
                {"eid": "pB", "parcel_key": "2"},
            ],
        },
    )
    assert {f[1:] for f in found if f[0] == "duplicate_in_source"} == {
        ("population", "pA"),
        ("social_insurance", "pA"),
        ("parcel", "tA"),
        ("right", "pA"),
    }


def test_missing_at_a_level(tmp_path: Path) -> None:
    both = [{"eid": "pA"}, {"eid": "pB"}]
    found = oracle(tmp_path, PC={"population": both}, PP={"population": [{"eid": "pA"}]})
    assert found == {("missing_at_level", "population.province", "pB")}


@pytest.mark.parametrize(
    "row",
    [
        {"vital_status": "deceased"},
        {"residence": "temporary"},
        {"moved_to_unit": "22972"},
        {"unit_code": "99999"},
        {"unit_code": None},
    ],
)
def test_not_missing_when_not_expected_there(row: Row, tmp_path: Path) -> None:
    found = oracle(tmp_path, PC={"population": [{"eid": "pA"}, {"eid": "pB", **row}]}, PP=people())
    assert "missing_at_level" not in {kind for kind, _, _ in found}


def test_a_commune_is_only_asked_for_its_own_people_and_schemes(tmp_path: Path) -> None:
    rows = [
        {"eid": "pA"},
        {"eid": "pB", "unit_code": "22972"},
        {"eid": "pC", "scheme": "pension"},
        {"eid": "pD"},
        {"eid": "pD", "scheme": "compulsory"},
    ]
    found = oracle(tmp_path, IC={"social_insurance": rows}, IX={"social_insurance": [{"eid": "pX"}]})
    assert {f for f in found if f[0] == "missing_at_level"} == {
        ("missing_at_level", "social_insurance.commune", "pA"),
        ("missing_at_level", "social_insurance.central", "pX"),
    }


def test_outdated_and_unknown_units(tmp_path: Path) -> None:
    found = oracle(
        tmp_path,
        PC={
            "population": [
                {"eid": "pA", "unit_code": "22975"},
                {"eid": "pB", "unit_code": "99999"},
                {"eid": "pC", "unit_code": "22975", "unit_as_of": "2025-06-30"},
                {"eid": "pD"},
            ]
        },
    )
    assert found == {
        ("stale_unit_code", "unit_code", "pA"),
        ("unknown_unit", "unit_code", "pB"),
        ("stale_unit_code", "unit_code", "pC"),
    }


def test_outdated_and_unknown_villages(tmp_path: Path) -> None:
    from doisoat_lab.synth.villages import of_unit

    expired = next(v for v in of_unit(SPEC, "22978") if v.old_label != v.label)
    rows = [
        {"eid": "pA", "village": expired.old_label},
        {"eid": "pB", "village": "Thôn 97"},
        {"eid": "pC", "village": expired.label},
    ]
    found = oracle(tmp_path, PC={"population": rows})
    assert found == {("stale_village", "village", "pA"), ("unknown_village", "village", "pB")}


def test_households_without_and_with_two_heads(tmp_path: Path) -> None:
    def member(eid: str, house: str, relation: str, to_on: str | None = None) -> Row:
        return {"eid": eid, "household_no": house, "relation_to_head": relation, "to_on": to_on}

    found = oracle(
        tmp_path,
        HC={
            "household": [{"eid": f"h{n}", "household_no": n} for n in "123456"],
            "household_member": [
                member("pA", "1", "01"),
                member("pB", "1", "02"),
                member("pC", "2", "02"),
                member("pD", "3", "01"),
                member("pE", "3", "01"),
                member("pF", "4", "01", "2026-01-01"),
                member("pG", "4", "14"),
                member("pH", "5", "01"),
                member("pH", "5", "01"),
                member("pA", "6", "14"),
                member("pI", "6", "01"),
            ],
        },
    )
    assert {f for f in found if f[0] != "duplicate_in_source"} == {
        ("household_without_head", None, "h2"),
        ("household_without_head", None, "h4"),
        ("household_two_heads", None, "h3"),
        ("person_in_two_households", None, "pA"),
    }


def test_one_household_under_two_numbers_is_not_two_households(tmp_path: Path) -> None:
    rows = {"household": [{"eid": "hA", "household_no": "7"}], "household_member": [{"eid": "pA", "household_no": "7"}]}
    assert oracle(tmp_path, HC=rows, HP=rows) == set()


def test_insured_or_holding_land_but_not_in_population(tmp_path: Path) -> None:
    found = oracle(
        tmp_path,
        PC={"population": [{"eid": "pA", "full_name": "Phạm Thị Sáu"}]},
        IC={
            "social_insurance": [
                {"eid": "pA"},
                {"eid": "pB"},
                {"eid": "pC", "status": "ended"},
                {"eid": "pD", "unit_code": "00004"},
                {"eid": "pE", "unit_code": "99999"},
            ]
        },
        LC={
            "parcel": [{"eid": "tA", "parcel_key": "1"}],
            "right": [
                {"eid": "pA", "parcel_key": "1"},
                {"eid": "pZ", "parcel_key": "1"},
                {"eid": "tA", "parcel_key": "1", "holder_kind": "organisation"},
            ],
        },
    )
    assert {f for f in found if f[0].endswith("in_population")} == {
        ("insured_not_in_population", None, "pB"),
        ("insured_not_in_population", None, "pE"),
        ("holder_not_in_population", None, "pZ"),
    }


@pytest.mark.parametrize(
    ("right", "told"),
    [
        ({}, False),
        ({"holder_name": "Lê Vawn Ba"}, False),
        ({"holder_name": "Le Vna Ba"}, False),
        ({"holder_name": "Lê Ba"}, True),
        ({"holder_birth_year": 1970}, False),
        ({"holder_birth_year": 1971}, True),
        ({"holder_former_id": "250000001"}, True),
        ({"parcel_key": "2"}, True),
    ],
)
def test_a_holder_known_by_name_alone_may_be_somebody_of_the_commune(right: Row, told: bool, tmp_path: Path) -> None:
    found = oracle(
        tmp_path,
        PC={"population": [{"eid": "pA", "date_of_birth": "1970-02-03"}]},
        LC={
            "parcel": [{"eid": "tA", "parcel_key": "1"}, {"eid": "tB", "parcel_key": "2", "unit_code": "22972"}],
            "right": [{"eid": "pZ", "parcel_key": "1", **right}],
        },
    )
    assert found == ({("holder_not_in_population", None, "pZ")} if told else set())


def test_households_of_a_population_register(tmp_path: Path) -> None:
    def person(eid: str, house: str, relation: str, **row: Any) -> Row:
        return {"eid": eid, "household_no": house, "relation_to_head": relation, **row}

    rows = [
        person("pA", "1", "01"),
        person("pB", "1", "02"),
        person("pC", "2", "02"),
        person("pD", "2", "14"),
        person("pE", "3", "01"),
        person("pF", "3", "01"),
        person("pG", "3", "14"),
        person("pH", "4", "01", vital_status="deceased"),
        person("pI", "4", "02"),
        person("pJ", "5", "01", residence="absent"),
        person("pK", "5", "02"),
        person("pL", "6", "01", residence="temporary"),
        person("pM", "6", "01"),
        person("pN", "7", "14", residence="temporary"),
        person("pO", "8", "02", moved_to_unit="22972"),
    ]
    assert oracle(tmp_path, PX={"population": rows}) == {
        ("household_without_head", None, "pC|pD"),
        ("household_without_head", None, "pI"),
        ("household_two_heads", None, "pE|pF"),
    }


def test_a_household_missing_at_a_level_is_told_without_its_people(tmp_path: Path) -> None:
    def member(eid: str, house: str, relation: str = "14") -> Row:
        return {"eid": eid, "household_no": house, "relation_to_head": relation}

    central = {
        "household": [{"eid": "hA", "household_no": "1"}, {"eid": "hB", "household_no": "2"}],
        "household_member": [
            member("pA", "1", "01"),
            member("pB", "1"),
            member("pC", "2", "01"),
            member("pD", "2"),
            member("pE", "1"),
            member("pE", "2"),
        ],
    }
    province = {"household": [{"eid": "hB", "household_no": "2"}], "household_member": [member("pC", "2", "01")]}
    found = oracle(tmp_path, HC=central, HP=province)
    assert {f for f in found if f[0] == "missing_at_level"} == {
        ("missing_at_level", "household.province", entity) for entity in ("hA", "pD", "pE")
    }


def test_without_a_population_source_nobody_is_missing_from_it(tmp_path: Path) -> None:
    assert oracle(tmp_path, IC={"social_insurance": [{"eid": "pA"}]}) == set()


def test_the_dead(tmp_path: Path) -> None:
    dead = {"vital_status": "deceased"}
    found = oracle(
        tmp_path,
        PC={"population": [{"eid": "pA", **dead}, {"eid": "pB", **dead}, {"eid": "pC", **dead}, {"eid": "pD"}]},
        IC={"social_insurance": [{"eid": "pA"}, {"eid": "pB", "status": "deceased"}, {"eid": "pD"}]},
        HC={
            "household": [{"eid": "hA", "household_no": "1"}],
            "household_member": [
                {"eid": "pC", "household_no": "1"},
                {"eid": "pD", "household_no": "1"},
                {"eid": "pA", "household_no": "1", "to_on": "2026-02-02"},
            ],
        },
    )
    assert {f for f in found if f[0].startswith("deceased")} == {
        ("deceased_but_insured", None, "pA"),
        ("deceased_but_resident", None, "pC"),
    }


def test_areas_and_numbers_of_parcels(tmp_path: Path) -> None:
    def parcel(eid: str, area: float, number: str) -> Row:
        return {"eid": eid, "area_m2": area, "map_sheet_no": "1", "parcel_no": number}

    found = oracle(
        tmp_path,
        LC={"parcel": [parcel("tA", 100.0, "1"), parcel("tB", 100.0, "2"), parcel("tC", 50.0, "2")]},
        LP={"parcel": [parcel("tA", 100.5, "1"), parcel("tB", 100.6, "2"), parcel("tC", 50.0, "3")]},
    )
    assert found == {("parcel_area_differs", "area_m2", "tB"), ("two_parcels_one_key", "map_sheet_no", "tB|tC")}


def test_an_unreadable_row_is_evidence_of_nothing(tmp_path: Path) -> None:
    rows = [{"eid": "pA"}, {"eid": "pA", "sex": "F", "garbage": "blank_identity"}]
    assert oracle(tmp_path, PC={"population": rows}) == set()


def test_a_row_without_key_and_place_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="without a key"):
        oracle(tmp_path, PC=people(key=None))
