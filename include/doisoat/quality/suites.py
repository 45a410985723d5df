"""The suites in ``expectations/`` as data: what is asked of each canonical table, at each level, and why.

``<table>.json`` is the suite of a table; ``<table>.<level>.json`` holds the rules that differ at a level: one with an
id of the base suite replaces it, a new id is added. Both are Great Expectations suites that
``ExpectationSuite(**json)`` loads; each rule's ``meta`` says what an officer must know. Reading them here does not
import Great Expectations.
"""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from doisoat.paths import EXPECTATIONS
from doisoat.quality.model import ASPECT_OF, Aspect, Dimension, Severity
from doisoat.registers import TABLES, Level

LEVELS = tuple(level.value for level in Level)


@dataclass(frozen=True)
class Rule:
    """One expectation of one suite.

    Args:
        id: stable id, e.g. ``POP-003``; the same rule has the same id at all levels.
        table: canonical table.
        type: Great Expectations type, e.g. ``expect_column_values_to_be_plausible_dates``.
        severity: critical, warning or info.
        dimension: of the six.
        title_vi: what the data should be, in Vietnamese.
        how_to_fix_vi: what to do with the rows that are not so.
        columns: columns the rule reads.
        parameters: names of the values the run must supply (``$PARAMETER``).
        mostly: share of rows that must meet the rule for it to pass.
        config: the rule as in the JSON.
    """

    id: str
    table: str
    type: str
    severity: Severity
    dimension: Dimension
    title_vi: str
    how_to_fix_vi: str
    columns: tuple[str, ...]
    parameters: frozenset[str]
    mostly: float
    config: dict[str, Any]

    @property
    def aspect(self) -> Aspect:
        """Which of đúng, đủ, sạch, sống it counts for."""
        return ASPECT_OF[self.dimension]

    @property
    def is_completeness_of(self) -> str | None:
        """The column a plain completeness rule is about; None for any other rule."""
        if self.type == "expect_column_values_to_not_be_null" and self.dimension is Dimension.COMPLETENESS:
            return self.columns[0]
        return None


def _parameters(value: object) -> set[str]:
    if isinstance(value, dict):
        if "$PARAMETER" in value:
            return {str(value["$PARAMETER"])}
        return {name for item in value.values() for name in _parameters(item)}
    return set()


def _condition_columns(value: object) -> list[str]:
    """Columns a serialised row condition reads."""
    if isinstance(value, dict):
        if isinstance(value.get("column"), dict):
            return [str(value["column"]["name"])]
        return [name for item in value.values() for name in _condition_columns(item)]
    if isinstance(value, list):
        return [name for item in value for name in _condition_columns(item)]
    return []


def _rule(table: str, config: dict[str, Any]) -> Rule:
    kwargs, meta = config["kwargs"], config["meta"]
    listed = kwargs.get("column_list", [kwargs[key] for key in ("column", "column_A", "column_B") if key in kwargs])
    columns = dict.fromkeys((*listed, *_condition_columns(kwargs.get("row_condition")), *meta.get("also_reads", ())))
    return Rule(
        id=meta["id"],
        table=table,
        type=config["type"],
        severity=Severity(config["severity"]),
        dimension=Dimension(meta["dimension"]),
        title_vi=meta["title_vi"],
        how_to_fix_vi=meta["how_to_fix_vi"],
        columns=tuple(columns),
        parameters=frozenset(_parameters(kwargs)),
        mostly=float(kwargs.get("mostly", 1.0)),
        config=config,
    )


def _read(name: str) -> list[dict[str, Any]]:
    path = EXPECTATIONS / f"{name}.json"
    if not path.exists():
        return []
    suite = json.loads(path.read_text(encoding="utf-8"))
    return list(suite["expectations"])


@cache
def rules(table: str, level: str) -> tuple[Rule, ...]:
    """Return the rules of ``table`` at ``level``, sorted by id.

    Raises:
        FileNotFoundError: the table has no suite.
    """
    base = _read(table)
    if not base:
        raise FileNotFoundError(EXPECTATIONS / f"{table}.json")
    merged = {config["meta"]["id"]: config for config in (*base, *_read(f"{table}.{level}"))}
    return tuple(_rule(table, merged[key]) for key in sorted(merged))


@cache
def catalogue() -> dict[str, Rule]:
    """Every rule of every suite by id; where levels differ, the base suite's form."""
    found: dict[str, Rule] = {}
    for table in TABLES:
        for level in LEVELS:
            for rule in rules(table, level):
                found.setdefault(rule.id, rule)
        for config in _read(table):
            found[config["meta"]["id"]] = _rule(table, config)
    return dict(sorted(found.items()))
