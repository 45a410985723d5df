"""The ledger: what became of every row, per source and step.

Invariant: rows_in = rows_out + rows_quarantined + rows_skipped in every line, and what a step hands on is what the
next one takes in. A run whose ledger does not balance is not published.
"""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, insert

from doisoat.pipeline import tables
from doisoat.pipeline.errors import PipelineError
from doisoat.pipeline.runs import run_row
from doisoat.pipeline.workspace import Workspace
from doisoat.sqlwork import open_session, parquet
from doisoat.store import transaction


@dataclass(frozen=True)
class Line:
    """One line of the ledger. The step ``standardise`` counts source rows, ``link`` canonical records."""

    run: str
    source: str
    step: str
    rows_in: int
    rows_out: int
    rows_quarantined: int
    rows_skipped: int
    rows_partly_quarantined: int = 0
    """Of ``rows_out``: rows of which a part (a holder on a parcel's line) is in quarantine."""

    @property
    def accounted(self) -> int:
        """Rows that left the step one way or another."""
        return self.rows_out + self.rows_quarantined + self.rows_skipped


def build(workspace: Workspace, run_id: str, entities: Path) -> list[Line]:
    """The run's ledger from its inputs and its entities, in order of source and step."""
    with open_session() as session:
        linked = dict(session.rows("report/linked_by_source", entities=parquet(entities)))
    lines = []
    for source, item in run_row(workspace, run_id)["inputs"].items():
        if item["standardised"]:
            lines.append(Line(run_id, source, "standardise", **item["ledger"]))
            lines.append(Line(run_id, source, "link", sum(item["rows"].values()), linked.pop(source, 0), 0, 0))
    lines.extend(Line(run_id, source, "link", 0, rows, 0, 0) for source, rows in sorted(linked.items()))
    return lines


def check(lines: list[Line]) -> None:
    """Raise PipelineError RUN-LEDGER for the first line that does not balance."""
    for line in lines:
        if line.rows_in != line.accounted:
            raise PipelineError(
                "RUN-LEDGER", source=line.source, step=line.step, rows_in=line.rows_in, accounted=line.accounted
            )


def record(workspace: Workspace, run_id: str, lines: list[Line]) -> None:
    """Keep the ledger in the SQL database, replacing an earlier one of this run."""
    with transaction(workspace.engine) as connection:
        connection.execute(delete(tables.ledger).where(tables.ledger.c.run == run_id))
        if lines:
            connection.execute(insert(tables.ledger), [vars(line) for line in lines])
