"""The one place that talks to Great Expectations.

One ephemeral context, one pandas data source and one batch definition serve the whole process; a validation hands in
a frame and a suite. The frame carries no record reference or key: its index is the row's position, Great Expectations
returns the positions of all failing rows (and, told so, none of their values), and the caller turns positions into
references. Positions cost a list; asking for a named index column costs a lookup a failing row.

Invariant: no value of a register leaves this module, neither in what it returns, nor in a log, nor in an exception.
"""

import builtins
import logging
import os
import re
import warnings
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from doisoat.quality.suites import LEVELS, Rule, rules
from doisoat.registers import TABLES

if TYPE_CHECKING:
    from great_expectations.core.batch_definition import BatchDefinition
    from great_expectations.core.expectation_suite import ExpectationSuite
    from great_expectations.core.expectation_validation_result import ExpectationValidationResult

RESULT_FORMAT: dict[str, Any] = {
    "result_format": "COMPLETE",
    "exclude_unexpected_values": True,
    "return_unexpected_index_query": False,
    "include_unexpected_rows": False,
    "partial_unexpected_count": 0,
}
_EXCEPTION = re.compile(r"^(?:\w+\.)*(\w+)(?=:|$)", re.MULTILINE)


@dataclass(frozen=True)
class Raw:
    """What Great Expectations said of one rule: rows evaluated, positions of the rows that failed.

    ``reason`` is set when it could not be evaluated (then the rest is empty).
    """

    success: bool
    evaluated: int
    failed: npt.NDArray[np.int64]
    whole_table: bool = False
    reason: str | None = None


@cache
def _batch_definition() -> "BatchDefinition[Any]":
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    import doisoat.quality.expectations  # noqa: F401  (registers our expectations)

    # Its log lines quote exceptions, and those quote values.
    logging.getLogger("great_expectations").setLevel(logging.CRITICAL)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    asset = context.data_sources.add_pandas("doisoat").add_dataframe_asset("table")
    return asset.add_batch_definition_whole_dataframe("whole")


@cache
def _suite(table: str, level: str, ids: tuple[str, ...]) -> "ExpectationSuite":
    from great_expectations.core.expectation_suite import ExpectationSuite

    wanted = set(ids)
    configs = [rule.config for rule in rules(table, level) if rule.id in wanted]
    return ExpectationSuite(name=f"{table}.{level}", expectations=configs)


def warm_up() -> None:
    """Import Great Expectations, make the context and build every suite, so that forked processes need not."""
    _batch_definition()
    for table in TABLES:
        for level in LEVELS:
            _suite(table, level, tuple(rule.id for rule in rules(table, level)))


def run(frame: pd.DataFrame, asked: tuple[Rule, ...], level: str, parameters: dict[str, object]) -> dict[str, Raw]:
    """Ask the rules ``asked`` (of one table) of ``frame``, whose index must be 0, 1, 2 …

    Returns:
        rule id → what was found; every rule asked has an entry, whatever happened.
    """
    if not asked:
        return {}
    definition = _batch_definition()
    suite = _suite(asked[0].table, level, tuple(rule.id for rule in asked))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            done = definition.get_batch({"dataframe": frame}).validate(
                suite, result_format=RESULT_FORMAT, expectation_parameters=parameters
            )
        except Exception as error:
            return {rule.id: _error(type(error).__name__) for rule in asked}
    found = {_rule_id(result): _parse(result) for result in done.results}
    return {rule.id: found.get(rule.id, _error("no_result")) for rule in asked}


def _rule_id(result: "ExpectationValidationResult") -> str:
    config = result.expectation_config
    return str((config.meta or {}).get("id")) if config else ""


def _error(reason: str) -> Raw:
    return Raw(False, 0, np.zeros(0, dtype=np.int64), reason=reason)


def _parse(result: "ExpectationValidationResult") -> Raw:
    if _raised(result.exception_info):
        return _error(_exception_type(result.exception_info))
    detail = result.result
    if "element_count" not in detail:
        return Raw(bool(result.success), 1, np.zeros(0, dtype=np.int64), whole_table=True)
    failed = np.asarray(detail.get("unexpected_index_list") or [], dtype=np.int64)
    evaluated = int(detail["element_count"]) - int(detail.get("missing_count") or 0)
    return Raw(bool(result.success), evaluated, failed)


def _raised(info: dict[str, Any] | None) -> bool:
    """Great Expectations says so either flat or one entry a failed metric."""
    if not info:
        return False
    if "raised_exception" in info:
        return bool(info["raised_exception"])
    return any(_raised(dict(item)) for item in info.values() if item)


def _exception_type(info: dict[str, Any]) -> str:
    """The built-in type the traceback names last: all that may be said of an exception that may quote values."""
    if "exception_traceback" in info:
        words = _EXCEPTION.findall(str(info["exception_traceback"] or ""))
        known = [word for word in words if isinstance(getattr(builtins, word, None), type)]
        return known[-1] if known else "Exception"
    return next((_exception_type(dict(item)) for item in info.values() if item), "Exception")
