"""Cells a workbook's reader shows as blank though they are not: errors, and formulas whose result was never saved.

openpyxl, POI and web exports write formulas and leave their calculation to Excel; until somebody opens the file there
and saves it, its cells are formulas without a value. XlsxWriter writes 0 for a result and asks for the calculation.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from doisoat.sources.readers.batch import CellKind

_VALUES = rb"<(?:[\w.-]+:)?v\s*/>|<(?:[\w.-]+:)?v(?:\s[^>]*)?>\s*(?P<v>0(?:\.0*)?)?\s*</(?:[\w.-]+:)?v>"
_END = rb"\s*(?:" + _VALUES + rb")?\s*</(?:[\w.-]+:)?c>"
_BARE = (re.compile(rb"f>" + _END), re.compile(rb"/>" + _END))
"""The end of a formula, no value and the end of its cell; a pattern's first letters are what makes it quick."""
_ADDRESS = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7})["']""")
_TYPE = re.compile(rb"""\st\s*=\s*["'](\w+)["']""")
_LOOK = 1 << 13
_VALUED = re.compile(rb"<(?:[\w.-]+:)?v[\s/>]")
NOWHERE = (0, 0)
"""Place of a cell that does not say where it is."""
_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[\s/>]")
_VALUE = re.compile(rb"<(?:[\w.-]+:)?v(?:\s[^>]*)?>([^<]*)<")
_START = re.compile(rb"<(?:[\w.-]+:)?c(\s[^>]*)>")
_LONGEST = 1 << 16


@dataclass(frozen=True)
class OddCells:
    """Odd cells of a sheet, by row.

    Args:
        rows: numbers of their rows, from 1, ascending.
        columns: numbers of their columns, from 1.
        kinds: ERROR or NO_VALUE.
        words: what an error says, empty for a formula.
    """

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    kinds: NDArray[np.uint8]
    words: NDArray[np.object_]

    @classmethod
    def of(cls, cells: Iterable[tuple[int, int, int, str]]) -> "OddCells":
        """From (row, column, kind, word) in any order."""
        found = sorted(set(cells))
        rows, columns, kinds, words = zip(*found, strict=True) if found else ((), (), (), ())
        return cls(
            np.array(rows, np.int64),
            np.array(columns, np.int64),
            np.array(kinds, np.uint8),
            np.array(words, dtype=object),
        )

    def chosen(self, keep: NDArray[np.bool_]) -> "OddCells":
        """Some of them."""
        return OddCells(self.rows[keep], self.columns[keep], self.kinds[keep], self.words[keep])

    def moved(self, columns: NDArray[np.int64]) -> "OddCells":
        """The same where only these columns of the sheet are left."""
        keep = np.isin(self.columns, columns)
        places = np.searchsorted(columns, self.columns[keep]) + 1
        return OddCells(self.rows[keep], places, self.kinds[keep], self.words[keep])

    def within(self, numbers: NDArray[np.int32]) -> Iterator[tuple[int, NDArray[np.int64], NDArray[np.int64]]]:
        """For each column (position from 0) the odd cells in these rows: positions among the rows, and here."""
        if not len(self.rows) or not len(numbers):
            return
        start, end = np.searchsorted(self.rows, (numbers[0], numbers[-1] + 1))
        here = np.arange(start, end)
        places = np.searchsorted(numbers, self.rows[here])
        known = numbers[np.minimum(places, len(numbers) - 1)] == self.rows[here]
        here, places = here[known], places[known]
        for column in np.unique(self.columns[here]).tolist():
            own = self.columns[here] == column
            yield column - 1, places[own], here[own]


def odd_in(block: bytes, uncalculated: bool) -> Iterator[tuple[int, int, int, str]]:
    """The odd cells (row, column, kind, word) in a piece of a sheet's XML; one without an address is ``NOWHERE``.

    Args:
        block: see ``cell_blocks``.
        uncalculated: whether the workbook asks for its formulas to be calculated when it is opened, so that 0 is no
            result of theirs.
    """
    yield from _errors(block)
    yield from _bare(block, uncalculated)


def _errors(block: bytes) -> Iterator[tuple[int, int, int, str]]:
    for mark in (b' t="e"', b" t='e'") if b"='" in block[:_LOOK] else (b' t="e"',):
        at = block.find(mark)
        while at >= 0:
            start = _START.match(block, block.rfind(b"<", 0, at))
            end = block.find(b"c>", at)
            value = _VALUE.search(block, at, end) if start and end >= 0 else None
            if start and end >= 0:
                word = value[1].decode("utf-8", "replace").strip() if value else ""
                yield *_place(start[1]), CellKind.ERROR, word or "#"
            at = block.find(mark, at + 1)


def _bare(block: bytes, uncalculated: bool) -> Iterator[tuple[int, int, int, str]]:
    """Formulas without a value."""
    marks = (b"<f",) if b"<c " in block[:_LOOK] else (b"<f", b":f")
    if not any(mark in block for mark in marks):
        return
    for pattern in _BARE:
        for found in pattern.finditer(block):
            if found["v"] and not uncalculated:
                continue
            start = _cell_before(block, found.start())
            if start is None or not _FORMULA.search(block, start.end(), found.start() + 2):
                continue
            kind = _TYPE.search(start[1])
            # A formula whose result is the empty text says so: t="str", and an empty value.
            if kind is None or kind[1] == b"n" or (kind[1] == b"str" and not _VALUED.search(found[0])):
                yield *_place(start[1]), CellKind.NO_VALUE, ""


def _cell_before(block: bytes, end: int) -> re.Match[bytes] | None:
    """The start tag of the cell that holds this place."""
    low = max(0, end - _LONGEST)
    while (end := max(block.rfind(b"c ", low, end), block.rfind(b"c\n", low, end))) >= 0:
        start = _START.match(block, block.rfind(b"<", low, end))
        if start and start.start(1) == end + 1:
            return start
    return None


def _place(attributes: bytes) -> tuple[int, int]:
    address = _ADDRESS.search(attributes)
    return (int(address[2]), column_number(address[1])) if address else NOWHERE


def column_number(letters: bytes) -> int:
    """A column's number, from 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def cell_blocks(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The blocks cut behind a row (or, in a very long row, behind a cell), so that no cell is cut in two."""
    carried = b""
    for block in blocks:
        whole = carried + block
        cut = max(whole.rfind(b"</row>"), whole.rfind(b":row>"))
        if cut < 0:
            cut = max(whole.rfind(b"</c>"), whole.rfind(b":c>"))
        cut = whole.find(b">", cut) + 1 if cut >= 0 else 0
        if cut:
            yield whole[:cut]
        carried = whole[cut:]
    if carried:
        yield carried
