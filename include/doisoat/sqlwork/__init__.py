"""SQL as a material: sessions with limits, statements by name, values and paths quoted in one place, table handles.

Invariant: no text reaches DuckDB that was put together elsewhere out of a value. What a statement is given is rendered
by ``quoting``; what it may be given, reads and makes stands at its head and is checked (``statements``). People's
values are never given to a statement: they come as tables, so that no error message can repeat them.
"""

from doisoat.sqlwork.quoting import Fragment, Value, csv, identifier, literal, parquet, rows_of
from doisoat.sqlwork.session import Limits, Session, connect, open_session
from doisoat.sqlwork.statements import Statement, StatementError, statement
from doisoat.sqlwork.tables import Table

__all__ = [
    "Fragment",
    "Limits",
    "Session",
    "Statement",
    "StatementError",
    "Table",
    "Value",
    "connect",
    "csv",
    "identifier",
    "literal",
    "open_session",
    "parquet",
    "rows_of",
    "statement",
]
