"""The one place where a value becomes SQL.

DuckDB takes no bound parameters where a view is created or a file is written, and a path may hold an apostrophe (a
folder named ``xã Tà Hine's``), a wildcard (``[2026] *``) or an equals sign, which DuckDB would take for a partition. So
every value is rendered here, by its type, and nothing else in the library doubles an apostrophe.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from doisoat.sqlwork.tables import Table

__all__ = ["Fragment", "Value", "csv", "identifier", "literal", "parquet", "render", "rows_of"]

_WILD = re.compile(r"[\[*?]")


@dataclass(frozen=True)
class Fragment:
    """SQL that is put into a statement as it stands: made by code out of ``identifier`` and ``literal``, never data."""

    text: str

    def __str__(self) -> str:
        return self.text


Value = str | bool | int | float | Path | Fragment | Table | Sequence[str] | Sequence[Path] | None
"""What a statement may be given: text, numbers, paths and lists become literals, a table its name."""


def literal(value: str | bool | int | float | Path) -> str:
    """A value as SQL.

    Raises:
        ValueError: a number that is none (infinite, not a number), for which SQL has no literal.

    >>> literal("xã Tà Hine's"), literal(3), literal(True)
    ("'xã Tà Hine''s'", '3', 'true')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"no SQL literal for {value}")
        return repr(value)
    parts = ["'" + part.replace("'", "''") + "'" for part in str(value).split("\0")]
    # DuckDB's parser ends a text at a zero byte
    return parts[0] if len(parts) == 1 else "(" + " || chr(0) || ".join(parts) + ")"


def identifier(name: str) -> str:
    """The name of a table or column as SQL.

    Raises:
        ValueError: no database takes an empty name or one with a zero byte.

    >>> identifier("right"), identifier('5" x')
    ('"right"', '"5"" x"')
    """
    if not name or "\0" in name:
        raise ValueError("a name of a table or column is empty or holds a zero byte")
    return '"' + name.replace('"', '""') + '"'


def render(value: Value) -> str:
    """A value of any kind a statement may be given, as SQL."""
    if value is None:
        return "NULL"
    if isinstance(value, Fragment):
        return value.text
    if isinstance(value, Table):
        return identifier(value.name)
    if isinstance(value, str | int | float | Path):
        return literal(value)
    return "[" + ", ".join(literal(item) for item in value) + "]"


def rows_of(names: Iterable[str], within: str = "") -> Fragment:
    """Names of columns as a list for SELECT; ``within``: the table (or alias) they are columns of.

    >>> rows_of(["a", "b"], "x").text
    'x."a", x."b"'
    """
    of = f"{within}." if within else ""
    return Fragment(", ".join(of + identifier(name) for name in names))


def csv(path: Path) -> Fragment:
    """The rows of a CSV file with a heading as a relation, every value as text."""
    return Fragment(f"read_csv({literal(_plain(path))}, all_varchar=true, header=true, hive_partitioning=false)")


def parquet(*paths: Path, pattern: str = "", numbered: bool = False) -> Fragment:
    """The rows of Parquet files as a relation; of several paths by the names of their columns.

    Args:
        paths: files; or, with a pattern, folders. At least one.
        pattern: which files of the folders.
        numbered: with the column ``file_row_number``.

    Raises:
        ValueError: no path.
    """
    if not paths:
        raise ValueError("no Parquet file to read")
    plain = (_plain(path) + (f"/{pattern}" if pattern else "") for path in paths)
    listed = "[" + ", ".join(literal(path) for path in plain) + "]"
    # One writer's files are alike; those of several sources may have columns in another order, or fewer of them.
    also = (", union_by_name=true" if len(paths) > 1 else "") + (", file_row_number=true" if numbered else "")
    return Fragment(f"read_parquet({listed}, hive_partitioning=false{also})")


def _plain(path: Path) -> str:
    """A wildcard in a name is a letter like any other."""
    return _WILD.sub(r"[\g<0>]", str(path))
