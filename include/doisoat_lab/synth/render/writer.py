"""Writes all sources of a synthetic province, chunk by chunk, and the configuration that reads them.

Invariant: a chunk is let go once its lineage has been handed on; at most `AHEAD` chunks are held. Books and file parts
are written in processes of their own, databases by one process that alone holds them open, so that the order of rows
does not depend on the number of processes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from types import TracebackType
from typing import Any

import pandas as pd

from doisoat_lab.synth.frames import Chunk, SourcePart, SynthSpec
from doisoat_lab.synth.render import upper as above
from doisoat_lab.synth.render.commune import Place, write_commune
from doisoat_lab.synth.render.configdir import write_config
from doisoat_lab.synth.render.sql import Database, schema_url
from doisoat_lab.synth.render.upper import Upper
from doisoat_lab.synth.units import unit

#: Chunks handed out before the oldest must be finished.
AHEAD = 3

LINEAGE_COLUMNS = ["source_id", "table", "_record", "lineage_file", "lineage_sheet", "lineage_row"]


class _Inline(Executor):
    """Runs each call at once: small provinces, and tests."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


_DATABASES: dict[tuple[str, str], Database] = {}


def _database(name: str, folder: Path, url: str | None) -> Database:
    key = (name, str(folder))
    if key not in _DATABASES:
        _DATABASES[key] = Database(name, folder, url)
    return _DATABASES[key]


def _tables_job(
    parts: list[tuple[Upper, SourcePart]], folder: Path, url: str | None, seed: int, index: int
) -> pd.DataFrame:
    """In the databases' process: append one chunk."""
    lines = [
        above.write_tables(upper, part, _database(upper.plan.connection, folder, url), seed, index)
        for upper, part in parts
    ]
    return pd.concat(lines, ignore_index=True) if lines else pd.DataFrame(columns=LINEAGE_COLUMNS)


def _close_job(folder: Path) -> None:
    for key in [key for key in _DATABASES if key[1] == str(folder)]:
        _DATABASES.pop(key).close()


@dataclass
class Renderer:
    """Writes OUT/sources and OUT/config.

    Args:
        spec: what is generated.
        out: target directory.
        sql_url: Postgres address for the databases; SQLite files by default.
        api_url: address under which social_insurance.central will be served; CSV parts by default.
        processes: 0 writes in this process, else one process for databases and this many for files.
    """

    spec: SynthSpec
    out: Path
    sql_url: str | None = None
    api_url: str | None = None
    processes: int = 0
    _uppers: dict[str, Upper] = field(default_factory=dict, init=False)
    _mappings: dict[str, dict[str, Any]] = field(default_factory=dict, init=False)
    _count: int = field(default=0, init=False)

    @property
    def files(self) -> Path:
        """Folder that stands for object storage and for the communes' shared folder."""
        return self.out / "sources" / "files"

    @property
    def databases(self) -> Path:
        """Folder of the SQLite databases."""
        return self.out / "sources" / "db"

    def __enter__(self) -> Renderer:
        self.files.mkdir(parents=True, exist_ok=True)
        self.databases.mkdir(parents=True, exist_ok=True)
        self._sql: Executor = _Inline()
        self._pool: Executor = _Inline()
        if self.processes:
            # Not fork: this process has threads. One server imports everything once and forks the writers.
            context = get_context("forkserver")
            context.set_forkserver_preload(["doisoat_lab.synth.render.writer"])
            self._sql = ProcessPoolExecutor(1, mp_context=context)
            self._pool = ProcessPoolExecutor(self.processes, mp_context=context)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._sql.submit(_close_job, self.databases).result()
        self._sql.shutdown(wait=True, cancel_futures=True)
        self._pool.shutdown(wait=True, cancel_futures=True)

    def write(self, chunks: Iterable[Chunk], each: Callable[[Chunk, pd.DataFrame], None]) -> None:
        """Write all chunks; `each` gets every chunk with its lineage (`LINEAGE_COLUMNS`), in order.

        The lineage has one row a canonical row: file relative to the connection's folder, sheet, 1-based physical row;
        for databases the table's name and nulls.
        """
        waiting: deque[tuple[Chunk, list[Future[Any]]]] = deque()
        for index, chunk in enumerate(chunks):
            waiting.append((chunk, self._start(chunk, index)))
            if len(waiting) >= (AHEAD if self.processes else 1):
                self._finish(*waiting.popleft(), each)
        while waiting:
            self._finish(*waiting.popleft(), each)

    def _start(self, chunk: Chunk, index: int) -> list[Future[Any]]:
        seed, tables = self.spec.seed, []
        futures: list[Future[Any]] = []
        home = unit(chunk.commune)
        place = Place(chunk.commune, home.full_name, home.province_name, self.spec.as_of, index)
        for part in chunk.parts:
            if part.level == "commune":
                futures.append(self._pool.submit(write_commune, part, place, self.files, seed))
                continue
            if part.source_id not in self._uppers:
                self._uppers[part.source_id] = above.settle(part, self.api_url is not None)
            upper = self._uppers[part.source_id]
            if upper.plan.format == "sql":
                tables.append((upper, part))
            else:
                folder = self.out / "sources" / "api" if upper.plan.format == "json" else self.files
                futures.append(self._pool.submit(above.write_parts, upper, part, folder, seed, index))
        futures.append(self._sql.submit(_tables_job, tables, self.databases, self.sql_url, seed, index))
        return futures

    def _finish(self, chunk: Chunk, futures: list[Future[Any]], each: Callable[[Chunk, pd.DataFrame], None]) -> None:
        lines = []
        for future in futures:
            result = future.result()
            if isinstance(result, pd.DataFrame):
                lines.append(result)
            else:
                lines.append(result.lineage)
                self._mappings[result.mapping["source_id"]] = result.mapping
        self._count += 1
        each(chunk, pd.concat(lines, ignore_index=True))

    def connections(self) -> dict[str, Mapping[str, Any]]:
        """What connections.yaml says."""
        found: dict[str, Mapping[str, Any]] = {"files": {"kind": "folder", "path": "../sources/files"}}
        for upper in self._uppers.values():
            name = upper.plan.connection
            if upper.plan.format == "sql":
                url = schema_url(self.sql_url, name) if self.sql_url else f"sqlite:///../sources/db/{name}.db"
                found[name] = {"kind": "sql", "url": url}
            elif upper.plan.format == "json":
                found[name] = {"kind": "http", "url": self.api_url, "token": "${DOISOAT_BHXH_TOKEN}"}
        return found

    def finish(self, villages: pd.DataFrame) -> None:
        """Write the configuration; called once all chunks are written."""
        province = unit(self.spec.units[0]).province_name
        mappings = {
            name: above.source_mapping(upper, province, self.spec.as_of) for name, upper in self._uppers.items()
        } | self._mappings
        write_config(self.out / "config", self.spec, self.connections(), dict(sorted(mappings.items())), villages)


__all__ = ["LINEAGE_COLUMNS", "Renderer"]
