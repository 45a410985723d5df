"""Match keys, tone marks and their placement."""

import unicodedata

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doisoat.text import fold, fold_text, tone_strip, tone_strip_text
from doisoat.text.chars import clean
from doisoat.text.syllables import is_syllable
from doisoat.text.tones import conflicting, place

SAME = [
    "Đặng Thị Hoà",
    "ĐẶNG THỊ HÒA",
    "Ðặng Thị Hoà",
    "Dang Thi Hoa",
    "DDawngj Thij Hoaf",
    " đặng  thị\u00a0hòa\u200b",
    unicodedata.normalize("NFD", "Đặng Thị Hoà"),
]


@pytest.mark.parametrize("name", SAME)
def test_one_key_however_it_is_typed(name: str) -> None:
    assert fold_text(name) == "dang thi hoa"


def test_foreign_and_minority_names_are_not_taken_for_telex() -> None:
    assert [fold_text(n) for n in ("Alex", "Ksor H'Blâm", "Siu Ayun")] == ["alex", "ksor hblam", "siu ayun"]


def test_columns_keep_index_and_nulls() -> None:
    column = pd.Series(["Nguyễn Văn An", None, "", 3.0, "Nguyễn Văn An"], index=[5, 4, 3, 2, 1])
    folded = fold(column)
    assert folded.index.tolist() == [5, 4, 3, 2, 1]
    assert folded.dropna().to_dict() == {5: "nguyen van an", 2: "3", 1: "nguyen van an"}


def test_tone_strip_keeps_letters() -> None:
    assert tone_strip_text("NGUYỄN THỊ ƯỚT Ñuôl Ƀrê Kŏ") == "nguyên thi ươt ñuôl ƀrê kŏ"
    assert tone_strip(pd.Series(["Hoà", "Hòa", "Hoá"])).tolist() == ["hoa"] * 3


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("hoà", "hòa"),
        ("hoá", "hóa"),
        ("thuý", "thúy"),
        ("Thuỷ", "Thủy"),
        ("khoẻ", "khỏe"),
        ("loè", "lòe"),
        ("Hùynh", "Huỳnh"),
        ("Nguỹên", "Nguyễn"),
        ("tiêń", "tiến"),
        ("quý", "quý"),
        ("qúy", "quý"),
        ("giữ", "giữ"),
        ("gìn", "gìn"),
        ("già", "già"),
        ("giếng", "giếng"),
        ("khuỷu", "khuỷu"),
        ("thuở", "thuở"),
        ("toán", "toán"),
        ("hoàn", "hoàn"),
        ("ngoằn", "ngoằn"),
        ("oái", "oái"),
        ("HOÀ", "HÒA"),
        ("Nguyễ\u0303n", "Nguyễn"),
        ("Kpă", "Kpă"),
        ("Ñuôl", "Ñuôl"),
        ("Bahnar", "Bahnar"),
        ("mũa", "mũa"),
        ("của", "của"),
        ("mía", "mía"),
    ],
)
def test_tone_placement(written: str, canonical: str) -> None:
    assert place(written) == canonical


def test_two_tones_are_left_to_a_person() -> None:
    assert conflicting("Hoà\u0301")
    assert not conflicting("Hoà")
    assert place("Hoà\u0301") == unicodedata.normalize("NFC", "Hoà\u0301")


@given(st.text(max_size=60))
def test_clean_fold_and_strip_are_idempotent(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert tone_strip_text(tone_strip_text(text)) == tone_strip_text(text)
    folded = fold_text(text)
    assert folded == "" or (folded.isascii() and folded == folded.lower() and "  " not in folded)


@given(st.text(alphabet="aăâeêioôơuưynhgcptqđbdklmrsvx\u0300\u0301\u0309\u0303\u0323", max_size=8))
def test_placing_a_tone_never_changes_the_syllable(word: str) -> None:
    placed = place(unicodedata.normalize("NFC", word))
    assert place(placed) == placed
    assert fold_text(placed) == fold_text(word)
    if is_syllable(word):
        assert tone_strip_text(placed) == tone_strip_text(word)
