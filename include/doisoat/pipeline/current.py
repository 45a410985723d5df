"""Which run holds, and which day a new run or ingest speaks of.

Invariant: runs are ordered by when they were planned. Repeating an older run's tasks publishes its own files again, but
it never takes the place of a newer run.
"""

from sqlalchemy import Connection, desc, select

from doisoat.pipeline import tables
from doisoat.pipeline.days import checked_day
from doisoat.pipeline.workspace import Workspace


def current_run(connection: Connection) -> str | None:
    """The published run that holds: the one planned last, however often an older one is published again."""
    table = tables.run
    query = select(table.c.id).where(table.c.status == "published").order_by(desc(table.c.planned_at)).limit(1)
    found: str | None = connection.execute(query).scalar()
    return found


def day_of(
    workspace: Workspace, connection: Connection, as_of: str | None, ingest: str | None = None, *, part: bool = False
) -> str:
    """The day a run or ingest speaks of, checked.

    Args:
        workspace: the installation.
        connection: an open transaction.
        as_of: asked for.
        ingest: the ingest a run follows.
        part: only some communes are looked at: they join what is published, and speak of its day.

    Raises:
        PipelineError: RUN-DAY or RUN-FUTURE.
    """
    day = as_of
    if day is None and ingest is not None:
        day = connection.execute(select(tables.ingest.c.as_of).where(tables.ingest.c.id == ingest)).scalar()
    if day is None and part:
        prior = current_run(connection)
        day = connection.execute(select(tables.run.c.as_of).where(tables.run.c.id == prior)).scalar()
    return checked_day(day or workspace.config.settings.as_of)


def newest_announced(connection: Connection) -> str | None:
    """The ingest planned last of those that have announced themselves."""
    table = tables.ingest
    query = select(table.c.id).where(table.c.announced_at.is_not(None)).order_by(desc(table.c.planned_at)).limit(1)
    found: str | None = connection.execute(query).scalar()
    return found
