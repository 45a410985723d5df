"""What a record says about a finding, in an officer's words: every kind has a voice, nothing of nothing is said."""

import pytest

from doisoat.detect import kinds
from doisoat.reports.worklist_data import Subject
from doisoat.reports.worklist_says import SAYS, born, parcel, person, unit

NAMES = {"23116": "Xã Hàm Mỹ"}


def subject(table: str = "population", **values: object) -> Subject:
    return Subject("s", "k", "population", "commune", table, "p_1", **values)  # type: ignore[arg-type]


def says(kind: str, field: str | None = None, table: str = "population", **values: object) -> str | None:
    return SAYS[kind](subject(table, **values), field, NAMES)


def test_a_unit_has_its_name_and_an_unknown_one_stays() -> None:
    assert unit("23116", NAMES) == "Xã Hàm Mỹ (23116)"
    assert (unit("99999", NAMES), unit(None, NAMES)) == ("99999", None)


def test_people_and_parcels_are_told_as_far_as_the_record_goes() -> None:
    assert person(subject(name="Nguyễn Văn An", date_of_birth="1980-03-12")) == "Nguyễn Văn An, sinh 12/03/1980"
    assert person(subject()) == "không rõ tên"
    assert born(subject()) == ""
    assert parcel(subject(parcel_no="12", map_sheet_no="5")) == "thửa 12, tờ 5"
    assert parcel(subject(map_sheet_no="5")) == "tờ 5"
    assert parcel(subject()) == "thửa không rõ số"


@pytest.mark.parametrize(
    "table", ["population", "household_member", "social_insurance", "right", "household", "parcel"]
)
@pytest.mark.parametrize("kind", sorted(SAYS))
def test_a_record_that_states_nothing_is_no_error(kind: str, table: str) -> None:
    told = says(kind, "full_name", table)
    assert told is None or told.strip()


def test_a_value_is_the_fields_own() -> None:
    assert says("value_differs", "full_name", name="Lê An") == "Lê An"
    assert says("stale_unit_code", "unit_code", unit_code="23116") == "Xã Hàm Mỹ (23116)"
    assert says("parcel_area_differs", "area_m2", "parcel", area_m2=120.5) is not None
    assert says("value_differs", "sex") is None


def test_a_household_row_gives_context_only_where_its_people_are_the_matter() -> None:
    for kind in ("household_two_heads", "household_without_head"):
        assert says(kind, table="household", head_name="Lê An") is None
        assert "Lê An" in str(says(kind, table="household_member", name="Lê An"))


def test_a_number_is_never_shown_whole_beside_a_person() -> None:
    assert "068201000123" not in str(says("duplicate_in_source", name="Lê An", personal_id="068201000123"))


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("40", "40 (mã của Tỉnh Nghệ An, không phải mã xã)"),
        ("7", "7 (mã xã phải có 5 chữ số)"),
        ("99999", "99999"),
        ("abc", "abc"),
        (None, None),
    ],
)
def test_what_kind_of_code_an_unknown_unit_is(code: str | None, told: str | None) -> None:
    assert says("unknown_unit", unit_code=code) == told


def test_every_kind_found_has_words() -> None:
    assert set(SAYS) == set(kinds())
