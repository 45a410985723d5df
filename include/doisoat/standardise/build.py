"""One batch of source rows to staged rows of one canonical table, and the rows that cannot become any.

A staged row has the canonical and derived columns, its place in the source, and what its key will be made of:

- ``_id``: number of the source row; one staged row a source row and table.
- ``_natural``: key from the source's own columns, null where it has none;
- ``_parent``: key of the household or parcel it belongs to, as the source writes it;
- ``_group``: what identifies the source's parcel or household when that is to get a surrogate key.
"""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from doisoat.registers.schema import Field, Kind, Table
from doisoat.sources.model import ColumnRule, Source, TableRule
from doisoat.sources.readers.batch import FILE, PLACES, TITLE_UNIT, TITLE_VILLAGE
from doisoat.standardise.matching import NATURAL, PARENTS
from doisoat.standardise.places import Places, UnitColumns, VillageColumns
from doisoat.standardise.reasons import EXCEL_DATE, KEY_LONG, NO_IDENTITY, NO_KEY, NO_PARENT
from doisoat.standardise.sourcecells import SourceColumn, key_column, source_column, suggestions
from doisoat.standardise.values import Parsed, nothing, parse, typed
from doisoat.text.arrow import TextArray, pc
from doisoat.text.arrow import pa as arrow

Mask = NDArray[np.bool_]
IDENTIFIERS = frozenset(
    {Kind.PERSONAL_ID, Kind.FORMER_ID, Kind.PARTICIPANT_NO, Kind.HEALTH_CARD, Kind.PARCEL_CODE, Kind.CERTIFICATE}
)
MAX_KEY = 250
"""Longest part of a record's key, in characters; what is longer is no key of any register."""
_NULL = arrow.scalar(None, pa.string())


@dataclass(frozen=True)
class Problem:
    """Rows (positions in the batch) with something to say about one field."""

    rows: NDArray[np.int64]
    reasons: TextArray
    field: str
    suggestions: TextArray


@dataclass(frozen=True)
class Refusal:
    """Rows (positions in the batch) that become no record of this table."""

    rows: NDArray[np.int64]
    reason: str
    field: str | None


@dataclass
class Built:
    """What became of a batch in one table.

    Args:
        staged: staged rows.
        positions: their positions in the batch.
        refusals: rows that became none.
        problems: remarks on rows that did.
        read: the source's columns, by name.
    """

    staged: pa.Table
    positions: NDArray[np.int64]
    refusals: list[Refusal] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    read: dict[str, SourceColumn] = field(default_factory=dict)


@dataclass(frozen=True)
class Role:
    """The part a canonical table plays in its physical table.

    Args:
        table: the canonical table.
        rule: its mapping.
        lead: mapping of the table whose rows the lines begin with, None for that table itself.
        written_once: whether its cells are repeated (or merged) over several lines of one record.
    """

    table: Table
    rule: TableRule
    lead: TableRule | None
    written_once: bool = False

    @property
    def shares(self) -> bool:
        """Whether the rows of another table stand in the same lines, before it."""
        return self.lead is not None

    def own(self) -> list[str]:
        """Source columns that are this table's alone."""
        above = {*self.lead.columns, *self.lead.key} if self.lead else set()
        return [name for name in (*self.rule.columns, *self.rule.key) if name not in above]


def build(
    data: pa.Table, ids: NDArray[np.int64], groups: TextArray, role: Role, source: Source, places: Places
) -> Built:
    """Stage the rows of a batch in one canonical table.

    Args:
        data: mapped columns and `PLACES`, merged cells already filled.
        ids: number of each source row.
        groups: `_group` of each row.
        role: the table and its mapping.
        source: configuration.
        places: resolves units and villages.
    """
    table, rule = role.table, role.rule
    read = {name: source_column(data, name) for name in {*rule.columns, *rule.key}}
    cells = {name: column.text for name, column in read.items()}
    by_field = {item.field: (name, item) for name, item in rule.columns.items()}
    parsed = {item.name: typed(_field(item, by_field, read, rule, data.num_rows), item) for item in table.fields}
    keys = {name: key_column(name, table, rule, read) for name in rule.key}
    natural, parent = _keys(role, keys, parsed)
    usable, refusals = _judge(role, cells, keys, parsed, natural, parent, groups)
    columns, problems = _columns(role, data, parsed, by_field, read, source, places)
    columns |= {
        "_id": arrow.array(ids),
        "_natural": natural,
        "_parent": parent,
        "_group": groups,
        **{name: _flat(data[name]) for name in PLACES if name not in (TITLE_UNIT, TITLE_VILLAGE)},
    }
    keep = np.flatnonzero(usable)
    staged = arrow.table(columns)
    if len(keep) < data.num_rows:
        staged = staged.take(arrow.array(keep))
    found = [
        _problem(usable, reasons, name, read.get(by_field[name][0]) if name in by_field else None)
        for name, reasons in problems.items()
    ]
    return Built(staged, keep, refusals, [item for item in found if item is not None], read)


