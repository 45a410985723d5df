"""Identifiers: what is certain, what is only suggested, what is wrong."""

import math
from collections.abc import Callable

import pandas as pd
import pytest

from doisoat.identifiers import (
    KINDS,
    InvalidIdentifier,
    bhxh,
    bhyt,
    certificate,
    cmnd,
    household_no,
    identify,
    normalise,
    parcel_code,
    personal_number,
)
from doisoat.text.outcome import Outcome
from doisoat.text.problems import PROBLEMS

CASES = [
    # kind, written, canonical, suggestion, problem
    ("personal_id", "068201000123", "068201000123", None, None),
    ("personal_id", "068 201 000 123", "068201000123", None, None),
    ("personal_id", "'068201000123", "068201000123", None, None),
    ("personal_id", "68201000123", "068201000123", None, None),
    ("personal_id", "68201000123.0", "068201000123", None, None),
    ("personal_id", "6.8201000123E+10", "068201000123", None, None),
    ("personal_id", "1.2E+11", None, None, "digits_lost"),
    ("personal_id", "6,8201E+10", None, None, "digits_lost"),
    ("personal_id", "1201000123", None, "001201000123", "lost_zero"),
    ("personal_id", "12345678901", None, None, "wrong_length"),
    ("personal_id", "060199000123", "060199000123", None, None),
    ("personal_id", "127199000123", "127199000123", None, "unknown_birth_place"),
    ("personal_id", "000199000123", "000199000123", None, "impossible_birth_place"),
    ("personal_id", "068299000123", "068299000123", None, "impossible_birth_year"),
    ("personal_id", "000000000000", "000000000000", None, "placeholder_number"),
    ("personal_id", "06820100O123", None, "068201000123", "look_alike_letter"),
    ("personal_id", "260123456", None, None, "other_identifier"),
    ("personal_id", "abc", None, None, "not_digits"),
    ("former_id", "260123456", "260123456", None, None),
    ("former_id", "12345678", None, "012345678", "lost_zero"),
    ("former_id", "068201000123", None, None, "other_identifier"),
    ("participant_no", "6820001234", "6820001234", None, None),
    ("participant_no", "068201000123", "068201000123", None, None),
    ("participant_no", "101234567", None, "0101234567", "lost_zero"),
    ("health_card", "gd 4 68 6820001234", "GD4686820001234", None, None),
    ("health_card", "ZZ4686820001234", "ZZ4686820001234", None, "unknown_object_code"),
    ("health_card", "GD9686820001234", "GD9686820001234", None, "unknown_benefit_level"),
    ("health_card", "6820001234", None, None, "other_identifier"),
    ("parcel_code", "W3GVK8P2X0QZ", "w3gvk8p2x0qz", None, None),
    ("parcel_code", "w3gvk8p2xOqz", None, "w3gvk8p2x0qz", "look_alike_letter"),
    ("parcel_code", "07954-001-0002", "07954.1.2", None, None),
    ("parcel_code", "7954.1.2", None, "07954.1.2", "lost_zero"),
    ("parcel_code", "ezs42e44yx96", "ezs42e44yx96", None, "outside_vietnam"),
    ("certificate", "AA 01234567", "AA 01234567", None, None),
    ("certificate", "bn531146", "BN 531146", None, None),
    ("certificate", "ĐA 123456", "ĐA 123456", None, None),
    ("certificate", "K 123456", "K 123456", None, None),
    ("certificate", "CS 00055", None, None, "other_identifier"),
    ("certificate", "AA1234567", None, "AA 01234567", "lost_zero"),
    ("certificate", "???", None, None, "unknown_form"),
]


def text_of(value: object) -> str | None:
    return None if value is None or (isinstance(value, float) and math.isnan(value)) else str(value)


