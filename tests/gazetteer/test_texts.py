"""Written units in the ways people write them: the right set of candidates, and never a wrong one called certain."""

import random
import unicodedata
from collections.abc import Callable

import pandas as pd
import pytest

from doisoat.gazetteer import Gazetteer
from doisoat.gazetteer.tables import Unit, tables
from doisoat.text import fold_text

G = Gazetteer.load()
PROVINCES = {p.code: p for p in tables().provinces if not p.valid_from}

CASES = [
    ("Xã Hàm Thạnh, Huyện Hàm Thuận Nam, Tỉnh Bình Thuận", {"23122"}, True),
    ("x. Ham Thanh, h. Ham Thuan Nam, Binh Thuan", {"23122"}, True),
    ("Số 5, thôn 3, xã Hàm Thạnh, tỉnh Lâm Đồng", {"23122"}, True),
    ("Xã Hàm Thạnh, huyện Hàm Thuận Nam, tỉnh Lâm Đồng", {"23122"}, True),
    ("P3, Q5, TP.HCM", {"27301"}, True),
    ("Xã Hòa Thắng, huyện Bắc Bình, tỉnh Bình Thuận", {"23041", "23053"}, False),
    ("Xã Bình Minh, tỉnh Đồng Nai", {"26278", "25405"}, False),
    ("Xã Bình Minh, huyện Bù Đăng, tỉnh Bình Phước", {"25405"}, True),
    ("Phường Lộc Ninh, thành phố Đồng Nai", {"25270"}, True),
    ("Xã Hàm Thnạh, H. Hàm Thuận Nam, Bình Thuận", {"23122"}, False),
    ("Ham Thnah, Ham Thuan Nam, Binh Thuan", {"23122"}, False),
    ("Xã EaHleo, huyện Ea Hleo, Daklak", {"24184"}, True),
    ("Xã Ea H' leo, Ea H'leo, Đắk Lắk", {"24184"}, True),
    ("Huyện Lý Sơn, Quảng Ngãi", {"21548"}, True),
    ("Phường Văn Miếu - Quốc Tử Giám, Quận Đống Đa, Hà Nội", {"00190", "00226"}, False),
    ("Bản Ngoại, Đại Từ, Thái Nguyên", {"05800"}, True),
    ("Hàm Thạnh", {"23122"}, False),
    ("Xã Hàm Thạnh, tỉnh Nghệ An", set(), False),
    ("TP. Phan Thiết, Bình Thuận", set(), False),
    ("Huyện Hàm Thuận Nam, Tỉnh Bình Thuận", set(), False),
    ("phường bình thuận, lâm đồng", {"22960"}, True),
    ("Xã Không Có, huyện Nào Đó, tỉnh Bình Thuận", set(), False),
    ("Phường Trung Phụng, Quận Đống Đa, Hà Nội", set(), False),
    ("123 đường Trần Hưng Đạo, Phường Phú Thủy, TP Phan Thiết, Bình Thuận", {"22924"}, True),
]


@pytest.mark.parametrize(("text", "units", "certain"), CASES)
def test_texts(text: str, units: set[str], certain: bool) -> None:
    row = G.resolve_texts(pd.Series([text])).iloc[0]
    found = set() if pd.isna(row["candidates"]) else set(row["candidates"].split("|"))
    assert (found, bool(row["certain"])) == (units, certain), row["reason"]


def test_dates_and_province_narrow_the_answer() -> None:
    text = pd.Series(["Xã Bình Minh, tỉnh Đồng Nai"])
    assert G.resolve_texts(text, "2025-12-01")["candidates"].tolist() == ["26278"]
    assert G.resolve_texts(text, "2025-12-01")["status"].tolist() == ["current"]
    assert G.resolve_texts(pd.Series(["Xã Hàm Liêm"]), "2025-01-01")["status"].tolist() == ["former"]
    minh = G.resolve_texts(pd.Series(["Xã Bình Minh"]), province="75")["candidates"].iloc[0].split("|")
    assert set(minh) <= set(G.communes_of_province("75"))


def test_nothing_is_dropped() -> None:
    column = pd.Series([None, "", "  ", "x" * 10_000_000, "!!!", "Xã Hàm Thạnh"], dtype="object")
    found = G.resolve_texts(column)
    assert found["reason"].tolist() == ["empty", "empty", "empty", "text_too_long", "empty", "current"]


def bare(full_name: str) -> str:
    for kind in ("Xã ", "Phường ", "Thị trấn ", "Huyện ", "Quận ", "Thị xã ", "Thành phố ", "Thành Phố ", "Tỉnh "):
        if full_name.startswith(kind) and not full_name[len(kind) :].isdigit():
            return full_name[len(kind) :]
    return full_name


def full(u: Unit) -> str:
    return f"{u.full_name}, {u.district_name}, {PROVINCES[u.province_code].full_name}"


BRIEF = {
    "Thị Xã ": "TX ",
    "Xã ": "X.",
    "Phường ": "P. ",
    "Thị trấn ": "TT ",
    "Huyện ": "H ",
    "Quận ": "Q. ",
    "Thành phố ": "TP ",
    "Tỉnh ": "",
}


