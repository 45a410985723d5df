"""Errors in the cells of an .xlsb, which its reader shows as blank ([MS-XLSB] 2.1.4, 2.4.311 BrtCellError).

The records of a sheet are walked only when its bytes hold something that looks like such a cell.
"""

import re
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from doisoat.sources.content import part_name
from doisoat.sources.readers.batch import CellKind
from doisoat.sources.readers.oddcells import OddCells
from doisoat.sources.readers.workbook import attributes_of
from doisoat.sources.readers.xlslook import WORDS

_ROW, _CELL_ERROR, _FORMULA_ERROR, _SHEET = 0, 3, 11, 156
_LIKE = re.compile(
    rb"(?:\x03\x09|\x0b(?:[\x0d-\x7f]|[\x80-\xff].))..\x00\x00.{4}[\x00\x07\x0f\x17\x1d\x24\x2a\x2b]", re.DOTALL
)


def look_at_xlsb(path: Path) -> dict[str, OddCells]:
    """Sheet name → cells that are errors; nothing for a container that cannot be followed."""
    found: dict[str, OddCells] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            names = {part_name(name).lower(): name for name in archive.namelist()}
            relations = attributes_of(archive.read(names["xl/_rels/workbook.bin.rels"]), "Relationship")
            targets = {item.get("Id", ""): item.get("Target", "").replace("\\", "/") for item in relations}
            for name, key in _sheets(archive.read(names["xl/workbook.bin"])):
                target = targets.get(key, "")
                part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
                if part.lower() in names:
                    found[name] = _errors(archive.read(names[part.lower()]))
    except (zipfile.BadZipFile, LookupError, OSError, expat.ExpatError, struct.error, ValueError):
        return {}
    return found


def _errors(data: bytes) -> OddCells:
    cells: list[tuple[int, int, int, str]] = []
    row = 0
    for kind, body in _records(data) if _LIKE.search(data) else ():
        if kind == _ROW and len(body) >= 4:
            row = struct.unpack_from("<I", body)[0]
        elif kind in (_CELL_ERROR, _FORMULA_ERROR) and len(body) >= 9:
            cells.append((row + 1, struct.unpack_from("<I", body)[0] + 1, CellKind.ERROR, WORDS.get(body[8], "#")))
    return OddCells.of(cells)


def _sheets(data: bytes) -> Iterator[tuple[str, str]]:
    """Name and relation of each sheet, from the records about the whole book."""
    for kind, body in _records(data):
        if kind == _SHEET:
            key, at = _text(body, 8)
            yield _text(body, at)[0], key


def _text(body: bytes, at: int) -> tuple[str, int]:
    end = at + 4 + 2 * struct.unpack_from("<I", body, at)[0]
    return body[at + 4 : end].decode("utf-16-le", "replace"), end


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and body of each record; both numbers are written seven bits a byte."""
    at = 0
    while at < len(data):
        kind, at = data[at], at + 1
        if kind & 0x80:
            kind, at = (kind & 0x7F) | data[at] << 7, at + 1
        length = 0
        for place in range(4):
            part, at = data[at], at + 1
            length |= (part & 0x7F) << 7 * place
            if not part & 0x80:
                break
        yield kind, data[at : at + length]
        at += length
