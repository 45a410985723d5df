"""A source column as it was read: its text, what its cells were, and which of them hold nothing.

"No value" is not blank: a spreadsheet's error, a formula whose result was not saved and a program's word for nothing
are cells somebody filled. They are null everywhere, and a problem where they are read.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from doisoat.registers.schema import Kind, Table
from doisoat.sources.model import TableRule
from doisoat.sources.readers.batch import CellKind, kinds_of
from doisoat.sources.readers.trimming import is_ascii
from doisoat.standardise.reasons import EXCEL_DATE, FORMULA_WITHOUT_VALUE
from doisoat.text.arrow import TextArray, pc
from doisoat.text.arrow import pa as arrow
from doisoat.text.placeholders import EMPTY_WORD, EXCEL_ERROR, holds_nothing

_NULL = arrow.scalar(None, pa.string())
DIGITS_LOST = "digits_lost"
ROUNDED = r"^[0-9](?:[.,][0-9]+)?E\+[0-9]{2,}$"
"""A long number as a spreadsheet shows it: the key of everybody whose number begins like it."""
_UNSEEN = r"[\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}\x{feff}\x{ad}]"
_DAY = r"^[0-9]{4}-0?(?P<month>[0-9]+)-0?(?P<day>[0-9]+)(?:$|[ T]0?0:00)"
ZERO = r"^0+(?:\.0+)?$"
"""What stands for a number that was not given where every number is at least 1."""


@dataclass(frozen=True)
class SourceColumn:
    """One column of a batch.

    Args:
        encoded: the text as read, dictionary-encoded.
        kinds: ``CellKind`` of each cell; None when all are text.
        text: the text, null where the cell holds nothing.
        problem: why a filled cell holds nothing, null elsewhere.
    """

    encoded: TextArray
    kinds: TextArray | None
    text: TextArray
    problem: TextArray

    @property
    def blank(self) -> TextArray:
        """Whether a cell is empty or says so itself (a dash), which is when a default stands in for it."""
        return pc.and_(pc.is_null(self.text), pc.is_null(self.problem))

    def of_kind(self, *kinds: CellKind) -> NDArray[np.bool_]:
        """Which cells are of one of these kinds."""
        if self.kinds is None:
            return np.full(len(self.text), CellKind.TEXT in kinds)
        found: NDArray[np.bool_] = np.isin(np.asarray(self.kinds), kinds)
        return found


def source_column(data: pa.Table, name: str) -> SourceColumn:
    """Column `name` of a batch."""
    whole: TextArray = data[name]
    column = whole.combine_chunks() if whole.num_chunks != 1 else whole.chunk(0)
    kinds = kinds_of(data, name)
    encoded = column.dictionary_encode()
    void, problem = holds_nothing(encoded.dictionary)
    text, told = column, pa.nulls(len(column), pa.string())
    if pc.any(void).as_py():
        text = pc.if_else(void, _NULL, encoded.dictionary).take(encoded.indices)
        told = problem.take(encoded.indices)
    if kinds is not None:
        for kind, reason in ((CellKind.ERROR, EXCEL_ERROR), (CellKind.NO_VALUE, FORMULA_WITHOUT_VALUE)):
            here = pc.equal(kinds, int(kind))
            text, told = pc.if_else(here, _NULL, text), pc.if_else(here, reason, told)
    return SourceColumn(encoded, kinds, text, told)


def key_column(name: str, table: Table, rule: TableRule, columns: dict[str, SourceColumn]) -> SourceColumn:
    """A column as a part of records' keys, where a date that a spreadsheet made and a lone 0 identify nothing.

    Dates are parts of a key where the mapping takes the column for dates, or where the column of a key of several
    parts has nothing else; zeros where the numbers begin with it.
    """
    column = columns[name]
    text, told = column.text, column.problem
    field = rule.columns[name].field if name in rule.columns else None
    if field not in table.names() or table.field(str(field)).kind is not Kind.DATE:
        dates = column.of_kind(CellKind.DATE, CellKind.INSTANT)
        if dates.any() and not (len(rule.key) > 1 and bool(np.asarray(pc.is_null(text))[~dates].all())):
            text = pc.if_else(arrow.array(dates), _NULL, text)
            told = pc.if_else(arrow.array(dates), EXCEL_DATE, told)
    rounded = pc.fill_null(pc.match_substring_regex(text, ROUNDED), False)
    if pc.any(rounded).as_py():
        text, told = pc.if_else(rounded, _NULL, text), pc.if_else(rounded, DIGITS_LOST, told)
    if not is_ascii(text):
        text = pc.replace_substring_regex(text, _UNSEEN, "")
    if len(rule.key) == 1:
        zero = pc.fill_null(pc.match_substring_regex(text, ZERO), False)
        count = pc.sum(zero).as_py() or 0
        if count > 1 or (count and not pc.any(pc.equal(text, "1")).as_py()):
            text, told = pc.if_else(zero, _NULL, text), pc.if_else(zero, EMPTY_WORD, told)
    return SourceColumn(column.encoded, column.kinds, text, told)


def suggestions(column: SourceColumn, rows: TextArray, reasons: TextArray) -> TextArray:
    """What some cells may have meant: a day a spreadsheet made of 12/3 was typed day first, as the country writes it.

    Args:
        column: the column.
        rows: positions of cells.
        reasons: what is wrong with each.

    Returns:
        A value for each of these cells; null where there is nothing to suggest.
    """
    made = pc.fill_null(pc.equal(reasons, EXCEL_DATE), False)
    if not pc.any(made).as_py():
        return pa.nulls(len(rows), pa.string())
    cells = column.encoded.take(rows).dictionary_decode()
    parts = pc.extract_regex(cells, _DAY)
    typed = pc.binary_join_element_wise(pc.struct_field(parts, "day"), pc.struct_field(parts, "month"), "/")
    return pc.if_else(made, typed, _NULL)
