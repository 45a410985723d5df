"""Who goes on, who gets a warning, who is held back: by one rule and by all of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doisoat.quality.model import Dimension, ExpectationResult, RuleOutcome, RuleThresholds, Severity, SourceVerdict
from doisoat.quality.verdict import decide, of_result

THRESHOLDS = RuleThresholds(warn=0.1, stop=0.5)
GRAVITY = [SourceVerdict.OK, SourceVerdict.WARN, SourceVerdict.STOP]


def result(outcome: RuleOutcome, failed: int, severity: Severity, rule: str = "POP-001") -> ExpectationResult:
    return ExpectationResult("s", "population", rule, outcome, 100, failed, severity, Dimension.VALIDITY)


@pytest.mark.parametrize(
    ("failed", "severity", "verdict"),
    [
        (10, Severity.CRITICAL, SourceVerdict.OK),
        (11, Severity.CRITICAL, SourceVerdict.WARN),
        (50, Severity.CRITICAL, SourceVerdict.WARN),
        (51, Severity.CRITICAL, SourceVerdict.STOP),
        (100, Severity.WARNING, SourceVerdict.WARN),
        (10, Severity.WARNING, SourceVerdict.OK),
        (100, Severity.INFO, SourceVerdict.OK),
    ],
)
def test_the_share_above_which_a_rule_speaks(failed: int, severity: Severity, verdict: SourceVerdict) -> None:
    assert of_result(result(RuleOutcome.FAIL, failed, severity), THRESHOLDS) is verdict


@pytest.mark.parametrize("severity", list(Severity))
def test_what_could_not_be_asked_is_never_ok_by_itself_and_what_passed_always_is(severity: Severity) -> None:
    assert of_result(result(RuleOutcome.ERROR, 0, severity), THRESHOLDS) is SourceVerdict.WARN
    assert (
        of_result(result(RuleOutcome.ERROR, 0, severity), RuleThresholds(on_error=SourceVerdict.STOP))
        is SourceVerdict.STOP
    )
    assert of_result(result(RuleOutcome.PASS, 60, severity), THRESHOLDS) is SourceVerdict.OK


results = st.lists(
    st.builds(
        result,
        st.sampled_from(list(RuleOutcome)),
        st.integers(0, 100),
        st.sampled_from(list(Severity)),
        st.sampled_from(["A", "B", "C"]),
    )
)


@given(results)
def test_the_gravest_stands_with_exactly_the_rules_that_give_it(found: list[ExpectationResult]) -> None:
    verdict, reasons = decide(found, THRESHOLDS)
    each = {(of_result(r, THRESHOLDS), r.expectation) for r in found}
    assert verdict is max((v for v, _ in each), key=GRAVITY.index, default=SourceVerdict.OK)
    assert list(reasons) == sorted({rule for v, rule in each if v is verdict and v is not SourceVerdict.OK})
