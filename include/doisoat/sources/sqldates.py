"""Dates PostgreSQL holds and Python does not: ``infinity``, years before 1 and after 9999.

The driver refuses them, and with them the whole reading; here such a value arrives as PostgreSQL writes it, becomes
text like any other cell, and is an unreadable date of its own row.
"""

from typing import Any

import numpy as np
import psycopg
from psycopg.adapt import Loader
from psycopg.postgres import adapters


def register_lenient_dates(connection: Any) -> None:
    """Have ``connection`` (psycopg's) return a date or timestamp out of Python's range as text, and short floats."""
    connection.adapters.register_loader("float4", _Float4)
    for name in ("date", "timestamp", "timestamptz"):
        usual = adapters.get_loader(adapters.types[name].oid, psycopg.pq.Format.TEXT)
        if usual is not None:
            connection.adapters.register_loader(name, _lenient(usual))


class _Float4(Loader):
    """A float of four bytes as one: as Python's, its seven digits would look like all the digits of a number."""

    def load(self, data: Any) -> Any:
        return np.float32(bytes(data).decode())


def _lenient(usual: type[Any]) -> type[Loader]:
    class Lenient(Loader):
        def __init__(self, oid: int, context: Any = None) -> None:
            super().__init__(oid, context)
            self._usual = usual(oid, context)

        def load(self, data: Any) -> Any:
            try:
                return self._usual.load(data)
            except psycopg.DataError:
                return bytes(data).decode()

    return Lenient
