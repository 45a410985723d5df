"""Sessions: DuckDB opened in one way, and the few things that are done with it.

Invariant: a session never takes more memory than it was given (beyond, it writes to a folder of its own, which is gone
when it ends, not into the working directory), and it knows the macros every statement may use: those of
``sql/total.sql`` and the list of placeholders.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from doisoat.paths import SQL
from doisoat.sqlwork.quoting import Fragment, Value, identifier, literal
from doisoat.sqlwork.statements import Statement, StatementError, statement
from doisoat.sqlwork.tables import Table
from doisoat.text.placeholders import macros

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import pyarrow as pa

__all__ = ["Limits", "Session", "connect", "open_session"]


@dataclass(frozen=True)
class Limits:
    """What a session may take.

    Args:
        memory: DuckDB's memory limit; beyond it work spills.
        threads: worker threads; None: as many as the machine has.
        spill: an existing folder to spill to; None: a temporary one of its own.
        ordered: whether rows keep the order they were read in; without, large work needs less memory.
    """

    memory: str = "1GB"
    threads: int | None = 2
    spill: Path | None = None
    ordered: bool = True


class Session:
    """An open session; ``con`` is its connection, for what statements of one line do; ``folder``: of its statements."""

    def __init__(self, con: duckdb.DuckDBPyConnection, folder: Path = SQL) -> None:
        self.con = con
        self.folder = folder

    def run(self, name: str, **values: Value) -> None:
        """Execute ``sql/<name>.sql`` with ``values`` filled in."""
        self.con.execute(self.text(name, **values))

    def text(self, name: str, **values: Value) -> str:
        """The statement ``sql/<name>.sql`` with ``values`` filled in."""
        return self.statement(name).text(**values)

    def statement(self, name: str) -> Statement:
        """The statement of that name in the folder of this session."""
        return statement(name, self.folder)

    def make(self, name: str, view: bool = False, **values: Value) -> Table:
        """Make the table (or view) that the head of the SELECT ``sql/<name>.sql`` names; it goes with the session."""
        asked = self.statement(name)
        made = asked.made(**{key: value for key, value in values.items() if key in asked.given})
        kind = "VIEW" if view else "TABLE"
        self.con.execute(f"CREATE OR REPLACE TEMP {kind} {identifier(made)} AS {asked.text(**values)}")
        return Table(made)

    def build(self, name: str, **values: Value) -> Table:
        """Execute ``sql/<name>.sql``, which creates one table, and hand that on."""
        self.run(name, **values)
        asked = self.statement(name)
        return Table(asked.made(**{key: value for key, value in values.items() if key in asked.given}))

    def rows(self, name: str, **values: Value) -> list[tuple[Any, ...]]:
        """All rows of ``sql/<name>.sql``."""
        return self.con.execute(self.text(name, **values)).fetchall()

    def row(self, name: str, **values: Value) -> tuple[Any, ...]:
        """The one row of ``sql/<name>.sql``.

        Raises:
            StatementError: it has none.
        """
        found = self.con.execute(self.text(name, **values)).fetchone()
        if found is None:
            raise StatementError(f"sql/{name}.sql gives no row")
        return tuple(found)

    def frame(self, name: str, **values: Value) -> pd.DataFrame:
        """``sql/<name>.sql`` as a frame."""
        return self.con.execute(self.text(name, **values)).df()

    def arrow(self, name: str, **values: Value) -> pa.Table:
        """``sql/<name>.sql`` as an Arrow table."""
        found: pa.Table = self.con.execute(self.text(name, **values)).to_arrow_table()
        return found

    def table(self, name: str, rows: pa.Table | pd.DataFrame) -> Table:
        """(Re)create the temporary table ``name`` from rows in memory."""
        self.con.register("_arriving", rows)
        try:
            self.con.execute(f"CREATE OR REPLACE TEMP TABLE {identifier(name)} AS FROM _arriving")
        finally:
            self.con.unregister("_arriving")
        return Table(name, tuple(map(str, getattr(rows, "column_names", rows.columns))))

    def view(self, name: str, relation: Fragment) -> Table:
        """(Re)create the temporary view ``name`` over a relation: files (``parquet``) or a query in brackets."""
        self.con.execute(f"CREATE OR REPLACE TEMP VIEW {identifier(name)} AS FROM {relation}")
        return Table(name)

    def variable(self, name: str, value: str) -> None:
        """Set what statements read by ``getvariable(name)``: secrets and people's values, which no error may repeat."""
        self.con.execute(f"SET VARIABLE {identifier(name)} = ?", [value])

    def write(self, query: str, path: Path) -> None:
        """Write the rows of ``query`` to ``path`` as Parquet."""
        self.con.execute(f"COPY ({query}) TO {literal(path)} (FORMAT parquet, COMPRESSION zstd)")


@contextmanager
def open_session(limits: Limits | None = None, folder: Path = SQL) -> Iterator[Session]:
    """A session in memory, closed at the end of the block.

    Args:
        limits: what it may take; without: what small questions need.
        folder: where its statements lie.
    """
    given = limits or Limits()
    with tempfile.TemporaryDirectory(prefix="doisoat_sql_") as own:
        con = connect(given if given.spill else replace(given, spill=Path(own)))
        try:
            yield Session(con, folder)
        finally:
            con.close()


def connect(limits: Limits, database: Path | None = None) -> duckdb.DuckDBPyConnection:
    """A connection with ``limits`` (which name a folder) and the macros; ``database``: a file to keep tables in.

    Raises:
        ValueError: no folder to spill to, so that it would be the working directory's.
    """
    import duckdb

    if limits.spill is None:
        raise ValueError("a session needs a folder to spill to")
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": limits.memory,
        "temp_directory": str(limits.spill),
        "preserve_insertion_order": limits.ordered,
    }
    if limits.threads is not None:
        settings["threads"] = limits.threads
    con = duckdb.connect(str(database) if database else ":memory:", config=settings)
    con.execute(statement("total").text())
    con.execute(macros())
    return con
