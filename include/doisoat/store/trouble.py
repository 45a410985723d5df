"""What storage says when it fails, told apart: what heals by itself, and what somebody must do.

A full disk is not "the database cannot be opened" and a read-only folder is not a defect of ours. The driver's own
words are read and never passed on: they may quote a row, a statement or a password.
"""

import errno
import re

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from doisoat.store.errors import StoreError, StoreUnavailable

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}
_AWAY = {errno.EIO, errno.ESTALE, errno.ENOTCONN, errno.ETIMEDOUT, errno.EHOSTDOWN, errno.EHOSTUNREACH, errno.EREMOTEIO}
"""A network folder that is gone for the moment says one of these."""

_DATABASE: tuple[tuple[str, str, bool], ...] = (
    (r"disk is full|disk full|no space left|53100", "STO-FULL", False),
    (r"readonly database|read-only|25006", "STO-READ-ONLY", False),
    (
        r"database is locked|database table is locked|busy|deadlock detected|could not serialize|lock timeout"
        r"|too many clients|too many connections",
        "STO-DATABASE-BUSY",
        True,
    ),
    (
        r"password authentication failed|no password supplied|authentication failed|no pg_hba.conf entry"
        r"|role .* does not exist|permission denied",
        "STO-DATABASE-REFUSED",
        False,
    ),
    (r"database .* does not exist|unable to open database file", "STO-DATABASE", False),
    (r"not a database|malformed|file is encrypted", "STO-DATABASE-BROKEN", False),
    (
        r"could not translate host name|failed to resolve host|name or service not known|connection|terminat"
        r"|starting up|shutting down|recovery mode|timed? ?out|closed|unreachable|no route to host",
        "STO-DATABASE-DOWN",
        True,
    ),
)
"""(pattern in the driver's lower-case text, code, may heal), the first that fits; PostgreSQL and SQLite."""


def of_os(error: OSError, where: object) -> StoreError:
    """The error to raise in place of one the operating system gave for the store or folder ``where``."""
    reason = error.strerror or type(error).__name__
    if error.errno in _FULL:
        return StoreError("STO-FULL", where=where)
    if error.errno in _READ_ONLY:
        return StoreError("STO-READ-ONLY", where=where, reason=reason)
    if error.errno in _AWAY:
        return StoreUnavailable("STO-UNREACHABLE", store=where, reason=reason)
    return StoreError("STO-FOLDER", where=where, reason=reason)


def of_database(error: SQLAlchemyError, where: str) -> StoreError:
    """The error to raise in place of SQLAlchemy's for the database ``where`` (a URL without its password)."""
    cause = getattr(error, "orig", None) or error
    said = f"{type(cause).__name__} {getattr(cause, 'sqlstate', '') or ''} {cause}".lower()
    reason = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None) or type(cause).__name__
    for pattern, code, heals in _DATABASE:
        if re.search(pattern, said):
            return (StoreUnavailable if heals else StoreError)(code, where=where, reason=reason)
    return StoreError("STO-DATABASE", where=where, reason=reason)


def place_of(engine: Engine) -> str:
    """A database's address for people, without its password."""
    return engine.url.render_as_string(hide_password=True)


def storage_trouble(error: BaseException, where: object) -> StoreError | None:
    """What storage did when ``error``, or one it came from, is its doing; None for anything else.

    For exceptions that libraries raise far from the store: DuckDB that spills, Arrow or a workbook that is written.

    Args:
        error: any exception.
        where: the folder steps work in, for the message.
    """
    seen: list[BaseException] = []
    step: BaseException | None = error
    while step is not None and step not in seen:
        seen.append(step)
        if isinstance(step, StoreError):
            return step
        if isinstance(step, OSError) and step.errno in _FULL | {errno.EROFS}:
            return of_os(step, where)  # not the file: a source's may be called by somebody's name
        if isinstance(step, DBAPIError):
            return of_database(step, "DOISOAT_DATABASE")
        if type(step).__module__.startswith(("duckdb", "_duckdb")) and _spill_failed(str(step)):
            return StoreError("STO-FULL", where=where)
        step = step.__cause__ or step.__context__
    return None


def _spill_failed(said: str) -> bool:
    return re.search(r"No space left on device|max_temp_directory_size|Disk quota exceeded", said) is not None
