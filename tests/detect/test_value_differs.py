"""Thông tin khác nhau: the records of one person disagree on a field."""

from typing import Any

import pytest

from tests.detect.factories import HERE, THERE, World, unit, village

KIND = "value_differs"


def pair(world: World, first: dict[str, Any], second: dict[str, Any]) -> list[str]:
    """Fields that differ between a commune and a central population record of one person."""
    world.population("p1", "commune", **first)
    world.population("p1", "central", **second)
    return world.fields(KIND)


def names(world: World, *spelt: str) -> list[str]:
    for number, name in enumerate(spelt):
        world.population("p1", key=f"k{number}", full_name=name)
    return world.fields(KIND)


def test_passes_when_all_levels_agree(world: World) -> None:
    same = {"date_of_birth": "1980-03-12", "sex": "M", "personal_id": "060080000001"}
    assert pair(world, same, same) == []


def test_finding_lists_records_sources_and_values(world: World) -> None:
    first = world.population("p1", "commune", sex="M")
    second = world.population("p1", "central", sex="F")
    world.population("p1", "province", sex=None)
    (row,) = world.find(KIND)
    assert row["records"] == sorted([first, second])
    assert row["sources"] == ["population.central.bca", f"population.commune.{HERE}"]
    assert row["values"] == {"population.central.bca": "F", f"population.commune.{HERE}": "M"}
    assert (row["entity_id"], row["entity_kind"], row["commune"], row["field"]) == ("p1", "person", HERE, "sex")
    assert (row["severity"], row["dimension"]) == ("medium", "consistency")


def test_values_of_one_source_are_listed_when_it_says_two_things(world: World) -> None:
    world.population("p1", key="a", sex="M")
    world.population("p1", key="b", sex="F")
    (row,) = world.find(KIND)
    assert row["values"] == {f"population.commune.{HERE}": ["F", "M"]}


@pytest.mark.parametrize(
    "spelt",
    [
        ("Nguyễn Văn Hoà", "Nguyễn Văn Hòa"),  # where the tone stands
        ("NGUYỄN VĂN AN", "Nguyễn Văn An"),
        ("Nguyen Van An", "Nguyễn Văn An"),  # all marks lost in one place
        ("Nguyen Van An", "Nguyễn Văn Ân"),  # a bare name says nothing about marks
        ("Nguye\u0302\u0303n Văn An", "Nguyễn Văn An"),  # decomposed
        ("Đặng Văn Đô", "ĐẶNG VĂN ĐÔ"),
        ("Nguyễn Văn An", None),
    ],
)
def test_passes_when_only_the_spelling_differs(world: World, spelt: tuple[str, ...]) -> None:
    assert names(world, *spelt) == []


@pytest.mark.parametrize(
    ("spelt", "cause", "severity"),
    [
        (("Nguyễn Văn Hòa", "Nguyễn Văn Hóa"), "other_tone", "high"),
        (("Nguyễn Văn Vũ", "Nguyễn Văn Vủ"), "hoi_nga", "high"),
        (("Nguyễn Thị Mỹ", "Nguyễn Thị Mỵ"), "nga_nang", "high"),
        (("Nguyễn Thị An", "Nguyễn Thi An"), "mark_lost", "high"),
        (("Đặng Quý", "Đặng Quí"), "i_y", "high"),
        (("Nguyễn Văn An", "Nguyễn Văn Ân"), "letter_mark", "high"),  # another letter, both written with marks
        (("Nguyễn Văn Đô", "Nguyễn Văn Đo"), "letter_mark", "high"),
        (("Trần Dung", "Trần Đung"), "letter_mark", "high"),  # đ is a letter of its own
        (("Nguyen Van An", "Nguyen Van Ang"), "letters", "high"),
        (("Y Bhăm Niê", "Y Bham Niê"), "mark_lost", "high"),
        (("Nguyen Van An", "Nguyễn Văn An", "Nguyễn Văn Ân"), "letter_mark", "high"),
        (("Hoàng Văn Đức", "Hoàng Văn Duwcs"), "keystrokes", "low"),
        (("Trần Văn Tuấn", "Trần Văn Tuaans", "Trần Văn Tuần"), "other_tone", "high"),  # the gravest counts
        (("Nguyễn Thị Hòa", "NguyÔn ThÞ Hßa"), "old_font", "low"),
    ],
)
def test_fails_when_the_names_differ_and_says_why(
    world: World, spelt: tuple[str, ...], cause: str, severity: str
) -> None:
    for number, name in enumerate(spelt):
        world.population("p1", key=f"k{number}", full_name=name)
    (row,) = world.find(KIND)
    assert (row["field"], row["cause"], row["severity"]) == ("full_name", cause, severity)
    assert len(row["records"]) == len(spelt)


