"""Validation: the Great Expectations suites over what an ingest read; the verdict decides whether a source goes on.

Importing this module does not import Great Expectations; the first source validated does (see
``doisoat.quality.preload`` for how that is paid once).
"""

import contextlib
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import desc, select, update

from doisoat.errors import DoisoatError
from doisoat.pipeline import tables
from doisoat.pipeline.errors import PipelineError
from doisoat.pipeline.gate import rule_set
from doisoat.pipeline.ingest import of_ingest
from doisoat.pipeline.measure import measured
from doisoat.pipeline.workspace import Workspace
from doisoat.quality.model import RuleContext, RuleThresholds, SourceQuality, SourceVerdict
from doisoat.registers.messages import text
from doisoat.runs import files
from doisoat.runs.files import Standardised, StoreFolder
from doisoat.runs.run import Run
from doisoat.sources.model import Source
from doisoat.store import transaction

Read = tuple[str, str, dict[str, int]]
"""Source, store prefix of its canonical tables, and rows of each."""
_TOGETHER = 200_000
"""Rows validated at once: from here on what Great Expectations costs by itself no longer counts, and memory does."""


def validate_batch(workspace: Workspace, ingest: str, sources: list[str]) -> dict[str, Any]:
    """Validate each source of the batch that was read, and record its verdict.

    Returns:
        ``{"validated", "warned": [source, …], "held": [source, …], "failed": [{"source", "code", "message"}],
        "rules_failed", "rules_not_evaluated", "seconds"}``. A source whose validation failed stays *not validated*.

    Raises:
        DoisoatError: the validation of a source was interrupted and may succeed next time; the others are done.
    """
    workspace = of_ingest(workspace, ingest)
    found: list[SourceQuality] = []
    failed: list[dict[str, str]] = []
    heals: DoisoatError | None = None
    with measured(workspace, ingest, f"validate-{sources[0]}") as measure:
        for reads in _groups(_reads(workspace, ingest, sources)):
            judged = _judged(workspace, ingest, reads)
            for source_id, standardised, rows in reads:
                try:
                    result = judged.get(source_id) or _judge(workspace, ingest, [(source_id, standardised, rows)])[0]
                    _keep(workspace, ingest, standardised, result)
                    found.append(result)
                except DoisoatError as error:
                    heals = error if error.heals else heals
                    failed.append(_failed(workspace, ingest, source_id, standardised, error))
                except Exception as error:
                    # Only the place is kept: the text of a foreign exception may quote a row.
                    frame = traceback.extract_tb(error.__traceback__)[-1]
                    where = f"{Path(frame.filename).name}:{frame.lineno}"
                    reason = type(error).__name__
                    ours = PipelineError("RUN-VALIDATION-FAILED", source=source_id, reason=reason, where=where)
                    failed.append(_failed(workspace, ingest, source_id, standardised, ours))
        outcomes = [item.outcome.value for result in found for item in result.results]
        measure.counts = {
            "validated": len(found),
            "rules_failed": outcomes.count("fail"),
            "rules_not_evaluated": outcomes.count("error"),
        }
    if heals is not None:
        raise heals
    return {
        **measure.counts,
        "warned": [item.source for item in found if item.verdict is SourceVerdict.WARN],
        "held": [item.source for item in found if item.verdict is SourceVerdict.STOP],
        "failed": failed,
        "seconds": measure.seconds,
    }


def _groups(reads: list[Read]) -> Iterator[list[Read]]:
    """Reads to validate together: as many as come to so many rows; larger ones alone."""
    group: list[Read] = []
    size = 0
    for read in reads:
        rows = sum(read[2].values())
        if group and size + rows > _TOGETHER:
            yield group
            group, size = [], 0
        group.append(read)
        size += rows
    if group:
        yield group


def _judged(workspace: Workspace, ingest: str, reads: list[Read]) -> dict[str, SourceQuality]:
    """Reads validated together by source; none when one of them fails: which one it is shows when each is alone."""
    if len(reads) > 1:
        with contextlib.suppress(Exception):
            return {result.source: result for result in _judge(workspace, ingest, reads)}
    return {}


def _judge(workspace: Workspace, ingest: str, reads: list[Read]) -> list[SourceQuality]:
    from doisoat.quality.validate import Asked, validate_sources

    asked = []
    for source_id, standardised, rows in reads:
        paths = {table: workspace.store.local(Standardised(standardised).table(table)) for table in rows}
        asked.append(Asked(source_id, paths, _context(workspace, workspace.config.sources[source_id], ingest)))
    return validate_sources(asked)


