"""Which rows of a sheet are no records: blanks, titles, totals, repeated headings, column numbers, signatures.

Each such row is skipped by name, never dropped in silence. A row is only looked at closely when it is suspect (few
filled cells, or text that begins like a total), so that this costs nothing on the thousands of ordinary rows. In doubt
a row stays a record: the standardiser then quarantines it, where a person sees it.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from doisoat.sources.readers.encoding import heading_text
from doisoat.sources.readers.headings import Heading, plain
from doisoat.text import legacy
from doisoat.text.arrow import TextArray, pc

BLANK, TITLE, TOTAL = "STD-SKIP-BLANK", "STD-SKIP-TITLE", "STD-SKIP-TOTAL"
REPEATED, NUMBERS, FOOTER = "STD-SKIP-HEADING", "STD-SKIP-NUMBERS", "STD-SKIP-FOOTER"

_TOTAL = re.compile(
    r"^(tổng( cộng| số| toàn| hợp)?|cộng( dồn| trang| thôn| tổ| xã)?|tong (cong|so)|cong( trang)?)\b(?!\s*(văn|thị)\b)"
)
_FOOTER = re.compile(
    r"(người lập|lập biểu|ký[,;]? (và )?ghi rõ|ký tên|đóng dấu|tm\. ?(ủy|uỷ) ban|chủ tịch|xác nhận của|kế toán"
    r"|trưởng thôn|tổ trưởng|công chức|cán bộ|ngày\s*[.…\d]+\s*tháng\s*[.…\d]+\s*năm|ghi chú\s*:|nơi nhận"
    r"|nguoi lap|trang \d+\s*/)"
)
_SECTION = re.compile(r"^([ivx]+|[a-z]|\d+)?\s*[.)/-]?\s*(thôn|xóm|ấp|bản|buôn|làng|tổ dân phố|tdp|khu phố|tổ)\b")
_NUMBER = re.compile(r"^\(?\d{1,2}\)?$|^\(?[a-z]\)?$|^\(?\d{1,2}\s*=.*$")
_SUSPECT = r"(?i)^\s*(t[ổoæỗốộồæ]|c[ộoéô])\S*"
_FEW = 3


@dataclass(frozen=True)
class Grid:
    """The rows below a heading block.

    Args:
        columns: all columns of the sheet, as text, blanks null.
        mapped: positions of the mapped columns.
        headings: of all columns.
        encoding: legacy encoding of the sheet's headings, or None.
    """

    columns: Sequence[TextArray]
    mapped: frozenset[int]
    headings: Sequence[Heading]
    encoding: str | None


def row_kinds(grid: Grid, footer_open: bool = False) -> tuple[NDArray[np.object_], bool]:
    """For each row None (a record) or the reason to skip it.

    Args:
        grid: the rows.
        footer_open: whether the rows above ended in a footer.

    Returns:
        One reason or None a row, and whether the last rows are a footer.
    """
    length = len(grid.columns[0]) if grid.columns else 0
    kinds: NDArray[np.object_] = np.full(length, None, dtype=object)
    if not length:
        return kinds, footer_open
    filled = np.stack([pc.is_valid(column).to_numpy(zero_copy_only=False) for column in grid.columns])
    cells = filled.sum(axis=0)
    mapped = filled[sorted(grid.mapped)].sum(axis=0)
    suspects = (mapped <= _FEW) | _repeats(grid) | _total_like(grid)
    suspects[: min(length, 2)] = True
    previous_heading = True
    for row in np.flatnonzero(suspects).tolist():
        after_heading = (row == 0 and previous_heading) or (row > 0 and kinds[row - 1] in (REPEATED, NUMBERS))
        kind = _kind(grid, filled[:, row], row, int(cells[row]), int(mapped[row]), after_heading or row < 2)
        if kind is None and footer_open and cells[row] <= _FEW and (row == 0 or kinds[row - 1] is not None):
            kind = FOOTER  # the signers' names under "Người lập biểu"
        kinds[row] = kind
        footer_open = (footer_open or kind == FOOTER) and kind != REPEATED
    if kinds[-1] is None:
        footer_open = False
    return kinds, footer_open


def _kind(grid: Grid, filled: NDArray[np.bool_], row: int, cells: int, mapped: int, after_heading: bool) -> str | None:
    if cells == 0:
        return BLANK
    places = np.flatnonzero(filled).tolist()
    raw = [str(grid.columns[place][row].as_py()) for place in places]
    if _is_heading(grid, places, raw):
        return REPEATED
    texts = [unicodedata.normalize("NFC", heading_text(value, grid.encoding)).strip().lower() for value in raw]
    if after_heading and cells >= 3 and all(map(_NUMBER.match, texts)) and _counts(texts):
        return NUMBERS
    first = next((text for text in texts if any(letter.isalpha() for letter in text)), "")
    if _TOTAL.match(first) and cells <= max(_FEW, len(filled) // 2):
        return TOTAL
    if cells <= _FEW and any(map(_FOOTER.search, texts)):
        return FOOTER
    if cells == 1 and _SECTION.match(texts[0]):
        return TITLE
    if mapped == 0:
        return TITLE if first else BLANK
    return None


def _counts(texts: list[str]) -> bool:
    """Numbers of columns ascend ("(1) (2) (3)"); a record of small numbers hardly does so in every cell."""
    numbers = [int(digits.group()) for text in texts if (digits := re.search(r"\d+", text))]
    return len(numbers) >= 2 and all(a < b for a, b in pairwise(numbers))


def _is_heading(grid: Grid, places: list[int], raw: list[str]) -> bool:
    """Most filled cells say what the heading of their column says."""
    same = sum(
        plain(heading_text(text, grid.encoding)) in {plain(label) for label in (*head.labels(), head.group)} - {""}
        for place, text in zip(places, raw, strict=True)
        for head in (grid.headings[place],)
    )
    return same * 10 >= len(places) * 6 and same >= min(2, len(places))


def _repeats(grid: Grid) -> NDArray[np.bool_]:
    """Rows with a cell that equals its column's heading, letter for letter."""
    length = len(grid.columns[0])
    found = np.zeros(length, dtype=bool)
    for place in sorted(grid.mapped):
        column, heading = grid.columns[place], grid.headings[place]
        for label in {heading.leaf, heading.group} - {""}:
            # The cells are still as the file has them; the heading was already brought to Unicode.
            shown = label if grid.encoding is None else legacy.encode_text(label, grid.encoding)
            same = pc.fill_null(pc.equal(column, shown), False)
            found |= same.to_numpy(zero_copy_only=False)
    return found


def _total_like(grid: Grid) -> NDArray[np.bool_]:
    """Rows one of whose first columns begins like the word for a total, in any encoding."""
    length = len(grid.columns[0])
    found = np.zeros(length, dtype=bool)
    for column in grid.columns[:3]:
        hits = pc.fill_null(pc.match_substring_regex(column, _SUSPECT), False).to_numpy(zero_copy_only=False)
        if hits.mean() < 0.5:  # a column of people named Công is not a column of totals
            found |= hits
    return found
