"""One bounded DuckDB connection per linkage, and the SQL files it runs.

All set work (blocking, grouping, set overlap) happens in DuckDB under a memory limit with a spill folder; numpy
only sees integer columns. The SQL itself lives in ``sql/link/*.sql``.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from doisoat.paths import read_sql
from doisoat.text.placeholders import macros

log = logging.getLogger(__name__)

Ints = npt.NDArray[np.int64]
Levels = npt.NDArray[np.int8]
Bits = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Report = dict[str, object]
"""Counts and figures of a linkage by topic; no personal data."""

__all__ = ["Bits", "Engine", "Flags", "Ints", "Levels", "Report"]


class Engine:
    """A DuckDB database in ``work_dir`` with ``threads`` and ``memory_limit`` set, closed by the context manager."""

    def __init__(self, work_dir: Path, threads: int = 2, memory_limit: str = "2GB") -> None:
        work_dir.mkdir(parents=True, exist_ok=True)
        self._file = work_dir / "link.duckdb"
        self._file.unlink(missing_ok=True)
        self.con = duckdb.connect(
            str(self._file),
            config={
                "threads": threads,
                "memory_limit": memory_limit,
                "temp_directory": str(work_dir / "spill"),
                "preserve_insertion_order": False,
            },
        )
        self.con.execute(read_sql("total"))
        self.con.execute(macros())
        self.con.execute(read_sql("link/macros"))
        self.timings: dict[str, float] = {}
        self._since = time.perf_counter()

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *_: object) -> None:
        self.con.close()
        self._file.unlink(missing_ok=True)

    def lap(self, name: str) -> None:
        """Book the seconds since the last lap under ``name``."""
        now = time.perf_counter()
        self.timings[name] = round(self.timings.get(name, 0.0) + now - self._since, 3)
        log.debug("linkage step %s: %.2f s", name, now - self._since)
        self._since = now

    @staticmethod
    def text(name: str, **values: int | float | str) -> str:
        """The statement in ``sql/link/<name>.sql``; ``$value`` marks are filled from ``values`` (never from data)."""
        return Template(read_sql(f"link/{name}")).substitute(values)

    def run(self, name: str, **values: int | float | str) -> None:
        """Execute ``sql/link/<name>.sql``."""
        self.con.execute(self.text(name, **values))

    def arrays(self, query: str) -> dict[str, npt.NDArray[Any]]:
        """The result of ``query`` as numpy arrays by column; the query must give no nulls."""
        return {key: np.asarray(value) for key, value in self.con.sql(query).fetchnumpy().items()}

    def scalar(self, query: str) -> int:
        """The single integer ``query`` gives (0 for null)."""
        rows = self.con.execute(query).fetchall()
        return int(rows[0][0] or 0)

    def put(self, name: str, columns: Mapping[str, npt.NDArray[Any]]) -> None:
        """(Re)create table ``name`` from equally long columns."""
        table = pa.table({key: pa.array(value) for key, value in columns.items()})
        self.con.register("_put", table)
        self.con.execute(f'CREATE OR REPLACE TABLE "{name}" AS SELECT * FROM _put')
        self.con.unregister("_put")
