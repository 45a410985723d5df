"""What a name of an organisation consists of: its legal form, its own name, and the numbers in it.

The same organisation is *Công ty TNHH MTV Minh Long*, *CTY TNHH MINH LONG* and *Minh Long* in three books; *Trường Tiểu
học Hàm Mỹ 1* and *2* are two schools. So words of the form and usual abbreviations are taken apart from what tells
organisations apart, and numbers are compared on their own. Forms whose names are only unique in their commune (a
committee, a school, a pagoda) are *bound* to it; the name of a registered company is unique in the country (Law on
Enterprises 59/2020/QH14, Art. 38).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

__all__ = ["BOUND", "FAMILIES", "NameParts", "split_name"]

_PHRASES: Final[Mapping[str, str]] = {
    "company_limited": "cong ty trach nhiem huu han|cong ty tnhh|cty trach nhiem huu han|cty tnhh|ct tnhh|tnhh",
    "company_stock": "cong ty co phan|cong ty cp|cty co phan|cty cp|ctcp|tap doan|tong cong ty",
    "company": "cong ty hop danh|cong ty|cty|doanh nghiep|xi nghiep|nha may|chi nhanh cong ty",
    "company_private": "doanh nghiep tu nhan|dn tu nhan|dntn",
    "cooperative": "lien hiep hop tac xa|hop tac xa|htx|to hop tac",
    "committee": "uy ban nhan dan xa|uy ban nhan dan phuong|uy ban nhan dan thi tran|uy ban nhan dan|uy ban nd"
    "|ub nhan dan|ubnd xa|ubnd phuong|ubnd thi tran|ubnd tt|ubnd|uy ban",
    "committee_district": "uy ban nhan dan huyen|uy ban nhan dan thi xa|ubnd huyen|ubnd thi xa|ubnd tx",
    "committee_province": "uy ban nhan dan tinh|ubnd tinh",
    "council": "hoi dong nhan dan|hdnd",
    "community": "cong dong dan cu|cong dong dc|cddc|cong dong",
    "kindergarten": "truong mam non|truong mn|truong mau giao|truong mg|mam non|mau giao|nha tre",
    "primary_school": "truong tieu hoc|truong th|tr tieu hoc|tr th|tieu hoc|truong cap 1",
    "secondary_school": "truong trung hoc co so|truong thcs|thcs|truong cap 2",
    "high_school": "truong trung hoc pho thong|truong thpt|thpt|truong cap 3",
    "mixed_school": "truong th va thcs|truong th thcs|truong tieu hoc va trung hoc co so|truong tieu hoc va thcs",
    "school": "truong",
    "pagoda": "chua|tinh xa|tinh that|thien vien|tu vien|niem phat duong|ban tri su",
    "church": "nha tho|giao xu|giao ho|giao diem|hoi thanh|chi hoi",
    "temple": "dinh lang|dinh|den tho|den|mieu|thanh that|ho dao|nha tho ho|nha tho toc",
    "culture_house": "nha van hoa|nha sinh hoat cong dong|hoi truong|nvh",
    "clinic": "tram y te|tyt|phong kham|benh vien|trung tam y te",
    "security": "cong an|ban chi huy quan su|bchqs|don bien phong|bo doi bien phong",
    "forestry": "ban quan ly rung phong ho|ban quan ly rung|bql rung phong ho|bql rung|hat kiem lam|lam truong",
    "office": "ban quan ly|bql|trung tam|buu dien|ngan hang|quy tin dung|so|phong|chi cuc",
}
FAMILIES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("company_limited", "company_stock", "company", "company_private"), "company"),
    **dict.fromkeys(("committee", "committee_district", "committee_province", "council"), "committee"),
    **dict.fromkeys(
        ("kindergarten", "primary_school", "secondary_school", "high_school", "mixed_school", "school"), "school"
    ),
    **{
        form: form
        for form in (
            "cooperative",
            "community",
            "pagoda",
            "church",
            "temple",
            "culture_house",
            "clinic",
            "security",
            "forestry",
            "office",
        )
    },
}
"""Form → family: within a family a form may be written wrong or left open, across families it may not."""
BOUND: Final = tuple(form for form, family in FAMILIES.items() if family not in ("company", "forestry", "office"))
"""Forms whose names are unique in their commune only."""

_SPELT_OUT: Final[Mapping[str, str]] = {
    "tm": "thuong mai",
    "dv": "dich vu",
    "sx": "san xuat",
    "xd": "xay dung",
    "xnk": "xuat nhap khau",
    "dt": "dau tu",
    "nn": "nong nghiep",
    "tmdv": "thuong mai dich vu",
    "tmdvsx": "thuong mai dich vu san xuat",
    "vlxd": "vat lieu xay dung",
    "dl": "du lich",
    "kd": "kinh doanh",
    "ld": "lien doanh",
    "nt": "nong thon",
}
_EMPTY: Final = frozenset(("va", "cua", "so", "no", "n", "xa", "phuong", "p", "tt", "cu", "moi"))
_EMPTY_PHRASES: Final = (
    "mot thanh vien",
    "1 thanh vien",
    "hai thanh vien tro len",
    "hai thanh vien",
    "mtv",
    "1tv",
    "tv",
    "thi tran",
    "trach nhiem huu han",
    "tnhh",
    "co phan",
    "cp",
)
_PLACES: Final = ("to dan pho", "tdp", "khu pho", "kp", "thon", "xom", "ap", "buon", "khu dan cu")
"""Types of villages: they change when a commune becomes a ward."""
_TAIL: Final = re.compile(r" (?:huyen|thi xa|tx|thanh pho|tp|tinh) .*$")
_UNIT: Final = re.compile(r"(?:^| )(?:xa|phuong|thi tran|tt) ")
_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5}


@dataclass(frozen=True)
class NameParts:
    """``form``: a legal form or "" when none is written; ``core``: the rest, spelt out; ``figures``: numbers in it."""

    form: str
    core: str
    figures: str


@cache
def _starts() -> tuple[tuple[str, str], ...]:
    """(phrase, form), the longest phrase first."""
    found = [(phrase, form) for form, phrases in _PHRASES.items() for phrase in phrases.split("|")]
    return tuple(sorted(found, key=lambda item: (-len(item[0]), item[0])))


def _without(text: str, phrases: Iterable[str]) -> str:
    padded = f" {text} "
    for phrase in phrases:
        padded = padded.replace(f" {phrase} ", " ")
    return padded.strip()


def split_name(key: str) -> NameParts:
    """Take the folded name of an organisation (``text.fold``) apart.

    >>> split_name("cty tnhh mtv tm dv minh long")
    NameParts(form='company_limited', core='thuong mai dich vu minh long', figures='')
    >>> split_name("ubnd xa ham my huyen ham thuan nam").core, split_name("truong th ham my 2")
    ('ham my', NameParts(form='primary_school', core='ham my', figures='2'))
    """
    text = " ".join(key.split())
    form, rest = "", text
    for phrase, found in _starts():
        if text == phrase or text.startswith(phrase + " "):
            form, rest = found, text[len(phrase) :].strip()
            break
    if form == "company" and rest.startswith(("tnhh", "trach nhiem")):
        form = "company_limited"
    # "xã Hàm Mỹ, huyện Hàm Thuận Nam": the commune names it, the district only says where that is
    if form in BOUND and (form in ("committee", "council") or _UNIT.search(f" {rest} ")):
        rest = _TAIL.sub("", rest)
    rest = _without(rest, (*_EMPTY_PHRASES, *_PLACES) if form in ("community", "culture_house") else _EMPTY_PHRASES)
    words = [_SPELT_OUT.get(word, word) for word in rest.split() if word not in _EMPTY]
    figures = [str(_ROMAN.get(word, word)) for word in words if word.isdigit() or (word in _ROMAN and len(words) > 1)]
    core = " ".join(word for word in words if not (word.isdigit() or (word in _ROMAN and len(words) > 1)))
    return NameParts(form, core, " ".join(figure.lstrip("0") or "0" for figure in figures))