def short(u: Unit) -> str:
    text = full(u)
    for kind, brief in BRIEF.items():
        text = text.replace(kind, brief)
    return text


def now(u: Unit) -> str:
    return G.province_name(PROVINCES[u.province_code].current_code)


NOISE: dict[str, tuple[Callable[[Unit], str], float]] = {
    "full": (full, 1.0),
    "capitals": (lambda u: full(u).upper(), 1.0),
    "decomposed": (lambda u: unicodedata.normalize("NFD", full(u)), 1.0),
    "no marks": (lambda u: ", ".join(fold_text(p) for p in full(u).split(",")), 0.98),
    "no types": (lambda u: ", ".join(bare(p.strip()) for p in full(u).split(",")), 0.99),
    "no commas": (lambda u: full(u).replace(",", "").lower(), 1.0),
    "reversed": (lambda u: ", ".join(reversed(full(u).split(", "))), 1.0),
    "hyphens": (lambda u: full(u).replace(", ", " - "), 0.99),
    "house in front": (lambda u: f"Số 12 đường Lê Lợi, thôn 4, {full(u)}", 1.0),
    "province of now": (lambda u: f"{u.full_name}, {u.district_name}, {now(u)}", 0.99),
}


@pytest.mark.parametrize("kind", NOISE)
def test_conversions_under_noise(kind: str) -> None:
    write, least = NOISE[kind]
    data = tables()
    split = [c for c, links in data.links.items() if len(links) > 1]
    codes = random.Random(11).sample(sorted(data.old), 200) + random.Random(12).sample(split, 80)
    found = G.resolve_texts(pd.Series({c: write(data.old[c]) for c in dict.fromkeys(codes)}), subject="any")
    got = {c: set() if pd.isna(v) else set(v.split("|")) for c, v in found["candidates"].items()}
    right = {c: got[c] == {link.new_code for link in data.links[str(c)]} for c in got}
    assert sum(right.values()) / len(right) >= least, [c for c, ok in right.items() if not ok][:5]
    assert all(right[c] for c in right if found["certain"][c])


def test_new_names_find_the_new_unit() -> None:
    data = tables()
    some = {code: periods[-1] for code, periods in list(data.new.items())[::7]}
    texts = {code: f"{u.full_name}, {G.province_name(u.province_code)}" for code, u in some.items()}
    found = G.resolve_texts(pd.Series(texts), subject="any")
    assert all(code in str(units).split("|") for code, units in found["candidates"].items())
    dated = G.resolve_texts(pd.Series(texts), "2026-11-01", subject="any")
    assert dated["candidates"].tolist() == list(texts)
    assert (dated["status"] == "current").all()


FAST: list[Callable[[Unit], str]] = [
    full,
    lambda u: ", ".join(fold_text(p) for p in full(u).split(",")),
    lambda u: f"Số 12 đường Lê Lợi, thôn Bình Minh, {full(u)}",
    lambda u: f"12/3A, Ấp 4, {short(u)}",
    short,
]


@pytest.mark.parametrize("as_of", [None, "2025-01-01", "2026-01-01"])
def test_the_fast_way_answers_what_reading_does(as_of: str | None) -> None:
    resolver = G._texts()
    units = random.Random(5).sample(list(tables().old.values()), 150)
    texts = [write(u) for u in units for write in FAST]
    found = resolver.chains.find(texts)
    assert sum(place is not None for place in found) > 0.95 * len(texts)
    fast = resolver.resolve_all(texts, [as_of] * len(texts), None, "people")
    read = [resolver.resolve(text, as_of, None, "people") for text in texts]
    assert fast == read


def test_a_wrong_tone_is_not_certain() -> None:
    row = G.resolve_texts(pd.Series(["Xã Hàm Thành, Huyện Hàm Thuận Nam, Tỉnh Bình Thuận"])).iloc[0]
    assert (row["candidates"], bool(row["certain"]), row["reason"]) == ("23122", False, "spelling")


def test_a_new_unit_with_a_former_neighbours_name_is_contested() -> None:
    data = tables()
    old_by_name: dict[tuple[str, str], list[str]] = {}
    for code, u in data.old.items():
        old_by_name.setdefault((u.full_name, PROVINCES[u.province_code].current_code), []).append(code)
    contested = {}
    for code, (u, *_) in data.new.items():
        same = set(old_by_name.get((u.full_name, u.province_code), [])) - set(data.formers.get(code, ()))
        if same:
            contested[code] = {code} | {link.new_code for old in same for link in data.links[old]}
    assert len(contested) >= 135
    texts = pd.Series(
        {c: f"{data.new[c][0].full_name}, {G.province_name(data.new[c][0].province_code)}" for c in contested}
    )
    found = G.resolve_texts(texts, subject="any")
    missing = {c: v for c, v in found["candidates"].items() if not contested[str(c)] <= set(str(v).split("|"))}
    assert missing == {}
    assert not found["certain"][[len(v) > 1 for v in contested.values()]].any()
