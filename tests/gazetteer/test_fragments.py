"""Words run together come apart only into a type word, a name and words about the book; a cut name only goes on."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doisoat.gazetteer.fragments import SHORTEST
from doisoat.gazetteer.reading import words_of
from tests.gazetteer.names import resolver

NAMES = sorted(
    k for k in resolver().index.communes if len(k) >= SHORTEST and k.replace(" ", "").isalpha() and k.isascii()
)


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(NAMES), st.sampled_from(["xa", "phuong", "thitran"]), st.sampled_from(["", "sohokhau"]))
def test_a_name_run_together_comes_apart(name: str, kind: str, book: str) -> None:
    ways = resolver().fragments.apart(book + kind + name.replace(" ", ""))
    spaced = kind.replace("thitran", "thi tran")
    assert any(f"{spaced} {name} " in f"{way} " for way in ways)


@settings(deadline=None, max_examples=60)
@given(st.text("abghinoptuxy", max_size=16))
def test_no_letter_is_lost_but_those_of_words_about_the_book(word: str) -> None:
    for way in resolver().fragments.apart(word):
        letters = way.replace(" ", "").replace("|", "")
        assert letters in word


@pytest.mark.parametrize("text", ["xa ham thanh", "hoadondientu", "x" * (SHORTEST - 1), ""])
def test_what_is_no_run_of_words_stays(text: str) -> None:
    assert resolver().fragments.apart(text) == []


def test_a_book_alone_names_nothing() -> None:
    assert resolver().fragments.apart("sohokhau2025") == []


@pytest.mark.parametrize(
    ("text", "at_word", "there", "not_there"),
    [
        ("phường văn", True, "van mieu", "vang danh"),
        ("phường văn m", False, "van mieu", "van chan"),
        ("xã hàm th", False, "ham thanh", "ham kiem"),
    ],
)
def test_a_cut_name_goes_on(text: str, at_word: bool, there: str, not_there: str) -> None:
    found = {m.key for m in resolver().fragments.cut_off(words_of(text, 0), at_word)}
    assert there in found or any(name.startswith(there) for name in found)
    assert not_there not in found
    beginning = text.split(" ", 1)[1]
    assert beginning not in found


def test_marks_of_whole_words_must_agree() -> None:
    kept = {m.key for m in resolver().fragments.cut_off(words_of("xã tân t", 0), at_word=False)}
    other = {m.key for m in resolver().fragments.cut_off(words_of("xã tấn t", 0), at_word=False)}
    assert "tan thanh" in kept
    assert "tan thanh" not in other


def test_a_letter_or_a_villages_name_completes_nothing() -> None:
    for text in ("h", "thôn hàm th", "xã h"):
        assert list(resolver().fragments.cut_off(words_of(text, 0), at_word=False)) == []
