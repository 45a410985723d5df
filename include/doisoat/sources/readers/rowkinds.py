"""Which rows of a sheet are no records: blanks, titles, totals, repeated headings, column numbers, signatures.

Each such row is skipped by name, never dropped in silence. A row is only looked at closely when it is suspect (few
filled cells, or text that begins like a total), so that this costs nothing on the thousands of ordinary rows. Words
never outrank identity: a row with a name and a number, a date or an id is a record whatever its remarks say. In doubt
a row stays a record: the standardiser then quarantines it, where a person sees it.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from doisoat.sources.readers.encoding import heading_text
from doisoat.sources.readers.headings import Heading, plain
from doisoat.sources.readers.identity import NO_ROLES, Identity, Roles, identity, running
from doisoat.text import legacy
from doisoat.text.arrow import TextArray, pc
from doisoat.text.arrow import pa as arrow

BLANK, TITLE, TOTAL = "STD-SKIP-BLANK", "STD-SKIP-TITLE", "STD-SKIP-TOTAL"
REPEATED, NUMBERS, FOOTER = "STD-SKIP-HEADING", "STD-SKIP-NUMBERS", "STD-SKIP-FOOTER"

_TOTAL = re.compile(
    r"^(tổng( cộng| số| toàn| hợp)?|cộng( dồn| trang| thôn| tổ| xã)?|tong (cong|so)|cong( trang)?)\b"
    # Somebody called Công or Tổng; a community or a general corporation that holds land.
    r"(?!\s*(văn|thị|đồng|dong|(công|cong) ty|ty|cục|cuc|kho)\b)"
)
_TOTAL_ALONE = re.compile(
    _TOTAL.pattern + r"\s*[:.]?\s*(\(?[\d.,]+\)?)?\s*(người|hộ|thửa|nhân khẩu|khẩu|dòng|m2|ha)?\.?$"
)
_SIGNER = re.compile(
    r"(người lập( biểu| bảng)?|lập biểu|kế toán( trưởng)?|(phó )?chủ tịch|trưởng (thôn|ấp|bản|buôn|khu phố)|tổ trưởng"
    r"( tổ dân phố)?|công chức( \w+)*|cán bộ( \w+)*|nguoi lap( bieu)?|người (lập|kiểm tra|duyệt|kê khai)( \w+)*"
    r"|xác nhận (của|ubnd|công an|trưởng).*|(tm|kt|tl|tuq)\..*|(ubnd|ủy ban|uỷ ban) .*|ký[,;]? (và )?ghi rõ.*|\(.*\))"
)
_FOOTER = re.compile(
    r"(người lập|lập biểu|ký[,;]? (và )?ghi rõ|ký tên|đóng dấu|tm\. ?(ủy ban|uỷ ban|ubnd)"
    r"|^(ubnd|ủy ban|uỷ ban) |chủ tịch|xác nhận của|kế toán"
    r"|trưởng thôn|tổ trưởng|công chức|cán bộ|ngày\s*[.…_\d]*\s*tháng\s*[.…_\d]*\s*năm|ghi chú\s*:|nơi nhận"
    r"|nguoi lap|trang \d+\s*/|^\(?\d+ (rows?|records?|dòng|bản ghi)( affected| in set.*)?\)?$"
    r"|^(xuất bởi|người xuất|ngày xuất|thời gian xuất|exported (by|on|at)|generated (by|on|at)|records)\s*:)"
)
_SECTION = re.compile(
    r"^([ivx]+|[a-z]|\d+)?\s*[.)/-]?\s*"
    r"(thôn|xóm|ấp|bản|buôn|bon|làng|sóc|khóm|tổ dân phố|tdp|khu phố|khu vực|tiểu khu|tổ)\b"
    r"|^(danh sách|bảng kê|sổ (hộ|đăng ký|nhân khẩu|theo dõi|địa chính|mục kê))\b"
)
_NUMBER = re.compile(r"^\(?\d{1,2}\)?$|^\(?[a-zđ]\)?$|^\(?\d{1,2}\)?\s*=.*$")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
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
        roles: which columns say who or what a row is about.
    """

    columns: Sequence[TextArray]
    mapped: frozenset[int]
    headings: Sequence[Heading]
    encoding: str | None
    roles: Roles = NO_ROLES


