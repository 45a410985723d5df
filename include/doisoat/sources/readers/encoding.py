"""Which encoding the text of a column is in, and how it is undone.

Two layers are kept apart. The *bytes* of a CSV file become text in ``bytecodec``. The *text* of a column, wherever it
comes from, may then still be in a legacy font (TCVN3, VNI …): that is decided per column over many values, never on a
cell, with the file's other columns as a witness for columns too poor in words.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd
import pyarrow as pa

from doisoat.text import legacy
from doisoat.text.arrow import TextArray, pc

_SAMPLE = 2_000


@dataclass
class TextEncoding:
    """Encodings of the columns of one file or table, decided on its first rows and kept for the rest.

    Invariant: a column's decision does not change once made, so that one file is never read in two ways.
    """

    declared: str = "auto"
    decided: dict[str, str | None] = field(default_factory=dict)

    def undo(self, columns: dict[str, TextArray]) -> dict[str, TextArray]:
        """The columns in Unicode."""
        if self.declared in ("utf-8", "utf-16", "windows-1252"):
            return columns
        pending = {name: column for name, column in columns.items() if name not in self.decided}
        fresh = {name: odd for name, column in pending.items() if (odd := _unusual(column)) is not None}
        if fresh:
            self._decide(fresh)
        return {name: _decoded(column, self.decided.get(name)) for name, column in columns.items()}

    def _decide(self, fresh: dict[str, TextArray]) -> None:
        if self.declared not in ("auto", "windows-1258"):
            self.decided |= dict.fromkeys(fresh, self.declared)
            return
        series = {name: pd.Series(values.slice(0, _SAMPLE).to_pylist(), dtype="str") for name, values in fresh.items()}
        for name, values in series.items():
            self.decided[name] = legacy.detect(values)
        undecided = [name for name in fresh if self.decided[name] is None]
        if not undecided:
            return
        whole = next((self.decided[name] for name in self.decided if self.decided[name]), None)
        whole = whole or legacy.detect(pd.concat(list(series.values()), ignore_index=True))
        if whole is None:
            return
        for name in undecided:
            shares = {reading.encoding: reading.share for reading in legacy.survey(series[name])}
            if shares.get(whole, 0.0) > shares.get("unicode", 0.0):
                self.decided[name] = whole


def heading_encodings() -> Iterable[str | None]:
    """Readings to try on a heading: as it stands, then each legacy encoding."""
    return (None, *legacy.ENCODINGS)


def heading_text(value: str, encoding: str | None) -> str:
    """A heading in Unicode."""
    return value if encoding is None else legacy.decode_text(value, encoding)


def _unusual(column: TextArray) -> TextArray | None:
    """Distinct values with a character outside ASCII; None when there is none."""
    odd = pc.fill_null(pc.invert(pc.string_is_ascii(column)), False)
    if not pc.any(odd).as_py():
        return None
    return column.filter(odd).unique()


def _decoded(column: TextArray, encoding: str | None) -> TextArray:
    if encoding is None:
        return column
    encoded = column.dictionary_encode()
    texts = [legacy.decode_text(value, encoding) for value in encoded.dictionary.to_pylist()]
    return pa.array(texts, pa.string()).take(encoded.indices)
