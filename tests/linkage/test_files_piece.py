"""Parts of a text that records are blocked on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doisoat.linkage.files.model import PARTS
from doisoat.linkage.files.parts import piece


@given(st.text("abchkp ", max_size=15), st.sampled_from(sorted(PARTS)))
def test_blanks_and_an_empty_text_give_no_part(text: str, part: str) -> None:
    if part in ("first", "last", "words", "sound"):
        assert piece(f"  {text} ", part) == piece(" ".join(text.split()), part)
    assert (piece(text, part) == "") == (not text.strip())


@given(st.permutations(["nguyen", "van", "an"]))
def test_words_do_not_depend_on_their_order(words: list[str]) -> None:
    assert piece(" ".join(words), "words") == "an nguyen van"
    assert (piece(" ".join(words), "first"), piece(" ".join(words), "last")) == (words[0], words[-1])


@pytest.mark.parametrize(
    ("one", "two"), [("catharina", "katarina"), ("philip", "filipp"), ("jansen", "jansson"), ("becker", "beker")]
)
def test_names_that_sound_alike_have_one_sound(one: str, two: str) -> None:
    assert piece(one, "sound") == piece(two, "sound")


def test_a_word_of_vowels_keeps_its_first_letter_and_others_stay_apart() -> None:
    assert piece("eo", "sound") == "e"
    assert piece("maria", "sound") != piece("anna", "sound")
    assert piece("nguyen van", "start") == "ngu"
