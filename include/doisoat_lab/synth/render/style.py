"""How one commune's clerks work: encodings, headings, number cells, what stands below the tables.

Format faults never change what a cell says: a legacy encoding that cannot hold a letter of the book is not used for it.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from doisoat.text import legacy
from doisoat_lab.synth.render.coders import CODERS, Values, on_distinct
from doisoat_lab.synth.render.physical import Block

#: Encodings of cadastral books, by the commune's number in the province: most are Unicode.
_LAND = ("tcvn3", None, "vni", None, None, "tcvn3")

_COPIED = ("holder_name", "full_name", "head_name", "village", "address")


@dataclass(frozen=True)
class Style:
    """Habits of one book.

    Args:
        encoding: legacy encoding of its text, None for Unicode.
        declared: whether the mapping names the encoding (then all text is in it), or leaves it to be found out (then
            the headings and some columns are Unicode).
        decomposed: text typed with marks as separate characters (NFD).
        numbers: a row "(1) (2) (3)" below the headings.
        signature: lines for signatures below the total.
        names_unit: the mapping takes the unit from the title lines.
        merged: a parcel is written once and its further holders on lines of their own below it.
    """

    encoding: str | None = None
    declared: bool = False
    decomposed: bool = False
    numbers: bool = False
    signature: bool = False
    names_unit: bool = False
    merged: bool = False


def style_of(register: str, index: int) -> Style:
    """The habits of commune number `index` for a register: every habit occurs in a province of a dozen communes."""
    encoding = _LAND[index % len(_LAND)] if register == "land" else None
    return Style(
        encoding=encoding,
        declared=encoding is not None and index % 4 < 2,
        decomposed=encoding is None and index % 5 == 3,
        numbers=index % 3 != 0,
        signature=index % 2 == 0,
        names_unit=index % 2 == 1,
        merged=register == "land" and index % 4 == 3,
    )


def spelled(text: str, style: Style) -> str:
    """A title or heading as the book spells it."""
    if style.encoding and style.declared:
        return legacy.encode_text(text, style.encoding)
    return text


def _encoded(value: str, encoding: str) -> str | None:
    """The text in a legacy encoding; None when it would not come back the same (capitals apart: TCVN3 has few)."""
    shown = legacy.encode_text(value, encoding)
    return shown if _same(legacy.decode_text(shown, encoding), value) else None


def _same(one: str, other: str) -> bool:
    return unicodedata.normalize("NFC", one).casefold() == unicodedata.normalize("NFC", other).casefold()


def _safe(value: Any, encoding: str) -> bool:
    """Whether a cell of a book in the encoding can hold the text: in it, or as a cell of Unicode text beside it."""
    if not isinstance(value, str) or value.isascii():
        return True
    return _encoded(value, encoding) is not None or _same(legacy.decode_text(value, encoding), value)


def _texts(block: Block) -> list[int]:
    return [n for n, column in enumerate(block.layout.columns) if CODERS[column.coder].sql == "TEXT"]


def suited(style: Style, block: Block) -> Style:
    """The style, in Unicode when the block has text that its encoding cannot hold and would misread in Unicode."""
    if style.encoding is None:
        return style
    safe = all(_safe(value, style.encoding) for n in _texts(block) for value in set(block.columns[n]))
    return style if safe else replace(style, encoding=None, declared=False)


def dressed(block: Block, style: Style) -> Block:
    """The block's cells as the style writes them."""
    columns = _once(block) if style.merged else list(block.columns)
    for n in _texts(block) if style.encoding or style.decomposed else []:
        # Undeclared legacy text stands in the columns of names and places, as after copying from an old book.
        if style.declared or style.decomposed or block.layout.columns[n].field in _COPIED:
            columns[n] = _rewritten(columns[n], style)
    return replace(block, columns=columns)


def _once(block: Block) -> list[Values]:
    """Columns whose parcel and single certificate stand on the parcel's first line only."""
    first: dict[str, set[int]] = {
        str(table): set(lines["position"].astype(int)) for table, lines in block.origin.groupby("table")
    }
    layout = block.layout
    result = []
    for column, values in zip(layout.columns, block.columns, strict=True):
        table = layout.table_of(column)
        shown = first.get(table, set())
        result.append(
            [value if line in shown else None for line, value in enumerate(values)] if table != "right" else values
        )
    return result


def _rewritten(values: Values, style: Style) -> Values:
    def write(value: Any) -> Any:
        if not isinstance(value, str) or value.isascii():
            return value
        if style.encoding:
            return _encoded(value, style.encoding) or value
        return unicodedata.normalize("NFD", value)

    array: np.ndarray[Any, Any] = np.empty(len(values), dtype=object)
    array[:] = values
    # True for text only: distinct numbers and text would compare equal otherwise.
    text = np.fromiter((isinstance(value, str) for value in values), dtype=bool, count=len(values))
    if text.any():
        array[text] = on_distinct(pd.Series(array[text], dtype=object), write)
    result: Values = array.tolist()
    return result
