"""A column none of whose cells has a value: a book whose formulas nobody calculated is not a book of blanks."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from doisoat.sources.errors import SourceError
from doisoat.sources.readers.batch import ROW, SHEET, CellKind, kinds_of
from doisoat.sources.readers.sheetscan import name_of

_LEAST = 2
"""One cell that is an error is a cell, not a column."""


@dataclass
class _Column:
    rows: int = 0
    values: int = 0
    lost: int = 0
    first: tuple[str, str] = ("", "")


@dataclass
class Tally:
    """Counts the cells of each mapped column over the sheets of a workbook."""

    columns: dict[str, _Column] = field(default_factory=dict)

    def add(self, data: pa.Table, places: Mapping[str, int]) -> None:
        """Count the rows of a batch; `places` are the columns' positions in the sheet."""
        for name, place in places.items():
            own = self.columns.setdefault(name, _Column())
            kinds = kinds_of(data, name)
            filled = data.num_rows - data[name].null_count
            own.rows += data.num_rows
            if kinds is None:
                own.values += filled
                continue
            of = np.asarray(kinds)
            lost = np.flatnonzero(of >= CellKind.ERROR)
            errors = int((of == CellKind.ERROR).sum())
            own.values += filled - errors
            own.lost += len(lost)
            if len(lost) and not own.first[1]:
                row = data[ROW][int(lost[0])].as_py()
                own.first = (str(data[SHEET][0].as_py()), name_of(row, place + 1))

    def judge(self, where: Mapping[str, object]) -> None:
        """Refuse a workbook one of whose columns has no value, only errors and formulas without a result.

        Raises:
            SourceError: SRC-COLUMN-NO-VALUES.
        """
        for name, own in self.columns.items():
            if own.values == 0 and own.lost >= _LEAST and own.lost * 2 >= own.rows:
                sheet, cell = own.first
                raise SourceError("SRC-COLUMN-NO-VALUES", **where, sheet=sheet, column=name, count=own.lost, cell=cell)
