"""The ledger: what became of every row, per source and step.

Invariant: rows_in = rows_out + rows_quarantined + rows_skipped in every line, and what a step hands on is what the
next one takes in. A run whose ledger does not balance is not published.
"""

from pathlib import Path

from sqlalchemy import delete, insert

from doisoat.pipeline import tables
from doisoat.pipeline.errors import PipelineError
from doisoat.pipeline.workspace import Workspace
from doisoat.runs.ledger import Line
from doisoat.runs.run import Run
from doisoat.sqlwork import open_session, parquet
from doisoat.store import transaction


def build(run: Run, entities: Path) -> list[Line]:
    """The run's ledger from its inputs and its entities, in order of source and step."""
    with open_session() as session:
        linked = dict(session.rows("report/linked_by_source", entities=parquet(entities)))
    lines = []
    for source, item in run.inputs.items():
        if item.used:
            became = item.ledger
            lines.append(
                Line(
                    run.id,
                    source,
                    "standardise",
                    became.rows_in,
                    became.rows_out,
                    became.rows_quarantined,
                    became.rows_skipped,
                    became.rows_partly_quarantined,
                )
            )
            lines.append(Line(run.id, source, "link", sum(item.rows.values()), linked.pop(source, 0), 0, 0))
    lines.extend(Line(run.id, source, "link", 0, rows, 0, 0) for source, rows in sorted(linked.items()))
    return lines


def check(lines: list[Line]) -> None:
    """Raise PipelineError RUN-LEDGER for the first line that does not balance."""
    for line in lines:
        if not line.balanced:
            raise PipelineError(
                "RUN-LEDGER", source=line.source, step=line.step, rows_in=line.rows_in, accounted=line.accounted
            )


def record(workspace: Workspace, run_id: str, lines: list[Line]) -> None:
    """Keep the ledger in the SQL database, replacing an earlier one of this run."""
    with transaction(workspace.engine) as connection:
        connection.execute(delete(tables.ledger).where(tables.ledger.c.run == run_id))
        if lines:
            connection.execute(insert(tables.ledger), [vars(line) for line in lines])
