"""Worklists: one Excel book a commune, written batch by batch.

Invariant: after the last batch every commune of the province has a book in the run's publication. A re-check writes
anew only the communes asked for and those whose findings changed; the others' books are taken over unchanged.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from doisoat.gazetteer import Gazetteer
from doisoat.pipeline.days import local_minute
from doisoat.pipeline.measure import measured
from doisoat.pipeline.runs import load_run, table_paths
from doisoat.pipeline.workspace import Workspace
from doisoat.registers import Level
from doisoat.reports import worklist, worklist_data
from doisoat.runs import RunFiles
from doisoat.runs.communes import NO_HOME, NO_HOME_NAME, batch_name
from doisoat.runs.local import published_data
from doisoat.runs.run import Run
from doisoat.sqlwork import open_session, parquet


def publish_batch(workspace: Workspace, run_id: str, communes: list[str]) -> dict[str, Any]:
    """Write the books of the batch's communes into the run's publication.

    Returns:
        ``{"books", "taken_over", "rows", "seconds"}``.
    """
    run = load_run(workspace, run_id)
    store = workspace.store
    name = batch_name(communes)
    with measured(workspace, run_id, f"worklists-{name}") as measure, workspace.scratch("worklists") as folder:
        findings = store.local(run.files.compared_by(name))
        kept = {code for code in _unchanged(workspace, run, findings) if code in communes}
        for code in kept:
            store.put_file(_key(run.id, code), store.local(_key(str(run.prior), code)))
        rows = _write(workspace, run, findings, [code for code in communes if code not in kept], folder)
        store.put_folder(run.files.published.worklists, folder)
        measure.counts = {"books": len(communes) - len(kept), "taken_over": len(kept), "rows": rows}
    return {**measure.counts, "seconds": measure.seconds}


def _key(run_id: str, code: str) -> str:
    return RunFiles(run_id).published.worklist(code)


def _unchanged(workspace: Workspace, run: Run, findings: Path) -> list[str]:
    """Communes outside a re-check's scope whose findings are what the run before published."""
    before = published_data(workspace.store, run.prior, "discrepancies.parquet")
    if run.communes is None or before is None:
        return []
    codes = {*workspace.config.settings.units, NO_HOME} - set(run.communes)
    now, then = _content([findings]), _content([before])
    return sorted(
        code for code in codes if now.get(code) == then.get(code) and workspace.store.exists(_key(str(run.prior), code))
    )


def _content(paths: Sequence[Path]) -> dict[str, str]:
    with open_session() as session:
        return dict(session.rows("report/commune_content", files=parquet(*paths)))


def _write(workspace: Workspace, run: Run, findings: Path, codes: list[str], folder: Path) -> int:
    if not codes:
        return 0
    data = worklist_data.load(
        [findings],
        table_paths(workspace, run),
        workspace.store.local(run.files.linked.entities),
        communes=codes,
        memory_limit=workspace.memory,
        threads=workspace.threads,
    )
    gazetteer = Gazetteer.load()
    all_units = sorted(gazetteer.tables.new)
    names = {**{code: unit.full_name for code, unit in gazetteer.tables.old.items()}, **gazetteer.names(all_units)}
    province = gazetteer.province_name(workspace.config.settings.province)
    about = worklist.Run(run.id, run.as_of)
    written = 0
    for code in codes:
        commune = worklist.Commune(code, NO_HOME_NAME if code == NO_HOME else names.get(code, code), province)
        sources = source_statuses(workspace, run, code)
        target = folder / Path(_key(run.id, code)).name
        written += worklist.write(target, commune, about, data.of(code), data.subjects, sources, names).rows
    return written


def source_statuses(workspace: Workspace, run: Run, commune: str | None = None) -> list[worklist.SourceStatus]:
    """The run's sources for people; with ``commune``, those above it and its own only."""
    found = []
    for source_id, item in run.inputs.items():
        source = workspace.config.sources.get(source_id)
        if source is None or (commune is not None and source.level == Level.COMMUNE.value and source.owner != commune):
            continue
        note = item.message_vi or ""
        if item.status == "stale":
            note = f"Dùng số liệu của lần đọc trước, lúc {local_minute(item.read_at)}. {note}".strip()
        found.append(
            worklist.SourceStatus(
                source_id, source.title, source.register_name, source.level, item.used, item.as_of, note
            )
        )
    return found