def _keep(workspace: Workspace, ingest: str, standardised: str, result: SourceQuality) -> None:
    """Put the results into the store, and then the verdict into the ledger."""
    from doisoat.quality import output

    with workspace.scratch("quality") as folder:
        output.write(folder, ingest, [result])
        workspace.store.put_folder(files.quality(ingest, result.source, standardised), folder)
    _record(workspace, ingest, standardised, result)


def _reads(workspace: Workspace, ingest: str, sources: list[str]) -> list[Read]:
    table = tables.source_read
    query = (
        select(table.c.source, table.c.standardised, table.c.tables)
        .where((table.c.ingest == ingest) & table.c.source.in_(sources) & table.c.standardised.is_not(None))
        .order_by(table.c.source)
    )
    with transaction(workspace.engine) as connection:
        return [(row.source, row.standardised, row.tables) for row in connection.execute(query)]


def _context(workspace: Workspace, source: Source, ingest: str) -> RuleContext:
    thresholds = workspace.config.settings.thresholds
    return RuleContext(
        as_of=workspace.config.settings.as_of,
        level=source.level,
        previous_rows=_previous_rows(workspace, source.source_id, ingest),
        volume=(source.volume.min, source.volume.max),
        carried={
            name: frozenset([*rule.defaults, *(column.field for column in rule.columns.values())])
            for name, rule in source.tables.items()
        },
        thresholds=RuleThresholds(warn=thresholds.quality_warn, stop=thresholds.quality_stop),
    )


def _previous_rows(workspace: Workspace, source_id: str, ingest: str) -> dict[str, int]:
    """Rows of each table at the source's newest read by an ingest planned before this one; none when there was none."""
    read, planned = tables.source_read, tables.ingest
    this = select(planned.c.planned_at).where(planned.c.id == ingest).scalar_subquery()
    query = (
        select(read.c.tables)
        .join(planned, planned.c.id == read.c.ingest)
        .where((read.c.source == source_id) & (read.c.status == "ok") & (planned.c.planned_at < this))
        .order_by(desc(planned.c.planned_at))
        .limit(1)
    )
    with transaction(workspace.engine) as connection:
        return connection.execute(query).scalar() or {}


def _record(workspace: Workspace, ingest: str, standardised: str, result: SourceQuality) -> None:
    """Keep the verdict, unless the source was read anew meanwhile: then it is about another content."""
    stop = result.verdict is SourceVerdict.STOP
    values = {
        "quality": result.verdict.value,
        "validated": standardised,
        "rules": rule_set(workspace),
        "status": "held" if stop else "ok",
        **_message("RUN-QUALITY-STOP" if stop else None, {"source": result.source}),
    }
    _update(workspace, ingest, result.source, standardised, values)


def _failed(workspace: Workspace, ingest: str, source: str, standardised: str, error: DoisoatError) -> dict[str, str]:
    """Note that a read could not be validated, and why; what an earlier validation said of it no longer holds."""
    values = {"quality": None, "validated": None, "rules": None, "status": "ok", **_message(error.code, error.fields)}
    _update(workspace, ingest, source, standardised, values)
    return {"source": source, "code": error.code, "message": text(error.code, error.fields, "en")}


def _message(code: str | None, fields: dict[str, object]) -> dict[str, str | None]:
    said = {f"message_{tongue}": text(code, fields, tongue) if code else None for tongue in ("vi", "en")}
    return {"code": code, **said}


def _update(workspace: Workspace, ingest: str, source: str, standardised: str, values: dict[str, Any]) -> None:
    table = tables.source_read
    this = (table.c.ingest == ingest) & (table.c.source == source) & (table.c.standardised == standardised)
    with transaction(workspace.engine) as connection:
        connection.execute(update(table).where(this).values(**values))


def quality_paths(workspace: Workspace, run: Run) -> list[Path]:
    """Local folders with the results of the expectations over the run's inputs, one a source that was validated."""
    folders = []
    for item in run.inputs.values():
        prefix = item.results
        if prefix and workspace.store.exists(StoreFolder(prefix).table("quality")):
            # On S3 each object has a cache folder of its own; here the files are wanted side by side.
            folders.append(workspace.store.get_folder(prefix, workspace.var / "cache" / prefix))
    return folders