NO_FOOTER, FOOTER_OPEN, FOOTER_SECTION = 0, 1, 2
"""Whether the rows above are a footer; the last when a section's title stands below it (names alone are still its)."""


def row_kinds(grid: Grid, footer: int = NO_FOOTER, top: bool = True) -> tuple[NDArray[np.object_], int]:
    """For each row None (a record) or the reason to skip it.

    Args:
        grid: the rows.
        footer: whether the rows above ended in a footer.
        top: whether the heading stands just above.

    Returns:
        One reason or None a row, and whether the last rows are a footer.
    """
    length = len(grid.columns[0]) if grid.columns else 0
    kinds: NDArray[np.object_] = np.full(length, None, dtype=object)
    if not length:
        return kinds, footer
    filled = np.stack([pc.is_valid(column).to_numpy(zero_copy_only=False) for column in grid.columns])
    cells = filled.sum(axis=0)
    mapped = filled[sorted(grid.mapped)].sum(axis=0)
    repeats = _repeats(grid)
    few = (mapped <= _FEW) & (cells <= max(_FEW, len(filled) // 2))
    suspects = few | (mapped == 0) | repeats | _total_like(grid)
    suspects[1:] |= repeats[:-1]  # the numbers of the columns stand below a heading
    suspects[: min(length, 2)] |= top
    counted = running(grid.headings)
    last = -1
    for row in np.flatnonzero(suspects).tolist():
        if row - last > 1:
            footer = NO_FOOTER  # ordinary rows lie between
        last = row
        below_heading = (top and row < 2) or (row > 0 and kinds[row - 1] in (REPEATED, NUMBERS))
        looked = _look(grid, filled[:, row], row, counted)
        kind = _kind(grid, looked, len(filled), int(mapped[row]), below_heading, footer)
        above_skipped = row == 0 or kinds[row - 1] is not None
        if kind is None and footer and above_skipped and not looked.identity.whole:
            # The signers' names under "Người lập biểu"; below a section's title a name with anything beside it stays.
            kind = FOOTER if cells[row] <= (_FEW if footer == FOOTER_OPEN else 1) else None
        kinds[row] = kind
        footer = _footer_after(kind, footer, looked)
    return kinds, footer if last == length - 1 else NO_FOOTER


@dataclass(frozen=True)
class _Looked:
    """A row under the eye: its filled cells as they are, folded, and what they show."""

    places: list[int]
    raw: list[str]
    texts: list[str]
    identity: Identity

    @property
    def first(self) -> str:
        """The first text with a letter."""
        return next((text for text in self.texts if any(letter.isalpha() for letter in text)), "")


def _look(grid: Grid, filled: NDArray[np.bool_], row: int, counted: frozenset[int]) -> _Looked:
    places = np.flatnonzero(filled).tolist()
    raw = [str(grid.columns[place][row].as_py()) for place in places]
    texts = [unicodedata.normalize("NFC", heading_text(value, grid.encoding)).strip().lower() for value in raw]
    return _Looked(
        places, raw, texts, identity(dict(zip(places, texts, strict=True)), grid.roles, counted, grid.mapped)
    )


def _footer_after(kind: str | None, footer: int, looked: _Looked) -> int:
    """A footer ends at a heading, at a section's title and at every record."""
    if kind is None or kind == REPEATED:
        return NO_FOOTER
    if kind == TITLE and footer and _is_section(looked):
        return FOOTER_SECTION
    return FOOTER_OPEN if kind == FOOTER and footer != FOOTER_SECTION else footer


def _kind(grid: Grid, looked: _Looked, width: int, mapped: int, below_heading: bool, footer: int) -> str | None:
    cells = len(looked.places)
    if not cells:
        return BLANK
    if _is_heading(grid, looked.places, looked.raw):
        return REPEATED
    if below_heading and cells >= 3 and all(map(_NUMBER.match, looked.texts)) and _counts(looked.texts):
        return NUMBERS
    if cells <= max(_FEW, width // 2) and _is_total(looked):
        return TOTAL
    if cells <= _FEW and _is_footer(looked, footer):
        return FOOTER
    if _is_section(looked):
        return TITLE
    if mapped == 0:
        return TITLE if looked.first else BLANK
    return None


def _is_section(looked: _Looked) -> bool:
    return len(looked.places) == 1 and is_section(looked.texts[0])


def is_section(text: str) -> bool:
    """Whether the only text of a row is the title of a section.

    >>> [is_section(text) for text in ("THÔN 4", "II. Tổ dân phố 5", "Danh sách thôn 2", "Nguyễn Văn Thôn")]
    [True, True, True, False]
    """
    return _SECTION.match(text.strip().lower()) is not None


def _is_total(looked: _Looked) -> bool:
    """A total's word first, unless the row is somebody's: sums look like a year or a running number, not like an id."""
    shown = looked.identity
    if not _TOTAL.match(looked.first) or shown.certain:
        return False
    return _TOTAL_ALONE.match(looked.first) is not None or not (shown.numbered or shown.dated)


def _is_footer(looked: _Looked, footer: int) -> bool:
    """Words of a signature block, unless the row shows a name that is none of them."""
    if not any(map(_FOOTER.search, looked.texts)):
        return False
    shown = looked.identity
    if shown.names and all(map(_SIGNER.fullmatch, shown.names)):
        return not (shown.numbered or shown.identified)
    if shown.whole:
        return False
    # A remark beside a name ("Trưởng thôn") among records is a remark; below a signature block it is a signer.
    return bool(footer) or not any(not _FOOTER.search(name) for name in shown.names)


def _counts(texts: list[str]) -> bool:
    """Numbers of columns ascend by ones ("(1) (2) (3)", "A B C", "A B 1 2 3=1+2"); a record of small numbers hardly
    does so in every cell."""
    numbers = [int(digits.group()) for text in texts if (digits := re.search(r"\d+", text))]
    if not numbers:
        numbers = [_LETTERS.find(text.strip("() ")) + 1 for text in texts]
    steps = [b - a for a, b in pairwise(numbers)]
    return len(steps) >= 1 and min(steps) >= 1 and 0 < numbers[0] <= 2 and steps.count(1) * 10 >= len(steps) * 7


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


def moved_headings(grid: Grid) -> list[int]:
    """Rows with as many headings in them, letter for letter, as columns are mapped, or nearly: headings repeated, in
    whatever order. A look into three columns is enough for the rows that are none."""
    labels = {name for head in grid.headings for name in (head.leaf, head.group)} - {""}
    if grid.encoding is not None:
        labels = {legacy.encode_text(label, grid.encoding) for label in labels}
    known = arrow.array(sorted(labels), pa.string())
    found = np.zeros(len(grid.columns[0]) if grid.columns else 0, dtype=np.int64)
    needed = max(2, len(grid.mapped) // 2)
    looked = sorted(grid.mapped)
    for places in (looked[:3], looked[3:] + [place for place in range(len(grid.columns)) if place not in grid.mapped]):
        for place in places:
            found += pc.is_in(grid.columns[place], value_set=known).to_numpy(zero_copy_only=False)
        if not found.any():
            return []
    rows: list[int] = np.flatnonzero(found >= needed).tolist()
    return rows if len(rows) * 2 < len(found) else []


def _total_like(grid: Grid) -> NDArray[np.bool_]:
    """Rows one of whose first columns begins like the word for a total, in any encoding."""
    length = len(grid.columns[0])
    found = np.zeros(length, dtype=bool)
    for column in grid.columns[:3]:
        hits = pc.fill_null(pc.match_substring_regex(column, _SUSPECT), False).to_numpy(zero_copy_only=False)
        if hits.mean() < 0.5:  # a column of people named Công is not a column of totals
            found |= hits
    return found
