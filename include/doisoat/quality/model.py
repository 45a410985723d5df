"""Facts about one validation: what was asked, of which rows, with which outcome.

Three outcomes are kept apart: a rule the data meets, a rule the data breaks, and a rule that could not be evaluated
(our fault or a missing column): the third says nothing about the data and is never counted as either. Nothing here
holds a value of a register; failing rows are named by ``record_ref``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import pandas as pd


class RuleOutcome(StrEnum):
    """đạt, không đạt, không kiểm tra được."""

    PASS = "pass"  # noqa: S105 (an outcome, not a password)
    FAIL = "fail"
    ERROR = "error"


class Severity(StrEnum):
    """Great Expectations' own scale: only a critical rule can hold a source back."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"


class Dimension(StrEnum):
    """The six dimensions of data quality."""

    ACCURACY = "accuracy"
    COMPLETENESS = "completeness"
    CONSISTENCY = "consistency"
    TIMELINESS = "timeliness"
    UNIQUENESS = "uniqueness"
    VALIDITY = "validity"


class Aspect(StrEnum):
    """đúng – đủ – sạch – sống: the four words the state's data campaigns use."""

    DUNG = "dung"
    DU = "du"
    SACH = "sach"
    SONG = "song"


ASPECT_OF: dict[Dimension, Aspect] = {
    Dimension.ACCURACY: Aspect.DUNG,
    Dimension.VALIDITY: Aspect.DUNG,
    Dimension.COMPLETENESS: Aspect.DU,
    Dimension.UNIQUENESS: Aspect.SACH,
    Dimension.CONSISTENCY: Aspect.SACH,
    Dimension.TIMELINESS: Aspect.SONG,
}


class SourceVerdict(StrEnum):
    """What happens to a source: it goes on, goes on with a warning, or is held back while others go on."""

    OK = "ok"
    WARN = "warn"
    STOP = "stop"


@dataclass(frozen=True)
class RuleThresholds:
    """When a source is warned about or held back.

    Args:
        warn: share of failing rows of a critical or warning rule above which the source gets a warning.
        stop: share of failing rows of a critical rule above which the source is held back.
        on_error: verdict when a rule could not be evaluated (never a silent OK).
    """

    warn: float = 0.01
    stop: float = 0.5
    on_error: SourceVerdict = SourceVerdict.WARN


@dataclass(frozen=True)
class RuleContext:
    """What the rules are judged against.

    Args:
        as_of: date of the run, ``YYYY-MM-DD``; nothing may lie after it.
        level: central, province or commune: selects the suite.
        previous_rows: rows of each table at the source's previous run; a table left out has none to compare with.
        volume: least and most rows the source's description expects (None = not said), for its primary table.
        carried: canonical fields the source's mapping fills, by table; completeness of a field a source never
            carries is not asked. A table left out is taken to carry every field.
        thresholds: when to warn and when to stop.
    """

    as_of: str
    level: str
    previous_rows: Mapping[str, int] = field(default_factory=dict)
    volume: tuple[int | None, int | None] = (None, None)
    carried: Mapping[str, frozenset[str]] = field(default_factory=dict)
    thresholds: RuleThresholds = RuleThresholds()


@dataclass(frozen=True)
class ExpectationResult:
    """One rule over one table of one source.

    Args:
        source: source id.
        table: canonical table.
        expectation: stable id of the rule, e.g. ``POP-003``.
        outcome: pass, fail or error.
        evaluated: rows the rule spoke about (1 for a rule about a whole table).
        failed: rows that broke it.
        severity: of the rule.
        dimension: of the rule.
        reason: for an error, ``missing_column`` or the exception's type; never its message.
        rows: one row a failing row: record_ref, record_key, commune, lineage_file, lineage_sheet, lineage_row.
            Kept out of the representation, because a key may be a personal number.
    """

    source: str
    table: str
    expectation: str
    outcome: RuleOutcome
    evaluated: int
    failed: int
    severity: Severity
    dimension: Dimension
    reason: str | None = None
    rows: pd.DataFrame | None = field(default=None, repr=False, compare=False)

    @property
    def share(self) -> float:
        """Failing rows per evaluated row, 0 when none was evaluated."""
        return self.failed / self.evaluated if self.evaluated else 0.0


@dataclass(frozen=True)
class SourceQuality:
    """Everything one source's validation found.

    Args:
        source: source id.
        verdict: ok, warn or stop.
        reasons: ids of the rules that led to the verdict.
        results: one a rule and table.
        communes: one row a table and commune: table, commune, rows, failing (rows that break at least one critical or
            warning rule); commune is null where the unit does not resolve.
    """

    source: str
    verdict: SourceVerdict
    reasons: tuple[str, ...]
    results: tuple[ExpectationResult, ...]
    communes: pd.DataFrame = field(repr=False, compare=False)
