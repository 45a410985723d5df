"""The encoding of a column is told by the share of its words, never by one cell; one cell gives suggestions only."""

import pandas as pd
import pytest

from doisoat.text import legacy
from doisoat.text.legacy.detect import MIN_CELLS, MIN_WORDS, cell, detect, detect_text, mixed, one_word, survey

NAMES = pd.Series(["Nguyễn Văn Đức", "Trần Thị Hòa", "Phạm Bình Minh", "Đặng Hữu Ước", "Lương Văn Tạ", "Ngô Thị Hẳng"])
ODD = ["NguyÔn", "TrÇn", "ThÞ", "Ph¹m", "B×nh", "§Æng"]


def test_the_fewest_words_and_cells() -> None:
    assert detect_text([" ".join(ODD[: MIN_WORDS - 1]), "x"]) is None
    assert detect_text([" ".join(ODD)]) is None  # one cell
    assert MIN_CELLS == 2
    assert detect_text([" ".join(ODD[:3]), " ".join(ODD[3:])]) == "tcvn3"


def test_repeating_a_value_is_no_more_evidence() -> None:
    assert detect(pd.Series([ODD[0], ODD[1]] * 500)) is None


def test_a_column_with_certain_unicode_is_not_decoded() -> None:
    both = pd.concat([NAMES, legacy.encode(NAMES, "tcvn3")], ignore_index=True)
    assert detect(both) is None
    assert mixed(both)
    assert not mixed(NAMES)
    assert not mixed(legacy.encode(NAMES, "tcvn3"))


def test_foreign_words_are_no_encoding() -> None:
    assert detect(pd.Series(["Müller", "Gómez", "Çelik", "Björk", "Ångström", "Dvořák"])) is None


@pytest.mark.parametrize("encoding", ["tcvn3", "vni", "viscii"])
def test_survey_puts_the_encoding_first(encoding: str) -> None:
    found = survey(legacy.encode(NAMES, encoding))
    assert found[0].encoding == encoding
    assert found[0].share == 1.0
    assert survey(pd.Series(["abc", "x y"])) == []


@pytest.mark.parametrize("value", ["Nguyễn Thị Hòa", "Müller", "Hoa", "12/3", "Y Ðiêu Êban"])
def test_a_cell_that_is_no_old_encoding_has_no_suggestion(value: str) -> None:
    assert cell(value) is None


def test_one_word_keeps_what_is_a_syllable() -> None:
    assert one_word("Thị") is None
    assert one_word("Thi") is None
    assert one_word("NguyÔn") == "Nguyễn"
