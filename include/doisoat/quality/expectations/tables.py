"""Expectations about a table as a whole: its volume against the last run, its freshness."""

import datetime
from typing import Any, ClassVar

from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider

from doisoat.quality.expectations._register import Parameter


class ExpectRowCountNearPrevious(BatchExpectation):
    """Expect the number of rows not to have fallen by more than the share ``max_drop`` nor risen by more than
    ``max_rise`` since the source's previous run (``previous_rows``)."""

    previous_rows: int | Parameter
    max_drop: float
    max_rise: float
    metric_dependencies: ClassVar[tuple[str, ...]] = ("table.row_count",)
    success_keys: ClassVar[tuple[str, ...]] = ("previous_rows", "max_drop", "max_rise")

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: object = None,
    ) -> dict[str, Any]:
        rows, wanted = int(metrics["table.row_count"]), self.configuration.kwargs
        previous = int(wanted["previous_rows"])
        least, most = previous * (1 - wanted["max_drop"]), previous * (1 + wanted["max_rise"])
        return {"success": least <= rows <= most, "result": {"observed_value": rows}}


class _TableNewestAsOf(TableMetricProvider):
    """The latest ``as_of`` of the table's rows, None when it has none. A date of an extract is nobody's data."""

    metric_name = "table.doisoat_newest_as_of"

    @metric_value(engine=PandasExecutionEngine)
    def _pandas(cls, execution_engine: PandasExecutionEngine, metric_domain_kwargs: Any, **_: Any) -> str | None:
        frame, _compute, _accessor = execution_engine.get_compute_domain(metric_domain_kwargs, MetricDomainTypes.TABLE)
        newest = frame["as_of"].dropna().max() if len(frame) else None
        return newest if isinstance(newest, str) else None


class ExpectExtractToBeFresh(BatchExpectation):
    """Expect the newest ``as_of`` of the rows to be at most ``max_days`` days before ``as_of`` and not after it."""

    as_of: str | Parameter
    max_days: int
    metric_dependencies: ClassVar[tuple[str, ...]] = ("table.doisoat_newest_as_of",)
    success_keys: ClassVar[tuple[str, ...]] = ("as_of", "max_days")

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: object = None,
    ) -> dict[str, Any]:
        newest, wanted = metrics["table.doisoat_newest_as_of"], self.configuration.kwargs
        if newest is None:
            return {"success": False, "result": {"observed_value": None}}
        days = (datetime.date.fromisoformat(wanted["as_of"]) - datetime.date.fromisoformat(newest)).days
        return {"success": 0 <= days <= wanted["max_days"], "result": {"observed_value": days}}
