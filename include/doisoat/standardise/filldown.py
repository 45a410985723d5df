"""Merged cells: a parcel or a household written once, its holders or members on the lines below.

A line that leaves every column of the parcel blank but names a holder continues the parcel above it. Only whole
continuation lines are filled; a parcel line with one empty cell keeps it empty.
"""

import numpy as np
import pyarrow as pa

from doisoat.sources.model import TableRule
from doisoat.sources.readers.batch import FILE, ROW, SHEET, CellKind, kind_column, kinds_of
from doisoat.text.arrow import TextArray, pc
from doisoat.text.arrow import pa as arrow


def fill_down(data: pa.Table, rules: dict[str, TableRule]) -> pa.Table:
    """Repeat the first table's cells on the lines that continue it.

    Args:
        data: a batch of one physical table, in the order of the file.
        rules: canonical tables it feeds, the one written once (parcel, household) first.
    """
    if len(rules) < 2 or not data.num_rows or data[ROW].null_count:
        return data
    names = list(rules)
    key = set(rules[names[0]].key)
    first = set(rules[names[0]].columns) | key
    others = {column for name in names[1:] for column in (*rules[name].columns, *rules[name].key)} - first
    heads = _any_filled(data, sorted(first - key or first))
    continued = ~heads & _any_filled(data, sorted(others))
    if not continued.any():
        return data
    position = np.arange(data.num_rows)
    above = np.maximum.accumulate(np.where(heads, position, -1))
    source = np.maximum(above, 0)
    # Never across the border of a sheet: its first line has nothing above it.
    place = _sheet_numbers(data)
    usable = continued & (above >= 0) & (place[source] == place)
    index = arrow.array(source)
    for name in sorted(key & set(data.column_names)):
        # A line with another key of its own is another parcel, however little it says about it.
        same = pc.fill_null(pc.equal(data[name], data[name].take(index)), True)
        usable &= np.asarray(same.combine_chunks())
    index = arrow.array(np.where(usable, source, position))
    taken = first | set(map(kind_column, first))
    filled = {name: data[name].take(index) if name in taken else data[name] for name in data.column_names}
    whole: pa.Table = arrow.table(filled)
    return whole


def _any_filled(data: pa.Table, names: list[str]) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    found = np.zeros(data.num_rows, dtype=bool)
    for name in names:
        found |= np.asarray(pc.is_valid(data[name]))
        kinds = kinds_of(data, name)
        if kinds is not None:
            # A formula without a result is a cell somebody filled, though it has no text.
            found |= np.asarray(kinds) == CellKind.NO_VALUE
    return found


def _sheet_numbers(data: pa.Table) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    label: TextArray = pc.binary_join_element_wise(
        pc.fill_null(data[FILE], ""), pc.fill_null(data[SHEET], ""), "\x1f"
    ).combine_chunks()
    return np.asarray(label.dictionary_encode().indices, dtype=np.int64)
