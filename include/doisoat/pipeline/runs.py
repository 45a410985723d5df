"""A run: which read of each source it uses, which communes it republishes, which published run it follows.

Invariant: what a run uses is decided once, when it is planned, and kept in its row; every step of the run, and every
retry, reads the same inputs.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import desc, func, insert, select, update

from doisoat.pipeline import tables
from doisoat.pipeline.errors import PipelineError
from doisoat.pipeline.ingest import check_day, check_scope
from doisoat.pipeline.workspace import Workspace
from doisoat.registers import TABLES
from doisoat.store import transaction

STATUSES = ("read", "stale", "missing", "held")
"""State of a source in a run: read by the newest ingest; stale = the newest ingest failed and an older read is used;
missing = never read; held = kept out by a quality threshold."""


HOMELESS = "-"
"""Stands for «no home commune» in a batch of communes."""


@dataclass(frozen=True)
class Input:
    """One source as this run sees it."""

    source_id: str
    status: str
    standardised: str | None
    as_of: str | None
    read_at: str | None
    ingest: str | None
    quality: str | None
    message_vi: str | None
    rows: dict[str, int]

    @property
    def used(self) -> bool:
        """Whether the run has rows of this source."""
        return self.standardised is not None


@dataclass(frozen=True)
class Run:
    """A planned run."""

    id: str
    as_of: str
    communes: tuple[str, ...] | None
    prior: str | None
    inputs: dict[str, Input]

    @property
    def folder(self) -> str:
        """Store prefix of the run's own files."""
        return f"runs/{self.id}"


def plan_run(
    workspace: Workspace,
    as_of: str | None,
    registers: list[str] | None,
    communes: list[str] | None,
    trigger: str,
) -> dict[str, Any]:
    """Fix a run's inputs; planning the same trigger twice returns the same run.

    Returns:
        ``{"run": id, "batches": [[commune, …], …], "missing": [source, …]}``; the batches partition the communes and
        ``"-"``, which stands for findings without a home commune. With ``communes`` the province is linked and
        compared in one batch, so that the result equals a full run's, and only worklists that changed are written.

    Raises:
        PipelineError: RUN-NOTHING-READ when no source was ever read.
    """
    check_scope(workspace, registers, communes)
    check_day(as_of)
    config = workspace.config
    with transaction(workspace.engine) as connection:
        row = connection.execute(select(tables.run).where(tables.run.c.trigger == trigger)).mappings().first()
        found = dict(row) if row else None
        if found is None:
            inputs = _inputs(workspace, connection, registers)
            if not any(item["standardised"] for item in inputs.values()):
                raise PipelineError("RUN-NOTHING-READ")
            day = as_of or config.settings.as_of
            number = connection.execute(select(func.count()).where(tables.run.c.as_of == day)).scalar_one() + 1
            planned: dict[str, Any] = {
                "id": f"{config.settings.province}-{day}-{number:03d}",
                "trigger": trigger,
                "status": "planned",
                "as_of": day,
                "communes": communes,
                "prior": _published(connection),
                "inputs": inputs,
                "planned_at": datetime.now(UTC),
            }
            connection.execute(insert(tables.run).values(**planned))
            found = planned
    units = [*config.settings.units, HOMELESS]
    size = len(units) if communes else config.settings.batch_size
    return {
        "run": found["id"],
        "batches": [units[start : start + size] for start in range(0, len(units), size)],
        "missing": sorted(name for name, item in found["inputs"].items() if not item["standardised"]),
    }


