"""A column none of whose cells has a value, only errors: a broken export is not a register of blanks.

Workbooks are judged as they are read (``doisoat.sources.readers.valueless``), where formulas without a result and the
cells' names are known; here every other file is, by the words spreadsheets leave in what is exported from them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from doisoat.sources.errors import SourceError
from doisoat.sources.readers.batch import FILE, ROW
from doisoat.standardise.reasons import FORMULA_WITHOUT_VALUE
from doisoat.standardise.sourcecells import SourceColumn
from doisoat.text.arrow import pc
from doisoat.text.placeholders import EXCEL_ERROR

_LEAST = 2
"""One cell that is an error is a cell, not a column."""
_ERRORS = pa.array([EXCEL_ERROR, FORMULA_WITHOUT_VALUE], pa.string())


@dataclass
class _Count:
    rows: int = 0
    values: int = 0
    lost: int = 0
    first: int | None = None


@dataclass
class Valueless:
    """Counts the cells of each mapped column of each file of a physical table."""

    counts: dict[tuple[str, str], _Count] = field(default_factory=dict)

    def add(self, data: pa.Table, read: Mapping[str, SourceColumn]) -> None:
        """Count the rows of a batch.

        Args:
            data: the batch.
            read: its columns.
        """
        if not data.num_rows:
            return
        encoded = data[FILE].combine_chunks().dictionary_encode()
        files = [str(file) for file in encoded.dictionary.to_pylist()]
        of = np.asarray(encoded.indices) if len(files) > 1 else None
        for name, column in read.items():
            values = np.asarray(pc.is_valid(column.text)) if of is not None else None
            lost = None
            if column.problem.null_count < len(column.problem):
                lost = np.asarray(pc.is_in(column.problem, value_set=_ERRORS))
            for code, file in enumerate(files):
                own = self.counts.setdefault((file, name), _Count())
                here = None if of is None else of == code
                own.rows += data.num_rows if here is None else int(here.sum())
                if values is None:
                    own.values += len(column.text) - column.text.null_count
                else:
                    own.values += int((values & here).sum())
                if lost is None:
                    continue
                found = np.flatnonzero(lost if here is None else lost & here)
                own.lost += len(found)
                if len(found) and own.first is None:
                    own.first = data[ROW][int(found[0])].as_py()

    def judge(self, source_id: str) -> None:
        """Refuse a file one of whose columns has no value, only errors.

        Raises:
            SourceError: SRC-COLUMN-NO-VALUES.
        """
        for (file, name), own in self.counts.items():
            if own.values == 0 and own.lost >= _LEAST and own.lost * 2 >= own.rows:
                cell = "–" if own.first is None else f"«{name}» {own.first}"
                raise SourceError(
                    "SRC-COLUMN-NO-VALUES",
                    source=source_id,
                    file=file,
                    sheet="–",
                    column=name,
                    count=own.lost,
                    cell=cell,
                )
