"""Fill the parts of a quality report that come from ``quality*.parquet``: scores, rules with trend, communes.

The pipeline knows the sources, the ledger and the discrepancies and adds those itself.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from doisoat.quality import trend
from doisoat.quality.model import Aspect
from doisoat.quality.suites import catalogue
from doisoat.registers import TABLES
from doisoat.reports.quality_model import AspectScore, CommuneLine, ExpectationLine, FailingRow, SourceShare
from doisoat.runs.communes import NO_HOME, NO_HOME_NAME


def aspect_scores(quality: pd.DataFrame, earlier: Sequence[pd.DataFrame] = ()) -> tuple[AspectScore, ...]:
    """The four scores of a run.

    Args:
        quality: rows of this run's ``quality.parquet``.
        earlier: the same of earlier runs, oldest first.
    """
    before = [trend.aspects(frame) for frame in earlier]
    now = trend.aspects(quality)
    return tuple(
        AspectScore(
            aspect=aspect.value,
            evaluated=now[aspect][0],
            failed=now[aspect][1],
            history=tuple(1 - run[aspect][1] / run[aspect][0] for run in before if run[aspect][0]),
        )
        for aspect in Aspect
    )


def expectation_lines(
    quality: pd.DataFrame, rows: pd.DataFrame, earlier: Sequence[pd.DataFrame] = (), first_rows: int = 5
) -> tuple[ExpectationLine, ...]:
    """One line a rule asked in this run, sorted by id.

    Args:
        quality: rows of ``quality.parquet``.
        rows: rows of ``quality_rows.parquet`` (its ``record_key`` is not read).
        earlier: ``quality.parquet`` of earlier runs, oldest first.
        first_rows: failing rows to show of each rule.
    """
    known = catalogue()
    before = [trend.by_rule(frame).set_index("expectation")["share"] for frame in earlier]
    ordered = rows.sort_values(["source", "lineage_file", "lineage_sheet", "lineage_row"], kind="stable")
    head = {str(key): part for key, part in ordered.groupby("expectation").head(first_rows).groupby("expectation")}
    totals = rows["expectation"].value_counts()
    lines = []
    for key, part in quality.sort_values(["expectation", "source"]).groupby("expectation", sort=True):
        rule = known[str(key)]
        lines.append(
            ExpectationLine(
                id=rule.id,
                table=rule.table,
                title=rule.title_vi,
                how_to_fix=rule.how_to_fix_vi,
                severity=rule.severity.value,
                dimension=rule.dimension.value,
                sources=tuple(_share(item) for item in part.to_dict("records")),
                history=tuple(None if rule.id not in run.index else float(run[rule.id]) for run in before),
                rows=tuple(_row(item) for item in head[rule.id].to_dict("records")) if rule.id in head else (),
                total_rows=int(totals.get(rule.id, 0)),
            )
        )
    return tuple(lines)


def commune_lines(
    communes: pd.DataFrame, names: Mapping[str, str], discrepancies: Mapping[tuple[str | None, str], int]
) -> tuple[CommuneLine, ...]:
    """One line a commune, by name, rows of no known commune last.

    Args:
        communes: rows of ``quality_communes.parquet``.
        names: code → full name of every commune the run covers (shown even when nothing was read about it).
        discrepancies: (commune code or None, register) → number.
    """
    register = communes["table"].map({table.name: table.register for table in TABLES.values()})
    code = communes["commune"].where(communes["commune"].isin(list(names)), None)
    summed = communes.groupby([code.fillna(NO_HOME).rename("code"), register.rename("register")])[
        ["rows", "failing"]
    ].sum()
    counts: dict[str, dict[str, tuple[int, int]]] = {}
    for where, name, rows, failing in summed.reset_index().itertuples(index=False):
        counts.setdefault(str(where), {})[str(name)] = (int(rows), int(failing))
    listed = sorted(names, key=lambda item: (names[item], item))
    lines = []
    for item in (*listed, NO_HOME):
        part = counts.get(item, {})
        found = {name: number for (where, name), number in discrepancies.items() if (where or NO_HOME) == item}
        if item or part or found:
            lines.append(
                CommuneLine(
                    code=item or None,
                    name=names.get(item, NO_HOME_NAME),
                    rows={name: value[0] for name, value in part.items()},
                    failing={name: value[1] for name, value in part.items()},
                    discrepancies=found,
                )
            )
    return tuple(lines)


def _share(item: dict[Any, Any]) -> SourceShare:
    reason = item["reason"] if isinstance(item["reason"], str) else None
    return SourceShare(item["source"], item["outcome"], int(item["evaluated"]), int(item["failed"]), reason)


def _row(item: dict[Any, Any]) -> FailingRow:
    def given(name: str) -> str | None:
        return str(item[name]) if isinstance(item[name], str) else None

    number = None if pd.isna(item["lineage_row"]) else int(item["lineage_row"])
    return FailingRow(item["source"], item["record_ref"], given("lineage_file"), given("lineage_sheet"), number)