def test_what_a_rule_can_repair_is_proposed(world: World) -> None:
    world.population("p1", key="a", full_name="Hoàng Văn Đức")
    world.population("p1", key="b", full_name="Hoàng Văn Duwcs")
    world.population("p2", key="c", full_name="Hoàng Văn Đức")
    world.population("p2", key="d", full_name="Hoàng Văn Đực")
    world.population("p2", key="e", full_name="Hoàng Văn Duwcs")
    assert [row["proposal"] for row in sorted(world.find(KIND), key=lambda row: row["entity_id"])] == [
        "Hoàng Văn Đức",
        None,
    ]


def test_holder_and_member_names_count(world: World) -> None:
    world.population("p1", full_name="Lê Thị Bình")
    world.right("p1", "T1", holder_name="LE THI BINH")
    assert world.find(KIND) == []
    world.member("p1", "H1", full_name="Lê Thị Bính")
    (row,) = world.find(KIND)
    assert len(row["records"]) == 3


@pytest.mark.parametrize(
    "dates",
    [
        ("1980-03-12", "1980"),
        ("1980-03", "1980-03-12"),
        ("1980", "1980"),
        (None, "1980"),
        ("1980-01-01", "1980-03-12"),  # 1 January stands for the year alone
        ("1980-01-01", "1980-01-01"),
        ("1900-01-01", "1980-03-12"),  # a filler says nothing
    ],
)
def test_passes_when_one_date_is_only_less_precise(world: World, dates: tuple[str | None, str]) -> None:
    assert pair(world, {"date_of_birth": dates[0]}, {"date_of_birth": dates[1]}) == []


@pytest.mark.parametrize(
    ("dates", "cause"),
    [
        (("1980-03-12", "1981"), "other_year"),
        (("1980-01-01", "1981-03-12"), "other_year"),
        (("1980-03", "1980-04-12"), "other_month"),
        (("1980-03-12", "1980-12-03"), "day_month_swapped"),
        (("1980-03-12", "1980-03-13"), "other_day"),
    ],
)
def test_fails_when_stated_parts_of_the_date_differ(world: World, dates: tuple[str, str], cause: str) -> None:
    world.population("p1", "commune", date_of_birth=dates[0])
    world.population("p1", "central", date_of_birth=dates[1])
    (row,) = world.find(KIND)
    assert (row["field"], row["cause"], row["severity"]) == ("date_of_birth", cause, "high")


@pytest.mark.parametrize("filler", ["000000000000", "111111111111", "123456789012"])
def test_a_filler_is_no_number(world: World, filler: str) -> None:
    assert pair(world, {"personal_id": filler}, {"personal_id": "060080000001"}) == []
    world.population("p2", personal_id=filler)
    assert world.find("one_identifier_two_people") == []


def test_a_year_between_two_precise_dates_hides_nothing(world: World) -> None:
    world.population("p1", key="a", date_of_birth="1980-03-12")
    world.population("p1", key="b", date_of_birth="1980")
    world.population("p1", key="c", date_of_birth="1980-03-21")
    assert world.fields(KIND) == ["date_of_birth"]


def test_holder_birth_year_counts_as_a_date(world: World) -> None:
    world.population("p1", date_of_birth="1980-03-12")
    world.right("p1", "T1", holder_birth_year=1980)
    assert world.find(KIND) == []
    world.right("p1", "T2", holder_birth_year=1979)
    (row,) = world.find(KIND)
    assert row["values"][f"land.commune.{HERE}"] == ["1979", "1980"]


def test_personal_id_slip_is_ours_and_a_distant_one_is_not(world: World) -> None:
    assert pair(world, {"personal_id": "060080000001"}, {"personal_id": "060080000010"}) == ["personal_id"]
    world.population("p1", "province", personal_id="060099999999")
    assert world.find(KIND) == []


@pytest.mark.parametrize("field", ["former_id", "sex", "vital_status"])
def test_fails_when_a_plain_field_has_two_values(world: World, field: str) -> None:
    values = {"former_id": ("260000001", "260000002"), "sex": ("M", "F"), "vital_status": ("living", "deceased")}[field]
    assert pair(world, {field: values[0]}, {field: values[1]}) == [field]


