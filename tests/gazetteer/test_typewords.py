"""What kind of place the name after a word is."""

import pytest

from doisoat.gazetteer.reading import words_of
from doisoat.gazetteer.typewords import is_type_word, is_village_word, misspelt, type_before


@pytest.mark.parametrize(
    ("text", "level", "words"),
    [
        ("xã hàm thạnh", "C", 1),
        ("tt x", "C", 1),
        ("thị trấn thuận nam", "C", 2),
        ("thị xã la gi", "D", 2),
        ("thành phố đà lạt", "DP", 2),
        ("tp huế", "DP", 1),
        ("tỉnh lâm đồng", "P", 1),
        ("thôn ba", "V", 1),
        ("khu phố ba", "V", 2),
        ("đặc khu phú quý", "C", 2),
        ("hàm thạnh", "", 0),
    ],
)
def test_the_level_of_what_follows(text: str, level: str, words: int) -> None:
    tokens = words_of(text, 0)
    assert type_before(tokens, words or 1) == (level, words)
    assert all(is_type_word(tokens, i) for i in range(words))
    assert is_village_word(tokens, max(words - 1, 0)) == (level == "V")


def test_a_type_word_of_another_part_says_nothing() -> None:
    tokens = [*words_of("xã", 0), *words_of("hàm thạnh", 1)]
    assert type_before(tokens, 1) == ("", 0)


@pytest.mark.parametrize(
    ("first", "second", "level"),
    [("phong", "2", "C"), ("huyem", "x", "D"), ("thanh", "phoo", "DP"), ("tinhh", "x", "P")],
)
def test_slips_in_a_type_word(first: str, second: str, level: str) -> None:
    assert level in {meant.level for meant in misspelt(first, second)}


@pytest.mark.parametrize(("first", "second"), [("dalat", ""), ("bao", "loc"), ("pleiku", "")])
def test_other_words_are_no_slip(first: str, second: str) -> None:
    assert misspelt(first, second) == ()


def test_the_nearest_comes_first() -> None:
    assert misspelt("phuong", "2")[0].type_key == "phuong"
