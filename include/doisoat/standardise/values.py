"""One column of source text to one canonical column, worked on once per distinct value."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from doisoat import identifiers, text
from doisoat.registers.schema import Field, Kind
from doisoat.sources.check import SYSTEM_FIELDS
from doisoat.sources.model import ColumnRule
from doisoat.sources.readers.batch import CellKind
from doisoat.standardise.landuse import land_use
from doisoat.standardise.novalues import no_value
from doisoat.standardise.reasons import (
    EXCEL_DATE,
    FORMULA_WITHOUT_VALUE,
    UNKNOWN_VALUE,
    UNREADABLE_LAND_USE,
    UNREADABLE_NUMBER,
)
from doisoat.text.areas import exact_area
from doisoat.text.arrow import TextArray, pc
from doisoat.text.chars import MAX_CELL, clean_array
from doisoat.text.fold import fold_text
from doisoat.text.placeholders import EXCEL_ERROR

_LOST_ZERO = "lost_zero"
_SHARE = re.compile(r"\s*(\d{1,9})\s*/\s*(\d{1,9})\s*")
_GROUPED = r"^[0-9]{3}([ .\-][0-9]{3}){2,3}$"
_NULL = pa.scalar(None, pa.string())
_YES = ("true", "t", "yes", "y", "co", "dung", "x", "1")
_NO = ("false", "f", "no", "n", "khong", "sai", "0")
_ANSWERS = frozenset({"true", "false", "yes", "no", "co", "khong"})
_TEXT_KINDS = frozenset(text.KINDS)
_AS_WRITTEN = frozenset({Kind.VILLAGE, Kind.ADDRESS})


@dataclass(frozen=True)
class Parsed:
    """A canonical column.

    Args:
        canonical: values as text, null where empty or not readable.
        key: matching keys, where the kind has them.
        problem: reason code for each row, null where nothing is to be said.
    """

    canonical: TextArray
    key: TextArray
    problem: TextArray

    def columns(self) -> tuple[TextArray, TextArray, TextArray]:
        """Canonical, key and problem."""
        return self.canonical, self.key, self.problem

    def take(self, positions: TextArray) -> "Parsed":
        """The same for other rows: each gets the value at its position."""
        return Parsed(self.canonical.take(positions), self.key.take(positions), self.problem.take(positions))


def nothing(length: int) -> Parsed:
    """A column without values."""
    empty = pa.nulls(length, pa.string())
    return Parsed(empty, empty, empty)


def typed(parsed: Parsed, field: Field) -> Parsed:
    """A field's values, all of which its column's type can hold; any other is null with a problem.

    The normalisers of numbers see to that, but a mapping's own values and parsers reach this column, too.
    """
    if pa.types.is_string(field.type):
        return parsed
    try:
        parsed.canonical.cast(field.type)
    except pa.ArrowInvalid:
        encoded = parsed.canonical.dictionary_encode()
        fits = pa.array([_fits(value, field.type) for value in encoded.dictionary.to_pylist()], pa.bool_())
        good = fits.take(encoded.indices)
        problem = pc.if_else(pc.fill_null(good, True), parsed.problem, UNREADABLE_NUMBER)
        return Parsed(pc.if_else(good, parsed.canonical, _NULL), pc.if_else(good, parsed.key, _NULL), problem)
    return parsed


def _fits(value: str, kind: pa.DataType) -> bool:
    try:
        pa.array([value], pa.string()).cast(kind)
    except pa.ArrowInvalid:
        return False
    return True


def parse(column: TextArray, field: Field, rule: ColumnRule | None = None, kinds: TextArray | None = None) -> Parsed:
    """Bring a column to canonical form.

    Args:
        column: text, blanks trimmed, empty cells null; may be dictionary-encoded.
        field: the canonical field.
        rule: parser and value map of the source column.
        kinds: ``CellKind`` of each cell; None when all are text.
    """
    encoded = column.dictionary_encode()
    distinct = encoded.dictionary
    kind = Kind(rule.parser) if rule is not None and rule.parser else field.kind
    listed = rule.map if rule is not None and rule.map else {}
    if not len(distinct):
        parsed = nothing(len(column))
    elif listed:
        parsed = _mapped(distinct, field, kind, listed).take(encoded.indices)
    else:
        parsed = _read(distinct, field, kind).take(encoded.indices)
    return parsed if kinds is None else _by_kind(parsed, encoded, kinds, kind, listed)


def _by_kind(parsed: Parsed, encoded: TextArray, kinds: TextArray, kind: Kind, listed: Mapping[str, object]) -> Parsed:
    """What the cells' kinds change in a column read as text; a value the mapping lists is what it says."""
    of: NDArray[np.uint8] = np.asarray(kinds)
    numbers = (of == CellKind.NUMBER) & (kind is Kind.AREA)
    if numbers.any():
        mask = pa.array(numbers)
        found = encoded.filter(mask).cast(pa.string()).dictionary_encode()
        exact = _exact(found.dictionary).take(found.indices)
        parsed = Parsed(
            *(pc.replace_with_mask(old, mask, new) for old, new in zip(parsed.columns(), exact.columns(), strict=True))
        )
    dates = np.isin(of, (CellKind.DATE, CellKind.INSTANT)) & (kind is not Kind.DATE)
    if dates.any() and listed:
        known = pc.is_in(encoded.dictionary, value_set=pa.array(list(listed), pa.string())).take(encoded.indices)
        dates &= ~np.asarray(pc.fill_null(known, False))
    reasons = (
        (dates, EXCEL_DATE),
        (of == CellKind.ERROR, EXCEL_ERROR),
        (of == CellKind.NO_VALUE, FORMULA_WITHOUT_VALUE),
    )
    for where, reason in reasons:
        if where.any():
            mask = pa.array(where)
            parsed = Parsed(
                pc.if_else(mask, _NULL, parsed.canonical),
                pc.if_else(mask, _NULL, parsed.key),
                pc.if_else(mask, reason, parsed.problem),
            )
    return parsed


