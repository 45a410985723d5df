"""One bounded DuckDB connection per linkage, and the SQL files it runs.

All set work (blocking, grouping, set overlap) happens in DuckDB under a memory limit with a spill folder; numpy
only sees integer columns. The SQL itself lives in ``sql/link/*.sql``.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from doisoat.paths import SQL
from doisoat.sqlwork import Limits, Session, Table, connect, identifier

log = logging.getLogger(__name__)

Ints = npt.NDArray[np.int64]
Levels = npt.NDArray[np.int8]
Bits = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

__all__ = ["Bits", "Engine", "Flags", "Ints", "Levels"]


class Engine(Session):
    """A session whose statements are those of ``sql/link/``: a database in ``work_dir`` with ``threads`` and
    ``memory_limit`` set, closed by the context manager.
    """

    def __init__(self, work_dir: Path, threads: int = 2, memory_limit: str = "2GB") -> None:
        work_dir.mkdir(parents=True, exist_ok=True)
        self._file = work_dir / "link.duckdb"
        self._file.unlink(missing_ok=True)
        limits = Limits(memory_limit, threads, work_dir / "spill", ordered=False)
        super().__init__(connect(limits, self._file), SQL / "link")
        self.run("macros")
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

    def arrays(self, query: str) -> dict[str, npt.NDArray[Any]]:
        """The result of ``query`` as numpy arrays by column; the query must give no nulls."""
        return {key: np.asarray(value) for key, value in self.con.sql(query).fetchnumpy().items()}

    def scalar(self, query: str) -> int:
        """The single integer ``query`` gives (0 for null)."""
        rows = self.con.execute(query).fetchall()
        return int(rows[0][0] or 0)

    def put(self, name: str, columns: Mapping[str, npt.NDArray[Any]]) -> Table:
        """(Re)create table ``name`` from equally long columns."""
        return self.keep(name, pa.table({key: pa.array(value) for key, value in columns.items()}))

    def keep(self, name: str, rows: pa.Table) -> Table:
        """(Re)create table ``name``, which may lie on the disk, from rows in memory."""
        self.con.register("_put", rows)
        self.con.execute(f"CREATE OR REPLACE TABLE {identifier(name)} AS SELECT * FROM _put")
        self.con.unregister("_put")
        return Table(name, tuple(rows.column_names))
