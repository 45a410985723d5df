"""Make Great Expectations metrics from checks: one call a metric instead of one class.

Great Expectations evaluates a custom expectation through a *metric provider*, a class whose metaclass registers it
under ``condition_metric_name``. Ours only hand the columns to a check, so the class is made here.
"""

from collections.abc import Callable
from typing import Any

import pandas as pd
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.metrics.map_metric_provider.column_condition_partial import (
    column_condition_partial,
)
from great_expectations.expectations.metrics.map_metric_provider.column_map_metric_provider import (
    ColumnMapMetricProvider,
)
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_condition_partial import (
    multicolumn_condition_partial,
)
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_map_metric_provider import (
    MulticolumnMapMetricProvider,
)

from doisoat.quality.checks.arrays import Bools, as_series

Parameter = dict[str, Any]
"""``{"$PARAMETER": name}`` in a suite, replaced by the run's value before the rule is asked."""
ColumnCheck = Callable[..., Bools]
"""(column, \\*\\*parameters) → one boolean a row."""
RowCheck = Callable[..., Bools]
"""(frame of the expectation's columns in order, \\*\\*parameters) → one boolean a row."""


def column_metric(name: str, check: ColumnCheck, keys: tuple[str, ...] = ()) -> str:
    """Register the metric ``name`` for a rule about one column (nulls are left out) and return its name."""

    def _pandas(cls: type, column: "pd.Series[Any]", **kwargs: Any) -> "pd.Series[bool]":
        return as_series(check(column, **{key: kwargs[key] for key in keys}), column)

    body = {
        "condition_metric_name": name,
        "condition_value_keys": keys,
        "_pandas": column_condition_partial(engine=PandasExecutionEngine)(_pandas),
    }
    type(f"Metric_{name.rpartition('.')[2]}", (ColumnMapMetricProvider,), body)
    return name


def row_metric(name: str, check: RowCheck, keys: tuple[str, ...] = ()) -> str:
    """Register the metric ``name`` for a rule about several columns of a row and return its name."""

    def _pandas(cls: type, column_list: pd.DataFrame, **kwargs: Any) -> "pd.Series[bool]":
        return as_series(check(column_list, **{key: kwargs[key] for key in keys}), column_list)

    body = {
        "condition_metric_name": name,
        "condition_value_keys": keys,
        "_pandas": multicolumn_condition_partial(engine=PandasExecutionEngine)(_pandas),
    }
    type(f"Metric_{name.rpartition('.')[2]}", (MulticolumnMapMetricProvider,), body)
    return name
