"""A run's summary: numbers for machines, and a page of text for the person who started it."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import pyarrow.parquet as pq
from sqlalchemy import select

from doisoat.detect import kinds
from doisoat.gazetteer import Gazetteer
from doisoat.pipeline import link_quality, tables
from doisoat.pipeline.runs import run_row
from doisoat.pipeline.workspace import Workspace
from doisoat.runs.codec import from_plain
from doisoat.runs.communes import NO_HOME
from doisoat.runs.ledger import Line
from doisoat.runs.local import published_data
from doisoat.runs.run import Run
from doisoat.runs.summary import DecisionsTold, RunSummary, SourceStates
from doisoat.store import transaction


def build(
    workspace: Workspace,
    run: Run,
    counts: Sequence[tuple[str, str, int, int]],
    lines: Sequence[Line],
    entities: dict[str, int],
    changes: str | None = None,
) -> RunSummary:
    """Put a run's figures together.

    Args:
        workspace: the installation.
        run: the run.
        counts: (kind, commune or '', found, new).
        lines: the ledger.
        entities: entity kind → number of entities.
        changes: what changed against the run before, in one line.

    Returns:
        The figures; what publishing takes is not in them yet, nor whether the run is the current one.
    """
    rows: dict[str, int] = {line.source: line.rows_in for line in lines if line.step == "standardise"}
    limit = workspace.config.settings.thresholds.quarantine_share
    by_kind: dict[str, list[int]] = {}
    by_commune: dict[str, int] = defaultdict(int)
    for kind, commune, found, new in counts:
        total = by_kind.setdefault(kind, [0, 0])
        total[0] += found
        total[1] += new
        if kinds()[kind].officer_list:
            by_commune[commune] += found
    status: dict[str, list[str]] = {name: [] for name in ("read", "stale", "missing", "held")}
    for item in run.inputs.values():
        status[item.status].append(item.source_id)
    steps = _steps(workspace, run)
    told = steps.get("link", {}).get("counts", {})
    return RunSummary(
        run=run.id,
        as_of=run.as_of,
        communes=run.communes or None,
        sources=SourceStates(
            len(status["read"]), tuple(status["stale"]), tuple(status["missing"]), tuple(status["held"])
        ),
        messages={item.source_id: item.message_vi for item in run.inputs.values() if item.message_vi},
        rows=rows,
        quarantined=sum(line.rows_quarantined for line in lines),
        partly_quarantined=sum(line.rows_partly_quarantined for line in lines),
        quarantine_above_threshold=tuple(
            sorted(
                line.source
                for line in lines
                if line.rows_in and line.rows_quarantined + line.rows_partly_quarantined > limit * line.rows_in
            )
        ),
        skipped=sum(line.rows_skipped for line in lines),
        ledger_balanced=all(line.balanced for line in lines),
        entities=entities,
        links=told.get("links", 0),
        review=told.get("review", 0),
        link_quality=link_quality.figures(workspace, run),
        changes=changes,
        decisions=_decisions(told),
        found=sum(found for found, _ in by_kind.values()),
        new=sum(new for _, new in by_kind.values()),
        gone=_gone(workspace, run, sum(found - new for found, new in by_kind.values())),
        by_kind={kind: (by_kind[kind][0], by_kind[kind][1]) for kind in kinds() if kind in by_kind},
        by_commune=dict(sorted(by_commune.items())),
        seconds={name: item["seconds"] for name, item in steps.items()},
        peak_mib=max((item["peak_mib"] for item in steps.values()), default=0.0),
        published=f"{workspace.store.describe()}/{run.files.published.prefix}",
    )


def _decisions(counts: dict[str, int]) -> DecisionsTold:
    """How many of people's decisions about pairs of records the run applied, and why not the others."""
    return DecisionsTold(
        applied=counts.get("decided", 0),
        stale=counts.get("decided_stale", 0),
        gone=counts.get("decided_gone", 0),
        in_conflict=counts.get("decided_in_conflict", 0),
    )


def _gone(workspace: Workspace, run: Run, kept: int) -> int:
    """Findings of the run before that this run no longer has."""
    path = published_data(workspace.store, run.prior, "discrepancies.parquet")
    return pq.read_metadata(path).num_rows - kept if path else 0


