"""Every current unit in the forms headings, file names, sheet names and addresses take: none wrong, none missing, sure
where one unit is meant."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable

import pandas as pd
import pytest

from doisoat.gazetteer import Gazetteer
from doisoat.gazetteer.index import key, strip_type
from doisoat.gazetteer.tables import Unit, tables
from doisoat.gazetteer.titles import title
from doisoat.gazetteer.titlewords import PHRASES
from doisoat.text import fold_text

G = Gazetteer.load()
UNITS = {code: periods[-1] for code, periods in tables().new.items()}
BRIEF = {"Xã": "X.", "Phường": "P.", "Đặc khu": "ĐK"}

TITLES = [
    ("ỦY BAN NHÂN DÂN PHƯỜNG CAM LY - ĐÀ LẠT", "24787"),
    ("UBND PHƯỜNG LANG BIANG - ĐÀ LẠT", "24846"),
    ("Sổ địa chính phường Xuân Hương - Đà Lạt năm 2026", "24781"),
    ("ỦY BAN NHÂN DÂN XÃ HÀM THẠNH", "23122"),
    ("UBND xã Hàm Liêm - Sổ hộ khẩu", "23095"),
    ("so_nhan_khau_phuong_cam_ly_da_lat.xlsx", "24787"),
    ("P. Cam Ly - Đà Lạt", "24787"),
    ("Khu phố 2, phường Lâm Viên - Đà Lạt, Lâm Đồng", "24778"),
    ("Cam Ly, Đà Lạt, Lâm Đồng", "24787"),
    ("phường Cam Ly, TP. Đà Lạt, tỉnh Lâm Đồng", "24787"),
    ("UBND THÀNH PHỐ ĐÀ LẠT - PHƯỜNG CAM LY", "24787"),
    ("xã Chân Mây, Lăng Cô", "20137"),
    ("xã Xuân Trường, Đà Lạt", "24805"),
    ("SoHoKhauXaALuoi3.xlsx", "20071"),
    ("sohokhauphuongcamlydalat2026.xlsx", "24787"),
    ("Xã Hiền Quan - Phú Thọ", "08443"),
    ("Xã Vụ Bản - Ninh Bình", "13741"),
    ("Sổ địa chính của xã Hàm Liêm (2)", "23095"),
]


@pytest.mark.parametrize(("text", "code"), TITLES)
def test_titles(text: str, code: str) -> None:
    row = G.resolve_texts(pd.Series([text])).iloc[0]
    assert (row["candidates"], bool(row["certain"])) == (code, True), row["reason"]


@pytest.mark.parametrize(
    "text",
    [
        "Sheet1",
        "Thôn 6",
        "Tổng hợp",
        "Hộ nghèo 2026",
        "Trang 1",
        "Danh sách",
        "Dữ liệu",
        "Ghi chú",
        "Hướng dẫn",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "BẢO HIỂM XÃ HỘI",
        "Quý III/2026",
        "UBND TỈNH LÂM ĐỒNG",
        "Khu phố 3",
        "TDP 5",
        "Biểu số 02",
        "31/12/2026",
        "Sổ hộ khẩu (bản cuối)",
    ],
)
@pytest.mark.parametrize("province", [None, "68"])
def test_what_names_no_unit_is_none(text: str, province: str | None) -> None:
    assert not G.resolve_texts(pd.Series([text]), province=province)["certain"].iloc[0]


def test_what_may_belong_to_the_name_stays_open() -> None:
    names = pd.Series(["so-dia-chinh-phuong-an-nhon-nam-2026.xlsx", "Xã Tân Phước (1)", "xã Sơn Kim (2)"])
    found = G.resolve_texts(names)
    assert {"21910", "21943"} <= set(found["candidates"][0].split("|"))
    assert "28321" in found["candidates"][1].split("|")
    assert found["candidates"][2] == "18199"
    assert found["certain"].tolist() == [False, False, True]


def test_a_second_commune_named_beside_it_leaves_a_doubt() -> None:
    both = pd.Series(["Danh sách hộ chuyển từ xã Hàm Liêm sang xã Hàm Thuận Bắc", "Xã Hàm Mỹ (nay là xã Hàm Kiệm)"])
    assert not G.resolve_texts(both, province="68")["certain"].any()


def test_no_phrase_stands_in_a_name_or_takes_a_part_of_one() -> None:
    data = tables()
    names = {u.name for u in data.old.values()} | {strip_type(u.district_name) for u in data.old.values()}
    names |= {u.name for periods in data.new.values() for u in periods} | {p.name for p in data.provinces}
    names |= {strip_type(text) for entry in data.abolished for text in entry[1:3]}
    keys = {key(name) for name in names}
    assert {k for k in keys if key(title(k).text) != k} == set()
    last = {k.split(" ")[-1]: k for k in sorted(keys)}
    phrases = [" ".join(word for _, word in phrase) for group in PHRASES.values() for phrase in group]
    taken = {
        (name, phrase)
        for word, name in last.items()
        if word in PHRASES
        for phrase in phrases
        if not key(title(f"xa {name} {phrase}", keys).text).startswith(f"xa {name}")
    }
    assert taken == set()


def lower(u: Unit) -> str:
    return f"{u.type.lower()} {u.name}"


def brief(u: Unit) -> str:
    return f"{BRIEF[u.type]} {u.name}"


def province(u: Unit) -> str:
    return G.province_name(u.province_code)


def file(text: str, joint: str) -> str:
    return re.sub(r"[^a-z0-9]+", joint, fold_text(text)).strip(joint)


def other_tones(text: str) -> str:
    for new, old in (("òa", "oà"), ("óa", "oá"), ("ỏa", "oả"), ("ọa", "oạ"), ("úy", "uý"), ("ùy", "uỳ"), ("ủy", "uỷ")):
        text = text.replace(new, old)
    return text


SPELT: dict[str, Callable[[Unit], str]] = {
    "office in capitals": lambda u: f"ỦY BAN NHÂN DÂN {u.full_name.upper()}",
    "office and province": lambda u: f"Uỷ ban nhân dân {lower(u)} {province(u)}",
    "office, abbreviated": lambda u: f"UBND {brief(u)}",
    "office, decomposed": lambda u: unicodedata.normalize("NFD", f"UBND {lower(u)}"),
    "office, two blanks": lambda u: f"UBND  {lower(u)}".replace(" ", "  "),
    "province after a dash": lambda u: f"{u.full_name} – {strip_type(province(u))}",
    "province abbreviated": lambda u: f"{brief(u)}, {province(u).replace('Thành phố', 'TP.').replace('Tỉnh', 'T.')}",
    "book after the unit": lambda u: f"UBND {lower(u)} - Sổ hộ khẩu",
    "village before it": lambda u: f"Sổ nhân khẩu thôn Tân Lập {lower(u)}",
    "village and number": lambda u: f"Danh sách nhân khẩu khu phố 5, {lower(u)}, {province(u)} (1)",
    "version": lambda u: f"Sổ hộ khẩu {other_tones(u.full_name)} (bản cuối).xlsx",
    "sheet": lambda u: brief(u).replace(". ", "."),
    "long dash": lambda u: u.full_name.replace(" - ", "—"),
    "comma for the dash": lambda u: f"UBND {lower(u).replace(' - ', ', ')}, {province(u)}",
    "address": lambda u: f"Số 5, thôn 3, {brief(u)}, {strip_type(province(u))}",
}
DATED: dict[str, Callable[[Unit], str]] = {
    "book and year": lambda u: f"Sổ địa chính {lower(u)} năm 2026",
    "book and quarter": lambda u: f"DANH SÁCH NHÂN KHẨU {u.full_name.upper()} QUÝ III/2026",
    "book and day": lambda u: f"Sổ mục kê {brief(u)} đến ngày 31/12/2026",
}
BARE: dict[str, Callable[[Unit], str]] = {
    "without marks": lambda u: fold_text(f"UY BAN NHAN DAN {lower(u)}").upper(),
    "snake": lambda u: file(f"Sổ nhân khẩu {lower(u)}", "_") + ".xlsx",
    "kebab, dated": lambda u: file(f"so dia chinh {lower(u)} 20261012", "-") + ".xlsx",
    "with province": lambda u: file(f"{lower(u)} {strip_type(province(u))} ban cuoi v2", "_") + ".csv",
    "capitals for blanks": lambda u: "".join(w.capitalize() for w in fold_text(f"so ho khau {lower(u)}").split(" ")),
    "no blanks": lambda u: file(f"so ho khau {lower(u)}", "") + ".xlsx",
}
CUT = {"cut": lambda u: f"Danh sách nhân khẩu {lower(u)}"[:31]}


def answers(write: Callable[[Unit], str]) -> pd.DataFrame:
    """Candidates (lists), certain and text of every current unit, by its code, its province known."""
    homes = defaultdict(list)
    for code, unit in UNITS.items():
        homes[unit.province_code].append(code)
    found = [
        G.resolve_texts(pd.Series({code: write(UNITS[code]) for code in codes}), province=home, subject="any")
        for home, codes in homes.items()
    ]
    table = pd.concat(found)
    table["text"] = pd.Series({code: write(unit) for code, unit in UNITS.items()})
    return table.assign(candidates=table["candidates"].fillna("").str.split("|"))


@pytest.fixture(scope="module")
def named() -> pd.DataFrame:
    """What each unit's own full name alone means: the most any of its forms can tell."""
    return answers(lambda u: u.full_name)


