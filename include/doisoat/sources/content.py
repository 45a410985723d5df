"""What a file is by its content: people rename files, and exports are named after the program that is to open them."""

import re
import zipfile
from enum import Enum
from pathlib import Path

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD = 1 << 16
_BOMS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_MARKUP = re.compile(
    r"\s*(?:<(?:!doctype|html|head|body|table|meta|style|div|\?xml|\?mso)|mime-version:)", re.IGNORECASE
)
_RICH = ("{\\rtf", "%PDF")


class Content(Enum):
    """Kinds of content."""

    ZIP = "zip"
    OLE = "ole"
    PARQUET = "parquet"
    MARKUP = "markup"
    TABLE_TEXT = "text"
    OTHER = "other"


def content_of(path: Path) -> Content:
    """What a file's first bytes say it is; TABLE_TEXT is text of several lines with separators."""
    with path.open("rb") as handle:
        head = handle.read(_HEAD)
    if head.startswith(b"PK\x03\x04"):
        return Content.ZIP
    if head.startswith(_OLE):
        return Content.OLE
    if head.startswith(b"PAR1"):
        return Content.PARQUET
    text = _text(head)
    if text is None:
        return Content.OTHER
    if _MARKUP.match(text):
        return Content.MARKUP
    lines = [line for line in text.splitlines() if line.strip()]
    if text.startswith(_RICH) or len(lines) < 2 or not any(mark in lines[0] + lines[1] for mark in ",;\t|"):
        return Content.OTHER
    return Content.TABLE_TEXT


def _text(head: bytes) -> str | None:
    """The bytes as text (letters beyond ASCII are of no matter); None for bytes that are none."""
    for mark, codec in _BOMS.items():
        if head.startswith(mark):
            return head[len(mark) :].decode(codec, "replace")
    if head[1:2] == b"\0" or head[:1] == b"\0":
        head = head.replace(b"\0", b"")[: len(head) // 2 + 1] if head.count(b"\0") * 3 > len(head) else head
    control = sum(head.count(bytes([code])) for code in range(32) if code not in (9, 10, 13))
    return None if control else head.decode("latin-1")


def book_suffix(path: Path) -> str:
    """The suffix a workbook should have by what is in it (.xlsx, .xlsb, .ods, .xls); empty when it is no workbook.

    Some programs write the parts of a zip with backslashes.
    """
    if content_of(path) is Content.OLE:
        return ".xls"
    try:
        with zipfile.ZipFile(path) as archive:
            names = {part_name(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError):
        return ""
    if "xl/workbook.bin" in names:
        return ".xlsb"
    if any(name.startswith("xl/") for name in names):
        return ".xlsx"
    return ".ods" if "content.xml" in names else ""


def part_name(name: str) -> str:
    """A part's name as it is looked for: slashes, none of them first."""
    return name.replace("\\", "/").lstrip("/")


def row_count(path: Path) -> int | None:
    """How many rows a file of text has (its lines that are not blank); None where that is not to be had by counting."""
    if content_of(path) not in (Content.TABLE_TEXT, Content.OTHER):
        return None
    with path.open("rb") as handle:
        return sum(bool(line.strip(b"\0 \t\r\n")) for line in handle)
