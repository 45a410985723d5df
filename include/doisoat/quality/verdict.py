"""Decide from a source's results whether it goes on, goes on with a warning, or is held back."""

from collections.abc import Iterable

from doisoat.quality.model import ExpectationResult, Outcome, Severity, Thresholds, Verdict

_ORDER = (Verdict.OK, Verdict.WARN, Verdict.STOP)


def of_result(result: ExpectationResult, thresholds: Thresholds) -> Verdict:
    """Verdict of one rule alone.

    A rule about a whole table (volume, freshness) fails with a share of 1, so a critical one holds the source back.
    """
    if result.outcome is Outcome.ERROR:
        return thresholds.on_error
    if result.outcome is Outcome.PASS or result.severity is Severity.INFO:
        return Verdict.OK
    if result.severity is Severity.CRITICAL and result.share > thresholds.stop:
        return Verdict.STOP
    return Verdict.WARN if result.share > thresholds.warn else Verdict.OK


def decide(results: Iterable[ExpectationResult], thresholds: Thresholds) -> tuple[Verdict, tuple[str, ...]]:
    """Return the gravest verdict of all rules and the sorted ids of the rules that give it."""
    verdicts = [(of_result(result, thresholds), result.expectation) for result in results]
    worst = max((verdict for verdict, _ in verdicts), key=_ORDER.index, default=Verdict.OK)
    if worst is Verdict.OK:
        return Verdict.OK, ()
    return worst, tuple(sorted({rule for verdict, rule in verdicts if verdict is worst}))
