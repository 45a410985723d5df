"""Texts that hold no value of the field they stand in: words for nothing, errors, lists, numbers cut or made days."""

from doisoat.registers.schema import Kind
from doisoat.standardise.reasons import EXCEL_DATE, NESTED_VALUE
from doisoat.standardise.sourcecells import DIGITS_LOST, ROUNDED, ZERO
from doisoat.text.arrow import TextArray, pc
from doisoat.text.placeholders import EMPTY_WORD, holds_nothing

_NESTED = r"^(?s:\{\s*\".*\}|\[\s*[\"{\[].*\]|\[[0-9., -]+\])$"
"""A list or an object of JSON, Parquet or a database: which of its parts is meant the mapping must say."""
_STRUCTURED = frozenset({Kind.LAND_USE, Kind.DATE})
_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|thg ?\\d{1,2})"
_AS_DATE = (
    rf"(?i)^(?:\d{{1,2}}[-/]{_MONTH}(?:[-/]\d{{2,4}})?|{_MONTH}[-/]\d{{2,4}}"
    r"|(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])/(?:19|20)\d\d(?: 0?0:00(?::00)?)?"
    r"|(?:19|20)\d\d-\d\d-\d\d(?:[T ]0?0:00(?::00(?:\.0+)?)?)?)$"
)
"""What a spreadsheet that took a number like 12/3 for a day writes when it is saved as text: 12-Mar, 12/03/2026."""
_NUMBERED = frozenset(
    {"house_no", "household_no", "map_sheet_no", "parcel_no", "former_map_sheet_no", "former_parcel_no"}
)


def no_value(distinct: TextArray, name: str, kind: Kind) -> tuple[TextArray, TextArray]:
    """Which distinct values hold nothing, and the problem to record of each (or null).

    Args:
        distinct: values of one column, none null.
        name: of the canonical field.
        kind: how the column is read.
    """
    void, problem = holds_nothing(distinct)
    if kind not in _STRUCTURED:
        nested = pc.match_substring_regex(distinct, _NESTED)
        void, problem = pc.or_(void, nested), pc.if_else(nested, NESTED_VALUE, problem)
    if name in _NUMBERED and kind is not Kind.DATE:
        dates = pc.match_substring_regex(distinct, _AS_DATE)
        void, problem = pc.or_(void, dates), pc.if_else(dates, EXCEL_DATE, problem)
    if kind is Kind.KEY:
        zero = pc.match_substring_regex(distinct, ZERO)
        void, problem = pc.or_(void, zero), pc.if_else(zero, EMPTY_WORD, problem)
        rounded = pc.match_substring_regex(distinct, ROUNDED)
        void, problem = pc.or_(void, rounded), pc.if_else(rounded, DIGITS_LOST, problem)
    return void, problem
