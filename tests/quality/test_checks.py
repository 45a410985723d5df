"""The checks by themselves: what is plausible, what is not, and what must be left alone."""

import datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doisoat.quality.checks import dates, households, identifiers, insurance, land, names, people

AS_OF = "2026-11-15"


def _one(check, *cells, **parameters) -> bool:
    columns = [pd.Series([cell], dtype="str" if isinstance(cell, str | None) else None) for cell in cells]
    return bool(check(*columns, **parameters)[0])


@pytest.mark.parametrize("value", ["1880", "1984-02-29", "2026", "2026-11", "2026-11-15", "1950-06"])
def test_plausible_dates(value: str) -> None:
    assert _one(dates.plausible, value, as_of=AS_OF)


@pytest.mark.parametrize(
    "value",
    ["1879-12-31", "2026-11-16", "2026-12", "2027", "1985-02-29", "1985-13", "1985-00-01", "85", "1985-3-1", ""],
)
def test_implausible_dates(value: str) -> None:
    assert not _one(dates.plausible, value, as_of=AS_OF)


_DAYS = st.dates(datetime.date(1880, 1, 1), datetime.date(2100, 12, 31))
_WIDTH = st.sampled_from([4, 7, 10])


@given(_DAYS, _DAYS, _WIDTH, _WIDTH)
def test_dates_in_order_are_never_found_out_of_order(a, b, width_a, width_b) -> None:
    first, second = sorted((a, b))
    assert _one(dates.not_after, first.isoformat()[:width_a], second.isoformat()[:width_b])


@given(_DAYS, _DAYS)
def test_whole_dates_out_of_order_are_always_found(a, b) -> None:
    assert _one(dates.not_after, a.isoformat(), b.isoformat()) == (a <= b)


@pytest.mark.parametrize(
    "name",
    ["Nguyễn Văn An", "K'Brêu", "Y Bhăm Niê", "Hồ Đắc Tự-Do", "H'Hen Niê Kđăm", "Ma Seo Pao", "NGUYỄN THỊ Ý", "Đỗ Ô"],
)
def test_person_names(name: str) -> None:
    assert _one(names.person_name, name)


@pytest.mark.parametrize(
    "name", ["An", "Nguyễn V4n An", "NguyÔn V¨n An", "Nguyễn  Văn", " Nguyễn Văn", "Cộng:", "(chưa rõ)", "-"]
)
def test_not_person_names(name: str) -> None:
    assert not _one(names.person_name, name)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("personal_id", "060085000011", "60085000011"),
        ("personal_id", "060226000011", "060227000011"),  # born next year
        ("former_id", "260123456", "26012345"),
        ("participant_no", "6000000001", "600000001"),
        ("participant_no", "060085000011", "0600850000111"),
        ("health_card", "GD4606000000001", "GD9606000000001"),
        ("parcel_code", "w6vzqc8yd000", "w6vzqc8yd00a"),
        ("certificate", "BN 531000", "B5310"),
    ],
)
def test_identifiers(kind: str, good: str, bad: str) -> None:
    assert _one(identifiers.well_formed, good, kind=kind, as_of=AS_OF)
    assert not _one(identifiers.well_formed, bad, kind=kind, as_of=AS_OF)


def test_identifier_of_unknown_birth_place_is_not_wrong() -> None:
    assert _one(identifiers.well_formed, "150085000011", kind="personal_id", as_of=AS_OF)


@pytest.mark.parametrize(
    ("relation", "sex", "fits"),
    [
        ("02", "F", True),
        ("02", "M", False),
        ("03", "F", False),
        ("14", "F", True),
        ("18", "M", False),
        ("02", None, True),
    ],
)
def test_relation_and_sex(relation, sex, fits) -> None:
    assert _one(households.relation_fits_sex, relation, sex) == fits


def test_every_relation_has_one_sex_or_none() -> None:
    assert not households.MALE & households.FEMALE


def test_relation_and_age_with_only_the_year_known() -> None:
    assert _one(households.relation_fits_age, "01", "2011", as_of=AS_OF, min_age=15)  # may be 15 already
    assert not _one(households.relation_fits_age, "01", "2012", as_of=AS_OF, min_age=15)
    assert _one(households.relation_fits_age, "14", "2024", as_of=AS_OF, min_age=15)


def test_at_most_one_looks_at_each_household_apart() -> None:
    frame = pd.DataFrame(
        {"household_no": ["a", "b", "b", None, None], "relation_to_head": ["01", "01", "01", "01", "01"]}, dtype="str"
    )
    assert households.at_most_one(frame, ["01"]).tolist() == [True, False, False, True, True]


def test_number_says_nothing_of_what_is_not_given() -> None:
    frame = pd.DataFrame(
        {"n": ["060085000011", "12", None], "b": [None, "1985", "1990"], "s": [None, "F", "F"]}, dtype="str"
    )
    assert people.number_fits_person(frame).all()


@pytest.mark.parametrize(
    ("uses", "area", "fits"),
    [
        ("ONT:120.5;CLN:300", 420.5, True),
        ("ONT:120.5;CLN:300", 421.0, True),
        ("ONT:120.5;CLN:300", 421.1, False),
        ("ONT;CLN:300", 9.0, True),
    ],
)
def test_land_uses_fill_the_area(uses, area, fits) -> None:
    assert _one(land.uses_fill_area, uses, area, tolerance=0.5) == fits


@pytest.mark.parametrize(
    ("status", "to_on", "fits"),
    [
        ("active", "2026-11", True),
        ("active", "2026-10", False),
        ("active", None, True),
        ("ended", "2027", False),
        ("ended", "2026", True),
    ],
)
def test_period_and_status(status, to_on, fits) -> None:
    assert _one(insurance.period_fits_status, status, to_on, as_of=AS_OF) == fits


def test_card_of_another_form_is_not_compared() -> None:
    assert _one(insurance.card_carries_number, "6000000001", "6000000002")
    assert not _one(insurance.card_carries_number, "GD4606000000001", "6000000002")
