"""What the title lines of a sheet say of the rows below them: their unit and their village.

Lines above the heading speak of the whole sheet until another title stands between the rows: a section ("THÔN 4", "II.
Tổ dân phố 5"), or the title lines of a heading that is repeated for the next village or commune.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from doisoat.sources.model import Source
from doisoat.sources.readers.blocks import Block
from doisoat.sources.readers.cells import cell_text
from doisoat.sources.readers.encoding import TextEncoding, heading_text
from doisoat.sources.readers.rowkinds import REPEATED, TITLE, is_section
from doisoat.text.arrow import TextArray
from doisoat.text.arrow import pa as arrow

_STOP = (
    r"(?=\s*(?:[,;:(|\n]|\s[-–—]\s|$|\b(?:xã|phường|thị trấn|đặc khu|huyện|thành phố|tỉnh|năm|tháng|đến ngày|ngày)\b))"
)
_VILLAGE = re.compile(
    r"\b(thôn|xóm|ấp|bản|buôn|bon|làng|tổ dân phố|tdp|khu phố|kp|sóc|khóm|tiểu khu|khu vực|tổ)\b\s*:?\s*(.+?)" + _STOP,
    re.IGNORECASE,
)
_BEFORE_UNIT = re.compile(r"^([^,;]+?)\s*,\s*(?:xã|phường|thị trấn|đặc khu)\b", re.IGNORECASE)
_PARTS = ("tổ", "xóm")
_UNIT = re.compile(r"\b(?:xã|phường|thị trấn|đặc khu)\b", re.IGNORECASE)
_LEGACY = ("tcvn3", "vni", "viscii", "vps")

Places = tuple[str | None, str | None]
"""Unit and village as titles name them."""


@dataclass
class Titles:
    """Title lines of one sheet.

    Args:
        source: its configuration says what is looked for in titles.
        legacy: encoding of the lines; None for Unicode.
        now: what the titles so far say.
    """

    source: Source
    legacy: str | None
    now: Places = (None, None)
    _lines: list[str] = field(default_factory=list)

    @classmethod
    def above(
        cls,
        source: Source,
        rows: Sequence[Sequence[Any]],
        sheet: str | None,
        block: Block,
        encoding: TextEncoding,
        before: Places = (None, None),
    ) -> "Titles":
        """Those above a heading, and the sheet's name; `before` is what was said further up.

        Without a pattern the unit's text is all the lines: which of them names the unit is the gazetteer's question.
        """
        found = cls(source, block.encoding or (encoding.declared if encoding.declared in _LEGACY else None), before)
        texts = [text for row in rows[: block.start] for cell in row for text in found._shown(cell_text(cell))]
        if sheet:
            texts.append(heading_text(sheet, found.legacy))
        found._say(texts, all_lines=True)
        return found

    @property
    def looked_for(self) -> bool:
        """Whether titles say anything of the rows."""
        return "sheet_title" in (self.source.unit.origin, self.source.village.origin)

    def columns(self, cells: Sequence[TextArray], reasons: NDArray[np.object_]) -> tuple[TextArray, TextArray]:
        """Unit and village of each row of a part of the sheet.

        Args:
            cells: its columns.
            reasons: why rows are skipped, None for the others.
        """
        known = [self.now]
        starts: NDArray[np.int64] = np.zeros(len(reasons), np.int64)
        if self.looked_for:
            titles = np.flatnonzero((reasons == TITLE) | (reasons == REPEATED))
            kept = np.cumsum(reasons == None)  # noqa: E711 elementwise
            above = 0
            for row in titles.tolist():
                if kept[row] > above:
                    self._lines, above = [], int(kept[row])  # records lie between
                before = self.now
                self._title(cells, row, reasons[row] == REPEATED)
                if self.now != before:
                    known.append(self.now)
                    starts[row:] = len(known) - 1
            if len(kept) and kept[-1] > above:
                self._lines = []
        places = arrow.array(starts)
        return tuple(pa.array([item[of] for item in known], pa.string()).take(places) for of in (0, 1))  # type: ignore[return-value]

    def _title(self, cells: Sequence[TextArray], row: int, heading: bool) -> None:
        if heading:
            self._say(self._lines, all_lines=False)
            self._lines = []
            return
        texts = [text for column in cells for text in self._shown(column[row].as_py())]
        self._lines += texts
        if len(texts) == 1 and is_section(texts[0]):
            self._say(texts, all_lines=False)

    def _say(self, texts: list[str], all_lines: bool) -> None:
        """Take over what these lines say; of lines between the rows only those that name something."""
        unit, village = self.now
        said = self.source.unit
        if said.origin == "sheet_title":
            named = _first(texts, re.compile(said.value)) if said.value else None
            if not said.value and (all_lines or any(map(_UNIT.search, texts))):
                named = "\n".join(filter(None, texts)) or None
            if named and named != unit:
                unit, village = named, None  # the next commune's villages are not the last one's
        said = self.source.village
        if said.origin == "sheet_title":
            named = _first(texts, re.compile(said.value) if said.value else _VILLAGE)
            if named is None and said.value is None:
                named = _first(texts, _BEFORE_UNIT)
            if named is not None and (all_lines or not _is_part(named, village)):
                village = named
        self.now = unit, village

    def _shown(self, text: str | None) -> list[str]:
        return [" ".join(line.split()) for line in heading_text(text, self.legacy).split("\n")] if text else []


def _is_part(named: str, village: str | None) -> bool:
    """Whether a title between rows names a part of the village above it: "Tổ 1" below "Thôn 2" is no village."""
    kind = _kind(named)
    return village is not None and kind in _PARTS and _kind(village) not in ("", kind)


def _kind(name: str) -> str:
    found = _VILLAGE.match(name.lower())
    return found[1] if found else ""


def _first(texts: list[str], wanted: re.Pattern[str]) -> str | None:
    for text in texts:
        found = wanted.search(text)
        if found:
            parts = found.groups() or (found.group(),)
            return " ".join(" ".join(part for part in parts if part).split()).strip(" .:-") or None
    return None
