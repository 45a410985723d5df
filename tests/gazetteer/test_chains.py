"""The fast way answers exactly the addresses written in full, and leaves every other one to the reader."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doisoat.gazetteer.chains import chain_of, chains_of
from doisoat.gazetteer.index import OLD
from doisoat.gazetteer.tables import tables
from doisoat.text.fold import fold_text
from tests.gazetteer.names import resolver

UNITS = sorted(tables().old)
PROVINCES = {p.code: p.full_name for p in tables().provinces if not p.valid_from}


def official(code: str) -> str:
    unit = tables().old[code]
    return f"{unit.type} {unit.name}, {unit.district_name}, {PROVINCES[unit.province_code]}"


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(UNITS))
def test_an_official_address_is_its_unit_whatever_its_case_house_or_marks(code: str) -> None:
    text = official(code)
    (found,) = resolver().chains.find([text])
    if found is None:  # two units of one name in one district: left to the reader
        return
    assert (found.epoch, found.code) == (OLD, code)
    written = [text.upper(), f"Số 5/2, thôn 3, {text}", text.replace(", ", " - ")]
    assert resolver().chains.find(written) == [found] * 3
    assert resolver().chains.find([fold_text(text)])[0] in (found, None)


def test_nearly_every_official_address_goes_the_fast_way() -> None:
    found = resolver().chains.find([official(code) for code in UNITS])
    wrong = [code for code, place in zip(UNITS, found, strict=True) if place is not None and place.code != code]
    assert wrong == []
    assert sum(place is None for place in found) < 0.01 * len(UNITS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "xã Hàm Thạnh",
        "xã Hàm Thạnh, tỉnh Bình Thuận",
        "xã Hàm Thanh, huyện Hàm Thuận Nam, tỉnh Bình Thuận",
        "chợ Mới, quán Năm, xã Hàm Thạnh, huyện Hàm Thuận Nam, tỉnh Bình Thuận",
        "phường Hàm Thạnh, huyện Hàm Thuận Nam, tỉnh Bình Thuận",
    ],
)
def test_anything_else_is_left_to_the_reader(text: str) -> None:
    assert resolver().chains.find([text]) == [None]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text("xpthq. -,03àâ ab", max_size=20), max_size=4))
def test_many_at_once_give_what_each_gives(texts: list[str]) -> None:
    one_by_one = [chain_of(" ".join(text.split())) for text in texts]
    for together, alone, text in zip(chains_of(texts), one_by_one, texts, strict=True):
        if not text.isascii():
            assert together == alone.lower()
