"""Reading the sources: plan, extract, standardise, and one row in the ledger for each source.

Invariant: a source that fails leaves its earlier reads untouched and says why in its own row; the others go on.
"""

import hashlib
import json
import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import delete, desc, insert, select

import doisoat
from doisoat.errors import DoisoatError
from doisoat.gazetteer import Gazetteer
from doisoat.gazetteer.villages import VillageRegistry
from doisoat.pipeline import labels, owner, tables
from doisoat.pipeline.current import day_of
from doisoat.pipeline.days import is_future, today
from doisoat.pipeline.errors import PipelineError
from doisoat.pipeline.village_registry import registry
from doisoat.pipeline.workspace import Workspace
from doisoat.registers import REGISTERS, TABLES, Level
from doisoat.registers.messages import text
from doisoat.runs import files
from doisoat.runs.files import MANIFEST, Standardised, StoreFolder
from doisoat.runs.local import if_kept
from doisoat.sources import extract
from doisoat.sources.config import Source
from doisoat.sources.guard import prepare
from doisoat.standardise.run import standardise
from doisoat.store import StoreError, transaction
from doisoat.store.trouble import storage_trouble
from doisoat.unforeseen import place, trace, write_trace

log = logging.getLogger(__name__)

SOURCE_PAUSES = (2.0, 10.0, 30.0, 60.0)
"""Seconds to wait before each further round over the sources that did not answer: a server that is started again is
back within these, one that stays away costs a batch 102 s and not that for each of its sources."""
BY_ROW = "by-row"
"""StoreFolder of a landing whose rows say the day they speak of, each its own."""
_COLUMNS = "|".join(column.name for table in TABLES.values() for column in table.columns())
"""What is read has these columns; read by an older release it may have others."""


def plan_ingest(
    workspace: Workspace,
    registers: list[str] | None,
    as_of: str | None,
    communes: list[str] | None,
    trigger: str,
) -> dict[str, Any]:
    """Decide which sources to read and cut them into batches; planning the same trigger twice gives the same plan.

    Returns:
        ``{"ingest": id, "batches": [{"name", "label", "sources"}]}``. With ``communes``, only the sources those
        communes keep themselves are read.

    Raises:
        PipelineError: RUN-REGISTER or RUN-UNIT for an unknown register or commune; RUN-DAY or RUN-FUTURE.
    """
    config = workspace.config
    check_scope(workspace, registers, communes)
    chosen = [
        source
        for source in config.sources.values()
        if (not registers or source.register_name in registers)
        and (communes is None or (source.level == Level.COMMUNE.value and source.owner in communes))
    ]
    owner.claim(workspace.store, config.settings.province)
    identifier = "i" + hashlib.sha256(trigger.encode()).hexdigest()[:12]
    with transaction(workspace.engine) as connection:
        known = connection.execute(select(tables.ingest.c.id).where(tables.ingest.c.trigger == trigger)).first()
        if known is None:
            day = day_of(workspace, connection, as_of, part=communes is not None)
            connection.execute(
                insert(tables.ingest).values(
                    id=identifier,
                    trigger=trigger,
                    as_of=day,
                    sources=[source.source_id for source in chosen],
                    planned_at=datetime.now(UTC),
                )
            )
    return {"ingest": identifier, "batches": _batches(chosen, config.settings.batch_size)}


def check_scope(workspace: Workspace, registers: list[str] | None, communes: list[str] | None) -> None:
    """Raise PipelineError when a register or commune is not one of this configuration's."""
    for register in registers or ():
        if not isinstance(register, str) or register not in REGISTERS:
            raise PipelineError("RUN-REGISTER", register=register, known=", ".join(REGISTERS))
    for commune in communes or ():
        if commune not in workspace.config.settings.units:
            raise PipelineError("RUN-UNIT", commune=commune, config=workspace.config.directory.name)


