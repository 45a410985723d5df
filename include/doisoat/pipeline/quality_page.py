"""The run's quality report: the pipeline's figures handed to the template of ``doisoat.reports``."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from sqlalchemy import desc, select

from doisoat.detect import kinds
from doisoat.gazetteer import Gazetteer
from doisoat.pipeline import tables
from doisoat.pipeline.workspace import Workspace
from doisoat.quality import output
from doisoat.reports import quality, quality_build, quality_links
from doisoat.reports.quality_model import DiscrepancyLine, LedgerLine, QualityReport, SourceLine
from doisoat.runs.ledger import Line
from doisoat.runs.local import published_data
from doisoat.runs.run import Run
from doisoat.runs.summary import RunSummary
from doisoat.sqlwork import open_session, parquet
from doisoat.store import transaction

EARLIER_RUNS = 5
"""Published runs whose shares the trend shows."""
ROWS_FILE = "dong-chua-dat.csv"
FINDINGS_FILE = "sai-lech.csv"
"""Both lie beside the report and hold no personal data: whoever may see the report may open them, in Airflow too."""


def collect(folders: Sequence[Path], data: Path) -> None:
    """Join the sources' results of the expectations into the run's data folder."""
    output.merge(data, list(folders))


def write(workspace: Workspace, run: Run, figures: RunSummary, lines: Sequence[Line], data: Path, path: Path) -> None:
    """Render the report to ``path``; beside it, as CSV, every failing row by reference and every discrepancy."""
    frames = {name: pd.read_parquet(data / f"{name}.parquet") for name in ("quality", "quality_rows")}
    output.write_csv(data / "quality_rows.parquet", path.with_name(ROWS_FILE))
    _list_findings(data / "discrepancies.parquet", path.with_name(FINDINGS_FILE))
    earlier = _earlier(workspace, run)
    before = [frame for _, frame in earlier]
    gazetteer = Gazetteer.load()
    names = gazetteer.names(list(workspace.config.settings.units))
    report = QualityReport(
        run=run.id,
        province=gazetteer.province_name(workspace.config.settings.province),
        as_of=run.as_of,
        scope=f"{len(names)} xã, phường, đặc khu; {len(run.inputs)} nguồn dữ liệu",
        sources=_sources(workspace, run, lines, data),
        aspects=quality_build.aspect_scores(frames["quality"], before),
        communes=quality_build.commune_lines(
            pd.read_parquet(data / "quality_communes.parquet"), names, _by_register(data / "discrepancies.parquet")
        ),
        expectations=quality_build.expectation_lines(frames["quality"], frames["quality_rows"], before),
        discrepancies=_discrepancies(figures, data),
        ledger=tuple(
            LedgerLine(
                line.source,
                line.step,
                line.rows_in,
                line.rows_out,
                line.rows_quarantined,
                line.rows_skipped,
                line.rows_partly_quarantined,
            )
            for line in lines
        ),
        earlier_runs=tuple(label for label, _ in earlier),
        links=quality_links.build(figures.link_quality),
        rows_link=ROWS_FILE,
        discrepancies_link=FINDINGS_FILE,
    )
    path.write_text(quality.render(report), encoding="utf-8")


def _earlier(workspace: Workspace, run: Run) -> list[tuple[str, pd.DataFrame]]:
    """(date, quality) of published runs planned before this one, oldest first."""
    table = tables.run
    query = (
        select(table.c.id, table.c.as_of)
        .where((table.c.status == "published") & (table.c.id != run.id))
        .where(table.c.planned_at < select(table.c.planned_at).where(table.c.id == run.id).scalar_subquery())
        .order_by(desc(table.c.planned_at))
        .limit(EARLIER_RUNS)
    )
    with transaction(workspace.engine) as connection:
        found = connection.execute(query).all()
    earlier = []
    for row in reversed(found):
        path = published_data(workspace.store, row.id, "quality.parquet")
        if path is not None:
            earlier.append((row.as_of, pd.read_parquet(path)))
    return earlier


def _sources(workspace: Workspace, run: Run, lines: Sequence[Line], data: Path) -> tuple[SourceLine, ...]:
    counted = {line.source: line for line in lines if line.step == "standardise"}
    verdicts = {row["source"]: row for row in pd.read_parquet(data / "quality_verdicts.parquet").to_dict("records")}
    found = []
    for source_id, item in run.inputs.items():
        source = workspace.config.sources[source_id]
        line = counted.get(source_id)
        verdict = verdicts.get(source_id)
        found.append(
            SourceLine(
                source_id=source_id,
                title=source.title,
                register=source.register_name,
                level=source.level,
                status=item.status,
                as_of=item.as_of,
                rows_in=line.rows_in if line else 0,
                rows_out=line.rows_out if line else 0,
                quarantined=line.rows_quarantined if line else 0,
                partly_quarantined=line.rows_partly_quarantined if line else 0,
                skipped=line.rows_skipped if line else 0,
                verdict=verdict["verdict"] if verdict else None,
                reasons=tuple(verdict["reasons"]) if verdict else (),
                message=item.message_vi,
            )
        )
    return tuple(found)


def _by_register(discrepancies: Path) -> dict[tuple[str | None, str], int]:
    with open_session() as session:
        rows = session.rows("report/discrepancies_by_register", file=parquet(discrepancies))
    return {(commune, register): found for commune, register, found in rows}


def _list_findings(discrepancies: Path, target: Path) -> None:
    """Write the discrepancies without values and record keys as CSV that a spreadsheet opens (UTF-8 with mark)."""
    with open_session() as session:
        frame = session.frame("report/discrepancies_listed", file=parquet(discrepancies))
    frame.insert(2, "title", frame["kind"].map({name: kind.title_vi for name, kind in kinds().items()}))
    frame.to_csv(target, index=False, encoding="utf-8-sig")


def _discrepancies(figures: RunSummary, data: Path) -> tuple[DiscrepancyLine, ...]:
    with open_session() as session:
        session.view("discrepancies", parquet(data / "discrepancies.parquet"))
        rows = session.rows("report/counts")
    communes: dict[str, dict[str | None, int]] = defaultdict(dict)
    for kind, commune, found, _ in rows:
        communes[kind][commune or None] = found
    return tuple(
        DiscrepancyLine(kind, kinds()[kind].title_vi, kinds()[kind].severity, found, new, communes[kind])
        for kind, (found, new) in figures.by_kind.items()
    )