def _flat(column: "pa.ChunkedArray[pa.StringScalar]") -> TextArray:
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)


def _field(
    item: Field,
    by_field: dict[str, tuple[str, ColumnRule]],
    read: dict[str, SourceColumn],
    rule: TableRule,
    length: int,
) -> Parsed:
    """One canonical field from its column, else its default, else nothing."""
    default = rule.defaults.get(item.name)
    if item.name in by_field:
        name, column_rule = by_field[item.name]
        parsed = parse(read[name].encoded, item, column_rule, read[name].kinds)
        if default is None:
            return parsed
        return Parsed(pc.if_else(read[name].blank, default, parsed.canonical), parsed.key, parsed.problem)
    if default is None:
        return nothing(length)
    filled = pa.repeat(arrow.scalar(default), length)
    return Parsed(filled, filled, pa.nulls(length, pa.string()))


def _keys(role: Role, keys: dict[str, SourceColumn], parsed: dict[str, Parsed]) -> tuple[TextArray, TextArray]:
    """`_natural` and `_parent`."""
    parent_field = PARENTS.get(role.table.name)
    parent = (
        parsed[parent_field].canonical
        if parent_field
        else pa.nulls(len(next(iter(parsed.values())).canonical), pa.string())
    )
    parts = [pc.utf8_normalize(keys[name].text, form="NFC") for name in role.rule.key]
    if not parts and role.table.name in NATURAL:
        parts = [parent, parsed[NATURAL[role.table.name]].canonical]
    if not parts:
        return pa.nulls(len(parent), pa.string()), parent
    # A null part makes the whole null.
    return pc.binary_join_element_wise(*parts, "/"), parent


def _judge(
    role: Role,
    cells: dict[str, TextArray],
    keys: dict[str, SourceColumn],
    parsed: dict[str, Parsed],
    natural: TextArray,
    parent: TextArray,
    groups: TextArray,
) -> tuple[Mask, list[Refusal]]:
    """Which rows can be records; the others with the first reason that holds."""
    length = len(natural)
    undecided = np.ones(length, dtype=bool)
    if role.shares:
        # A line that shows nothing of this table (a parcel without certificate) is not a failed record of it.
        own = role.own()
        undecided = _any_valid([cells[name] for name in own], length)
    usable = undecided.copy()
    refusals = []
    for reason, field_name, failed in _failures(role, cells, keys, parsed, natural, parent, groups):
        rows = np.flatnonzero(undecided & failed)
        if len(rows):
            refusals.append(Refusal(rows, reason, field_name))
            undecided = undecided & ~failed
            usable = usable & ~failed
    return usable, refusals


def _failures(
    role: Role,
    cells: dict[str, TextArray],
    keys: dict[str, SourceColumn],
    parsed: dict[str, Parsed],
    natural: TextArray,
    parent: TextArray,
    groups: TextArray,
) -> list[tuple[str, str | None, Mask]]:
    table, rule, length = role.table, role.rule, len(natural)
    kinds = {item.name: item.kind for item in table.fields}
    telling = [name for name in table.required if kinds[name] is not Kind.KEY] or list(table.required)
    nobody = ~_any_valid([parsed[name].canonical for name in telling], length)
    numbers = _any_valid([parsed[name].canonical for name, kind in kinds.items() if kind in IDENTIFIERS], length)
    needed = [name for name in rule.required if name in rule.columns and name not in rule.key]
    bare = ~numbers & ~_all_valid([cells[name] for name in needed], length)
    # A number that a spreadsheet turned into a date was there: a record that has its key waits for it.
    spoilt = np.zeros(length, dtype=bool)
    found: list[tuple[str, str | None, Mask]] = []
    for name in telling:
        here = nobody & np.asarray(pc.fill_null(pc.equal(parsed[name].problem, EXCEL_DATE), False))
        spoilt |= here
        if here.any() and not rule.key:
            found.append((EXCEL_DATE, name, here))
    if rule.key:
        nobody = nobody & ~(spoilt & np.asarray(pc.is_valid(natural)))
    found.append((NO_IDENTITY, telling[0], nobody | bare))
    parent_field = PARENTS.get(table.name)
    if parent_field:
        found.append((NO_PARENT, parent_field, ~_any_valid([parent, *([groups] if role.shares else [])], length)))
    if rule.key:
        long = [np.asarray(pc.fill_null(pc.greater(pc.utf8_length(cells[name]), MAX_KEY), False)) for name in rule.key]
        found.append((KEY_LONG, "/".join(rule.key), np.logical_or.reduce(long)))
    if rule.key and not parent_field:
        for name, column in keys.items():
            if column.problem.null_count < length:
                # Why the key is none says more than that it is none.
                found += [
                    (reason, name, np.asarray(pc.fill_null(pc.equal(column.problem, reason), False)))
                    for reason in pc.unique(column.problem).drop_null().to_pylist()
                ]
        found.append((NO_KEY, "/".join(rule.key), ~_any_valid([natural], length)))
    return found


