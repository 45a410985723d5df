"""From the lines of a CSV file to its records, each with the line it begins at.

A quotation mark that is never closed makes everything up to the next one a single cell. Such a cell is told from an
honest one (an address on two lines) by its lines: they are rows themselves, with about as many separators as the
heading. All its lines are set aside one by one, and reading goes on below them.

Invariant: every line of the text belongs to one row or to one `Broken`; the lines are counted apart from the parser.
"""

import csv
import gc
import math
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import StringIO

import numpy as np
from numpy.typing import NDArray

from doisoat.sources.errors import SourceError
from doisoat.sources.readers.bytecodec import Text, line_count

_LONGEST_CELL = 1 << 24
_END = "\0 end of the lines \0"
_QUOTED = re.compile(r'"[^"]*"')
_CLOSING = re.compile(r'(?:[^"]|"")*"(.?)', re.DOTALL)  # marks doubled inside a cell do not close it
_ESCAPED = '\\"'
_NEARLY = 0.8

csv.field_size_limit(_LONGEST_CELL)


@dataclass(frozen=True)
class Broken:
    """Lines swallowed by a quotation mark that was not closed; the first is where it opened."""

    start: int
    lines: tuple[str, ...]


@dataclass
class Records:
    """Some consecutive rows.

    Args:
        rows: their cells.
        starts: the line each begins at, from 1, as an editor shows it.
        broken: lines between them that are no rows.
        final: whether the text ends here.
        newline: whether the text ends with a line end.
        odd: whether cells may carry bytes that are no UTF-8.
    """

    rows: list[list[str]]
    starts: NDArray[np.int32]
    broken: list[Broken] = field(default_factory=list)
    final: bool = False
    newline: bool = True
    odd: bool = False

    def split(self, at: int) -> tuple["Records", "Records"]:
        """The rows above row `at`, and that row with those below it."""
        cut = self.starts[at]
        above = [item for item in self.broken if item.start < cut]
        below = [item for item in self.broken if item.start > cut]
        return (
            Records(self.rows[:at], self.starts[:at], above, odd=self.odd),
            Records(self.rows[at:], self.starts[at:], below, self.final, self.newline, self.odd),
        )


@dataclass(frozen=True)
class Layout:
    """What a row of the file looks like.

    Args:
        separator: between cells.
        width: cells of the heading.
        spaced: whether a blank follows separators, also before a quotation mark; where none does, a comma before a
            blank is one of a sentence.
    """

    separator: str
    width: int
    spaced: bool = False

    def separators(self, line: str) -> int:
        """Separators outside quotation marks."""
        bare = _QUOTED.sub("", line)
        count = bare.count(self.separator)
        return count if self.spaced or self.separator == "\t" else count - bare.count(self.separator + " ")

    def is_row(self, line: str, exact: bool = False) -> bool:
        """Whether a line has (about) as many separators as a row."""
        found, needed = self.separators(line), self.width - 1
        if needed < 1:
            return False
        return found == needed if exact or needed < 3 else found >= math.ceil(_NEARLY * needed)


def records(texts: Iterable[Text], layout: Layout, first_line: int, where: dict[str, object]) -> Iterator[Records]:
    """Cut text into records.

    Args:
        texts: blocks of text that end where a line does.
        layout: of the rows.
        first_line: number of the first line.
        where: for messages.

    Raises:
        SourceError: SRC-QUOTE-OPEN: a quotation mark is open at the end, and most of the file stands behind it;
            SRC-FILE-LINES: the lines read are not those counted.
    """
    number, sound, counted, taken = first_line, 0, 0, 0
    waiting: list[str] = []
    blocks = iter(texts)
    block, strange = next(blocks, Text("")), False
    while True:
        following = next(blocks, None)
        counted += line_count(block.text)
        lines = list(StringIO(block.text, newline=""))
        if _ESCAPED in block.text:
            lines = [_doubled(line, layout) if _ESCAPED in line else line for line in lines]
        lines[:0] = waiting
        strange = block.odd or (strange and bool(waiting))
        with _uncollected():
            found, rest = _cut(lines, layout, number, where)
        found.final, found.newline = following is None, lines[-1].endswith(("\n", "\r")) if lines else True
        found.odd = strange
        waiting = lines[rest:]
        taken += rest
        sound += len(found.rows)
        if following is None and waiting:
            _left_open(found, waiting, number + rest, sound, where)
            taken += len(waiting)
        number += rest
        yield found
        if following is None:
            break
        block = following
    if taken != counted:
        raise SourceError("SRC-FILE-LINES", **where, found=taken, counted=counted)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without garbage collection: rows are many small lists and none of them garbage."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _doubled(line: str, layout: Layout) -> str:
    """A line whose quotation marks are escaped as MySQL and PHP do (``\\"``), with them doubled.

    Only a line that is no row as it stands, and one then: a cell may end in a backslash.
    """
    return line if _fits(line, layout) else doubled if _fits(doubled := line.replace(_ESCAPED, '""'), layout) else line