@pytest.mark.parametrize("field", ["former_id", "sex", "vital_status", "personal_id", "full_name"])
def test_passes_when_one_side_is_empty(world: World, field: str) -> None:
    assert pair(world, {field: None}, {}) == []


def test_passes_when_old_and_new_code_can_mean_the_same_commune(world: World) -> None:
    old = unit("23116", f"{HERE}|{THERE}", "stale")
    assert pair(world, unit(HERE), old) == []


def test_fails_when_no_commune_is_common_to_all(world: World) -> None:
    world.population("p1", "commune", **unit("23116", f"{HERE}|{THERE}", "stale"))
    world.population("p1", "central", **unit(THERE))
    assert world.find(KIND) == []
    world.insurance("p1", "province", **unit(HERE))
    (row,) = world.find(KIND)
    assert row["field"] == "unit"
    assert len(row["records"]) == 3
    assert row["values"][f"population.commune.{HERE}"] == "23116"


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"residence": "temporary"},
        {"residence": "absent"},
        {"moved_to_unit": THERE},
        unit("99999", "", "unknown"),
        unit(None, "", None),
    ],
)
def test_passes_when_the_other_record_does_not_say_where_the_person_lives(
    world: World, elsewhere: dict[str, Any]
) -> None:
    assert pair(world, unit(HERE), {**unit(THERE), **elsewhere}) == []


def test_residence_left_empty_counts_as_permanent(world: World) -> None:
    assert pair(world, unit(HERE), {**unit(THERE), "residence": None}) == ["unit"]


@pytest.mark.parametrize(
    ("status", "fields"), [("active", ["unit"]), ("suspended", ["unit"]), ("ended", []), (None, [])]
)
def test_insurance_counts_only_while_in_force(world: World, status: str | None, fields: list[str]) -> None:
    world.population("p1")
    world.insurance("p1", status=status, **unit(THERE))
    assert world.fields(KIND) == fields


@pytest.mark.parametrize(("to_on", "fields"), [(None, ["unit"]), ("2026-01-01", [])])
def test_members_take_their_unit_from_the_household(world: World, to_on: str | None, fields: list[str]) -> None:
    world.population("p1")
    world.household("h1", "H1", **unit(THERE))
    world.member("p1", "H1", to_on=to_on)
    assert world.fields(KIND) == fields


def test_fails_when_villages_have_nothing_in_common(world: World) -> None:
    assert pair(world, village("Thôn 1", "v1"), village("Thôn 2", "v2")) == ["village"]


@pytest.mark.parametrize(
    "other", [village("Thôn 1", "v1|v2", "ambiguous"), village("Thôn X", None, "unknown"), village(None, None, None)]
)
def test_passes_when_villages_may_be_the_same_or_are_not_known(world: World, other: dict[str, Any]) -> None:
    assert pair(world, village("Thôn 1", "v1"), other) == []


def test_village_is_silent_when_the_commune_differs(world: World) -> None:
    here = {**unit(HERE), **village("Thôn 1", "v1")}
    there = {**unit(THERE), **village("Thôn 9", "v9")}
    assert pair(world, here, there) == ["unit"]


def test_severity_follows_the_field(world: World) -> None:
    world.population("p1", "commune", sex="M", date_of_birth="1980")
    world.population("p1", "central", sex="F", date_of_birth="1981")
    assert {row["field"]: row["severity"] for row in world.find(KIND)} == {"sex": "medium", "date_of_birth": "high"}


def test_people_are_not_mixed(world: World) -> None:
    world.population("p1", sex="M")
    world.population("p2", sex="F")
    assert world.find(KIND) == []


@pytest.mark.parametrize(
    "written",
    ["Hộ ông Nguyễn Văn An", "Hộ Nguyễn Văn An", "Hộ Bà Nguyễn Văn An", "Hộ ông Nguyễn Văn An và bà Lê Thị Ba"],
)
def test_passes_for_a_household_written_by_its_head(world: World, written: str) -> None:
    world.right("p1", "T1", holder_kind="household", holder_name=written)
    world.population("p1", "province", full_name="Nguyễn Văn An")
    assert world.find(KIND) == []


def test_fails_for_a_household_written_by_another_name(world: World) -> None:
    world.right("p1", "T1", holder_kind="household", holder_name="Hộ ông Nguyễn Văn Ân")
    world.population("p1", "province", full_name="Nguyễn Văn An")
    (row,) = world.find(KIND)
    assert row["field"] == "full_name"
    assert "Nguyễn Văn Ân" in str(row["values"])
    assert "Hộ" not in str(row["values"])
