"""Names of provinces, of before and after July 2025, as they are written and as people write them.

A short closed list, so that a name spelt otherwise (``Đăk Nông``) or abbreviated (``TP.HCM``) can be mended without the
gazetteer; a test holds it against the gazetteer's provinces.
"""

from typing import Final

from doisoat.text.fold import fold_text
from doisoat.text.tones import tone_strip_text

NAMES: Final = (
    "An Giang",
    "Bà Rịa - Vũng Tàu",
    "Bạc Liêu",
    "Bắc Giang",
    "Bắc Kạn",
    "Bắc Ninh",
    "Bến Tre",
    "Bình Dương",
    "Bình Định",
    "Bình Phước",
    "Bình Thuận",
    "Cà Mau",
    "Cao Bằng",
    "Cần Thơ",
    "Đà Nẵng",
    "Đắk Lắk",
    "Đắk Nông",
    "Điện Biên",
    "Đồng Nai",
    "Đồng Tháp",
    "Gia Lai",
    "Hà Giang",
    "Hà Nam",
    "Hà Nội",
    "Hà Tĩnh",
    "Hải Dương",
    "Hải Phòng",
    "Hậu Giang",
    "Hòa Bình",
    "Hồ Chí Minh",
    "Huế",
    "Hưng Yên",
    "Khánh Hòa",
    "Kiên Giang",
    "Kon Tum",
    "Lai Châu",
    "Lạng Sơn",
    "Lào Cai",
    "Lâm Đồng",
    "Long An",
    "Nam Định",
    "Nghệ An",
    "Ninh Bình",
    "Ninh Thuận",
    "Phú Thọ",
    "Phú Yên",
    "Quảng Bình",
    "Quảng Nam",
    "Quảng Ngãi",
    "Quảng Ninh",
    "Quảng Trị",
    "Sóc Trăng",
    "Sơn La",
    "Tây Ninh",
    "Thái Bình",
    "Thái Nguyên",
    "Thanh Hóa",
    "Tiền Giang",
    "Trà Vinh",
    "Tuyên Quang",
    "Vĩnh Long",
    "Vĩnh Phúc",
    "Yên Bái",
)
_BY_KEY: Final = {fold_text(name): name for name in NAMES}
_VARIANTS: Final = {
    "dac lac": "Đắk Lắk",
    "dac nong": "Đắk Nông",
    "daklak": "Đắk Lắk",
    "daknong": "Đắk Nông",
    "kontum": "Kon Tum",
}
"""Spellings whose letters differ from the official ones."""

CITIES: Final = {"hcm": "Hồ Chí Minh", "hcmc": "Hồ Chí Minh", "hn": "Hà Nội"}
"""Abbreviations after ``Thành phố`` that mean one city."""


def spelling(name: str, typed: bool) -> str | None:
    """The official spelling of a province's name written otherwise; None when it is right or no province's.

    Args:
        name: as written, without its type word.
        typed: whether ``Tỉnh`` or ``Thành phố`` stands before it. Without one a name that differs in its tones may be a
            commune's (``Hạ Nam``), and only a missing tone is read so (``Đăk`` for ``Đắk``).

    >>> spelling("Đăk Nông", False), spelling("Đắk Nông", False), spelling("Hạ Nam", False), spelling("Daklak", False)
    ('Đắk Nông', None, None, 'Đắk Lắk')
    """
    key = fold_text(name)
    known = _BY_KEY.get(key) or _VARIANTS.get(key)
    if known is None or name == known or (name.isascii() and key in _BY_KEY):
        return None
    pairs = zip(name.lower().split(), known.lower().split(), strict=False)
    lacks = all(w == k or w == tone_strip_text(w) == tone_strip_text(k) for w, k in pairs)
    return known if typed or key in _VARIANTS or lacks else None
