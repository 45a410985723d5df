"""Words and names of a text: every name its type word allows, and none that a longer one explains."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doisoat.gazetteer.reading import Mention, segments, words_of
from tests.gazetteer.names import brief, read


@pytest.mark.parametrize(
    ("text", "there"),
    [
        (
            "xã Hàm Thạnh, huyện Hàm Thuận Nam, Bình Thuận",
            {("C", "ham thanh", True), ("D", "ham thuan nam", True), ("P", "binh thuan", False)},
        ),
        ("P3, Q5, TP.HCM", {("C", "3", True), ("D", "5", True), ("P", "hcm", True)}),
        ("phường Cam Ly, Đà Lạt", {("C", "cam ly da lat", True), ("C", "cam ly", True), ("D", "da lat", False)}),
        ("Bản Ngoại, Đại Từ", {("C", "ban ngoai", False)}),
    ],
)
def test_names_at_their_levels(text: str, there: set[tuple[str, str, bool]]) -> None:
    assert there <= brief(read(text)[1])


@pytest.mark.parametrize(
    ("text", "not_there"),
    [
        ("thôn Hàm Thạnh", ("C", "ham thanh")),  # a village's name
        ("tỉnh Bình Thuận", ("C", "binh thuan")),  # a province's, though a ward bears it
        ("Hàm Thạnh, Bình Thuận", ("C", "binh thuan")),  # what ends an address
        ("xã Lâm Đồng", ("P", "lam dong")),
        ("3", ("C", "3")),  # a number without its type is no ward
    ],
)
def test_names_that_are_not_meant(text: str, not_there: tuple[str, str]) -> None:
    assert not_there not in {(m.level, m.key) for m in read(text)[1]}


@settings(deadline=None, max_examples=60)
@given(st.text("aàăâđeêioôơuư nghtxp.,-'()3 ", max_size=40))
def test_mentions_lie_inside_the_words_of_one_part(text: str) -> None:
    words, found = read(text)
    assert [w.segment for w in words] == sorted(w.segment for w in words)
    for m in found:
        assert 0 <= m.start - m.type_words < m.end <= len(words)
        assert m.typed == (m.type_words > 0)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text("abcđê 12", min_size=1, max_size=8), max_size=5))
def test_commas_cut_and_blanks_do_not_count(parts: list[str]) -> None:
    kept = [" ".join(p.split()) for p in parts if p.strip()]
    assert segments(",".join(parts)) == kept
    assert segments(" ; ".join(parts)) == kept


def test_a_type_glued_to_its_number_and_leading_zeros() -> None:
    assert [w.key for w in words_of("p03", 0)] == ["p", "3"]
    assert words_of("phường 03", 0) == words_of("phường 3", 0)


def test_more_words_and_a_type_weigh_more_and_an_approximation_less() -> None:
    def mention(end: int, *, typed: bool = False, fuzzy: int = 0) -> Mention:
        return Mention("C", "x", 1, end, typed, "", int(typed), fuzzy)

    assert mention(3).weight > mention(2).weight
    assert mention(2, typed=True).weight > mention(2).weight > mention(2, fuzzy=1).weight
    assert mention(3, typed=True).reach == range(3)
    assert mention(3).overlaps(mention(2))
    assert not mention(2).overlaps(Mention("C", "x", 2, 3, False, "", 0))
