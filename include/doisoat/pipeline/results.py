"""The published data files of a run (docs/data-contracts.md): Parquet, sorted by key, the same content for the same
input whatever the number of batches."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from doisoat.paths import read_sql
from doisoat.pipeline.ledger import Line
from doisoat.pipeline.runs import Input, Run

LINEAGE = ("source_id", "record_key", "record_ref", "lineage_file", "lineage_sheet", "lineage_row")


def _listed(paths: Sequence[Path]) -> str:
    return "[" + ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths) + "]"


def _copy(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")


def write_results(
    folder: Path,
    run: Run,
    tables: Mapping[str, Sequence[Path]],
    entities: Path,
    links: Path,
    successions: Path,
    batches: Sequence[Path],
    problems: Mapping[str, Mapping[str, Path]],
    lines: Sequence[Line],
    memory: str,
    threads: int,
) -> dict[str, list[tuple[str, str, int, int]]]:
    """Write the run's data files into ``folder``.

    Args:
        folder: existing folder.
        run: the run.
        tables: canonical table → Parquet files.
        entities: entities.parquet of the linkage.
        links: links.parquet of the linkage.
        successions: successions.parquet of the linkage.
        batches: discrepancies of each batch of communes.
        problems: ``quarantine``, ``problems`` and ``skipped`` → source → Parquet file.
        lines: the ledger.
        memory: DuckDB's memory limit.
        threads: DuckDB's threads.

    Returns:
        ``{"counts": [(kind, commune, found, new), …]}``.
    """
    with duckdb.connect(config={"memory_limit": memory, "threads": threads}) as connection:
        connection.execute(f"CREATE VIEW entities AS SELECT * FROM read_parquet('{entities}')")
        lineage = " UNION ALL BY NAME ".join(
            f"SELECT {', '.join(LINEAGE)} FROM read_parquet({_listed(paths)})" for paths in tables.values() if paths
        )
        connection.execute(f"CREATE VIEW lineage AS {lineage}")
        _copy(connection, read_sql("report/records"), folder / "records.parquet")
        _copy(connection, "SELECT * FROM entities ORDER BY source, record", folder / "entities.parquet")
        ordered = "entity_kind, source_a, record_a, source_b, record_b"
        _copy(connection, f"SELECT * FROM read_parquet('{links}') ORDER BY {ordered}", folder / "links.parquet")
        _copy(connection, f"SELECT * FROM read_parquet('{successions}') ORDER BY ALL", folder / "successions.parquet")
        query = read_sql("report/discrepancies").replace("$batches", _listed(batches))
        _copy(connection, query, folder / "discrepancies.parquet")
        connection.execute(
            f"CREATE VIEW discrepancies AS SELECT * FROM read_parquet('{folder / 'discrepancies.parquet'}')"
        )
        for name, paths in problems.items():
            parts = " UNION ALL BY NAME ".join(
                f"SELECT '{run.id}' AS run, '{source}' AS source, * FROM read_parquet('{path}')"
                for source, path in sorted(paths.items())
            )
            if parts:
                order = "source, lineage_file, lineage_sheet, lineage_row, reason"
                _copy(connection, f"SELECT * FROM ({parts}) ORDER BY {order}", folder / f"{name}.parquet")
        counts = connection.execute(read_sql("report/counts")).fetchall()
    pq.write_table(pa.Table.from_pylist([vars(line) for line in lines]), folder / "ledger.parquet")
    pq.write_table(source_table(run), folder / "sources.parquet")
    return {"counts": counts}


def source_table(run: Run) -> pa.Table:
    """The run's sources: run, source, status, as_of, read_at, rows."""

    def row(item: Input) -> dict[str, object]:
        return {
            "run": run.id,
            "source": item.source_id,
            "status": item.status,
            "as_of": item.as_of,
            "read_at": item.read_at,
            "rows": sum(item.rows.values()),
            "message": item.message_vi,
        }

    text: dict[str, pa.DataType] = {
        name: pa.string() for name in ("run", "source", "status", "as_of", "read_at", "message")
    }
    schema = pa.schema({**text, "rows": pa.int64()})
    return pa.Table.from_pylist([row(item) for item in run.inputs.values()], schema=schema)
