"""CSV and Parquet parts in the folder that stands for object storage."""

from __future__ import annotations

import csv
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from doisoat_lab.synth.render.coders import CODERS, Values, on_distinct
from doisoat_lab.synth.render.physical import Block

_TYPES = {"TEXT": pa.string(), "INTEGER": pa.int32(), "DOUBLE PRECISION": pa.float64()}

#: Circumflex, breve and horn stay on the letter in windows-1258; tone marks stand after it.
_TONES = "̣̀́̃̉"


@cache
def _vietnamese_1258() -> dict[int, str]:
    """Letters that windows-1258 writes as a letter and a tone mark."""
    table: dict[int, str] = {}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        decomposed = unicodedata.normalize("NFD", chr(code))
        tones = "".join(c for c in decomposed if c in _TONES)
        if tones:
            table[code] = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONES)) + tones
    return table


def to_1258(text: str) -> bytes:
    """Encode as windows-1258 does it: base letter, then the tone. Raises UnicodeEncodeError for other letters."""
    return unicodedata.normalize("NFC", text).translate(_vietnamese_1258()).encode("cp1258")


def fits_1258(block: Block) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Whether windows-1258 has all letters of each row."""
    fits = np.ones(len(block), dtype=bool)
    for column, values in zip(block.layout.columns, block.columns, strict=True):
        if CODERS[column.coder].sql == "TEXT":
            fits &= on_distinct(pd.Series(values, dtype=object), _fits).astype(object) != False  # noqa: E712 None fits
    return fits


def _fits(value: Any) -> bool:
    if isinstance(value, str) and not value.isascii():
        try:
            to_1258(value)
        except UnicodeEncodeError:
            return False
    return True


def rows_of(count: int, head: int = 1) -> np.ndarray[Any, np.dtype[np.int32]]:
    """Physical rows (1-based) of `count` lines below `head` heading lines."""
    return np.arange(head + 1, head + 1 + count, dtype=np.int32)


class _Text:
    """Collects what the csv module writes."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def write(self, text: str) -> int:
        self.parts.append(text)
        return len(text)


def write_csv(path: Path, block: Block, encoding: str, delimiter: str, bom: bool) -> None:
    """Write one CSV file.

    Raises:
        UnicodeEncodeError: `encoding` is windows-1258 and lacks a letter (see `fits_1258`).
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    sink = _Text()
    writer = csv.writer(sink, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([column.name for column in block.layout.columns])
    writer.writerows(zip(*block.columns, strict=True))
    text = "".join(sink.parts)
    path.write_bytes(to_1258(text) if encoding == "windows-1258" else text.encode("utf-8-sig" if bom else "utf-8"))


def arrow_table(block: Block) -> pa.Table:
    """The block as an Arrow table: text, 32-bit integers and doubles."""
    arrays = [
        pa.array(_clean(values, CODERS[column.coder].sql), type=_TYPES[CODERS[column.coder].sql])
        for column, values in zip(block.layout.columns, block.columns, strict=True)
    ]
    return pa.table(arrays, names=[column.name for column in block.layout.columns])


def _clean(values: Values, kind: str) -> Values:
    return values if kind != "TEXT" else [None if value is None else str(value) for value in values]


def write_parquet(path: Path, block: Block) -> None:
    """Write one Parquet file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(arrow_table(block), path, compression="zstd", row_group_size=100_000)
