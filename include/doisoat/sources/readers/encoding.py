"""Which encoding the text of a column is in, and how it is undone.

Two layers are kept apart. The *bytes* of a CSV file become text in ``bytecodec``. The *text* of a column, wherever it
comes from, may then still be in a legacy font (TCVN3, VNI …): that is decided per column over many values, never on a
cell, with the file's other columns as a witness for columns too poor in words.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd
import pyarrow as pa

from doisoat.sources.readers.mixedrows import mixed, other_encoding, strays, unicode_among
from doisoat.sources.readers.trimming import is_ascii, trimmed
from doisoat.text import legacy
from doisoat.text.arrow import TextArray, pc

_SAMPLE = 2_000


@dataclass
class TextEncoding:
    """Encodings of the columns of one file or table, decided on its first rows and kept for the rest.

    Invariant: a column's decision does not change once made, so that one file is never read in two ways. Rows that
    show another encoding than their column are read in theirs (``mixedrows``).
    """

    declared: str = "auto"
    decided: dict[str, str | None] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    """Encodings of rows unlike their column, met so far."""

    def undo(self, columns: dict[str, TextArray]) -> dict[str, TextArray]:
        """The columns in Unicode, and only then trimmed: half of a letter of two bytes may look like a blank."""
        return {name: column if is_ascii(column) else trimmed(column) for name, column in self._undone(columns).items()}

    def _undone(self, columns: dict[str, TextArray]) -> dict[str, TextArray]:
        if self.declared in ("utf-8", "utf-16", "windows-1252"):
            return columns
        pending = {name: column for name, column in columns.items() if name not in self.decided}
        fresh = {name: odd for name, column in pending.items() if (odd := _unusual(column)) is not None}
        if fresh:
            self._decide(fresh)
        columns = self._decided_columns(columns)
        return self._stray_rows(columns)

    def _decided_columns(self, columns: dict[str, TextArray]) -> dict[str, TextArray]:
        """Columns judged to be in an old encoding, but for their rows that are Unicode."""
        found = dict(columns)
        pasted: dict[str, list[str]] = {}
        for name, column in columns.items():
            encoding = self.decided.get(name)
            if encoding is None:
                continue
            if unicode_among(column):
                pasted.setdefault(encoding, []).append(name)
            else:
                found[name] = _decoded(column, encoding)
        for encoding, names in pasted.items():
            found |= mixed({name: columns[name] for name in names}, encoding, mostly=True)
        return found

    def _stray_rows(self, columns: dict[str, TextArray]) -> dict[str, TextArray]:
        """Rows of columns judged to be Unicode that are in an old encoding, as often as they show another one."""
        columns = dict(columns)
        tried: set[str] = set()
        while True:
            open_columns = {name: column for name, column in columns.items() if self.decided.get(name) is None}
            found = [odd for column in open_columns.values() if (odd := strays(column)) is not None]
            if not found:
                return columns
            seen = other_encoding(found, tried)
            if seen is not None and seen not in self.others:
                self.others.append(seen)
            encoding = next((name for name in (seen, *self.others) if name is not None and name not in tried), None)
            if encoding is None:
                return columns
            tried.add(encoding)
            columns |= mixed(open_columns, encoding, mostly=False)

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
