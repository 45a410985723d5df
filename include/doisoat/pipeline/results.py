"""The published data files of a run (docs/data-contracts.md): Parquet, sorted by key, the same content for the same
input whatever the number of batches."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from doisoat.runs.ledger import Line
from doisoat.runs.run import Input, Run
from doisoat.sqlwork import Fragment, Limits, literal, open_session, parquet, rows_of

LINEAGE = ("source_id", "record_key", "record_ref", "lineage_file", "lineage_sheet", "lineage_row")


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
    with open_session(Limits(memory, threads)) as session:
        session.view("entities", parquet(entities))
        lineage = " UNION ALL BY NAME ".join(
            f"SELECT {rows_of(LINEAGE)} FROM {parquet(*paths)}" for paths in tables.values() if paths
        )
        session.view("lineage", Fragment(f"({lineage})"))
        session.write(session.text("report/records"), folder / "records.parquet")
        session.write("SELECT * FROM entities ORDER BY source, record", folder / "entities.parquet")
        ordered = "entity_kind, source_a, record_a, source_b, record_b"
        session.write(f"SELECT * FROM {parquet(links)} ORDER BY {ordered}", folder / "links.parquet")
        session.write(f"SELECT * FROM {parquet(successions)} ORDER BY ALL", folder / "successions.parquet")
        found = folder / "discrepancies.parquet"
        session.write(session.text("report/discrepancies", batches=parquet(*batches)), found)
        session.view("discrepancies", parquet(found))
        for name, paths in problems.items():
            parts = " UNION ALL BY NAME ".join(
                f"SELECT {literal(run.id)} AS run, {literal(source)} AS source, * FROM {parquet(path)}"
                for source, path in sorted(paths.items())
            )
            if parts:
                # By every column, so that rows told of one cell stand in the same order in every run.
                first = "source, lineage_file, lineage_sheet, lineage_row, reason"
                last = {"quarantine": ', "table", field, raw', "problems": ', "table", field, record_key'}.get(name, "")
                order = first + last
                session.write(f"SELECT * FROM ({parts}) ORDER BY {order}", folder / f"{name}.parquet")
        counts = session.rows("report/counts")
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
