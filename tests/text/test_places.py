"""Type words in full, the rest of a unit's name as written; which unit is meant is not asked here."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doisoat.text.chars import MAX_CELL
from doisoat.text.places import UNIT_TYPES, address, expand, unit_name

SHORT = {"x.": "Xã", "P.": "Phường", "TT": "Thị trấn", "H.": "Huyện", "Q.": "Quận", "TX": "Thị xã", "Tp.": "Thành phố"}
NAMES = st.sampled_from(["Hàm Thạnh", "Tân Lập", "An Khánh", "Phú Mỹ", "Lạc Dương"])


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(sorted(SHORT)), NAMES, st.sampled_from([str, str.upper, str.lower]))
def test_an_abbreviated_type_is_written_in_full(short: str, name: str, case) -> None:
    meant = f"{SHORT[short]} {name}"
    assert unit_name(f"{short} {case(name)}").canonical == meant
    assert unit_name(meant).canonical == meant


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(sorted(UNIT_TYPES.values())), NAMES)
def test_a_name_without_marks_keeps_its_key(kind: str, name: str) -> None:
    full = unit_name(f"{kind} {name}")
    assert full.canonical == f"{kind} {name}"
    assert full.key is not None
    assert full.key.isascii()
    assert expand(f"{kind} {name}") == f"{kind} {name}"


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("P.03", "Phường 3"),
        ("phường 12", "Phường 12"),
        ("Quang Trung", "Quang Trung"),
        ("Phan Rí", "Phan Rí"),
        ("xã Hoà Bình", "Xã Hòa Bình"),
        ("tp hcm", "Thành phố Hồ Chí Minh"),
        ("H' Nol", "H' Nol"),
    ],
)
def test_numbers_tones_and_names_that_begin_like_a_type(written: str, canonical: str) -> None:
    assert unit_name(written).canonical == canonical


@pytest.mark.parametrize(
    ("written", "problem"),
    [("Xã H?m Thạnh", "lost_character"), ("x" * (MAX_CELL + 1), "text_too_long"), ("X· Hµm Th¹nh", "legacy_encoding")],
)
def test_problems_leave_the_name_to_a_person(written: str, problem: str) -> None:
    assert unit_name(written).problem == problem


def test_the_parts_of_an_address_keep_their_writing_and_its_key_has_them_in_full() -> None:
    read = address("số 5 ,tổ 3;P.2 , TP Đà Lạt")
    assert read.canonical == "số 5, tổ 3; P.2, TP Đà Lạt"
    assert read.key == address("Số 5, Tổ 3, Phường 2, Thành phố Đà Lạt").key
    assert address(" , ; ").canonical is None
