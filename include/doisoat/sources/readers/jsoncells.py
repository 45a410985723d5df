"""Columns of decoded JSON as text, each cell with what it was."""

from typing import Any

import pyarrow as pa

from doisoat.sources.jsonpath import Number
from doisoat.sources.readers.batch import CellKind, kind_column
from doisoat.sources.readers.cells import cell_text, cells_array, exact_text
from doisoat.text.arrow import TextArray

_NO_NUMBERS = {"NaN": CellKind.TEXT, "Infinity": CellKind.ERROR, "-Infinity": CellKind.ERROR}


def json_columns(objects: list[dict[str, Any]], names: list[str]) -> pa.Table:
    """These columns of the objects as text, and beside each that holds numbers its kinds (``kind_column``)."""
    columns: dict[str, TextArray] = {}
    for name in dict.fromkeys(names):
        values = [item.get(name) for item in objects]
        types = set(map(type, values))
        if Number not in types:
            columns[name] = cells_array(values)
            continue
        columns[name] = pa.array([_text(value) for value in values], pa.string())
        columns[kind_column(name)] = pa.array([_kind(value) for value in values], pa.uint8())
    # A page none of whose objects has a wanted name still has its rows.
    return pa.table(columns or {"": pa.nulls(len(objects), pa.string())})


def _text(value: Any) -> str | None:
    return exact_text(value) if type(value) is Number and value not in _NO_NUMBERS else cell_text(value)


def _kind(value: Any) -> int:
    return int(_NO_NUMBERS.get(value, CellKind.NUMBER) if type(value) is Number else CellKind.TEXT)
