"""Code tables of the one-byte and two-byte Vietnamese encodings, as facts of the published charts.

TCVN3 is TCVN 5712:1993 third form (ABC fonts): no accented capitals, the capital font drew them. VISCII is RFC 1456.
VPS and VNI-Windows follow the charts of the Vietnamese Unicode project. Written as strings in byte order so that they
can be read against a chart; the tests compare them with two independent implementations.
"""

import unicodedata
from typing import Final


def _bytes(rows: dict[int, str]) -> dict[int, str]:
    return {start + i: char for start, row in rows.items() for i, char in enumerate(row) if char != "·"}


TCVN3: Final = _bytes(
    {
        0xA1: "ĂÂÊÔƠƯĐăâêôơưđ",
        0xB5: "àảãáạ·ằẳẵắ",
        0xC6: "ặầẩẫấậè·ẻẽéẹềểễếệìỉ",
        0xDC: "ĩíịò·ỏõóọồổỗốộờởỡớợù·ủũúụừửữứựỳỷỹýỵ",
    }
)

VISCII: Final = {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"} | _bytes(
    {
        0x80: "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐ",
        0x90: "ỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ",
        0xA0: "Õắằặấầẩậẽẹếềểễệố",
        0xB0: "ồổỗỠƠộờởịỰỨỪỬơớƯ",
        0xC0: "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳ",
        0xD0: "ĐứÒÓÔạỷừửÙÚỹỵÝỡư",
        0xE0: "àáâãảăữẫèéêẻìíĩỉ",
        0xF0: "đựòóôõỏọụùúũủýợỮ",
    }
)

VPS: Final = _bytes({0x02: "ẠẬẶẸỆ", 0x10: "ỊỌỘỢỤỰ", 0x19: "Ỵ", 0x1C: "ẪỮ"}) | _bytes(
    {
        0x80: "ÀẢÃẤẦẨọỗĂếềểệẮẰẲ",
        0x90: "Ế··ỀỂỄỐỒỔỖýỷỵỚỜỞ",
        0xA1: "ắằẳẵặỠớÙờởỡŨỨợỪ",
        0xB0: "ổỬỲỸÍÌộỈĨÓửữÒỎÕự",
        0xC0: "ầÁÂấẩẫậđẻÉÊẹỉễịỹ",
        0xD0: "ƯỦồốÔỏơÈừứÚũưÝẺ",
        0xE0: "àáâãảạă·èéêẽìí·ĩ",
        0xF0: "ẴĐòóôõ·Ơụùúủ·ỶẼỳ",
    }
)
_TONE_OF: Final = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_CIRCUMFLEX: Final = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_BREVE: Final = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_SINGLE: Final = {"ô": "ơ", "ö": "ư", "ñ": "đ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}


def _vni() -> dict[str, str]:
    lower: dict[str, str] = dict(_SINGLE)
    for mark, tone in _TONE_OF.items():
        for base, letter in {"a": "a", "e": "e", "o": "o", "u": "u", "y": "y", "ô": "ơ", "ö": "ư"}.items():
            lower[base + mark] = letter + tone
    for mark, tone in _CIRCUMFLEX.items():
        lower |= {base + mark: base + "\u0302" + tone for base in "aeo"}
    lower |= {"a" + mark: "a\u0306" + tone for mark, tone in _BREVE.items()}
    both = dict(lower)
    for source, target in lower.items():
        both[source.upper()] = target.upper()
        # Capital first letter typed with the small mark is common in names: "AÙnh" and "Aùnh" are the same word.
        both.setdefault(source[0].upper() + source[1:], target.upper())
    return {k: unicodedata.normalize("NFC", v) for k, v in both.items()}


VNI: Final = _vni()
"""Surface string (one or two Windows-1252 characters) to letter."""
