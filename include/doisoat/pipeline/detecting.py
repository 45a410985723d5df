"""Detection: the run's discrepancies, by batch of communes."""

from pathlib import Path
from typing import Any

from doisoat import detect
from doisoat.pipeline.measure import measured
from doisoat.pipeline.runs import load_run, table_paths
from doisoat.pipeline.workspace import Workspace
from doisoat.registers import Level
from doisoat.runs.communes import batch_name
from doisoat.runs.files import Standardised
from doisoat.runs.local import published_data
from doisoat.runs.run import Run
from doisoat.sources import Source


def detect_batch(workspace: Workspace, run_id: str, communes: list[str] | None) -> dict[str, Any]:
    """Find the discrepancies at home in ``communes``; None: those of the whole province.

    Returns:
        ``{"found", "new", "seconds"}``.
    """
    run = load_run(workspace, run_id)
    name = batch_name(communes)
    with measured(workspace, run_id, f"detect-{name}") as measure, workspace.scratch("detect") as folder:
        result = detect.detect(
            table_paths(workspace, run),
            workspace.store.local(run.files.linked.entities),
            detector_sources(workspace, run),
            workspace.config.settings.units,
            run=run_id,
            out_path=folder / "discrepancies.parquet",
            params=detect.Params(area_tolerance_m2=workspace.config.settings.detect.area_tolerance_m2),
            communes=communes,
            previous=published_data(workspace.store, run.prior, "discrepancies.parquet"),
            links=workspace.store.local(run.files.linked.links),
            successions=workspace.store.local(run.files.linked.successions),
            quarantine=_quarantine(workspace, run),
            villages=_villages(workspace, run),
            province=workspace.config.settings.province,
            memory_limit=workspace.memory,
            threads=workspace.threads,
        )
        workspace.store.put_file(run.files.compared_by(name), result.path)
        measure.counts = {"found": result.rows, "new": result.new}
    return {**measure.counts, "seconds": measure.seconds}


def _villages(workspace: Workspace, run: Run) -> dict[str, Path]:
    """What the linked run knows of its village labels, by the name of the file."""
    return {name: workspace.store.local(run.files.linked.village(name)) for name in detect.VILLAGES}


def detector_sources(workspace: Workspace, run: Run) -> list[detect.SourceScope]:
    """The run's sources as the detectors need to know them."""
    found, units = [], set(workspace.config.settings.units)
    for source_id, item in run.inputs.items():
        source = workspace.config.sources.get(source_id)
        if source is not None:
            covers = source.covers
            # A commune's own book holds that commune, whether it says so or not.
            own = (source.owner,) if source.level == Level.COMMUNE.value and source.owner in units else None
            found.append(
                detect.SourceScope(
                    source_id,
                    source.register_name,
                    source.level,
                    source.owner,
                    covers.units or own,
                    covers.scheme,
                    item.used,
                    _columns_of(source, "household_no"),
                )
            )
    return found


def _columns_of(source: Source, field: str) -> tuple[str, ...]:
    """The source's own columns that feed a canonical field, in any of its tables."""
    found = {name for rule in source.tables.values() for name, item in rule.columns.items() if item.field == field}
    return tuple(sorted(found))


def _quarantine(workspace: Workspace, run: Run) -> list[Path]:
    """quarantine.parquet of each source that is used and has one."""
    names = [
        Standardised(item.standardised).quarantine for item in run.inputs.values() if item.standardised is not None
    ]
    return [workspace.store.local(name) for name in names if workspace.store.exists(name)]
