"""Check a source's mapping against the canonical schema before anything is read."""

import math
import re
from collections.abc import Iterable

import pyarrow as pa
from rapidfuzz import fuzz, process

from doisoat import registers
from doisoat.gazetteer.villages import Alias
from doisoat.registers.schema import Kind, Table
from doisoat.sources.errors import ConfigError
from doisoat.sources.model import Source, TableRule
from doisoat.text.villages import label_key

ENCODINGS = ("auto", "utf-8", "utf-16", "windows-1258", "windows-1252", "tcvn3", "vni", "viscii", "vps")
SYSTEM_FIELDS = ("updated_on", "as_of")
"""System columns a source may fill itself."""


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name closest to `name`, or a dash when none is near."""
    found = process.extractOne(
        name, list(known), scorer=fuzz.token_sort_ratio, processor=lambda text: text.replace("_", " "), score_cutoff=50
    )
    return str(found[0]) if found else "–"


def check_source(source: Source, file: str) -> None:
    """Refuse a source whose configuration cannot work.

    Args:
        source: as read from `file`.
        file: path shown in the message.

    Raises:
        ConfigError: unknown register, table, field, parser, encoding or vocabulary value; a required or key column
            that is not mapped; a field mapped twice; a table none of whose identifying fields is mapped.
    """
    _known("register", source.register_name, registers.REGISTERS, "register", file)
    _known("encoding", source.encoding.lower(), ENCODINGS, "encoding", file)
    prefix, _, rest = source.source_id.partition(f"{source.register_name}.{source.level}.")
    # The id names folders of the store: ASCII letters and digits, so that none leads elsewhere or looks like another.
    if prefix or not re.fullmatch(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*", rest):
        raise ConfigError("CFG-VALUE", file=file, where="source_id", problem="register.level.owner")
    allowed = [table.name for table in registers.register(source.register_name).tables]
    for name, rule in source.tables.items():
        _known("table", name, allowed, "tables", file)
        _check_table(name, rule, file, by_unit=source.unit.origin != "column", by_village=source.village.origin)


def check_old_of(source: Source, listed: Iterable[Alias], villages: str, file: str) -> None:
    """Refuse villages a source says it writes old labels of when the list knows no such commune or label.

    Args:
        source: with ``village.old_of``.
        listed: the province's villages.
        villages: file they were read from, as shown.
        file: the source's file, as shown.

    Raises:
        ConfigError: CFG-UNKNOWN for a code no village lay in before, or a label no village has had before.
    """
    aliases = list(listed)
    codes = {alias.former_unit_code for alias in aliases if alias.former_unit_code}
    labels = {label_key(alias.label): alias.label for alias in aliases if alias.valid_to}
    for name in source.village.old_of:
        if name.isdecimal() and name not in codes:
            _known(f"former commune ({villages})", name, codes, "village.old_of", file)
        if not name.isdecimal() and label_key(name) not in labels:
            _known(f"old village label ({villages})", name, labels.values(), "village.old_of", file)


def _check_table(name: str, rule: TableRule, file: str, *, by_unit: bool, by_village: str) -> None:
    table = registers.table(name)
    fields = (*table.names(), *SYSTEM_FIELDS)
    mapped: set[str] = set()
    for column, item in rule.columns.items():
        where = f"tables.{name}.columns.{column}"
        _known("field", item.field, fields, where, file)
        if item.parser is not None:
            _known("parser", item.parser, [kind.value for kind in Kind], where, file)
        if item.field in mapped:
            raise ConfigError("CFG-TWICE", file=file, table=name, name=item.field)
        mapped.add(item.field)
        vocabulary = table.field(item.field).vocabulary if item.field in table.names() else ()
        for value in (item.map or {}).values():
            if vocabulary and value is not None:
                _known("value", value, vocabulary, where, file)
            _number(table, item.field, value, where, file)
    for field, value in rule.defaults.items():
        _known("field", field, fields, f"tables.{name}.defaults", file)
        vocabulary = table.field(field).vocabulary if field in table.names() else ()
        if vocabulary:
            _known("value", value, vocabulary, f"tables.{name}.defaults.{field}", file)
        _number(table, field, value, f"tables.{name}.defaults.{field}", file)
        mapped.add(field)
    for column in rule.required:
        if column not in rule.columns and column not in rule.key:
            raise ConfigError("CFG-REQUIRED", file=file, table=name, name=column, nearest=nearest(column, rule.columns))
    if by_unit:
        mapped.add("unit_code")
    if by_village == "sheet_title":
        mapped.add("village")
    if table.required and not mapped & set(table.required):
        raise ConfigError("CFG-UNMAPPED", file=file, table=name, fields=", ".join(table.required))


def _number(table: Table, field: str, value: str | None, where: str, file: str) -> None:
    """Refuse a value for a column of numbers that is none: no row could hold it."""
    kind = table.field(field).type if field in table.names() else pa.string()
    if value is None or pa.types.is_string(kind):
        return
    try:
        number = pa.scalar(value, pa.string()).cast(kind).as_py()
    except pa.ArrowInvalid:
        number = None
    if number is None or not math.isfinite(number):
        raise ConfigError("CFG-VALUE", file=file, where=where, problem="a number")


def _known(kind: str, name: str, known: Iterable[str], where: str, file: str) -> None:
    known = list(known)
    if name not in known:
        raise ConfigError("CFG-UNKNOWN", file=file, kind=kind, name=name, where=where, nearest=nearest(name, known))
