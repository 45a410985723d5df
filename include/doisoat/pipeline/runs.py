"""A run: which read of each source it uses, which communes it republishes, which published run it follows.

Invariant: what a run uses is decided once, when it is planned, and kept in its row; every step of the run, and every
retry, reads the same inputs.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select, update

from doisoat.gazetteer import Gazetteer
from doisoat.pipeline import gate, labels, tables
from doisoat.pipeline.current import current_run, day_of, newest_announced
from doisoat.pipeline.errors import PipelineError, some
from doisoat.pipeline.ingest import check_scope
from doisoat.pipeline.workspace import Workspace
from doisoat.registers import TABLES
from doisoat.runs.codec import from_plain
from doisoat.runs.communes import NO_HOME
from doisoat.runs.files import Standardised
from doisoat.runs.run import Input, Run
from doisoat.store import transaction

STATUSES = ("read", "stale", "missing", "held")
"""State of a source in a run: read by the newest ingest; stale = that read failed, was held back or not validated, and
an older one is used; missing = never read; held = read, but kept out: a quality threshold, or not validated."""


def plan_run(
    workspace: Workspace,
    as_of: str | None,
    registers: list[str] | None,
    communes: list[str] | None,
    trigger: str,
    ingest: str | None = None,
) -> dict[str, Any]:
    """Fix a run's inputs; planning the same trigger twice returns the same run.

    Args:
        workspace: the installation.
        as_of: the day the run speaks of; without one, its ingest's, else (for a part of the province) that of the
            run it continues, else the configuration's.
        registers: only these.
        communes: only these (a re-check).
        trigger: names what asked for the run.
        ingest: the ingest whose announcement started the run; without one, the newest that was announced.

    Returns:
        ``{"run": id, "batches": [[commune, …], …], "labels": [what a batch is called, …], "missing": [source, …]}``;
        the batches partition the communes and ``NO_HOME``. With
        ``communes`` the province is linked and compared in one batch, so that the result equals a full run's, and only
        worklists that changed are written.

    Raises:
        PipelineError: RUN-NOTHING-READ when no source was ever read, RUN-NOTHING-VALIDATED when none of what was
            read may be used, RUN-DAY or RUN-FUTURE for a day the run cannot speak of.
    """
    check_scope(workspace, registers, communes)
    config = workspace.config
    with transaction(workspace.engine) as connection:
        row = connection.execute(select(tables.run).where(tables.run.c.trigger == trigger)).mappings().first()
        found = dict(row) if row else None
        if found is None:
            if ingest is None and not communes:
                ingest = newest_announced(connection)
            inputs = gate.choose(workspace, connection, registers, ingest)
            if not any(item["standardised"] for item in inputs.values()):
                held = sorted(name for name, item in inputs.items() if item["status"] == "held")
                raise PipelineError("RUN-NOTHING-VALIDATED" if held else "RUN-NOTHING-READ", sources=some(held))
            day = day_of(workspace, connection, as_of, ingest, part=bool(communes))
            number = connection.execute(select(func.count()).where(tables.run.c.as_of == day)).scalar_one() + 1
            planned: dict[str, Any] = {
                "id": f"{config.settings.province}-{day}-{number:03d}",
                "trigger": trigger,
                "status": "planned",
                "as_of": day,
                "communes": communes,
                "prior": current_run(connection),
                "inputs": inputs,
                "planned_at": datetime.now(UTC),
            }
            connection.execute(insert(tables.run).values(**planned))
            found = planned
    units = [*config.settings.units, NO_HOME]
    size = len(units) if communes else config.settings.batch_size
    batches = [units[start : start + size] for start in range(0, len(units), size)]
    gazetteer = Gazetteer.load()
    return {
        "run": found["id"],
        "batches": batches,
        "labels": [labels.of_communes(gazetteer, batch) for batch in batches],
        "missing": sorted(name for name, item in found["inputs"].items() if not item["standardised"]),
    }


def load_run(workspace: Workspace, run: str) -> Run:
    """Return a planned run; raises PipelineError RUN-UNKNOWN."""
    row = run_row(workspace, run)
    communes = tuple(row["communes"]) if row["communes"] is not None else None
    return Run(row["id"], row["as_of"], communes, row["prior"], _as_inputs(row["inputs"]))


def newest_reads(workspace: Workspace) -> Run:
    """The newest usable read of every source, as a run without id that is in no ledger."""
    with transaction(workspace.engine) as connection:
        inputs = _as_inputs(gate.choose(workspace, connection))
        return Run("", workspace.config.settings.as_of, None, current_run(connection), inputs)


def _as_inputs(rows: dict[str, dict[str, Any]]) -> dict[str, Input]:
    """The inputs as a run's row keeps them."""
    return {
        name: from_plain(Input, {"source_id": name, **item, "ledger": item.get("ledger") or {}}, "run.inputs")
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
                paths[table].append(workspace.store.local(Standardised(item.standardised).table(table)))
    return paths