def _steps(workspace: Workspace, run: Run) -> dict[str, dict[str, Any]]:
    """Steps of the run and of the ingests it used, by name, with seconds, peak_mib and counts."""
    ingests = {item.ingest for item in run.inputs.values() if item.ingest}
    table = tables.step
    with transaction(workspace.engine) as connection:
        found = connection.execute(select(table).where(table.c.run.in_({run.id, *ingests}))).mappings().all()
    return {row["name"]: dict(row) for row in sorted(found, key=lambda row: str(row["name"]))}


def entity_counts(path: Any) -> dict[str, int]:
    """Entity kind → number of distinct entities in an entities.parquet."""
    table = pq.read_table(path, columns=["entity_kind", "entity_id"])
    grouped = table.group_by("entity_kind").aggregate([("entity_id", "count_distinct")])
    return {row["entity_kind"]: row["entity_id_count_distinct"] for row in grouped.sort_by("entity_kind").to_pylist()}


def summary_text(workspace: Workspace, run_id: str) -> str:
    """The summary as text; raises PipelineError RUN-UNKNOWN, or returns a line that says it is not published yet."""
    kept = run_row(workspace, run_id)["summary"]
    if not kept:
        return f"Run {run_id} has not been published."
    summary = from_plain(RunSummary, kept, f"run.summary {run_id}")
    names = Gazetteer.load().names(sorted(code for code in summary.by_commune if code != NO_HOME))
    return "\n".join(_lines(summary, names))


def _decided(counts: DecisionsTold) -> list[str]:
    if counts == DecisionsTold():
        return []
    return [
        f"Decisions on pairs: {counts.applied:,} applied, {counts.stale:,} stale, {counts.gone:,} without "
        f"their records, {counts.in_conflict:,} in conflict (doisoat decide list)"
    ]


def _lines(summary: RunSummary, names: dict[str, str]) -> list[str]:
    sources = summary.sources
    lines = [
        f"Đối Soát — run {summary.run}, as of {summary.as_of}",
        "",
        "Rows per source",
        *(f"  {source:<40} {rows:>10,}" for source, rows in summary.rows.items()),
        f"  {'total':<40} {sum(summary.rows.values()):>10,}",
        f"  sources: {sources.read} read, {len(sources.stale)} stale, {len(sources.missing)} missing, "
        f"{len(sources.held)} held back",
    ]
    lines.extend(
        f"  ! {source}: {summary.messages.get(source) or 'chưa đọc được'}"
        for source in (*sources.missing, *sources.stale, *sources.held)
    )
    balanced = "balanced" if summary.ledger_balanced else "DOES NOT BALANCE"
    lines += [
        "",
        f"Ledger {balanced}: {summary.quarantined:,} rows in quarantine, "
        f"{summary.partly_quarantined:,} more in part, {summary.skipped:,} skipped by name "
        "(titles, totals, blank rows)",
        f"Links: {summary.links:,} ({summary.review:,} more for review); entities: "
        + ", ".join(f"{number:,} {kind}s" for kind, number in summary.entities.items()),
        *(link_quality.lines(summary.link_quality, summary.run) if summary.link_quality else []),
        *([f"Since the run before: {summary.changes} (doisoat compare)"] if summary.changes else []),
        *_decided(summary.decisions),
        "",
        f"Discrepancies: {summary.found:,} ({summary.new:,} new, {summary.gone:,} gone since the run before)",
        *(
            f"  {kind:<28} {found:>8,}  {new:>8,} new   {kinds()[kind].title_vi}"
            for kind, (found, new) in summary.by_kind.items()
        ),
        "",
        "For the officers, by commune",
        *(
            f"  {'-' if code == NO_HOME else code:<7} {names.get(code, 'no home commune'):<32} {found:>8,}"
            for code, found in summary.by_commune.items()
        ),
        "",
        f"Time in steps: {sum(summary.seconds.values()):,.1f} s; highest memory of a step: {summary.peak_mib:,.0f} MiB",
        f"Reports: {summary.published}",
    ]
    return lines
