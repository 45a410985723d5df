"""Find the heading block of a sheet: one to three rows, somewhere below the title lines.

Books merge headings over two rows ("Giấy tờ tùy thân" above "Số CCCD" and "Số CMND"). A block is chosen by how many
mapped names it shows, not by looks, so titles of any length may stand above it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from doisoat.sources.readers.cells import cell_text
from doisoat.sources.readers.encoding import heading_encodings, heading_text
from doisoat.sources.readers.headings import Heading, Wanted, plain, score
from doisoat.sources.readers.packaging import unpacked_text

SEARCHED_ROWS = 60
"""Headings are looked for in so many first rows."""

HEIGHTS = (1, 2, 3)
_ENOUGH = 0.7
_DEEPEST, _LONGEST = 2_000, 80
"""Rows searched for a heading deep down in a sheet, and letters of one."""


@dataclass(frozen=True)
class Block:
    """A heading block.

    Args:
        start: position of its first row (0-based).
        height: number of rows.
        headings: its columns.
        encoding: legacy encoding of the headings; None when they are Unicode.
    """

    start: int
    height: int
    headings: tuple[Heading, ...]
    encoding: str | None

    @property
    def end(self) -> int:
        """Position of the first row below."""
        return self.start + self.height


def find_block(
    rows: Sequence[Sequence[Any]], wanted: Sequence[Wanted], heights: Sequence[int] = HEIGHTS
) -> Block | None:
    """The block that shows the most wanted columns; None when no row shows even half of the essential ones.

    Args:
        rows: the first rows of the sheet.
        wanted: columns the mapping names.
        heights: numbers of rows a heading may take.
    """
    # Blanks of Latin-1 are letters of old encodings: they are single only once the text is Unicode.
    texts = [[(cell_text(cell) or "").strip(" \t\r\n") for cell in row] for row in rows[:SEARCHED_ROWS]]
    best: tuple[int, Block] | None = None
    for encoding in heading_encodings():
        found = _best(texts, wanted, encoding, heights)
        if found is not None and (best is None or found[0] > best[0]):
            best = found
        # Most headings found as they stand: the others are renamed, not in another encoding.
        if best is not None and best[0] >= _ENOUGH * len(wanted):
            break
    if best is None:
        return None
    essential = [item for item in wanted if item.essential]
    shown = score(essential, best[1].headings)
    if best[0] * 2 >= len(wanted) or (shown and shown * 2 >= len(essential)):
        return best[1]
    return None


def find_deeper(rows: Sequence[Sequence[Any]], wanted: Sequence[Wanted]) -> Block | None:
    """The block below the rows `find_block` looks at: rows that show half the wanted names as they are written."""
    names = {plain(item.name) for item in wanted}
    needed = max(2, len(names) // 2)
    for at in range(SEARCHED_ROWS, min(len(rows), _DEEPEST)):
        short = {cell for cell in rows[at] if isinstance(cell, str) and 0 < len(cell) <= _LONGEST}
        if len(short) >= needed and len(names & set(map(plain, short))) >= needed:
            start = at - HEIGHTS[-1] + 1  # its groups stand above
            block = find_block(rows[start : at + HEIGHTS[-1]], wanted)
            if block is not None:
                return replace(block, start=block.start + start)
    return None


def _best(
    texts: list[list[str]], wanted: Sequence[Wanted], encoding: str | None, heights: Sequence[int]
) -> tuple[int, Block] | None:
    best: tuple[int, Block] | None = None
    if encoding is not None and all(cell.isascii() for row in texts for cell in row):
        return None
    texts = [[unpacked_text(" ".join(heading_text(cell, encoding).split())) for cell in row] for row in texts]
    for start in range(len(texts)):
        if sum(map(bool, texts[start])) < 2 <= len(wanted):
            continue
        for height in heights:
            if start + height > len(texts):
                break
            headings = _combine(texts[start : start + height])
            found = score(wanted, headings)
            # A higher block must show more: the row below a one-row heading is data.
            if found and (best is None or found > best[0]):
                best = (found, Block(start, height, headings, encoding))
                if found == len(wanted):
                    return best
    return best


def _combine(rows: list[list[str]]) -> tuple[Heading, ...]:
    """Headings of the columns of a block: the lowest text is the leaf, the one above it (or to the left) its group."""
    width = max(map(len, rows))
    cells = [row + [""] * (width - len(row)) for row in rows]
    headings = [Heading(text) for text in cells[0]]
    for lower in cells[1:]:
        group, combined = "", []
        for upper, below in zip(headings, lower, strict=True):
            # A merged group heading is held by its first cell only; the cells to its right are blank.
            group = upper.leaf or (group if below else "")
            combined.append(Heading(below, group) if below else Heading(upper.leaf, upper.group))
        headings = combined
    return tuple(headings)
