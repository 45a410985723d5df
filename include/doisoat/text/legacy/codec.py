"""Undo and redo the legacy encodings, on the characters a program shows that took the bytes for Windows-1252.

``decode`` leaves a cell alone when it holds characters the encoding cannot produce (it is Unicode already: two
encodings in one column), and ``encode`` is its inverse as far as the encoding goes (TCVN3 has no accented capitals).
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Final

import pandas as pd

from doisoat.text.legacy.tables import TCVN3, VISCII, VNI, VPS
from doisoat.text.vector import Distinct

ENCODINGS: Final = ("tcvn3", "vni", "viscii", "vps", "windows-1258", "utf-8-as-cp1252", "utf-8-as-cp437")
"""What ``detect`` may answer. The last two are UTF-8 bytes once read as something else."""

_TIMES: Final = 4
"""How often UTF-8 may have been taken for Windows-1252, one export after the other."""

_CHARMAPS: Final = {"tcvn3": TCVN3, "viscii": VISCII, "vps": VPS}
_VNI: Final = re.compile("|".join(re.escape(k) for k in sorted(VNI, key=len, reverse=True)))


def _shown(byte: int) -> tuple[str, ...]:
    """The characters a byte is met as: Latin-1, and Windows-1252 where that differs."""
    try:
        return tuple({chr(byte): None, bytes([byte]).decode("cp1252"): None})
    except UnicodeDecodeError:
        return (chr(byte),)


@cache
def _table(encoding: str) -> dict[int, str]:
    return {ord(s): char for byte, char in _CHARMAPS[encoding].items() for s in _shown(byte)}


def to_bytes(text: str) -> bytes | None:
    """The bytes behind text that was read as Windows-1252 (Latin-1 where that has no character); None if impossible."""
    out = bytearray()
    for char in text:
        try:
            out += char.encode("cp1252")
        except UnicodeEncodeError:
            if ord(char) > 0xFF:
                return None
            out.append(ord(char))
    return bytes(out)


def _charmap(encoding: str) -> Callable[[str], str]:
    table = _table(encoding)

    def undo(text: str) -> str:
        if to_bytes(text) is None:
            return text
        decoded = text.translate(table)
        return _capitals(text, decoded) if encoding == "tcvn3" else decoded

    return undo


def _capitals(shown: str, decoded: str) -> str:
    """Give TCVN3 text its capitals back where the ASCII letters around show that the capital font was used.

    ``HOµNG V¡N Hµ`` becomes ``HOÀNG VĂN HÀ``: no small ASCII letter and a word of two capitals. ``Hµ`` alone stays
    ``Hà``, and an accented first letter (``¸nh`` for Ánh) stays small: the bytes do not tell.
    """
    ascii_letters = [c for c in shown if c.isascii() and c.isalpha()]
    if not ascii_letters:
        return decoded
    if not any(c.islower() for c in ascii_letters):
        return decoded.upper() if re.search(r"[A-Z¡-§][^\sa-z]*[A-Z]", shown) else decoded
    words = zip(shown.split(" "), decoded.split(" "), strict=True)
    return " ".join(w.upper() if re.search("[A-Z].*[A-Z]", s) and not re.search("[a-z]", s) else w for s, w in words)


def _vni_text(text: str) -> str:
    if to_bytes(text) is None:
        return text
    return _VNI.sub(lambda m: VNI[m.group()], text)


def _cp1258(text: str) -> str:
    raw = to_bytes(text)
    if raw is None:
        return text
    decoded = raw.decode("cp1258", errors="replace")
    return text if "\ufffd" in decoded else decoded


def _utf8_as_cp1252(text: str) -> str:
    """Undone as often as it was done: an export that goes wrong once goes wrong every month."""
    for _ in range(_TIMES):
        raw = to_bytes(text)
        if raw is None or raw.isascii():
            break
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            break
    return text


def _utf8_as_cp437(text: str) -> str:
    try:
        return text.encode("cp437").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text


_DECODERS: Final[dict[str, Callable[[str], str]]] = {
    "tcvn3": _charmap("tcvn3"),
    "viscii": _charmap("viscii"),
    "vps": _charmap("vps"),
    "vni": _vni_text,
    "windows-1258": _cp1258,
    "utf-8-as-cp1252": _utf8_as_cp1252,
    "utf-8-as-cp437": _utf8_as_cp437,
}


def decode_text(value: str, encoding: str) -> str:
    """One value from a legacy encoding to Unicode NFC.

    >>> decode_text("NguyÔn ThÞ Hßa", "tcvn3"), decode_text("Nguyeãn Thò Hoøa", "vni")
    ('Nguyễn Thị Hòa', 'Nguyễn Thị Hòa')
    >>> decode_text("HOµNG V¡N §øC", "tcvn3")
    'HOÀNG VĂN ĐỨC'

    Raises:
        KeyError: unknown encoding.
    """
    if value.isascii() and not any(c < " " for c in value):
        return value
    return unicodedata.normalize("NFC", _DECODERS[encoding](value))


def decode(values: pd.Series, encoding: str) -> pd.Series:
    """A whole column from a legacy encoding to Unicode NFC; null stays null.

    Raises:
        KeyError: unknown encoding.
    """
    if encoding in ("utf-8", "utf8", "unicode"):
        return values
    distinct = Distinct.of(values)
    return distinct.spread([decode_text(v, encoding) for v in distinct.values])


@cache
def _encoder(encoding: str) -> dict[str, str]:
    if encoding == "vni":
        table: dict[str, str] = {}
        for shown, char in VNI.items():
            # The form whose mark has the case of its letter is the one the fonts' keyboards produced.
            if char not in table or shown in (shown.lower(), shown.upper()):
                table[char] = shown
        return table
    table = {
        char: bytes([b]).decode("cp1252") if b not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(b)
        for b, char in _CHARMAPS[encoding].items()
    }
    if encoding == "tcvn3":
        table |= {char.upper(): shown for char, shown in table.items() if char.upper() not in table}
    return table


def encode_text(value: str, encoding: str) -> str:
    """One Unicode value as the encoding's bytes look when read as Windows-1252.

    >>> encode_text("Nguyễn Thị Hòa", "tcvn3"), encode_text("Nguyễn Thị Hòa", "vni")
    ('NguyÔn ThÞ Hßa', 'Nguyeãn Thò Hoøa')

    Raises:
        KeyError: unknown encoding.
    """
    text = unicodedata.normalize("NFC", value)
    if encoding == "windows-1258":
        return _to_cp1258(text)
    if encoding == "utf-8-as-cp1252":
        return "".join(_shown(b)[-1] for b in text.encode("utf-8"))
    if encoding == "utf-8-as-cp437":
        return text.encode("utf-8").decode("cp437")
    table = _encoder(encoding)
    return "".join(table.get(c, c) for c in text)


def _to_cp1258(text: str) -> str:
    out = bytearray()
    for char in text:
        try:
            out += char.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", char)
            base = unicodedata.normalize("NFC", parts[0] + "".join(c for c in parts[1:] if c in "\u0302\u0306\u031b"))
            tone = "".join(c for c in parts[1:] if c not in "\u0302\u0306\u031b")
            out += (base + tone).encode("cp1258", errors="replace")
    return "".join(_shown(b)[-1] for b in out)


def encode(values: pd.Series, encoding: str) -> pd.Series:
    """A whole column into a legacy encoding (for tests and synthetic sources); null stays null."""
    distinct = Distinct.of(values)
    return distinct.spread([encode_text(v, encoding) for v in distinct.values])
