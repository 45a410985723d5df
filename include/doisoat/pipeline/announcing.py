"""An ingest announces what it could read, once, and says what is missing.

Invariant: an ingest that a newer one has overtaken announces nothing any more: its reconciliation would carry an older
day and stand in front of the newer one's.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import desc, select, update

from doisoat.pipeline import gate, tables
from doisoat.pipeline.workspace import Workspace
from doisoat.registers.messages import text
from doisoat.store import transaction


def announce(workspace: Workspace, ingest: str) -> dict[str, Any]:
    """Mark the ingest as announced, unless a newer one has been.

    Returns:
        ``{"as_of", "whole", "overtaken_by"}``: the ingest's day; whether it covers every configured source; the newer
        ingest that has been announced, or None.
    """
    table = tables.ingest
    with transaction(workspace.engine) as connection:
        row = connection.execute(select(table).where(table.c.id == ingest)).mappings().one()
        newer = connection.execute(
            select(table.c.id)
            .where(table.c.announced_at.is_not(None) & (table.c.planned_at > row["planned_at"]))
            .order_by(desc(table.c.planned_at))
            .limit(1)
        ).scalar()
        if newer is None:
            connection.execute(update(table).where(table.c.id == ingest).values(announced_at=datetime.now(UTC)))
    whole = set(workspace.config.sources) <= set(row["sources"])
    return {"as_of": row["as_of"], "whole": whole, "overtaken_by": newer}


def newest_since(workspace: Workspace, moment: datetime) -> dict[str, Any]:
    """``{"ingest", "as_of"}`` of the newest ingest of the whole province planned at or after ``moment``, or of none."""
    table = tables.ingest
    wanted = set(workspace.config.sources)
    with transaction(workspace.engine) as connection:
        query = select(table).where(table.c.planned_at >= moment.astimezone(UTC)).order_by(desc(table.c.planned_at))
        for row in connection.execute(query).mappings():
            if wanted <= set(row["sources"]):
                return {"ingest": row["id"], "as_of": row["as_of"]}
    return {"ingest": None, "as_of": None}


def outcome(workspace: Workspace, ingest: str) -> dict[str, Any]:
    """What became of each source of an ingest.

    Returns:
        ``{"sources", "good", "failed", "held", "not_validated", "not_read"}``: how many there are and went through, and
        for each other state ``[{"source", "message"}]`` in Vietnamese.
    """
    table, read = tables.ingest, tables.source_read
    with transaction(workspace.engine) as connection:
        sources = connection.execute(select(table.c.sources).where(table.c.id == ingest)).scalar_one()
        rows = connection.execute(select(read).where(read.c.ingest == ingest)).mappings().all()
    standings = gate.standings(workspace, rows)
    messages = {row["source"]: row["message_vi"] for row in rows}
    found: dict[str, list[dict[str, str]]] = {name: [] for name in ("failed", "held", "not_validated", "not_read")}
    states = {"failed": "failed", "held": "held", "unvalidated": "not_validated"}
    for source in sorted(sources):
        standing = standings.get(source)
        if standing is None:
            message = text("RUN-NOT-READ", {"source": source, "ingest": ingest}, "vi")
            found["not_read"].append({"source": source, "message": message})
        elif standing in states:
            told = messages[source] or text("RUN-NOT-VALIDATED", {"source": source, "ingest": ingest}, "vi")
            found[states[standing]].append({"source": source, "message": told})
    bad = sum(len(listed) for listed in found.values())
    return {"sources": len(sources), "good": len(sources) - bad, **found}