def _inputs(workspace: Workspace, connection: Any, registers: list[str] | None) -> dict[str, dict[str, Any]]:
    """Newest usable read of each source, in one pass over the reads from new to old."""
    table = tables.source_read
    inputs: dict[str, dict[str, Any]] = {}
    newest: dict[str, Any] = {}
    for row in connection.execute(select(table).order_by(desc(table.c.read_at), table.c.ingest)).mappings():
        newest.setdefault(row["source"], row)
        usable = row["status"] == "ok" and row["quality"] != "stop"
        if usable and row["source"] not in inputs:
            first = newest[row["source"]]
            inputs[row["source"]] = {
                "status": "read" if first["ingest"] == row["ingest"] else "stale",
                "standardised": row["standardised"],
                "as_of": row["as_of"],
                "read_at": row["read_at"].isoformat(),
                "ingest": row["ingest"],
                "quality": row["quality"],
                "message_vi": first["message_vi"],
                "rows": row["tables"],
                "ledger": {name: row[name] for name in tables.ROW_COUNTS},
            }
    wanted = [
        source_id
        for source_id, source in workspace.config.sources.items()
        if not registers or source.register_name in registers
    ]
    for source_id in wanted:
        if source_id not in inputs:
            row = newest.get(source_id)
            held = row is not None and row["quality"] == "stop"
            inputs[source_id] = {
                "status": "held" if held else "missing",
                "standardised": None,
                "as_of": row["as_of"] if row else None,
                "read_at": None,
                "ingest": row["ingest"] if row else None,
                "quality": row["quality"] if row else None,
                "message_vi": row["message_vi"] if row else None,
                "rows": {},
                "ledger": {},
            }
    return {source_id: inputs[source_id] for source_id in sorted(wanted)}


def _published(connection: Any) -> str | None:
    table = tables.run
    query = select(table.c.id).where(table.c.status == "published").order_by(desc(table.c.published_at)).limit(1)
    found: str | None = connection.execute(query).scalar()
    return found


def load_run(workspace: Workspace, run: str) -> Run:
    """Return a planned run; raises PipelineError RUN-UNKNOWN."""
    row = run_row(workspace, run)
    communes = tuple(row["communes"]) if row["communes"] is not None else None
    return Run(row["id"], row["as_of"], communes, row["prior"], _as_inputs(row["inputs"]))


def newest_reads(workspace: Workspace) -> Run:
    """The newest usable read of every source, as a run without id that is in no ledger."""
    with transaction(workspace.engine) as connection:
        inputs = _as_inputs(_inputs(workspace, connection, None))
        return Run("", workspace.config.settings.as_of, None, _published(connection), inputs)


def _as_inputs(rows: dict[str, dict[str, Any]]) -> dict[str, Input]:
    return {
        name: Input(
            name,
            item["status"],
            item["standardised"],
            item["as_of"],
            item["read_at"],
            item["ingest"],
            item["quality"],
            item["message_vi"],
            item["rows"],
        )
        for name, item in rows.items()
    }


def run_row(workspace: Workspace, run: str) -> dict[str, Any]:
    """The run's row in the ledger as a dictionary; raises PipelineError RUN-UNKNOWN."""
    with transaction(workspace.engine) as connection:
        row = connection.execute(select(tables.run).where(tables.run.c.id == run)).mappings().first()
    if row is None:
        raise PipelineError("RUN-UNKNOWN", run=run)
    return dict(row)


def update_run(workspace: Workspace, run: str, **values: Any) -> None:
    """Set columns of the run's row."""
    with transaction(workspace.engine) as connection:
        connection.execute(update(tables.run).where(tables.run.c.id == run).values(**values))


def table_paths(workspace: Workspace, run: Run) -> dict[str, list[Path]]:
    """Local paths of the run's canonical files: table → one path a source that has rows in it, in source order."""
    paths: dict[str, list[Path]] = {name: [] for name in TABLES}
    for item in run.inputs.values():
        if item.standardised is not None:
            for table in item.rows:
                paths[table].append(workspace.store.local(f"{item.standardised}/{table}.parquet"))
    return paths


def data_path(workspace: Workspace, run: str | None, name: str) -> Path | None:
    """Local path of a published run's data file, or None when there is none."""
    if run is None or not workspace.store.exists(f"published/{run}/data/{name}"):
        return None
    return workspace.store.local(f"published/{run}/data/{name}")
