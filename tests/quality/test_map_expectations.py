"""Each rule about rows asks its own check: a row that passes and one that does not, through the check it registers."""

import pytest
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.registry import get_metric_provider

from doisoat.quality.expectations import columns, rows

RULES = {
    name: value
    for module in (columns, rows)
    for name, value in vars(module).items()
    if name.startswith("Expect") and value.__module__ == module.__name__
}
ENGINE = PandasExecutionEngine()


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_rule_has_a_metric_of_its_own_that_great_expectations_knows(name: str) -> None:
    metric = RULES[name].map_metric
    assert [other for other, rule in RULES.items() if rule.map_metric == metric] == [name]
    provider, _ = get_metric_provider(f"{metric}.condition", ENGINE)
    assert provider.condition_metric_name == metric


@pytest.mark.parametrize("name", sorted(RULES))
def test_its_check_gets_just_the_settings_it_has(name: str) -> None:
    rule = RULES[name]
    provider, _ = get_metric_provider(f"{rule.map_metric}.condition", ENGINE)
    asked = set(provider.condition_value_keys)
    assert asked == set(rule.success_keys) - {"mostly"}
    assert asked <= set(rule.model_fields if hasattr(rule, "model_fields") else rule.__fields__)
