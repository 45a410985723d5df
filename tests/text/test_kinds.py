"""Three outcomes of each kind of field: what is stored, what is only suggested, what matches."""

import math
import time

import pandas as pd
import pytest

from doisoat.registers import codes
from doisoat.text import KINDS, normalise
from doisoat.text.codelists import ethnicity, relationship
from doisoat.text.problems import PROBLEMS
from doisoat.text.words import lexicon

CASES = [
    # kind, written, canonical, suggestion, problem
    ("name", "NGUYỄN VĂN AN", "Nguyễn Văn An", None, None),
    ("name", "nguyễn thị  hoà", "Nguyễn Thị Hòa", None, None),
    ("name", "Ðặng Thị Thuý", "Đặng Thị Thúy", None, None),
    ("name", "Nguyển Văn Hùynh", "Nguyển Văn Huỳnh", "Nguyễn Văn Huỳnh", "hoi_nga"),
    ("name", "Lí Thị Mĩ", "Lí Thị Mĩ", "Lý Thị Mỹ", "i_y"),
    ("name", "Dàng A Páo", "Dàng A Páo", "Giàng A Páo", "d_gi"),
    ("name", "Nguyen Van An", "Nguyen Van An", "Nguyễn Văn An", "missing_diacritics"),
    ("name", "Nguyeenx Vawn Ans", "Nguyeenx Vawn Ans", "Nguyễn Văn Án", "telex_residue"),
    ("name", "Nguye6n4 Va8n A", "Nguye6n4 Va8n A", "Nguyễn Văn A", "vni_residue"),
    ("name", "H'HEN NIÊ", "H'Hen Niê", None, None),
    ("name", "K’Brôi", "K'Brôi", None, None),
    ("name", "Y Kŏ Ñuôl", "Y Kŏ Ñuôl", None, None),
    ("name", "Nguy?n V?n A", None, None, "lost_character"),
    ("name", "Nguyễn Văn An (đã chết)", "Nguyễn Văn An (đã chết)", "Nguyễn Văn An", "extra_text"),
    ("name", "Ông Nguyễn Văn An", "Ông Nguyễn Văn An", "Nguyễn Văn An", "extra_text"),
    ("name", "Hoà\u0301 Văn An", "Hoà\u0301 Văn An", None, "conflicting_tones"),
    ("name", "x" * 500, None, None, "text_too_long"),
    ("name", "An", "An", None, None),
    ("place", "x. hàm thạnh , H.Hàm Thuận Nam", "Xã Hàm Thạnh, Huyện Hàm Thuận Nam", None, None),
    ("place", "PHƯỜNG 03", "Phường 3", None, None),
    ("place", "Cư Dliê M'nông", "Cư Dliê M'nông", None, None),
    ("village", "THÔN PHÚ LỘC 02", "Thôn Phú Lộc 2", None, None),
    ("village", "tdp5", "Tổ dân phố 5", None, None),
    ("village", "Thôn III", "Thôn III", None, None),
    ("village", "T.3", "T.3", "Thôn 3", "ambiguous_type"),
    ("address", "Số 5,Thôn 3 ,x. Hàm Thạnh", "Số 5, Thôn 3, x. Hàm Thạnh", None, None),
    ("date", "05/03/1987", "1987-03-05", None, None),
    ("date", "5-3-87", "1987-03-05", None, None),
    ("date", "5.3.12", "2012-03-05", None, "two_digit_year"),
    ("date", "31841", "1987-03-05", None, None),
    ("date", "1987-03-05 00:00:00", "1987-03-05", None, None),
    ("date", "05031987", "1987-03-05", None, None),
    ("date", "00/00/1950", "1950", None, None),
    ("date", "../5/1950", "1950-05", None, None),
    ("date", "1950", "1950", None, None),
    ("date", "01/01/1960", "1960-01-01", "1960", "placeholder_date"),
    ("date", "31/02/1987", None, "1987-02", "impossible_date"),
    ("date", "12/25/1987", None, "1987-12-25", "month_first"),
    ("date", "khoảng 1950", None, "1950", "approximate_date"),
    ("date", "05/03/3987", None, None, "year_out_of_range"),
    ("date", "hôm qua", None, None, "unreadable_date"),
    ("date", "00/00/0000", None, None, None),
    ("sex", "NỮ", "F", None, None),
    ("sex", "1", None, "M", "coded_value"),
    ("sex", "x", None, None, "unknown_value"),
    ("ethnicity", "H,Mông", "08", None, None),
    ("ethnicity", "Êđê", "12", None, None),
    ("ethnicity", "Người nước ngoài", None, None, "foreigner"),
    ("relationship", "Em trai chủ hộ", "27", None, None),
    ("relationship", "Cháu", None, "22|23|34", "ambiguous_value"),
    ("relationship", "Ba", None, "04|20", "ambiguous_value"),
    ("area", "1.234,5", "1234.5", None, None),
    ("area", "1.234", None, "1234", "ambiguous_decimal"),
    ("area", "2 sào", None, None, "local_unit"),
    ("area", "0", None, None, "not_positive"),
]


