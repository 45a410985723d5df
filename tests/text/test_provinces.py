"""Provinces in the spellings and abbreviations people write."""

import pandas as pd
import pytest

from doisoat import text
from doisoat.gazetteer.tables import tables
from doisoat.text.fold import fold_text
from doisoat.text.provinces import NAMES


def test_the_list_is_the_gazetteers() -> None:
    assert {fold_text(name) for name in NAMES} == {fold_text(p.name) for p in tables().provinces}


@pytest.mark.parametrize("written", ["Tp HCM", "TP.HCM", "TPHCM", "tp. hcm"])
def test_the_city_is_written_in_full(written: str) -> None:
    row = text.normalise(pd.Series([written]), "place").iloc[0]
    assert (row["canonical"], row["key"]) == ("Thành phố Hồ Chí Minh", "thanh pho ho chi minh")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Đăk Nông", "Đắk Nông"),
        ("Tỉnh Đăk Lăk", "Tỉnh Đắk Lắk"),
        ("Đắc Lắc", "Đắk Lắk"),
        ("Xã Nam Đà, tỉnh Đăk Nông", "Xã Nam Đà, Tỉnh Đắk Nông"),
    ],
)
def test_another_spelling_is_kept_and_the_official_one_suggested(written: str, meant: str) -> None:
    row = text.normalise(pd.Series([written]), "place").iloc[0]
    assert (row["suggestion"], row["problem"]) == (meant, "other_spelling")
    assert row["canonical"] != meant


def test_official_and_undiacritised_names_and_other_places_are_left_alone() -> None:
    names = pd.Series([*NAMES, *map(fold_text, NAMES), "Tỉnh Khánh Hoà", "Xã Đăk Búk So", "Hạ Nam", "Xã Hàm Liêm"])
    assert text.normalise(names, "place")["suggestion"].isna().all()
