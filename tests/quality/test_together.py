"""What is found of a source does not depend on whom it was asked with."""

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doisoat.quality import engine
from doisoat.quality.model import RuleContext, SourceQuality
from doisoat.quality.suites import rules
from doisoat.quality.validate import Asked, validate_source, validate_sources
from tests.quality import factories
from tests.quality.breakers import BREAKERS

Tables = dict[str, pd.DataFrame]
SOURCES = sorted(factories.everything())
CARRIED = {"population": frozenset({"full_name", "sex"})}


@st.composite
def _tables(draw: st.DrawFn) -> tuple[str, Tables]:
    """A source's tables, with a few rules broken, blanks in them, or no rows at all."""
    source = draw(st.sampled_from(SOURCES))
    tables = {name: frame.copy() for name, frame in factories.everything()[source].items()}
    if draw(st.booleans()):
        breakable = [rule for name in tables for rule in rules(name, "commune") if rule.type in BREAKERS]
        for rule in draw(st.lists(st.sampled_from(breakable), max_size=3)):
            try:
                BREAKERS[rule.type](tables, rule)
            except (KeyError, IndexError, ValueError, TypeError):
                continue  # it is broken in a way that leaves nothing for this one
    else:
        name = draw(st.sampled_from(sorted(tables)))
        column = draw(st.sampled_from(sorted(set(tables[name].columns) - {"record_ref", "record_key"})))
        blank = tables[name][column].mask([draw(st.booleans()) for _ in range(len(tables[name]))])
        tables[name] = tables[name].assign(**{column: blank}).head(draw(st.sampled_from([0, 1, 99])))
    return source, tables


def _said(quality: SourceQuality) -> list[object]:
    rows = [None if item.rows is None else item.rows.to_json() for item in quality.results]
    return [quality, rows, quality.communes.to_json()]


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_tables(), min_size=2, max_size=3), st.booleans())
def test_sources_asked_together_are_told_what_each_is_told_alone(asked: list[tuple[str, Tables]], all_: bool) -> None:
    contexts = [
        RuleContext(
            as_of=factories.AS_OF,
            level="commune",
            carried={} if all_ or place else CARRIED,
            previous_rows={"population": 5 * place + 1},
        )
        for place in range(len(asked))
    ]
    together = validate_sources(
        [Asked(source, tables, context) for (source, tables), context in zip(asked, contexts, strict=True)]
    )
    for (source, tables), context, quality in zip(asked, contexts, together, strict=True):
        assert _said(quality) == _said(validate_source(source, tables, context))


def test_rules_about_rows_are_asked_once_for_all(monkeypatch) -> None:
    asked: list[int] = []
    real = engine.run

    def counting(frame, those, level, parameters):
        asked.append(len(those))
        return real(frame, those, level, parameters)

    monkeypatch.setattr("doisoat.quality.together.run", counting)
    context = RuleContext(as_of=factories.AS_OF, level="commune")
    validate_sources(
        [Asked(f"population.{number}", {"population": factories.population()}, context) for number in range(5)]
    )
    assert len(asked) == 6
    assert sum(asked) < 2.5 * asked[0]
