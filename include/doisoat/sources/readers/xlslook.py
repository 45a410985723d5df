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

WORDS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
_CODE = rb"([\x00\x07\x0f\x17\x1d\x24\x2a\x2b])"
_BOOL_ERR = re.compile(rb"\x05\x02\x08\x00(....).." + _CODE + rb"\x01", re.DOTALL)
_FORMULA = re.compile(rb"\x06\x00..(....)..\x02." + _CODE + rb"...\xff\xff", re.DOTALL)
_BARE = re.compile(rb"\x06\x00..(....)..\x03\x00{5}\xff\xff..\x00{4}", re.DOTALL)
"""A formula whose result is the empty text, never calculated in a chain with others."""
_SUMMARY = "\x05SummaryInformation"
_BOUND_SHEET, _EOF = 0x85, 0x0A
_END_OF_CHAIN = 0xFFFFFFFA


def look_at_xls(path: Path, sheets: Sequence[str]) -> dict[str, OddCells]:
    """Sheet name → cells that look like errors; nothing for a container that cannot be followed."""
    try:
        streams = _streams(path.read_bytes())
        stream = streams.get("Workbook") or streams.get("Book") or b""
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
                word = WORDS[cell[2][0]]
                found.setdefault(sheets[order[of]], []).append((row + 1, column + 1, CellKind.ERROR, word))
    # Programs people calculate in say who saved the file; xlwt and its like write that of a formula they never did.
    for cell in _BARE.finditer(stream) if _SUMMARY not in streams else ():
        of = int(np.searchsorted(borders, cell.start(), side="right")) - 1
        if of >= 0:
            row, column = struct.unpack("<HH", cell[1])
            found.setdefault(sheets[order[of]], []).append((row + 1, column + 1, CellKind.NO_VALUE, ""))
    return {name: OddCells.of(cells) for name, cells in found.items()}


def _streams(data: bytes) -> dict[str, bytes]:
    """The streams of a compound file by their names; of others than the workbook's only that they are there."""
    shift = struct.unpack_from("<H", data, 30)[0]
    if shift not in (9, 12):
        raise ValueError("version")
    size = 1 << shift
    directory, cutoff, minis, difat = (struct.unpack_from("<I", data, at)[0] for at in (48, 56, 60, 68))
    tables = [number for number in struct.unpack_from("<109I", data, 76) if number < _END_OF_CHAIN]
    for _ in range(len(data) // size):  # a damaged chain may go in a circle
        if difat >= _END_OF_CHAIN:
            break
        more = struct.unpack_from(f"<{size // 4}I", data, (difat + 1) * size)
        tables += [number for number in more[:-1] if number < _END_OF_CHAIN]
        difat = more[-1]
    table = np.concatenate([np.frombuffer(data, "<u4", size // 4, (number + 1) * size) for number in tables])
    body = data[size:]
    entries = _chain(body, table, directory, size)
    found: dict[str, bytes] = {}
    root = 0
    for at in range(0, len(entries), 128):
        name = entries[at : at + 64].decode("utf-16-le", "replace").split("\0")[0]
        start, length = struct.unpack_from("<II", entries, at + 116)
        root = start if not at else root
        if name in ("Workbook", "Book") and length >= cutoff:
            found[name] = _chain(body, table, start, size)[:length]
        elif name in ("Workbook", "Book"):
            # A small stream lies in sectors of 64 bytes within the root's.
            links = np.frombuffer(_chain(body, table, minis, size), "<u4")
            found[name] = _chain(_chain(body, table, root, size), links, start, 64)[:length]
        elif name:
            found[name] = b""
    return found


def _chain(data: bytes, table: NDArray[np.uint32], start: int, size: int) -> bytes:
    parts: list[bytes] = []
    while start < _END_OF_CHAIN and len(parts) <= len(table):
        parts.append(data[start * size : (start + 1) * size])
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
