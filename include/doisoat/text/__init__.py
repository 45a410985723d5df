"""Vietnamese text: Unicode, legacy encodings, tones, names, dates with their precision, match keys."""

from doisoat.text.columns import ColumnReading, read_column
from doisoat.text.datecolumns import parse_dates
from doisoat.text.dates import parse_date
from doisoat.text.fold import fold, fold_text
from doisoat.text.kinds import KINDS, normalise
from doisoat.text.tones import tone_strip, tone_strip_text

__all__ = [
    "KINDS",
    "ColumnReading",
    "fold",
    "fold_text",
    "normalise",
    "parse_date",
    "parse_dates",
    "read_column",
    "tone_strip",
    "tone_strip_text",
]
