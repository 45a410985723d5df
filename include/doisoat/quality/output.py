"""Write what validation found as Parquet, sorted by key so that the same findings give the same bytes."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
from pyarrow import csv

from doisoat.quality.model import SourceQuality
from doisoat.text.arrow import pa

QUALITY = pa.schema(
    {
        "run": pa.string(),
        "source": pa.string(),
        "table": pa.string(),
        "expectation": pa.string(),
        "outcome": pa.string(),
        "evaluated": pa.int64(),
        "failed": pa.int64(),
        "share": pa.float64(),
        "severity": pa.string(),
        "dimension": pa.string(),
        "reason": pa.string(),
    }
)
"""One row a source, table and rule."""

ROWS = pa.schema(
    {
        "source": pa.string(),
        "table": pa.string(),
        "expectation": pa.string(),
        "record_ref": pa.string(),
        "record_key": pa.string(),
        "commune": pa.string(),
        "lineage_file": pa.string(),
        "lineage_sheet": pa.string(),
        "lineage_row": pa.int32(),
    }
)
"""One row a rule and failing row. It holds record keys: it stays in the data path, beside the standardised rows."""

COMMUNES = pa.schema(
    {
        "run": pa.string(),
        "source": pa.string(),
        "table": pa.string(),
        "commune": pa.string(),
        "rows": pa.int64(),
        "failing": pa.int64(),
    }
)
"""One row a source, table and commune: rows, and rows that break at least one critical or warning rule."""

VERDICTS = pa.schema(
    {"run": pa.string(), "source": pa.string(), "verdict": pa.string(), "reasons": pa.list_(pa.string())}
)
"""One row a source."""

FILES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "quality": (QUALITY, ("source", "table", "expectation")),
    "quality_rows": (ROWS, ("source", "table", "expectation", "record_ref", "record_key")),
    "quality_communes": (COMMUNES, ("source", "table", "commune")),
    "quality_verdicts": (VERDICTS, ("source",)),
}
"""File stem → (schema, sort key)."""


def write(folder: Path, run: str, sources: Iterable[SourceQuality]) -> dict[str, Path]:
    """Write the four files of one batch of sources into ``folder``; return stem → file."""
    sources = sorted(sources, key=lambda item: item.source)
    results = [result for item in sources for result in item.results]
    quality = [
        {
            "run": run,
            "source": r.source,
            "table": r.table,
            "expectation": r.expectation,
            "outcome": r.outcome.value,
            "evaluated": r.evaluated,
            "failed": r.failed,
            "share": round(r.share, 9),
            "severity": r.severity.value,
            "dimension": r.dimension.value,
            "reason": r.reason,
        }
        for r in results
    ]
    rows = [
        r.rows.assign(source=r.source, table=r.table, expectation=r.expectation) for r in results if r.rows is not None
    ]
    communes = [item.communes.assign(run=run, source=item.source) for item in sources]
    verdicts = [
        {"run": run, "source": item.source, "verdict": item.verdict.value, "reasons": list(item.reasons)}
        for item in sources
    ]
    tables = {
        "quality": pa.Table.from_pylist(quality, schema=QUALITY),
        "quality_rows": _table(rows, ROWS),
        "quality_communes": _table(communes, COMMUNES),
        "quality_verdicts": pa.Table.from_pylist(verdicts, schema=VERDICTS),
    }
    return {stem: _write(folder, stem, table) for stem, table in tables.items()}


def merge(folder: Path, parts: Sequence[Path]) -> dict[str, Path]:
    """Join the files that ``write`` put into the folders ``parts`` into ``folder``; return stem → file."""
    merged = {}
    for stem, (schema, _) in FILES.items():
        tables = [pq.read_table(part / f"{stem}.parquet", schema=schema) for part in parts]
        merged[stem] = _write(folder, stem, pa.concat_tables([schema.empty_table(), *tables]))
    return merged


def _table(frames: list[pd.DataFrame], schema: Any) -> Any:
    tables = [pa.Table.from_pandas(frame[schema.names], schema=schema, preserve_index=False) for frame in frames]
    return pa.concat_tables([schema.empty_table(), *tables])


def _write(folder: Path, stem: str, table: Any) -> Path:
    _, key = FILES[stem]
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{stem}.parquet"
    pq.write_table(table.sort_by([(column, "ascending") for column in key]).replace_schema_metadata(None), target)
    return target


def write_csv(rows: Path, target: Path) -> None:
    """Write ``quality_rows.parquet`` as CSV that a spreadsheet opens (UTF-8 with mark), without ``record_key``: a key
    is often the personal number itself, and this file lies beside the report."""
    table = pq.read_table(rows).drop_columns(["record_key"])
    with target.open("wb") as handle:
        handle.write("\ufeff".encode())
        csv.write_csv(table, handle)
