"""Hard cases, each a few records put among some hundred others."""

from pathlib import Path

import pandas as pd

from doisoat.linkage import LinkConfig, LinkInputs, LinkResult, link
from tests.linkage.conftest import Relink, person
from tests.linkage.province import Province

CENTRAL, PROVINCE, COMMUNE = "population.central.bca", "population.province.68", "population.commune.23110"
NAME = "Huỳnh Quốc Thiện"


def everywhere(key: str, name: str, dob: str, number: str | None, **more: object) -> list[dict[str, object]]:
    return [person(s, f"{key}{i}", name, dob, number, **more) for i, s in enumerate((CENTRAL, PROVINCE, COMMUNE))]


def test_the_head_a_household_right_is_written_by_is_the_person_of_the_population_register(
    province: Province, linked: LinkResult, tmp_path: Path
) -> None:
    population = pd.concat(pd.read_parquet(p) for p in province.files["population"])
    before = pd.read_parquet(linked.entities).query("table == 'population'")
    population = population.merge(before, left_on=["source_id", "record_key"], right_on=["source", "record"])
    of = population.groupby("former_id").entity_id
    known = population[(of.transform("nunique") == 1) & (of.transform("size") == 3)].iloc[0]
    rights = pd.DataFrame(
        [
            {
                "source_id": "land.province.68",
                "record_key": "right:X/1",
                "parcel_key": "X",
                "holder_kind": "household",
                "holder_name": "Hộ ông " + known.full_name,
                "holder_name_key": known.full_name_key,
                "holder_former_id": known.former_id,
            }
        ]
    )
    rights.to_parquet(tmp_path / "right.parquet", index=False)
    files = {**province.files, "right": [*province.files["right"], tmp_path / "right.parquet"]}
    result = link(LinkInputs.of(files), LinkConfig(), None, linked.model, tmp_path / "work", tmp_path / "out")
    entities = pd.read_parquet(result.entities).set_index(["source", "record"]).entity_id
    assert entities["land.province.68", "right:X/1"] == entities[known.source_id, known.record_key]


def test_one_person_with_a_slip_in_every_field_but_one(relink: Relink) -> None:
    found = relink(
        [
            *everywhere("a", NAME, "1980-05-12", "060080111222"),
            person("population.province.69", "typo", "Huỳnh Quóc Thiệnn", "1980-05-12", "060080111222"),
            person("population.province.70", "slip", NAME, "1980-05-12", "060080111232"),
            person("population.province.71", "swap", NAME, "1980-12-05", "060080111222"),
            person("population.province.72", "year", NAME, "1980", None),
            person("population.province.73", "heap", NAME, "1900-01-01", "060080111222"),
            person("population.province.74", "plain", "HUYNH QUOC THIEN", "1980-05-12", None),
        ]
    )
    assert {found[k] for k in ("a1", "a2", "typo", "slip", "swap", "year", "heap", "plain")} == {found["a0"]}


def test_twins_stay_two(relink: Relink) -> None:
    found = relink(
        [
            *everywhere("a", "Huỳnh Quốc Hùng", "2010-05-12", "060210111222", household_no="T1"),
            *everywhere("b", "Huỳnh Quốc Hưng", "2010-05-12", "060210111223", household_no="T1"),
            *everywhere("c", "Huỳnh Quốc Dũng", "2010-05-12", None, household_no="T1"),
        ]
    )
    groups = [{found[f"{k}{i}"] for i in range(3)} for k in "abc"]
    assert [len(g) for g in groups] == [1, 1, 1]
    assert len(set.union(*groups)) == 3


def test_namesakes_born_on_one_day_stay_two(relink: Relink) -> None:
    far = {"unit_candidates": "23059", "unit_current": "23059", "village_candidates": "v25", "house_no": "3"}
    found = relink(
        [
            *everywhere("a", NAME, "1980-05-12", "060080111222"),
            *everywhere("b", NAME, "1980-05-12", "060080987654", **far),
        ]
    )
    assert len({found[f"a{i}"] for i in range(3)}) == len({found[f"b{i}"] for i in range(3)}) == 1
    assert found["a0"] != found["b0"]


def test_a_record_with_a_relatives_number_goes_to_its_own_person(relink: Relink) -> None:
    found = relink(
        [
            *everywhere("father", "Huỳnh Quốc Cường", "1955-02-20", "060055333444", household_no="T2"),
            person(CENTRAL, "son0", NAME, "1980-05-12", "060080111222", household_no="T2"),
            person(PROVINCE, "son1", NAME, "1980-05-12", "060080111222", household_no="T2"),
            person(COMMUNE, "son2", NAME, "1980-05-12", "060055333444", household_no="T2"),
        ]
    )
    assert found["son2"] == found["son1"] == found["son0"]
    assert {found[f"father{i}"] for i in range(3)} == {found["father0"]}
    assert found["father0"] != found["son0"]


def test_one_person_who_moved_with_another_number_of_one_source(relink: Relink) -> None:
    new = {"unit_candidates": "23059", "unit_current": "23059", "village_candidates": "v25", "house_no": "3"}
    found = relink(
        [
            person(CENTRAL, "c", NAME, "1980-05-12", "060080111222"),
            person(PROVINCE, "p", NAME, "1980-05-12", "060080111222", **new),
            person(COMMUNE, "old", NAME, "1980-05-12", "060080111222", moved_to_unit="23059"),
            person("population.commune.23059", "new", NAME, "1980-05-12", None, **new),
        ]
    )
    assert len({found[k] for k in ("c", "p", "old", "new")}) == 1


def test_a_person_twice_in_one_source_is_one_and_a_number_on_forty_people_is_nobody(relink: Relink) -> None:
    names = [
        f"{s} {m} {g}"
        for s in ("Mai", "Lý", "Ngô", "Hồ")
        for m in ("Văn", "Hữu")
        for g in ["Tí", "Sửu", "Dần", "Mão", "Thìn"]
    ]
    found = relink(
        [
            *everywhere("a", NAME, "1980-05-12", "060080111222", household_no="T3"),
            person(COMMUNE, "again", NAME, "1980-05-12", "060080111222", household_no="T3"),
            *(
                person(CENTRAL, f"x{i}", n, f"{1950 + i}-03-{1 + i % 28:02d}", "060000000001")
                for i, n in enumerate(names)
            ),
        ]
    )
    assert found["again"] == found["a0"]
    assert len({found[f"x{i}"] for i in range(len(names))}) == len(names)


def test_a_namesake_known_by_year_only_is_not_guessed(relink: Relink) -> None:
    # two men of one name and year in one village: a holder known by name and year alone is neither
    found = relink(
        [
            *everywhere("a", NAME, "1980-05-12", "060080111222", house_no="1"),
            *everywhere("b", NAME, "1980-09-30", "060080987654", house_no="2"),
            person("population.province.77", "who", NAME, "1980", None, house_no=None),
        ]
    )
    assert found["who"] not in {found["a0"], found["b0"]}
    assert found["a0"] != found["b0"]