@pytest.mark.parametrize(("kind", "written", "canonical", "suggestion", "problem"), CASES)
def test_outcomes(kind: str, written: str, canonical: str | None, suggestion: str | None, problem: str | None) -> None:
    row = normalise(pd.Series([written, None]), kind, year=2026).iloc[0]
    assert (text_of(row["canonical"]), text_of(row["suggestion"]), text_of(row["problem"])) == (
        canonical,
        suggestion,
        problem,
    )
    assert problem is None or problem in PROBLEMS


@pytest.mark.parametrize("kind", KINDS)
def test_empty_and_long_cells(kind: str) -> None:
    read = normalise(pd.Series([None, "", " ", "1" * 2_000_000], dtype="object"), kind)
    assert read.iloc[:3].isna().all().all()
    assert read["problem"][3] == "text_too_long"
    assert normalise(pd.Series([], dtype="object"), kind).empty


def test_a_column_of_numbers_keeps_what_a_spreadsheet_kept() -> None:
    read = normalise(pd.Series([68201000123.0, None, 68301000124.0]), "personal_id", year=2026)
    assert read["canonical"].dropna().tolist() == ["068201000123", "068301000124"]


def test_fast_and_slow_way_agree() -> None:
    numbers = [
        f"{place}{digit}{year}000123"
        for place in ("001", "068", "099", "127", "000")
        for digit in range(5)
        for year in ("05", "27", "99")
    ]
    numbers += ["012345678901", "111111111111"]
    read = normalise(pd.Series(numbers), "personal_id", year=2026)
    for number, problem in zip(numbers, read["problem"], strict=True):
        assert text_of(problem) == personal_number.problem_of(number, 2026)


def test_sex_and_year() -> None:
    said = personal_number.sex_and_year(pd.Series(["068201000123", "001162012345", None, "12"]))
    assert said["sex"].tolist()[:2] == ["M", "F"]
    assert said["birth_year"].tolist()[:2] == [2001, 1962]
    assert said.iloc[2:].isna().all().all()


def test_birth_provinces_keep_closed_codes() -> None:
    provinces = personal_number.birth_provinces()
    assert len(provinces) == 63
    assert provinces["060"][1] == "68"
    assert provinces["070"][1] == "75"


@pytest.mark.parametrize("module", [personal_number, cmnd, bhxh, bhyt, parcel_code, certificate, household_no])
def test_validate_raises_a_code_without_the_value(module: object) -> None:
    assert not module.is_valid("")  # type: ignore[attr-defined]
    with pytest.raises(InvalidIdentifier) as caught:
        module.validate("" if module is household_no else "12345x")  # type: ignore[attr-defined]
    assert "12345x" not in repr(caught.value)


def test_geohash_of_a_known_place() -> None:
    latitude, longitude = parcel_code.decode("ezs42")
    assert (round(latitude, 1), round(longitude, 1)) == (42.6, -5.6)
    assert parcel_code.encode(42.605, -5.603)[:5] == "ezs42"
    assert parcel_code.is_valid(parcel_code.encode(10.93, 108.1))


def test_identify_says_which_it_is() -> None:
    values = ["068201000123", "260123456", "6820001234", "GD4686820001234", "w3gvk8p2x0qz", "AD 266864", "hello", None]
    kinds = [text_of(k) for k in identify(pd.Series(values))["kind"]]
    assert kinds == [
        "personal_id",
        "former_id",
        "participant_no",
        "health_card",
        "parcel_code",
        "certificate",
        None,
        None,
    ]


@pytest.mark.parametrize(("kind", "reader"), [("former_id", cmnd.read), ("participant_no", bhxh.read)])
def test_fast_and_slow_way_agree_for_plain_numbers(kind: str, reader: Callable[[str], Outcome]) -> None:
    numbers = [str(d) * n for d in range(10) for n in (8, 9, 10)]
    numbers += ["123456789", "0123456789", "1234567890", "260123456", "6820001234", "26012345a"]
    read = normalise(pd.Series(numbers), kind)
    for number, row in zip(numbers, read.itertuples(index=False), strict=True):
        assert tuple(map(text_of, row)) == tuple(reader(number)), number
