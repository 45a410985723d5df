"""Errors in the cells of an .xls, which its reader shows as blank ([MS-CFB], [MS-XLS] 2.4.24 BoolErr, 2.4.127 Formula).

Cells with errors are looked for by the bytes of their records, not by walking all records; the reader has found a cell
blank before one is believed to be an error (see ``only_blank``).
"""

import re
import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from doisoat.sources.readers.batch import CellKind
from doisoat.sources.readers.oddcells import OddCells

_WORDS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
_CODE = rb"([\x00\x07\x0f\x17\x1d\x24\x2a])"
_BOOL_ERR = re.compile(rb"\x05\x02\x08\x00(....).." + _CODE + rb"\x01", re.DOTALL)
_FORMULA = re.compile(rb"\x06\x00..(....)..\x02." + _CODE + rb"...\xff\xff", re.DOTALL)
_BOUND_SHEET, _EOF = 0x85, 0x0A
_END_OF_CHAIN = 0xFFFFFFFA


def look_at_xls(path: Path, sheets: Sequence[str]) -> dict[str, OddCells]:
    """Sheet name → cells that look like errors; nothing for a container that cannot be followed."""
    try:
        stream = _workbook_stream(path.read_bytes())
        starts = _sheet_starts(stream)
    except (struct.error, IndexError, ValueError):
        return {}
    if len(starts) != len(sheets):
        return {}
    order = np.argsort(starts)
    borders = np.array(starts, np.int64)[order]
    found: dict[str, list[tuple[int, int, int, str]]] = {}
    for pattern in (_BOOL_ERR, _FORMULA):
        for cell in pattern.finditer(stream):
            of = int(np.searchsorted(borders, cell.start(), side="right")) - 1
            if of >= 0:
                row, column = struct.unpack("<HH", cell[1])
                word = _WORDS[cell[2][0]]
                found.setdefault(sheets[order[of]], []).append((row + 1, column + 1, CellKind.ERROR, word))
    return {name: OddCells.of(cells) for name, cells in found.items()}


def _workbook_stream(data: bytes) -> bytes:
    """The stream of the workbook in a compound file."""
    shift = struct.unpack_from("<H", data, 30)[0]
    if shift not in (9, 12):
        raise ValueError("version")
    size = 1 << shift
    directory, difat = (struct.unpack_from("<I", data, at)[0] for at in (48, 68))
    tables = [number for number in struct.unpack_from("<109I", data, 76) if number < _END_OF_CHAIN]
    for _ in range(len(data) // size):  # a damaged chain may go in a circle
        if difat >= _END_OF_CHAIN:
            break
        more = struct.unpack_from(f"<{size // 4}I", data, (difat + 1) * size)
        tables += [number for number in more[:-1] if number < _END_OF_CHAIN]
        difat = more[-1]
    table = np.concatenate([np.frombuffer(data, "<u4", size // 4, (number + 1) * size) for number in tables])
    entries = _chain(data, table, directory, size)
    for at in range(0, len(entries), 128):
        name = entries[at : at + 64].decode("utf-16-le", "replace").split("\0")[0]
        start, length = struct.unpack_from("<II", entries, at + 116)
        if name in ("Workbook", "Book") and length >= 4096:
            return _chain(data, table, start, size)[:length]
    return b""


def _chain(data: bytes, table: NDArray[np.uint32], start: int, size: int) -> bytes:
    parts: list[bytes] = []
    while start < _END_OF_CHAIN and len(parts) <= len(table):
        parts.append(data[(start + 1) * size : (start + 2) * size])
        start = int(table[start])
    return b"".join(parts)


def _sheet_starts(stream: bytes) -> list[int]:
    """Where each sheet begins, from the records about the whole book, which come first."""
    starts: list[int] = []
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _BOUND_SHEET:
            starts.append(struct.unpack_from("<I", stream, at + 4)[0])
        elif kind == _EOF:
            break
        at += 4 + length
    return starts


def only_blank(odd: OddCells, rows: Sequence[Sequence[object]]) -> OddCells:
    """Those of the cells that the sheet's reader shows as blank."""
    keep = [
        row <= len(rows) and column <= len(rows[row - 1]) and rows[row - 1][column - 1] in ("", None)
        for row, column in zip(odd.rows.tolist(), odd.columns.tolist(), strict=True)
    ]
    return odd.chosen(np.array(keep, dtype=bool))
