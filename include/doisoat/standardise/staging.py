"""Staged rows on disk: one folder a canonical table, one Parquet file a batch, read back by DuckDB as a whole."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from doisoat.registers.schema import Table
from doisoat.sqlwork import Fragment, parquet

_WORKING: list[tuple[str, pa.DataType]] = [
    ("_id", pa.int64()),
    ("_natural", pa.string()),
    ("_parent", pa.string()),
    ("_group", pa.string()),
    ("__file", pa.string()),
    ("__sheet", pa.string()),
    ("__row", pa.int32()),
    ("updated_on", pa.string()),
    ("_as_of", pa.string()),
]


def staged_schema(table: Table) -> pa.Schema:
    """Arrow schema of staged rows."""
    rest = [pa.field(item.name, item.type) for item in (*table.fields, *table.derived())]
    return pa.schema([*(pa.field(name, kind) for name, kind in _WORKING), *rest])


class Staging:
    """Writes batches below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._counts: dict[str, int] = {}
        self.rows = 0

    def write(self, table: Table, rows: pa.Table) -> None:
        """Add a batch of staged rows."""
        number = self._counts.get(table.name, 0)
        path = self.folder / table.name / f"{number:05d}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        schema = staged_schema(table)
        pq.write_table(rows.select(schema.names).cast(schema), path, compression="lz4")
        self._counts[table.name] = number + 1
        self.rows += rows.num_rows

    def files(self, table: Table) -> Fragment:
        """The table's rows as a relation; an empty file is written when there is none."""
        if table.name not in self._counts:
            self.write(table, staged_schema(table).empty_table())
        return parquet(self.folder / table.name, pattern="*.parquet")
