"""A workbook's container before anything in it is parsed: is it whole, and what would it unpack to?

A zip is judged by its directory first, which costs nothing, and then read through once (as its checksums need
anyway) up to what the directory promised, never further.
"""

import struct
import zipfile
import zlib
from pathlib import Path

from doisoat.sources.content import part_name
from doisoat.sources.errors import SourceError
from doisoat.sources.limit_errors import beyond
from doisoat.sources.limits import Limits, size_text

_BLOCK = 1 << 20
_LARGE_PART = 10 * 1024**2
_DOCTYPES = tuple("<!DOCTYPE".encode(codec) for codec in ("utf-8", "utf-16-le", "utf-16-be"))
STRINGS = "xl/sharedStrings.xml"
SHEETS = "xl/worksheets/"
_TABLES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".zip", ".rar")
_NO_SECTOR, _LAST_OF_CHAIN = 0xFFFFFFFA, 0xFFFFFFFE
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, struct.error, ValueError)


def check_zip(path: Path, where: dict[str, object], limits: Limits) -> None:
    """Refuse a zipped workbook that is not whole or would unpack to too much.

    Raises:
        SourceError: SRC-FILE-TRUNCATED, -FORMAT, -PASSWORD or -ENTITIES, or a limit.
    """
    if not zipfile.is_zipfile(path):  # looks for the end-of-central-directory record
        raise SourceError("SRC-FILE-TRUNCATED", **where)
    broken = False
    try:
        with zipfile.ZipFile(path) as archive:
            _check_directory(archive.infolist(), where, limits)
            for item in archive.infolist():
                _read_through(archive, item, where)
    except _UNREADABLE:
        broken = True
    if broken:
        raise SourceError("SRC-FILE-TRUNCATED", **where)


def _check_directory(items: list[zipfile.ZipInfo], where: dict[str, object], limits: Limits) -> None:
    if len(items) > limits.parts:
        raise beyond("parts", where, len(items), limits.parts)
    if any(item.flag_bits & 1 for item in items):
        raise SourceError("SRC-FILE-PASSWORD", **where)
    names = [part_name(item.filename) for item in items]
    if "content.xml" not in names and not any(name.startswith("xl/") for name in names):
        tables = [name for name in names if name.lower().endswith(_TABLES) and not name.startswith("__MACOSX/")]
        if tables:
            kinds = sorted({name.rsplit(".", 1)[-1].lower() for name in tables})
            raise SourceError("SRC-FILE-ARCHIVE", **where, inside=f"{len(tables)}: {', '.join(kinds)}")
        raise SourceError("SRC-FILE-FORMAT", **where, format="xlsx")
    for name, item in zip(names, items, strict=True):
        ratio = item.file_size // max(1, item.compress_size)
        if item.file_size > _LARGE_PART and ratio > limits.ratio:
            raise beyond("ratio", {**where, "part": item.filename[:80]}, ratio, limits.ratio)
        if name == STRINGS and item.file_size > limits.strings:
            raise beyond("strings", where, size_text(item.file_size), size_text(limits.strings))
    unpacked = sum(item.file_size for item in items)
    if unpacked > limits.unpacked:
        raise beyond("unpacked", where, size_text(unpacked), size_text(limits.unpacked))
    sheets = sum(name.startswith(SHEETS) and "/" not in name[len(SHEETS) :] for name in names)
    if sheets > limits.sheets:
        raise beyond("sheets", where, sheets, limits.sheets)


def _read_through(archive: zipfile.ZipFile, item: zipfile.ZipInfo, where: dict[str, object]) -> None:
    """Read a part to its end (which checks its checksum), looking for a document type declaration."""
    is_xml = item.filename.endswith((".xml", ".rels", ".vml"))
    carried = b""
    with archive.open(item) as part:
        while block := part.read(_BLOCK):
            if is_xml and any(mark in carried + block[:32] or mark in block for mark in _DOCTYPES):
                raise SourceError("SRC-FILE-ENTITIES", **where, part=item.filename[:80])
            carried = block[-32:]


def ole_is_whole(path: Path) -> bool:
    """Whether an OLE container (.xls) has all the sectors its allocation table gives out ([MS-CFB] 2.2, 2.3).

    The table has a 4-byte entry a sector; the header names the first 109 sectors of the table itself, enough for 7 MB
    with sectors of 512 bytes and all that is looked at here.
    """
    size = path.stat().st_size
    with path.open("rb") as handle:
        head = handle.read(512)
        if len(head) < 512:
            return False
        shift = struct.unpack_from("<H", head, 30)[0]
        if shift not in (9, 12):
            return True  # not a version we know: left to the reader
        sector = 1 << shift
        tables = struct.unpack_from("<109I", head, 76)
        count = min(109, struct.unpack_from("<I", head, 44)[0])
        last = -1
        for place, number in enumerate(tables[:count]):
            if number >= _NO_SECTOR:
                break
            handle.seek((number + 1) * sector)
            entries = handle.read(sector)
            if len(entries) < sector:
                return False
            for i, entry in enumerate(struct.unpack(f"<{sector // 4}I", entries)):
                # The next sector of a chain, or its end; zeros stand where a writer or a damaged disk left them.
                if 0 < entry < _NO_SECTOR:
                    last = max(last, entry, place * (sector // 4) + i)
                elif entry == _LAST_OF_CHAIN:
                    last = max(last, place * (sector // 4) + i)
    # The last sector may be written short.
    return bool(size > (last + 1) * sector)