def _read(distinct: TextArray, field: Field, kind: Kind) -> Parsed:
    """Distinct values through the normaliser of their kind; words that hold nothing in any field are left out."""
    void, problem = no_value(distinct, field.name, kind)
    if not pc.any(void).as_py():
        return _normalised(distinct, field, kind)
    told = pc.invert(void)
    rest = distinct.filter(told)
    parsed = _normalised(rest, field, kind) if len(rest) else nothing(0)
    told = np.asarray(told)
    parsed = parsed.take(pa.array(np.cumsum(told) - 1, mask=~told))
    return Parsed(parsed.canonical, parsed.key, pc.coalesce(parsed.problem, problem))


def _mapped(distinct: TextArray, field: Field, kind: Kind, table: dict[str, str | None]) -> Parsed:
    """Values the mapping lists (as written, else folded); the rest goes through the field's normaliser."""
    folded = {fold_text(value): target for value, target in table.items()}
    for words in (_YES, _NO):
        # Systems write one answer in many ways; a mapping that lists "true" means them all, unless it lists them.
        meant = [folded[word] for word in words if word in folded]
        if meant and not folded.keys().isdisjoint(_ANSWERS):
            folded = {**dict.fromkeys(words, meant[0]), **folded}
    listed: dict[int, str | None] = {}
    for position, value in enumerate(distinct.to_pylist()):
        if value in table:
            listed[position] = table[value]
        elif (short := fold_text(value)) in folded:
            listed[position] = folded[short]
    rest = [position for position in range(len(distinct)) if position not in listed]
    canonical: list[str | None] = [listed.get(position) for position in range(len(distinct))]
    key = list(canonical)
    problem: list[str | None] = [None] * len(distinct)
    if rest:
        others = _read(distinct.take(pa.array(rest)), field, kind)
        parts = (others.canonical.to_pylist(), others.key.to_pylist(), others.problem.to_pylist())
        for position, *values in zip(rest, *parts, strict=True):
            canonical[position], key[position], problem[position] = values
    return Parsed(*(pa.array(part, pa.string()) for part in (canonical, key, problem)))


