"""Decide from a source's results whether it goes on, goes on with a warning, or is held back."""

from collections.abc import Iterable

from doisoat.quality.model import ExpectationResult, RuleOutcome, RuleThresholds, Severity, SourceVerdict

_ORDER = (SourceVerdict.OK, SourceVerdict.WARN, SourceVerdict.STOP)


def of_result(result: ExpectationResult, thresholds: RuleThresholds) -> SourceVerdict:
    """Verdict of one rule alone.

    A rule about a whole table (volume, freshness) fails with a share of 1, so a critical one holds the source back.
    """
    if result.outcome is RuleOutcome.ERROR:
        return thresholds.on_error
    if result.outcome is RuleOutcome.PASS or result.severity is Severity.INFO:
        return SourceVerdict.OK
    if result.severity is Severity.CRITICAL and result.share > thresholds.stop:
        return SourceVerdict.STOP
    return SourceVerdict.WARN if result.share > thresholds.warn else SourceVerdict.OK


def decide(results: Iterable[ExpectationResult], thresholds: RuleThresholds) -> tuple[SourceVerdict, tuple[str, ...]]:
    """Return the gravest verdict of all rules and the sorted ids of the rules that give it."""
    verdicts = [(of_result(result, thresholds), result.expectation) for result in results]
    worst = max((verdict for verdict, _ in verdicts), key=_ORDER.index, default=SourceVerdict.OK)
    if worst is SourceVerdict.OK:
        return SourceVerdict.OK, ()
    return worst, tuple(sorted({rule for verdict, rule in verdicts if verdict is worst}))