def _fits(line: str, layout: Layout) -> bool:
    try:
        row = next(csv.reader([line], delimiter=layout.separator, skipinitialspace=layout.spaced, strict=True), [])
    except csv.Error:
        return False
    return len(row) == layout.width


def _left_open(found: Records, lines: list[str], start: int, sound: int, where: dict[str, object]) -> None:
    """A quotation mark is open at the end of the text: its lines are set aside, or the file is refused."""
    if len(lines) == 1 and not found.newline:
        raise SourceError("SRC-FILE-TORN", **where, row=start)
    if len(lines) > max(sound, 1):
        raise SourceError("SRC-QUOTE-OPEN", **where, row=start)
    found.broken.append(Broken(start, tuple(map(_bare, lines))))


def _cut(lines: list[str], layout: Layout, number: int, where: dict[str, object]) -> tuple[Records, int]:
    """The rows of some lines, and how many of the lines they take: a row still open at the end is left for later."""
    rows, ends = _parsed(lines, layout, number, where)
    if ends is None:
        return Records(rows, np.arange(number, number + len(rows), dtype=np.int32)), len(lines)
    at = [0, *ends]
    starts = np.array(at[:-1], dtype=np.int32) + number
    broken: dict[int, Broken] = {}
    for place in np.flatnonzero(np.diff(at) > 1).tolist():
        own = lines[at[place] : at[place + 1]]
        if swallowed(rows[place], own, layout):
            broken[place] = Broken(int(starts[place]), tuple(map(_bare, own)))
    if broken:
        rows = [row for place, row in enumerate(rows) if place not in broken]
        starts = np.delete(starts, list(broken))
    return Records(rows, starts, list(broken.values())), at[-1]


def _parsed(
    lines: list[str], layout: Layout, number: int, where: dict[str, object]
) -> tuple[list[list[str]], list[int] | None]:
    """Rows, and the number of lines up to the end of each; None when each takes one line."""
    lines = [*lines, _END]
    reader = csv.reader(lines, delimiter=layout.separator, skipinitialspace=layout.spaced)
    rows: list[list[str]] = []
    ends: list[int] = []
    too_long = False
    try:
        rows = list(reader)
        if len(rows) == len(lines):
            rows.pop()
            return rows, None
        reader = csv.reader(lines, delimiter=layout.separator, skipinitialspace=layout.spaced)
        rows = []
        for row in reader:
            rows.append(row)
            ends.append(reader.line_num)
    except csv.Error:
        too_long = True  # what csv says of it quotes nothing, but says nothing either
    if too_long:
        if not ends:
            ends = _ends_before_error(lines, layout)
        raise SourceError("SRC-QUOTE-OPEN", **where, row=number + (ends[-1] if ends else 0))
    # The last row is the end mark alone, or holds it in a cell that is still open.
    rows.pop()
    ends.pop()
    return rows, ends


def _ends_before_error(lines: list[str], layout: Layout) -> list[int]:
    reader = csv.reader(lines, delimiter=layout.separator, skipinitialspace=layout.spaced)
    ends: list[int] = []
    try:
        ends.extend(reader.line_num for _ in reader)
    except csv.Error:
        return ends
    return ends


def swallowed(row: list[str], lines: list[str], layout: Layout) -> bool:
    """Whether lines of a record are rows themselves.

    Args:
        row: its cells.
        lines: of the text.
        layout: of the rows.
    """
    if layout.width == 1:
        return len(lines) > 1  # a list of one column: its cells are its lines
    if len(row) != layout.width or sum(line.count('"') for line in lines) % 2:
        # Marks that do not come in pairs pair up wrongly in a line too: it is looked at with and without them.
        return any(layout.is_row(line) or layout.is_row(line.replace('"', "")) for line in lines)
    # The cells fit: only whole rows inside a cell, or a cell that spans the seam of two rows, speak against them. The
    # upper one may be torn: then the mark that "closes" the cell opens the next row's, and text follows it.
    if any(map(layout.is_row, lines[1:-1])):
        return True
    closing = _CLOSING.match(lines[-1])
    ill_closed = closing is not None and closing[1] not in (layout.separator, "\r", "\n", "")
    last = (lines[-1], lines[-1].replace('"', ""))  # its marks pair up wrongly when it begins inside a cell
    return any(layout.is_row(line, True) for line in last) and (layout.is_row(lines[0]) or ill_closed)


def _bare(line: str) -> str:
    """A line as it is shown to a person: without its end, and U+FFFD for bytes that are no UTF-8."""
    return line.rstrip("\r\n").encode("utf-8", "surrogateescape").decode("utf-8", "replace")
