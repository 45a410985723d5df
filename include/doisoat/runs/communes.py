"""The communes findings are at home in, and the one value for «no home commune».

A finding whose commune cannot be told (a unit code nobody knows, a parcel without an address) is at home nowhere. From
detection to the book's file name that is ``NO_HOME``; only columns of a table say NULL for it, as SQL does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

__all__ = ["NO_HOME", "NO_HOME_NAME", "batch_name", "file_stem", "in_columns"]

NO_HOME: Final = ""
"""In place of a commune's code."""

NO_HOME_NAME: Final = "Chưa xác định được xã"
"""What people read."""

_NO_HOME_STEM: Final = "khong_ro_xa"


def file_stem(commune: str) -> str:
    """The name of a commune's file, without its ending.

    >>> file_stem("23122"), file_stem(NO_HOME)
    ('23122', 'khong_ro_xa')
    """
    return _NO_HOME_STEM if commune == NO_HOME else commune


def in_columns(communes: Sequence[str]) -> list[str | None]:
    """The communes as a column of a table has them: NULL in place of ``NO_HOME``."""
    return [None if commune == NO_HOME else commune for commune in communes]


def batch_name(communes: Sequence[str] | None) -> str:
    """Name of a batch in files and steps: the same communes give the same name whatever their order; None: all."""
    if communes is None:
        return "all"
    if len(communes) == 1:
        return file_stem(communes[0])
    return "b" + hashlib.sha256("|".join(sorted(communes)).encode()).hexdigest()[:12]
