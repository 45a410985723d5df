"""A column is decoded as a whole or not at all."""

import pandas as pd

from doisoat.text import legacy
from doisoat.text.columns import read_column

NAMES = pd.Series(["Nguyễn Văn Đức", "Trần Thị Hòa", "Phạm Bình Minh", "Đặng Hữu Ước", "Lương Văn Tạ", "Ngô Thị Hẳng"])


def test_an_old_encoding_is_undone_for_the_whole_column() -> None:
    shown = legacy.encode(NAMES, "vni").set_axis(range(10, 16))
    read = read_column(shown, "name")
    assert (read.encoding, read.mixed) == ("vni", False)
    assert read.outcome["canonical"].tolist() == NAMES.tolist()
    assert read.outcome.index.equals(shown.index)


def test_unicode_stays() -> None:
    read = read_column(NAMES, "name")
    assert (read.encoding, read.mixed) == (None, False)
    assert read.outcome["canonical"].tolist() == NAMES.tolist()


def test_two_encodings_are_never_decoded_and_the_strange_cells_are_flagged() -> None:
    both = pd.concat([NAMES, legacy.encode(NAMES, "tcvn3")], ignore_index=True)
    read = read_column(both, "name")
    assert (read.encoding, read.mixed) == (None, True)
    assert read.outcome["canonical"].tolist()[: len(NAMES)] == NAMES.tolist()
    assert read.outcome["problem"][: len(NAMES)].isna().all()
    strange = read.outcome[len(NAMES) :]
    assert set(strange["problem"]) == {"mixed_encodings"}
    assert strange["suggestion"].notna().all()
