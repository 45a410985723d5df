"""The gate: which read of each source a run may use.

Invariant: a read goes on only if its validation is known to have passed: the verdict in its row is about exactly this
content, and the results of the expectations lie in the store. A read that was not validated (the task failed, was
killed, never ran, is still running) is held back, and the source's newest good read before it is used as *stale*.

Reads are ordered by when their ingest was planned, not by when they were made: repeating an old ingest never puts its
read in front of a newer one.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, RowMapping, desc, func, select

import doisoat
import doisoat.pipeline.errors  # the words of the reasons
from doisoat.paths import EXPECTATIONS
from doisoat.pipeline import tables
from doisoat.pipeline.workspace import Workspace
from doisoat.registers.messages import text
from doisoat.runs import files

RESULTS = ("quality.parquet", "quality_verdicts.parquet")
"""Files without which a validation left nothing to show."""

Row = RowMapping
_CODES = {
    "failed": "RUN-NOT-READ",
    "unvalidated": "RUN-NOT-VALIDATED",
    "held": "RUN-QUALITY-STOP",
    "old_rules": "RUN-RULES-CHANGED",
}
"""What is said of a read that is not good, unless its row says more."""


@cache
def _suites() -> bytes:
    digest = hashlib.sha256(doisoat.__version__.encode())
    for path in sorted(EXPECTATIONS.glob("*.json")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.digest()


def rule_set(workspace: Workspace) -> str:
    """Digest of what a source is judged by: the suites, the thresholds and the code's version."""
    thresholds = workspace.config.settings.thresholds.model_dump_json()
    return hashlib.sha256(_suites() + thresholds.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class _Judged:
    """One read and how it stands: good | old_rules | held | unvalidated | failed."""

    row: Row
    standing: str


class _Results:
    """Which results are in the store; one listing an ingest."""

    def __init__(self, workspace: Workspace) -> None:
        self._store = workspace.store
        self._keys: dict[str, frozenset[str]] = {}

    def there(self, row: Row) -> bool:
        ingest = row["ingest"]
        if ingest not in self._keys:
            self._keys[ingest] = frozenset(self._store.keys(files.quality_of_ingest(ingest)))
        prefix = files.quality(ingest, row["source"], row["standardised"])
        return all(f"{prefix}/{name}" in self._keys[ingest] for name in RESULTS)


def _standing(row: Row, rules: str, results: _Results) -> str:
    if row["status"] == "failed" or not row["standardised"]:
        return "failed"
    if row["quality"] is None or row["validated"] != row["standardised"] or not results.there(row):
        return "unvalidated"
    if row["quality"] == "stop":
        return "held"
    return "good" if row["rules"] == rules else "old_rules"


def standings(workspace: Workspace, rows: Iterable[Row]) -> dict[str, str]:
    """Source → standing of the rows of one ingest (see ``_Judged``)."""
    rules, results = rule_set(workspace), _Results(workspace)
    return {row["source"]: _standing(row, rules, results) for row in rows}


def choose(
    workspace: Workspace, connection: Connection, registers: list[str] | None = None, ingest: str | None = None
) -> dict[str, dict[str, Any]]:
    """What a run planned now would use of each source.

    Args:
        workspace: the installation.
        connection: an open transaction.
        registers: only these; None for all.
        ingest: the ingest this run follows, if any; what it has not read (any more) is late.

    Returns:
        source id → status (see ``runs.STATUSES``), standardised (None: nothing of it is used), results, as_of, read_at,
        ingest, quality, message_vi (why it is not simply *read*), rows, ledger.
    """
    wanted = sorted(
        source_id
        for source_id, source in workspace.config.sources.items()
        if not registers or source.register_name in registers
    )
    rules, results = rule_set(workspace), _Results(workspace)
    newest: dict[str, _Judged] = {}
    usable: dict[str, Row] = {}
    for row in _reads(connection, wanted):
        source = row["source"]
        if source in usable:
            continue
        judged = _Judged(row, _standing(row, rules, results))
        newest.setdefault(source, judged)
        if judged.standing in ("good", "old_rules"):
            usable[source] = row
            if len(usable) == len(wanted):
                break
    due = _due(connection, wanted, ingest)
    return {source: _input(source, newest.get(source), usable.get(source), due.get(source)) for source in wanted}


def _reads(connection: Connection, wanted: Iterable[str]) -> Iterator[Row]:
    """Reads from new to old, with when their ingest was planned."""
    read, ingest = tables.source_read, tables.ingest
    planned = func.coalesce(ingest.c.planned_at, read.c.read_at)
    query = (
        select(read, planned.label("planned_at"))
        .outerjoin(ingest, ingest.c.id == read.c.ingest)
        .where(read.c.source.in_(wanted))
        .order_by(desc(planned), desc(read.c.read_at), read.c.ingest)
    )
    yield from connection.execute(query).mappings()


def _due(connection: Connection, wanted: list[str], ingest: str | None) -> dict[str, tuple[str, datetime]]:
    """Source → (id, planned at) of the newest ingest that should have read it by now.

    An ingest still at work is not due, unless the run follows it (the cut-off does not wait for it).
    """
    table = tables.ingest
    query = (
        select(table.c.id, table.c.sources, table.c.planned_at)
        .where(table.c.announced_at.is_not(None) | (table.c.id == (ingest or "")))
        .order_by(desc(table.c.planned_at), table.c.id)
    )
    left = set(wanted)
    found: dict[str, tuple[str, datetime]] = {}
    for row in connection.execute(query):
        for source in left.intersection(row.sources):
            found[source] = (row.id, row.planned_at)
        left.difference_update(row.sources)
        if not left:
            break
    return found


def _input(source: str, newest: _Judged | None, usable: Row | None, due: tuple[str, datetime] | None) -> dict[str, Any]:
    late = due is not None and (newest is None or due[1] > newest.row["planned_at"])
    reason = _reason(source, newest, due[0] if due and late else None)
    if usable is not None:
        status = "read" if reason is None else "stale"
        return {**_facts(usable), "status": status, "message_vi": reason, "standardised": usable["standardised"]}
    held = newest is not None and newest.standing in ("held", "unvalidated")
    nothing = {"status": "held" if held else "missing", "message_vi": reason, "standardised": None, "read_at": None}
    if newest is None:
        return {**dict.fromkeys(("as_of", "ingest", "quality", "results")), "rows": {}, "ledger": {}, **nothing}
    return {**_facts(newest.row), "rows": {}, "ledger": {}, **nothing}


def _facts(row: Row) -> dict[str, Any]:
    judged = row["standardised"] and row["validated"] == row["standardised"]
    return {
        "as_of": row["as_of"],
        "read_at": row["read_at"].isoformat(),
        "ingest": row["ingest"],
        "quality": row["quality"],
        "results": files.quality(row["ingest"], row["source"], row["standardised"]) if judged else None,
        "rows": row["tables"],
        "ledger": {name: row[name] for name in tables.ROW_COUNTS},
    }


def _reason(source: str, newest: _Judged | None, late: str | None) -> str | None:
    """Why the source is not simply read; None when its newest read is good."""
    if late is not None:
        return text("RUN-NOT-READ", {"source": source, "ingest": late}, "vi")
    if newest is None or newest.standing == "good":
        return None
    fields = {"source": source, "ingest": newest.row["ingest"]}
    message = None if newest.standing == "old_rules" else newest.row["message_vi"]
    return str(message or text(_CODES[newest.standing], fields, "vi"))
