"""Legacy encodings: told per column, undone, and left alone where they are not."""

import pandas as pd
import pytest

from doisoat.text import legacy, normalise
from doisoat.text.legacy.tables import TCVN3, VISCII, VNI, VPS
from doisoat.text.syllables import is_syllable
from doisoat.text.words import lexicon

NAMES = pd.Series(
    [
        "Nguyễn Văn Đức",
        "Trần Thị Hòa",
        "Phạm Bình Minh",
        "Lê Thị Ngọc Ánh",
        "Đặng Hữu Ước",
        "Hoàng Thị Thúy Quỳnh",
        "Vũ Đình Kỷ",
        "Bùi Xuân Trường",
        "Đỗ Thị Mỹ Dũng",
        "Lương Văn Tạ",
        "Ngô Thị Hẳng",
        "Phùng Ẩn",
    ],
)
LETTERS = "ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"


@pytest.mark.parametrize("encoding", legacy.ENCODINGS)
def test_round_trip_and_detection(encoding: str) -> None:
    shown = legacy.encode(NAMES, encoding)
    assert not shown.equals(NAMES)
    assert legacy.detect(shown) == encoding
    restored = legacy.decode(shown, encoding)
    if encoding == "tcvn3":
        # The capital letters with tone marks do not exist in TCVN3: Ánh comes back as ánh, Ẩn as ẩn.
        assert restored.str.lower().equals(NAMES.str.lower())
        assert (restored == NAMES).sum() >= len(NAMES) - 2
    else:
        assert restored.equals(NAMES)


def test_tables_are_complete() -> None:
    both = set(LETTERS) | set(LETTERS.upper())
    assert set(VISCII.values()) == both | set()
    assert both - {"Á", "À", "Â", "Ã", "É", "Ê", "È", "Í", "Ì", "Ó", "Ò", "Ô", "Õ", "Ú", "Ù", "Ý"} <= set(VPS.values())
    assert set(TCVN3.values()) == set(LETTERS) | set("ĂÂĐÊÔƠƯ")
    assert both - {"Í", "Ì"} <= set(VNI.values()) | {"Ý", "ý"}


def test_tcvn3_capitals_come_back() -> None:
    capitals = NAMES.str.upper()
    shown = legacy.encode(capitals, "tcvn3")
    assert legacy.detect(shown) == "tcvn3"
    assert legacy.decode(shown, "tcvn3").equals(capitals)


def test_never_decided_on_one_cell() -> None:
    assert legacy.detect(pd.Series(["NguyÔn ThÞ Hßa"])) is None
    read = normalise(pd.Series(["NguyÔn ThÞ Hßa"]), "name").iloc[0]
    assert (read["canonical"], read["suggestion"], read["problem"]) == (
        "NguyÔn ThÞ Hßa",
        "Nguyễn Thị Hòa",
        "legacy_encoding",
    )
    assert read["key"] == "nguyen thi hoa"


@pytest.mark.parametrize("column", [NAMES, pd.Series(["Smith", "Hàm Thạnh"]), pd.Series([None, ""]), pd.Series([1.0])])
def test_unicode_is_left_alone(column: pd.Series) -> None:
    assert legacy.detect(column) is None
    assert not legacy.mixed(column)


def test_two_encodings_in_one_column_are_seen() -> None:
    column = pd.concat([NAMES, legacy.encode(NAMES, "vni")], ignore_index=True)
    assert legacy.detect(column) is None
    assert legacy.mixed(column)


def test_survey_ranks_readings() -> None:
    best = legacy.survey(legacy.encode(NAMES, "vni"))[0]
    assert (best.encoding, best.share) == ("vni", 1.0)


def test_every_syllable_of_the_lexicon_survives() -> None:
    words = pd.Series(sorted(w for forms in lexicon().by_fold.values() for w in forms if is_syllable(w)))
    for encoding in ("vni", "viscii", "vps", "windows-1258", "utf-8-as-cp1252"):
        assert legacy.decode(legacy.encode(words, encoding), encoding).equals(words), encoding
