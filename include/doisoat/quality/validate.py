"""Validate one source's canonical tables against their suites.

Example:
    >>> context = Context(as_of="2026-11-15", level="commune")
    >>> quality = validate_source("population.commune.23122", {"population": frame}, context)  # doctest: +SKIP
    >>> quality.verdict  # doctest: +SKIP
    <Verdict.OK: 'ok'>
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from doisoat.quality.engine import Raw
from doisoat.quality.frames import Tables, load
from doisoat.quality.model import ExpectationResult, RuleContext, RuleOutcome, Severity, SourceQuality
from doisoat.quality.suites import Rule, rules
from doisoat.quality.together import Question, ask
from doisoat.quality.verdict import decide
from doisoat.registers import REGISTERS

_ABSENT = Raw(False, 0, np.zeros(0, dtype=np.int64), reason="missing_column")
ROW_COLUMNS = ("record_ref", "record_key", "commune", "lineage_file", "lineage_sheet", "lineage_row")


def validate(source: str, tables: Tables, context: RuleContext) -> list[ExpectationResult]:
    """Ask every rule of every table given; see ``validate_source``."""
    return list(validate_source(source, tables, context).results)


def validate_source(source: str, tables: Tables, context: RuleContext) -> SourceQuality:
    """Ask every rule of the suites of ``tables`` at ``context.level``.

    Args:
        source: source id.
        tables: canonical table name → frame or Parquet file of that source.
        context: dates, previous counts, thresholds.

    Raises:
        FileNotFoundError: a table has no suite, or a file is missing.
        KeyError: ``tables`` names a table the schema does not have.
    """
    return validate_sources([Asked(source, tables, context)])[0]


@dataclass(frozen=True)
class Asked:
    """A source to validate; see ``validate_source``."""

    source: str
    tables: Tables
    context: RuleContext


def validate_sources(asked: Sequence[Asked]) -> list[SourceQuality]:
    """What ``validate_source`` says of each of them; several at once cost little more than one.

    Raises:
        FileNotFoundError, KeyError: as ``validate_source``, of any of them.
    """
    loaded = [load(item.tables) for item in asked]
    questions = {
        (place, table): _question(table, frame, item.context)
        for place, (item, frames) in enumerate(zip(asked, loaded, strict=True))
        for table, frame in frames.items()
    }
    answers = dict(zip(questions, ask(list(questions.values())), strict=True))
    found: list[SourceQuality] = []
    for place, (item, frames) in enumerate(zip(asked, loaded, strict=True)):
        results: list[ExpectationResult] = []
        communes: list[pd.DataFrame] = []
        for table, frame in frames.items():
            raws = answers[place, table]
            judged = [
                _result(item.source, rule, raws.get(rule.id, _ABSENT), frame) for rule in _wanted(table, item.context)
            ]
            results += judged
            communes.append(_communes(table, frame, judged))
        verdict, reasons = decide(results, item.context.thresholds)
        all_communes = pd.concat(communes, ignore_index=True)
        found.append(SourceQuality(item.source, verdict, reasons, tuple(results), all_communes))
    return found


def _wanted(table: str, context: RuleContext) -> tuple[Rule, ...]:
    parameters = _parameters(table, context)
    return tuple(rule for rule in rules(table, context.level) if _applies(rule, context, parameters))


def _question(table: str, frame: pd.DataFrame, context: RuleContext) -> Question:
    possible = tuple(rule for rule in _wanted(table, context) if set(rule.columns) <= set(frame.columns))
    # Whatever the suite reads, not only what is asked of this source: tables with the same columns go together.
    read = sorted({column for rule in rules(table, context.level) for column in rule.columns} & set(frame.columns))
    return Question(frame[read], possible, context.level, _parameters(table, context))


def _parameters(table: str, context: RuleContext) -> dict[str, object]:
    """Values of the suites' parameters; one that is not known is left out, and with it the rules that need it."""
    given: dict[str, object | None] = {
        "as_of": context.as_of,
        "as_of_year": int(context.as_of[:4]),
        "previous_rows": context.previous_rows.get(table),
    }
    if any(register.tables[0].name == table for register in REGISTERS.values()):
        given["min_rows"], given["max_rows"] = context.volume
    return {name: value for name, value in given.items() if value is not None}


def _applies(rule: Rule, context: RuleContext, parameters: dict[str, object]) -> bool:
    carried = context.carried.get(rule.table)
    if carried is not None and rule.is_completeness_of is not None and rule.is_completeness_of not in carried:
        return False
    return rule.parameters <= set(parameters)


def _result(source: str, rule: Rule, raw: Raw, frame: pd.DataFrame) -> ExpectationResult:
    judged = RuleOutcome.PASS if raw.success else RuleOutcome.FAIL
    failed = int(not raw.success) if raw.whole_table else len(raw.failed)
    rows = None
    if len(raw.failed):
        rows = frame[["record_ref", "record_key", "x_commune", "lineage_file", "lineage_sheet", "lineage_row"]]
        rows = rows.take(raw.failed).set_axis(list(ROW_COLUMNS), axis=1).reset_index(drop=True)
    return ExpectationResult(
        source=source,
        table=rule.table,
        expectation=rule.id,
        outcome=judged if raw.reason is None else RuleOutcome.ERROR,
        evaluated=raw.evaluated,
        failed=failed,
        severity=rule.severity,
        dimension=rule.dimension,
        reason=raw.reason,
        rows=rows,
    )


def _communes(table: str, frame: pd.DataFrame, found: list[ExpectationResult]) -> pd.DataFrame:
    """Rows, and rows that break a critical or warning rule, by commune (null where it does not resolve)."""
    graver = [item.rows["record_ref"] for item in found if item.rows is not None and item.severity is not Severity.INFO]
    broken = frame["record_ref"].isin(pd.concat(graver)) if graver else pd.Series(False, index=frame.index)
    counted = pd.DataFrame({"commune": frame["x_commune"].astype("str"), "failing": broken.to_numpy()})
    grouped = counted.groupby("commune", dropna=False, sort=True)["failing"].agg(["size", "sum"]).reset_index()
    return pd.DataFrame(
        {
            "table": table,
            "commune": grouped["commune"].astype("str"),
            "rows": grouped["size"].astype("int64"),
            "failing": grouped["sum"].astype("int64"),
        }
    )