def _any_valid(columns: list[TextArray], length: int) -> Mask:
    found: Mask = np.zeros(length, dtype=bool)
    for column in columns:
        found |= np.asarray(pc.is_valid(column))
    return found


def _all_valid(columns: list[TextArray], length: int) -> Mask:
    found: Mask = np.ones(length, dtype=bool)
    for column in columns:
        found &= np.asarray(pc.is_valid(column))
    return found


def _columns(
    role: Role,
    data: pa.Table,
    parsed: dict[str, Parsed],
    by_field: dict[str, tuple[str, ColumnRule]],
    read: dict[str, SourceColumn],
    source: Source,
    places: Places,
) -> tuple[dict[str, TextArray], dict[str, TextArray]]:
    """Canonical and derived columns, and the problem codes by field."""
    table = role.table
    columns: dict[str, TextArray] = {
        item.name: parsed[item.name].canonical
        if pa.types.is_string(item.type)
        else parsed[item.name].canonical.cast(item.type)
        for item in table.fields
    }
    problems = {name: item.problem for name, item in parsed.items() if item.problem.null_count < len(item.problem)}
    for item in table.fields:
        if item.kind is Kind.NAME:
            columns[f"{item.name}_key"] = parsed[item.name].key
    names = table.names()
    if "unit_code" in names:
        units = _units(table, data, parsed, source, places)
        columns |= units.columns()
        if units.problem.null_count < len(units.problem):
            problems["unit_code"] = units.problem
        if "village" in names:
            columns |= _villages(data, parsed, units, source, places).columns()
    columns["updated_on"] = _date("updated_on", by_field, read, data.num_rows).canonical
    spoken = _date("as_of", by_field, read, data.num_rows)
    if spoken.problem.null_count < len(spoken.problem):
        problems["as_of"] = spoken.problem
    # a month alone is its first day (the row speaks of that day at least); a year alone is no day
    month = pc.equal(pc.utf8_length(spoken.canonical), 7)
    days = pc.if_else(month, pc.binary_join_element_wise(spoken.canonical, "01", "-"), spoken.canonical)
    columns["_as_of"] = pc.if_else(pc.equal(pc.utf8_length(days), 10), days, _NULL)
    return columns, problems


def _date(name: str, by_field: dict[str, tuple[str, ColumnRule]], read: dict[str, SourceColumn], length: int) -> Parsed:
    """A system column of dates the source fills itself, or nothing."""
    if name not in by_field:
        return nothing(length)
    column, rule = by_field[name]
    return parse(read[column].encoded, Field(name, Kind.DATE, ""), rule, read[column].kinds)


def _units(table: Table, data: pa.Table, parsed: dict[str, Parsed], source: Source, places: Places) -> UnitColumns:
    rule, written = source.unit, parsed["unit_code"].canonical
    heading = None
    if rule.origin == "constant":
        written = pc.coalesce(written, arrow.scalar(rule.value, pa.string()))
    elif rule.origin == "sheet_title":
        heading = _flat(data[TITLE_UNIT])
    elif rule.origin == "file_name":
        heading = places.unit_of_file(_flat(data[FILE]), rule.value)
    declared = parsed["unit_as_of"].canonical
    if rule.as_of:
        declared = pc.coalesce(declared, arrow.scalar(rule.as_of, pa.string()))
    return places.units(written, declared, area=table.register == "land", heading=heading)


def _villages(
    data: pa.Table, parsed: dict[str, Parsed], units: UnitColumns, source: Source, places: Places
) -> VillageColumns:
    written, key = parsed["village"].canonical, parsed["village"].key
    if source.village.origin == "sheet_title":
        title = parse(_flat(data[TITLE_VILLAGE]), Field("village", Kind.VILLAGE, ""))
        written, key = pc.coalesce(written, title.canonical), pc.coalesce(key, title.key)
    elif source.village.origin == "constant":
        title = parse(pa.repeat(arrow.scalar(source.village.value), data.num_rows), Field("village", Kind.VILLAGE, ""))
        written, key = pc.coalesce(written, title.canonical), pc.coalesce(key, title.key)
    return places.villages(written, key, units, source.village.as_of)


def _problem(usable: Mask, reasons: TextArray, name: str, column: SourceColumn | None) -> Problem | None:
    rows = np.flatnonzero(usable & np.asarray(pc.is_valid(reasons)))
    if not len(rows):
        return None
    places = arrow.array(rows)
    told = reasons.take(places)
    suggested = pa.nulls(len(rows), pa.string()) if column is None else suggestions(column, places, told)
    return Problem(rows, told, name, suggested)