def _normalised(distinct: TextArray, field: Field, kind: Kind) -> Parsed:
    """Distinct values (no nulls) through the normaliser of their kind."""
    if kind is Kind.DATE:
        latest = date.today().isoformat() if field.past else None
        return _frame(text.parse_dates(_series(distinct), latest, events=field.name in SYSTEM_FIELDS))
    if kind.value in _TEXT_KINDS:
        parsed = _frame(text.normalise(_series(distinct), kind.value))
        if kind in _AS_WRITTEN:
            written = _cleaned(distinct).canonical
            return Parsed(written, parsed.key, parsed.problem)
        return parsed
    if kind.value in identifiers.KINDS:
        # Digits in groups are the same number, whatever reads it; one by one this would cost more than the rest.
        grouped = pc.match_substring_regex(distinct, _GROUPED)
        if pc.any(grouped).as_py():
            distinct = pc.if_else(grouped, pc.replace_substring_regex(distinct, r"[ .\-]", ""), distinct)
        return _identifier(identifiers.normalise(_series(distinct), kind.value))
    if kind is Kind.VOCABULARY:
        return _vocabulary(distinct, field.vocabulary)
    if kind in (Kind.NUMBER, Kind.YEAR):
        return _number(distinct, whole=pa.types.is_integer(field.type))
    if kind is Kind.LAND_USE:
        return _land_uses(distinct)
    return _cleaned(distinct)


def _series(distinct: TextArray) -> "pd.Series[str]":
    return pd.Series(distinct.to_pandas(), dtype="str")


def _frame(frame: pd.DataFrame) -> Parsed:
    return Parsed(*(pa.array(frame[name], pa.string(), from_pandas=True) for name in ("canonical", "key", "problem")))


def _identifier(frame: pd.DataFrame) -> Parsed:
    """As normalised; a zero a spreadsheet cut off is put back, because no other digit could stand there.

    The problem stays on record, so that the cell gets formatted as text some day.
    """
    parsed = _frame(frame)
    suggestion = pa.array(frame["suggestion"], pa.string(), from_pandas=True)
    lost = pc.and_(pc.is_null(parsed.canonical), pc.fill_null(pc.equal(parsed.problem, _LOST_ZERO), False))
    canonical = pc.if_else(lost, suggestion, parsed.canonical)
    return Parsed(canonical, pc.coalesce(parsed.key, canonical), parsed.problem)


def _cleaned(distinct: TextArray) -> Parsed:
    long = pc.greater(pc.utf8_length(distinct), MAX_CELL)
    problem = pc.if_else(long, pa.scalar("text_too_long"), _NULL)
    cleaned = clean_array(pc.if_else(long, "", distinct))
    canonical = pc.if_else(pc.equal(cleaned, ""), _NULL, cleaned)
    return Parsed(canonical, canonical, problem)


def _each(distinct: TextArray, function: Callable[[str], str | None], problem: str | None = None) -> Parsed:
    values = [function(value) or None for value in distinct.to_pylist()]
    canonical = pa.array(values, pa.string())
    flags = pa.array([problem if value is None else None for value in values], pa.string())
    return Parsed(canonical, canonical, flags)


def _exact(distinct: TextArray) -> Parsed:
    """Areas that are true numbers."""
    outcomes = [exact_area(value) for value in distinct.to_pylist()]
    names = ("canonical", "key", "problem")
    return Parsed(*(pa.array([getattr(item, name) for item in outcomes], pa.string()) for name in names))


def _land_uses(distinct: TextArray) -> Parsed:
    read = [land_use(value) for value in distinct.to_pylist()]
    canonical = pa.array([value or None for value in read], pa.string())
    flags = pa.array([UNREADABLE_LAND_USE if value is None else None for value in read], pa.string())
    return Parsed(canonical, canonical, flags)


def _vocabulary(distinct: TextArray, words: tuple[str, ...]) -> Parsed:
    known = {word.lower(): word for word in words}
    return _each(distinct, lambda value: known.get(value.strip().lower()), UNKNOWN_VALUE)


def _number(distinct: TextArray, whole: bool) -> Parsed:
    """Numbers as plain text (they are cast when written); Vietnamese and plain decimal marks, shares, per cents."""
    return _each(distinct, _whole if whole else _decimal, UNREADABLE_NUMBER)


def _whole(value: str) -> str | None:
    number = _value(value)
    return str(int(number)) if number is not None and number.is_integer() else None


def _decimal(value: str) -> str | None:
    share = _SHARE.fullmatch(value)
    if share and int(share[2]):
        return repr(int(share[1]) / int(share[2]))
    number = _value(value)
    return None if number is None else repr(number)


def _value(text: str) -> float | None:
    digits = text.replace(" ", "").removesuffix("%")
    if "," in digits:
        digits = digits.replace(".", "").replace(",", ".")
    try:
        number = float(digits) / (100 if text.endswith("%") else 1)
    except ValueError:
        return None
    return number if abs(number) < 2**31 else None  # also refuses what is not a number