def _batches(sources: list[Source], size: int) -> list[dict[str, Any]]:
    """Central and provincial sources by register, communes' sources in groups of ``size`` communes."""
    batches: dict[str, dict[str, Any]] = {}
    communes = sorted({source.owner for source in sources if source.level == Level.COMMUNE.value})
    place = {commune: index // size for index, commune in enumerate(communes)}
    gazetteer = Gazetteer.load()
    for source in sources:
        if source.level == Level.COMMUNE.value:
            group = place[source.owner]
            name = f"communes-{group + 1:03d}"
            label = labels.of_communes(gazetteer, communes[group * size : (group + 1) * size])
        else:
            name, label = f"{source.register_name}-above", ""
        batch = batches.setdefault(name, {"name": name, "label": label, "sources": []})
        batch["sources"].append(source.source_id)
    for batch in batches.values():
        batch["label"] = batch["label"] or labels.of_sources(batch["sources"])
    return [batches[name] for name in sorted(batches)]


@dataclass(frozen=True)
class _Shared:
    gazetteer: Gazetteer
    villages: VillageRegistry
    code: str


def ingest_batch(workspace: Workspace, ingest: str, sources: list[str]) -> dict[str, Any]:
    """Extract and standardise each source; a broken one is recorded as failed and the others go on.

    Returns:
        ``{"read", "failed": [{"source", "code", "message"}], "rows", "quarantined", "partly_quarantined", "seconds"}``.
    """
    started = time.perf_counter()
    if any(workspace.config.sources[name].format != "sql" for name in sources):
        prepare()  # it starts while units and villages are loaded
    workspace = of_ingest(workspace, ingest)
    villages, villages_digest = registry(workspace)
    shared = _Shared(
        Gazetteer.load(),
        villages,
        _digest(doisoat.__version__, _COLUMNS, workspace.config.settings.as_of, villages_digest),
    )
    records: dict[str, dict[str, Any]] = {}
    waiting = list(sources)
    for pause in _pauses(workspace.patience):
        time.sleep(pause)
        for source_id in waiting:
            record, heals = _read(workspace, ingest, workspace.config.sources[source_id], shared)
            _store_read(workspace, record)
            records[source_id] = {**record, "heals": heals}
        waiting = [source_id for source_id in waiting if records[source_id]["heals"]]
        if not waiting:
            break
    failed = [
        {"source": source_id, "code": record["code"], "message": record["message_en"]}
        for source_id, record in records.items()
        if record["status"] == "failed"
    ]
    return {
        "read": len(sources) - len(failed),
        "failed": failed,
        "rows": sum(record["rows_in"] for record in records.values()),
        "quarantined": sum(record["rows_quarantined"] for record in records.values()),
        "partly_quarantined": sum(record["rows_partly_quarantined"] for record in records.values()),
        "seconds": round(time.perf_counter() - started, 3),
    }


def of_ingest(workspace: Workspace, ingest: str) -> Workspace:
    """The workspace on the day the ingest speaks of."""
    query = select(tables.ingest.c.as_of).where(tables.ingest.c.id == ingest)
    with transaction(workspace.engine) as connection:
        return workspace.at(connection.execute(query).scalar())


def _pauses(patience: float) -> Iterator[float]:
    """Pauses before each round over the sources, none before the first, together no longer than ``patience``."""
    yield 0.0
    for pause in SOURCE_PAUSES:
        patience -= pause
        if patience < 0:
            return
        yield pause


def _read(workspace: Workspace, ingest: str, source: Source, shared: _Shared) -> tuple[dict[str, Any], bool]:
    """What became of one source, and whether a failure may heal by itself.

    Raises:
        StoreError: our own store, disk or database failed: that is no fault of the source.
    """
    heals = False
    started = time.perf_counter()
    record: dict[str, Any] = {
        "ingest": ingest,
        "source": source.source_id,
        "status": "ok",
        "as_of": source.as_of,
        "rows_in": 0,
        "rows_out": 0,
        "rows_quarantined": 0,
        "rows_skipped": 0,
        "rows_partly_quarantined": 0,
        "tables": {},
    }
    try:
        record |= _extract_and_standardise(workspace, source, shared)
    except StoreError:
        raise
    except DoisoatError as error:
        heals = error.heals
        record |= _failure(error)
    except BaseException as error:
        # A defect of ours in one source must not hold up the others, nor a panic of a library written in Rust, which
        # is no Exception. Only types and places are kept: the text of a foreign exception may quote a row. In Airflow
        # the log has them too: the worker's own disk may be out of reach.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        trouble = storage_trouble(error, workspace.var)
        if trouble is not None:
            raise trouble from None
        log.info("unforeseen\n%s", "\n".join(trace(error)))
        kind, where = type(error).__name__, place(error)
        written = write_trace(error, workspace.var / "errors", f"RUN-INTERNAL {source.source_id} {kind} at {where}")
        fields = {"source": source.source_id, "reason": kind, "where": where, "file": written or "–"}
        record |= _failure(PipelineError("RUN-INTERNAL", **fields))
    record["seconds"] = round(time.perf_counter() - started, 3)
    record["read_at"] = datetime.now(UTC)
    return record, heals


def _failure(error: DoisoatError) -> dict[str, Any]:
    return {
        "status": "failed",
        "code": error.code,
        "message_vi": text(error.code, error.fields, "vi"),
        "message_en": text(error.code, error.fields, "en"),
    }


def _extract_and_standardise(workspace: Workspace, source: Source, shared: _Shared) -> dict[str, Any]:
    store = workspace.store
    with workspace.scratch("read") as folder:
        _not_of_the_future(source.source_id, source.as_of)
        landing = extract(source, workspace.config.connections, folder / "raw")
        _not_of_the_future(source.source_id, landing.as_of)
        landed = files.landed(source.source_id, landing.as_of or BY_ROW, landing.digest[:16])
        if not store.exists(landed.manifest):
            _put(workspace, landed.prefix, folder / "raw")
        previous = latest_standardised(workspace, source.source_id)
        keys = if_kept(store, Standardised(previous).keys) if previous else None
        # The keys of the source's previous extract are an input like any other: the same inputs give the same digest.
        digest = _digest(
            shared.code,
            workspace.secret,
            landing.digest,
            _digest(source.model_dump_json(exclude={"limits"})),
            landing.days(),
            _file_digest(keys) if keys else "",
        )
        read = files.standardised(source.source_id, digest)
        standardised = read.prefix
        if not store.exists(read.manifest):
            standardise(
                landing,
                source,
                workspace.config,
                shared.gazetteer,
                shared.villages,
                keys,
                folder / "canonical",
                secret=workspace.secret,
                memory=workspace.memory,
            )
            _put(workspace, standardised, folder / "canonical")
        as_of = _day(workspace, source, landing.as_of, standardised)
        return {
            "landed": landed.prefix,
            "standardised": standardised,
            "as_of": as_of,
            **_counts(workspace, standardised),
        }


def _day(workspace: Workspace, source: Source, landed: str | None, standardised: str) -> str | None:
    """The day the source speaks of; where its rows say it, the newest of theirs that is not still to come.

    Raises:
        PipelineError: RUN-SOURCE-FUTURE: all its days are still to come.
    """
    if landed is not None:
        return landed
    days: list[str] = json.loads(workspace.store.get_bytes(Standardised(standardised).manifest))["days"]
    past = [day for day in days if not is_future(day)]
    if days and not past:
        _not_of_the_future(source.source_id, days[0])
    return past[-1] if past else None


def _not_of_the_future(source: str, day: str | None) -> None:
    if is_future(day):
        raise PipelineError("RUN-SOURCE-FUTURE", source=source, day=day, today=today())


def _put(workspace: Workspace, prefix: str, folder: Path) -> None:
    """Store a folder, its manifest last, so that a reader never takes half of it for the whole."""
    manifest = folder / MANIFEST
    for path in sorted(item for item in folder.rglob("*") if item.is_file() and item != manifest):
        workspace.store.put_file(f"{prefix}/{path.relative_to(folder).as_posix()}", path)
    workspace.store.put_file(StoreFolder(prefix).manifest, manifest)


def _counts(workspace: Workspace, standardised: str) -> dict[str, Any]:
    manifest = json.loads(workspace.store.get_bytes(Standardised(standardised).manifest))
    # what was read before rows were counted that were set aside in part says nothing of them
    counts = {name: int(manifest.get(name, 0)) for name in tables.ROW_COUNTS}
    return {**counts, "tables": manifest["tables"]}


def _store_read(workspace: Workspace, record: dict[str, Any]) -> None:
    """Put the read in place of an earlier one of the same ingest; the verdict on the very same content stays."""
    table = tables.source_read
    same = (table.c.ingest == record["ingest"]) & (table.c.source == record["source"])
    with transaction(workspace.engine) as connection:
        before = connection.execute(select(table).where(same)).mappings().first()
        if before is not None and before["validated"] == record.get("standardised") is not None:
            kept = ("status", "quality", "validated", "rules", "code", "message_vi", "message_en")
            record = {**record, **{name: before[name] for name in kept}}
        connection.execute(delete(table).where(same))
        connection.execute(insert(table).values(**record))


def latest_standardised(workspace: Workspace, source_id: str) -> str | None:
    """Store prefix of the source's newest successful read, or None."""
    table = tables.source_read
    query = (
        select(table.c.standardised)
        .where((table.c.source == source_id) & table.c.standardised.is_not(None))
        .order_by(desc(table.c.read_at))
        .limit(1)
    )
    with transaction(workspace.engine) as connection:
        return connection.execute(query).scalar()


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def _file_digest(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
