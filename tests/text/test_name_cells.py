"""What stands beside a name is taken away only as a suggestion, and never from a name that is whole."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doisoat.text import legacy, normalise
from doisoat.text.abbreviated import expand
from doisoat.text.hidden import with_blanks
from doisoat.text.name_cells import read_cell
from doisoat.text.words import lexicon

USUAL = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Đặng", "Bùi", "Đỗ", "Ngô", "Dương")
names = st.builds(
    lambda *words: " ".join(words),
    st.sampled_from(USUAL),
    st.sampled_from(("Văn", "Thị", "Đình")),
    st.sampled_from(("Hộ", "Bà", "Cụ", "Em", "Chị", "Và", "Bé", "Tám", "Mến", "Chồng", "An")),
)


def read(text: str) -> tuple[str | None, str | None, str | None]:
    row = normalise(pd.Series([text], dtype="str"), "name").iloc[0]
    canonical, suggestion, problem = (
        None if pd.isna(row[name]) else str(row[name]) for name in ("canonical", "suggestion", "problem")
    )
    return canonical, suggestion, problem


@settings(deadline=None, max_examples=40)
@given(names)
def test_a_whole_name_stays_and_raises_no_question(name: str) -> None:
    assert read(name) == (name, None, None)
    assert read(f"{name}.") == (name, None, None)
    assert read(f"- {name} ,") == (name, None, None)


@settings(deadline=None, max_examples=40)
@given(
    names,
    st.sampled_from(
        [
            "Ông ",
            "Bà: ",
            "Ô. ",
            "Cụ ",
            "Anh ",
            "Chị ",
            "Cháu: ",
            "Hộ ",
            "Hộ ông ",
            "Hộ bà: ",
            "Hộ gia đình ông ",
            "1. ",
            "Ông/Bà ",
            "Ông (bà): ",
            "Chủ hộ: ",
            "Đ/c ",
        ]
    ),
)
def test_titles_and_labels_are_suggested_away(name: str, before: str) -> None:
    canonical, suggestion, problem = read(before + name)
    assert (suggestion, problem) == (name, "extra_text")
    assert canonical is not None
    assert name in canonical


@settings(deadline=None, max_examples=40)
@given(names, names, st.sampled_from([" và ", " và vợ ", " và chồng là ", ", ", " & ", "; ", " / ", " vợ: ", " - "]))
def test_several_people_in_a_cell_are_told_apart(one: str, two: str, between: str) -> None:
    assert read(f"{one}{between}{two}")[1:] == (f"{one}|{two}", "several_people")


@pytest.mark.parametrize(
    "name",
    [
        "Ông Văn Hùng",
        "Y Ông Êban",
        "Giàng A Và",
        "Vừ Và Xa",
        "Trần Thị Và Em",
        "Y Bhăm Niê",
        "K'Brôi",
        "H' Mai",
        "Nguyễn Văn A",
        "Bà Huyện Thanh",
        "Em Thị Lan",
    ],
)
def test_names_that_look_like_titles_or_initials(name: str) -> None:
    assert read(name) == (name, None, None)


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(sorted(lexicon().surname)), st.sampled_from(sorted(lexicon().other)))
def test_a_name_in_full_is_never_an_abbreviation(surname: str, other: str) -> None:
    assert expand(f"{surname.capitalize()} {other.capitalize()}") is None


@pytest.mark.parametrize("encoding", ["tcvn3", "vni", "viscii", "windows-1258", "utf-8-as-cp1252", "utf-8-as-cp437"])
def test_one_cell_in_an_old_encoding_is_read_and_left(encoding: str) -> None:
    for name in ("Nguyễn Thị Hòa", "Trần Văn Đức", "Đặng Quỳnh Hường", "Vũ Thị Thảo"):
        shown = legacy.encode_text(name, encoding)
        canonical, suggestion, problem = read(shown)
        assert (suggestion, problem) == (name, "legacy_encoding"), shown
        assert canonical is not None


@settings(deadline=None, max_examples=40)
@given(names, st.sampled_from("\u200b\u200c\u200d"))
def test_an_invisible_character_is_a_blank_between_words_only(name: str, sign: str) -> None:
    assert read(name.replace(" ", sign))[1:] == (name, "joined_words")
    word = name.split()[0]
    inside = name.replace(word, f"{word[:2]}{sign}{word[2:]}", 1)
    assert with_blanks(inside) is None
    assert read(inside) == (name, None, None)


@settings(deadline=None, max_examples=40)
@given(names, names)
def test_names_taken_out_of_a_cell_are_whole_themselves(one: str, two: str) -> None:
    for cell in (f"Ông: {one}", f"{one} (chồng {two})", f"{one} và vợ {two}", f"{one} (đã chết)"):
        read = read_cell(cell)
        assert read is not None
        assert all(read_cell(name) is None for name in read.names)
        assert set(read.names) <= {one, two}


def test_who_is_named_only_by_a_relative_has_no_name() -> None:
    read = read_cell("con của ông Phạm Văn Bé")
    assert read is not None
    assert (read.names, read.problem) == ((), "extra_text")
