"""Validate one source's canonical tables against their suites.

Example:
    >>> context = Context(as_of="2026-11-15", level="commune")
    >>> quality = validate_source("population.commune.23122", {"population": frame}, context)  # doctest: +SKIP
    >>> quality.verdict  # doctest: +SKIP
    <Verdict.OK: 'ok'>
"""

import numpy as np
import pandas as pd

from doisoat.quality.engine import Raw, run
from doisoat.quality.frames import Tables, load
from doisoat.quality.model import Context, ExpectationResult, Outcome, Severity, SourceQuality
from doisoat.quality.suites import Rule, rules
from doisoat.quality.verdict import decide
from doisoat.registers import REGISTERS

ROW_COLUMNS = ("record_ref", "record_key", "commune", "lineage_file", "lineage_sheet", "lineage_row")


def validate(source: str, tables: Tables, context: Context) -> list[ExpectationResult]:
    """Ask every rule of every table given; see ``validate_source``."""
    return list(validate_source(source, tables, context).results)


def validate_source(source: str, tables: Tables, context: Context) -> SourceQuality:
    """Ask every rule of the suites of ``tables`` at ``context.level``.

    Args:
        source: source id.
        tables: canonical table name → frame or Parquet file of that source.
        context: dates, previous counts, thresholds.

    Raises:
        FileNotFoundError: a table has no suite, or a file is missing.
        KeyError: ``tables`` names a table the schema does not have.
    """
    results: list[ExpectationResult] = []
    communes: list[pd.DataFrame] = []
    for table, frame in load(tables).items():
        found = _validate_table(source, table, frame, context)
        results += found
        communes.append(_communes(table, frame, found))
    verdict, reasons = decide(results, context.thresholds)
    return SourceQuality(source, verdict, reasons, tuple(results), pd.concat(communes, ignore_index=True))


def _validate_table(source: str, table: str, frame: pd.DataFrame, context: Context) -> list[ExpectationResult]:
    parameters = _parameters(table, context)
    asked = tuple(rule for rule in rules(table, context.level) if _applies(rule, context, parameters))
    missing = {rule.id for rule in asked if not set(rule.columns) <= set(frame.columns)}
    possible = tuple(rule for rule in asked if rule.id not in missing)
    read = sorted({column for rule in possible for column in rule.columns})
    found = run(frame[read], possible, context.level, parameters)
    absent = Raw(False, 0, np.zeros(0, dtype=np.int64), reason="missing_column")
    return [_result(source, rule, found.get(rule.id, absent), frame) for rule in asked]


def _parameters(table: str, context: Context) -> dict[str, object]:
    """Values of the suites' parameters; one that is not known is left out, and with it the rules that need it."""
    given: dict[str, object | None] = {
        "as_of": context.as_of,
        "as_of_year": int(context.as_of[:4]),
        "previous_rows": context.previous_rows.get(table),
    }
    if any(register.tables[0].name == table for register in REGISTERS.values()):
        given["min_rows"], given["max_rows"] = context.volume
    return {name: value for name, value in given.items() if value is not None}


def _applies(rule: Rule, context: Context, parameters: dict[str, object]) -> bool:
    carried = context.carried.get(rule.table)
    if carried is not None and rule.is_completeness_of is not None and rule.is_completeness_of not in carried:
        return False
    return rule.parameters <= set(parameters)


def _result(source: str, rule: Rule, raw: Raw, frame: pd.DataFrame) -> ExpectationResult:
    judged = Outcome.PASS if raw.success else Outcome.FAIL
    failed = int(not raw.success) if raw.whole_table else len(raw.failed)
    rows = None
    if len(raw.failed):
        rows = frame[["record_ref", "record_key", "x_commune", "lineage_file", "lineage_sheet", "lineage_row"]]
        rows = rows.take(raw.failed).set_axis(list(ROW_COLUMNS), axis=1).reset_index(drop=True)
    return ExpectationResult(
        source=source,
        table=rule.table,
        expectation=rule.id,
        outcome=judged if raw.reason is None else Outcome.ERROR,
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
