"""Validation: the Great Expectations suites over what an ingest read; the verdict decides whether a source goes on.

Importing this module does not import Great Expectations; the first source validated does (see
``doisoat.quality.preload`` for how that is paid once).
"""

from pathlib import Path
from typing import Any

from sqlalchemy import desc, select, update

from doisoat.pipeline import tables
from doisoat.pipeline.measure import measured
from doisoat.pipeline.runs import Run
from doisoat.pipeline.workspace import Workspace
from doisoat.quality.model import Context, SourceQuality, Thresholds, Verdict
from doisoat.registers.messages import text
from doisoat.sources.model import Source
from doisoat.store import transaction


def validate_batch(workspace: Workspace, ingest: str, sources: list[str]) -> dict[str, Any]:
    """Validate each source of the batch that was read, and record its verdict.

    Returns:
        ``{"validated", "warned": [source, …], "held": [source, …], "rules_failed", "rules_not_evaluated", "seconds"}``.
    """
    from doisoat.quality import output
    from doisoat.quality.validate import validate_source

    found: list[SourceQuality] = []
    with measured(workspace, ingest, f"validate-{sources[0]}") as measure:
        for source_id, standardised, rows in _reads(workspace, ingest, sources):
            source = workspace.config.sources[source_id]
            paths = {table: workspace.store.local(f"{standardised}/{table}.parquet") for table in rows}
            result = validate_source(source_id, paths, _context(workspace, source, ingest))
            with workspace.scratch("quality") as folder:
                output.write(folder, ingest, [result])
                workspace.store.put_folder(f"quality/{ingest}/{source_id}", folder)
            _record(workspace, ingest, result)
            found.append(result)
        outcomes = [item.outcome.value for result in found for item in result.results]
        measure.counts = {
            "validated": len(found),
            "rules_failed": outcomes.count("fail"),
            "rules_not_evaluated": outcomes.count("error"),
        }
    return {
        **measure.counts,
        "warned": [item.source for item in found if item.verdict is Verdict.WARN],
        "held": [item.source for item in found if item.verdict is Verdict.STOP],
        "seconds": measure.seconds,
    }


def _reads(workspace: Workspace, ingest: str, sources: list[str]) -> list[tuple[str, str, dict[str, int]]]:
    table = tables.source_read
    query = (
        select(table.c.source, table.c.standardised, table.c.tables)
        .where((table.c.ingest == ingest) & table.c.source.in_(sources) & table.c.standardised.is_not(None))
        .order_by(table.c.source)
    )
    with transaction(workspace.engine) as connection:
        return [(row.source, row.standardised, row.tables) for row in connection.execute(query)]


def _context(workspace: Workspace, source: Source, ingest: str) -> Context:
    thresholds = workspace.config.settings.thresholds
    return Context(
        as_of=workspace.config.settings.as_of,
        level=source.level,
        previous_rows=_previous_rows(workspace, source.source_id, ingest),
        volume=(source.volume.min, source.volume.max),
        carried={
            name: frozenset([*rule.defaults, *(column.field for column in rule.columns.values())])
            for name, rule in source.tables.items()
        },
        thresholds=Thresholds(warn=thresholds.quality_warn, stop=thresholds.quality_stop),
    )


def _previous_rows(workspace: Workspace, source_id: str, ingest: str) -> dict[str, int]:
    """Rows of each table at the source's read before this ingest; none when there was none."""
    table = tables.source_read
    query = (
        select(table.c.tables)
        .where((table.c.source == source_id) & (table.c.ingest != ingest) & (table.c.status == "ok"))
        .order_by(desc(table.c.read_at))
        .limit(1)
    )
    with transaction(workspace.engine) as connection:
        return connection.execute(query).scalar() or {}


def _record(workspace: Workspace, ingest: str, result: SourceQuality) -> None:
    values: dict[str, Any] = {"quality": result.verdict.value}
    if result.verdict is Verdict.STOP:
        fields: dict[str, object] = {"source": result.source}
        values |= {
            "status": "held",
            "code": "RUN-QUALITY-STOP",
            "message_vi": text("RUN-QUALITY-STOP", fields, "vi"),
            "message_en": text("RUN-QUALITY-STOP", fields, "en"),
        }
    table = tables.source_read
    with transaction(workspace.engine) as connection:
        connection.execute(
            update(table).where((table.c.ingest == ingest) & (table.c.source == result.source)).values(**values)
        )


def quality_paths(workspace: Workspace, run: Run) -> list[Path]:
    """Local folders with the results of the expectations over the run's inputs, one a source that was validated."""
    folders = []
    for item in run.inputs.values():
        prefix = f"quality/{item.ingest}/{item.source_id}"
        if item.ingest and workspace.store.exists(f"{prefix}/quality.parquet"):
            # On S3 each object has a cache folder of its own; here the files are wanted side by side.
            folders.append(workspace.store.get_folder(prefix, workspace.var / "cache" / prefix))
    return folders
