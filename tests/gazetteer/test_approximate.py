"""Names spelt otherwise are looked for only where no name covers the words, and never far from what is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doisoat.gazetteer.approximate import allowed, allowed_near, approximate, slots
from tests.gazetteer.names import read, resolver


def near(text: str, province: str | None = None) -> set[tuple[str, str, int]]:
    words, found = read(text)
    return {(m.level, m.key, m.fuzzy) for m in approximate(words, found, resolver().pools, province)}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Xã Hàm Thnạh, H. Hàm Thuận Nam, Bình Thuận", ("C", "ham thanh", 1)),
        ("Ham Thnah, Ham Thuan Nam, Binh Thuan", ("C", "ham thanh", 1)),
        ("xã Hàm Thạnh, huyện Hàm Thuận Nma, Bình Thuận", ("D", "ham thuan nam", 1)),
        ("xã Hàm Thạnh, tỉnh Bình Thuậnn", ("P", "binh thuan", 1)),
        ("Phờng 2, Đà Lạt, Lâm Đồng", ("C", "2", 1)),
    ],
)
def test_slips_of_the_pen(text: str, meant: tuple[str, str, int]) -> None:
    assert meant in near(text)


@pytest.mark.parametrize("text", ["Phường 113, Quận 5, TP.HCM", "thôn Hàm Thnạh, huyện Hàm Thuận Nam"])
def test_numbers_and_villages_are_not_guessed(text: str) -> None:
    assert not {m for m in near(text) if m[0] == "C"}


def test_a_bare_name_with_nothing_around_it_is_no_misspelt_commune() -> None:
    assert not {m for m in near("Hàm Thnạh") if m[0] == "C"}


@given(st.text("abc ", min_size=1, max_size=20))
def test_a_commune_within_its_district_may_differ_by_one_edit_more_at_most(name: str) -> None:
    assert allowed(name) <= allowed_near(name) <= allowed(name) + 1
    assert allowed_near(name) * 3 <= len(name) + 2 or len(name) < 4


def test_parts_reach_from_a_type_word_to_the_next_or_the_end_of_their_segment() -> None:
    words, _ = read("xã Hàm Thạnh huyện Hàm Thuận Nam, Bình Thuận")
    cut = [(p.level, " ".join(w.key for w in words[p.start : p.end])) for p in slots(words)]
    assert cut == [("C", "ham thanh"), ("D", "ham thuan nam"), ("", "binh thuan")]
