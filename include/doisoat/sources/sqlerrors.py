"""Tell apart why a database could not be read, from the driver's own words, and pass none of them on."""

import re

from sqlalchemy.exc import NoSuchModuleError, SQLAlchemyError, TimeoutError

from doisoat.sources.errors import SourceError, SourceUnavailable

# (pattern in the driver's lower-case text, code, may heal); PostgreSQL, MySQL, Oracle, SQL Server and SQLite.
_KINDS: tuple[tuple[str, str, bool], ...] = (
    # SQL Server says "login failed" too when only the database is unknown.
    (r"cannot open database", "SRC-SQL-DATABASE", False),
    (
        r"password authentication failed|no password supplied|access denied for user|login failed|ora-01017"
        r"|role .* does not exist|no pg_hba.conf entry|authentication failed",
        "SRC-SQL-PASSWORD",
        False,
    ),
    (
        r"could not translate host name|name or service not known|failed to resolve host|unknown host|ora-12154"
        r"|nodename nor servname|no address associated|temporary failure in name resolution|unknown mysql server host",
        "SRC-SQL-HOST",
        False,
    ),
    (r"database .* does not exist|unknown database|unable to open database file|ora-12514", "SRC-SQL-DATABASE", False),
    (r"file is not a database|disk image is malformed|file is encrypted", "SRC-SQL-DATABASE", False),
    (
        r"no such table|no such column|undefinedtable|undefinedcolumn|relation .* does not exist"
        r"|column .* does not exist|permission denied|ora-00942|ora-00904|unknown column|doesn't exist"
        r"|invalid object name|invalid column name",
        "SRC-SQL-TABLE",
        False,
    ),
    (
        r"connection refused|could not connect|timed? ?out|server closed|connection reset|connection to server"
        r"|is starting up|too many (clients|connections)|terminating connection|database is locked|lost connection"
        r"|network is unreachable|no route to host|can't connect|unable to connect|cannot connect"
        r"|no listener|ora-12541",
        "SRC-SQL-UNREACHABLE",
        True,
    ),
)


def classify(error: SQLAlchemyError, **fields: object) -> SourceError:
    """Return the error to raise in place of SQLAlchemy's.

    Args:
        error: what SQLAlchemy raised.
        fields: source, name (connection) and table for the message.
    """
    if isinstance(error, NoSuchModuleError):
        return SourceError("SRC-SQL-DRIVER", **fields)
    if isinstance(error, TimeoutError):
        return SourceUnavailable("SRC-SQL-UNREACHABLE", **fields)
    cause = getattr(error, "orig", None) or error
    said = f"{type(cause).__name__} {cause}".lower()
    for pattern, code, heals in _KINDS:
        if re.search(pattern, said):
            return (SourceUnavailable if heals else SourceError)(code, **fields)
    return SourceError("SRC-SQL-FAILED", **fields, reason=type(cause).__name__)
