"""The mapping file of a source, made from the layout it was written by."""

from __future__ import annotations

from typing import Any

from doisoat_lab.synth.render.coders import CODERS
from doisoat_lab.synth.render.layout import COUNTER, OWN_KEY, SEQUENCE, Layout


def table_rules(layout: Layout, origin: dict[str, Any], optional: bool = False) -> dict[str, dict[str, Any]]:
    """Canonical table → its entry of `tables:`.

    Args:
        layout: as the source was written.
        origin: the entry's `from:`.
        optional: whether columns other than keys and required ones may be missing from a file.
    """
    return {table: _rule(layout, table, origin) for table in layout.tables}


def _rule(layout: Layout, table: str, origin: dict[str, Any]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for column in layout.columns:
        shared = table != layout.tables[0] and column.field == "parcel_key"
        if column.field in (COUNTER, OWN_KEY, SEQUENCE) or (layout.table_of(column) != table and not shared):
            continue
        coder = CODERS[column.coder]
        if coder.map is None and coder.parser is None:
            columns[column.name] = column.field
        else:
            entry: dict[str, Any] = {"field": column.field}
            if coder.parser:
                entry["parser"] = coder.parser
            if coder.map:
                entry["map"] = dict(coder.map)
            columns[column.name] = entry
    rule: dict[str, Any] = {"from": origin}
    key = [_name(layout, table, name) for name in layout.keys.get(table, ())]
    if key:
        rule["key"] = key
    rule["columns"] = columns
    required = [_name(layout, table, name) for name in layout.required.get(table, ())]
    if required:
        rule["required"] = required
    return rule


def _name(layout: Layout, table: str, name: str) -> str:
    try:
        return layout.find(table, name).name
    except KeyError:
        return layout.find(layout.tables[0], name).name
