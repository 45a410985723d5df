"""Keys typed while the input method was off: every syllable comes back from its keys, and no plain word is keys."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doisoat.text.chars import TONES
from doisoat.text.keystrokes import retyped, telex_word, vni_word
from doisoat.text.syllables import take_apart

TELEX = {"â": "aa", "ê": "ee", "ô": "oo", "đ": "dd", "ă": "aw", "ơ": "ow", "ư": "uw"}
VNI = {"â": "a6", "ê": "e6", "ô": "o6", "đ": "d9", "ă": "a8", "ơ": "o7", "ư": "u7"}
VNI_TONES = {"s": "1", "f": "2", "r": "3", "x": "4", "j": "5"}
SYLLABLES = (
    "nguyễn",
    "trần",
    "lê",
    "phạm",
    "hoàng",
    "đặng",
    "bùi",
    "đỗ",
    "ngô",
    "dương",
    "đức",
    "thị",
    "phước",
    "tuấn",
    "hiếu",
    "quỳnh",
    "thúy",
    "hường",
    "ngọc",
    "huệ",
    "đình",
    "trường",
    "thắng",
    "kiệm",
)
LETTERS = st.sampled_from(SYLLABLES)


def keys(word: str, letters: dict[str, str], *, vni: bool) -> str:
    base, tones, _ = take_apart(word)
    typed = "".join(letters.get(c, c) for c in base)
    return typed + "".join(VNI_TONES[TONES[t]] if vni else TONES[t] for t in tones)


@settings(deadline=None, max_examples=40)
@given(LETTERS, st.sampled_from([str.lower, str.capitalize, str.upper]))
def test_a_syllable_comes_back_in_its_case(word: str, case) -> None:
    assert telex_word(case(keys(word, TELEX, vni=False))) == case(word)
    vni = keys(word, VNI, vni=True)
    if not vni.isalpha():
        assert vni_word(case(vni)) == case(word)


@settings(deadline=None, max_examples=40)
@given(LETTERS)
def test_a_word_in_marks_has_no_keys_left(word: str) -> None:
    assert telex_word(word) is None
    assert vni_word(word) is None
    assert retyped(word) is None


@settings(deadline=None, max_examples=40)
@given(LETTERS)
def test_half_converted_words_are_finished(word: str) -> None:
    base, tones, _ = take_apart(word)
    for tone in tones:
        assert retyped(base + TONES[tone]) == word


@pytest.mark.parametrize("word", ["Alex", "Hoa", "Maria", "Ksor", "A12", "B52", "Nguye6n45", "x1"])
def test_foreign_words_and_codes_are_left(word: str) -> None:
    assert telex_word(word) is None
    assert vni_word(word) is None


@settings(deadline=None, max_examples=40)
@given(st.text("abcdeghiklmnopqrstuvxywfjz123456789đăâêôơư", max_size=9))
def test_a_reading_is_composed_and_differs_from_what_was_typed(word: str) -> None:
    for read in (telex_word(word), vni_word(word), retyped(word)):
        assert read is None or (unicodedata.is_normalized("NFC", read) and read != word)