def text_of(value: object) -> str | None:
    return None if value is None or (isinstance(value, float) and math.isnan(value)) else str(value)


@pytest.mark.parametrize(("kind", "written", "canonical", "suggestion", "problem"), CASES)
def test_outcomes(kind: str, written: str, canonical: str | None, suggestion: str | None, problem: str | None) -> None:
    row = normalise(pd.Series([written]), kind).iloc[0]
    assert (text_of(row["canonical"]), text_of(row["suggestion"]), text_of(row["problem"])) == (
        canonical,
        suggestion,
        problem,
    )


@pytest.mark.parametrize("kind", KINDS)
def test_columns_nulls_and_long_cells(kind: str) -> None:
    column = pd.Series([None, "", "  ", "a" * 3_000_000], index=list("abcd"), dtype="object")
    read = normalise(column, kind)
    assert read.columns.tolist() == ["canonical", "key", "suggestion", "problem"]
    assert read.index.tolist() == list("abcd")
    assert read.iloc[:3].isna().all().all()
    assert text_of(read["canonical"]["d"]) is None
    assert read["problem"]["d"] == "text_too_long"
    assert normalise(pd.Series([], dtype="object"), kind).empty


def test_every_problem_has_words() -> None:
    assert {problem for *_, problem in CASES} - {None} <= set(PROBLEMS)
    assert all(vi and en and vi != en for vi, en in PROBLEMS.values())


def test_numbers_of_a_spreadsheet() -> None:
    assert normalise(pd.Series([31841.0, None, 1950.0]), "date")["canonical"].dropna().tolist() == [
        "1987-03-05",
        "1950",
    ]
    assert normalise(pd.Series([1.234, 761.2000000001]), "area")["canonical"].tolist() == ["1.234", "761.2"]
    mixed = normalise(pd.Series([1.234, "761,2"], dtype="object"), "area")["canonical"].tolist()
    assert mixed == ["1.234", "761.2"]


def test_code_lists_agree_with_the_registers() -> None:
    for code, label in codes.ethnic_groups().items():
        assert ethnicity(label).canonical == code, label
    for code, label in codes.relations().items():
        assert relationship(label).canonical == code, label


def test_village_keys() -> None:
    labels = ["Thôn 03", "thon 3", "THÔN  3", "Thôn số 3", "Thôn III"]
    assert normalise(pd.Series(labels), "village")["key"].unique().tolist() == ["thon 3"]


def test_names_are_fast() -> None:
    known = sorted(word for forms in lexicon().by_fold.values() for word in forms)
    names = pd.Series([f"Nguyễn {a} {b}".title() for a in known[:250] for b in known[:200]])
    normalise(names.head(10), "name")
    start = time.process_time()
    normalise(names, "name")
    rate = len(names) / (time.process_time() - start)
    # 120,000 a second on a free core; a loaded machine, whose caches are shared, gets a quarter of that.
    assert rate > 25_000