@pytest.fixture(scope="module")
def unmarked() -> pd.DataFrame:
    return answers(lambda u: fold_text(u.full_name))


def unsure(found: pd.DataFrame, marked: pd.DataFrame, unmarked: pd.DataFrame) -> list[str]:
    """Texts that say less than the name alone does, a name in a text without marks having lost them.

    As long as a sheet's name can be, a text may have been cut, which is a doubt of its own.
    """
    known = marked["certain"].where(~found["text"].map(str.isascii), unmarked["certain"])
    return found["text"][known & ~found["certain"] & ~found["text"].str.len().isin([30, 31])].tolist()


def check(found: pd.DataFrame) -> None:
    here = pd.Series([code in units for code, units in found["candidates"].items()], index=found.index)
    assert found[~here].index.tolist() == []
    assert found[found["certain"] & (found["candidates"].str.len() != 1)].index.tolist() == []


@pytest.mark.parametrize("form", SPELT)
def test_every_form_tells_what_the_name_alone_does(form: str, named: pd.DataFrame, unmarked: pd.DataFrame) -> None:
    found = answers(SPELT[form])
    check(found)
    assert unsure(found, named, unmarked) == []


@pytest.mark.parametrize("form", BARE)
def test_every_form_without_marks_tells_what_the_name_alone_does(form: str, unmarked: pd.DataFrame) -> None:
    found = answers(BARE[form])
    check(found)
    assert unsure(found, unmarked, unmarked) == []


@pytest.mark.parametrize("form", DATED)
def test_a_year_since_the_reform_means_the_unit_of_now(form: str) -> None:
    found = answers(DATED[form])
    check(found)
    # Two units of today (Xã Thanh An, Xã Thạnh An) may be meant where the text has no marks at all.
    assert [units for units in found["candidates"][~found["certain"]] if len(units) < 2] == []
    assert found["certain"].mean() > 0.99


def test_a_sheet_name_cut_short_is_never_sure_of_another() -> None:
    found = answers(CUT["cut"])
    check(found)
    # A name that ends before the cut is as sure as ever.
    assert found["certain"].sum() > 1_000


def test_most_names_are_sure_in_their_province(named: pd.DataFrame) -> None:
    # The rest bears the name of another former unit of the province, or of one abolished before the reform.
    check(named)
    assert named["certain"].mean() > 0.92
