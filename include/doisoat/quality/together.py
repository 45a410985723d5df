"""Ask several sources' tables what concerns one row at a time all at once.

A rule costs Great Expectations some seven milliseconds before it looks at the first row, and a province's registers
come in many small sources: asked one by one, they spend most of the time on that. A rule about single rows finds in
tables laid one behind the other what it finds in each of them; which rows it spoke about follows from what it leaves
out (blank values). Rules about a table, about keys or under a condition are asked of each table alone.

Invariant: what is found of a source is what asking it alone would find, whoever it was asked with.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from doisoat.quality.engine import Raw, run
from doisoat.quality.suites import Rule

_ABOUT_ROWS = frozenset(
    f"expect_{name}"
    for name in (
        "column_values_to_not_be_null",
        "column_values_to_be_between",
        "column_values_to_be_in_set",
        "column_values_to_not_be_in_set",
        "column_values_to_be_known_codes",
        "column_values_to_be_land_uses",
        "column_values_to_be_person_names",
        "column_values_to_be_plausible_dates",
        "column_values_to_be_valid_identifiers",
        "column_values_to_not_be_placeholder_dates",
        "dates_to_be_in_order",
        "health_card_to_carry_participant_number",
        "land_uses_to_fill_area",
        "living_person_to_have_plausible_age",
        "period_to_match_status",
        "personal_number_to_match_person",
        "relation_to_match_age",
        "relation_to_match_sex",
        "scheme_to_match_age",
        "vocabulary_of_table",
    )
)
"""Types of rules that look at one row at a time."""


@dataclass(frozen=True)
class Question:
    """One table of one source and what is asked of it.

    Args:
        frame: the table, its index 0, 1, 2 …
        rules: those asked, all of one canonical table and whose columns the frame has.
        level: of the suite.
        parameters: values of the rules' parameters.
    """

    frame: pd.DataFrame
    rules: tuple[Rule, ...]
    level: str
    parameters: dict[str, object]

    @property
    def _kind(self) -> tuple[object, ...]:
        """Questions of one kind can be asked together: same table, same suite, same types and same date."""
        if not self.rules:
            return ()
        types = tuple((name, str(kind)) for name, kind in self.frame.dtypes.items())
        return self.rules[0].table, self.level, self.parameters.get("as_of"), types


def ask(questions: Sequence[Question]) -> list[dict[str, Raw]]:
    """Answers to each question, as ``doisoat.quality.engine.run`` gives them."""
    found: list[dict[str, Raw]] = [{} for _ in questions]
    kinds: dict[tuple[object, ...], list[int]] = {}
    for place, question in enumerate(questions):
        kinds.setdefault(question._kind, []).append(place)
    for places in kinds.values():
        if len(places) > 1:
            for place, answers in zip(places, _shared([questions[place] for place in places]), strict=True):
                found[place] = answers
    for place, question in enumerate(questions):
        rest = tuple(rule for rule in question.rules if rule.id not in found[place])
        found[place] |= run(_columns(question.frame, rest), rest, question.level, question.parameters)
    return found


def _shared(questions: list[Question]) -> list[dict[str, Raw]]:
    """Answers to the rules about rows; one that could not be evaluated is left out: whose fault it is shows alone."""
    rules = {rule.id: rule for question in questions for rule in question.rules if _about_rows(rule)}
    asked = tuple(rules[name] for name in sorted(rules))
    frame = pd.concat([_columns(question.frame, asked) for question in questions], ignore_index=True)
    ends = np.cumsum([len(question.frame) for question in questions])
    raws = run(frame, asked, questions[0].level, questions[0].parameters)
    ids = [{rule.id for rule in question.rules} for question in questions]
    answers: list[dict[str, Raw]] = [{} for _ in questions]
    for rule in asked:
        raw = raws[rule.id]
        if raw.reason is not None:
            continue
        spoken = np.add.reduceat(np.append(_spoken_of(rule, frame), 0), np.append(0, ends)) if len(frame) else None
        failed = np.sort(raw.failed)
        cuts = np.searchsorted(failed, np.append(0, ends))
        for place, question in enumerate(questions):
            if rule.id in ids[place]:
                start, size = int(ends[place]) - len(question.frame), len(question.frame)
                evaluated = int(spoken[place]) if spoken is not None and size else 0
                own = failed[cuts[place] : cuts[place + 1]] - start
                answers[place][rule.id] = Raw(_holds(len(own), evaluated, rule.mostly), evaluated, own)
    return answers


def _about_rows(rule: Rule) -> bool:
    return rule.type in _ABOUT_ROWS and "row_condition" not in rule.config["kwargs"]


def _columns(frame: pd.DataFrame, rules: tuple[Rule, ...]) -> pd.DataFrame:
    return frame[sorted({column for rule in rules for column in rule.columns})]


def _spoken_of(rule: Rule, frame: pd.DataFrame) -> npt.NDArray[np.int64]:
    """One a row the rule speaks about, as Great Expectations counts them, else 0."""
    kwargs = rule.config["kwargs"]
    if rule.type == "expect_column_values_to_not_be_null" or kwargs.get("ignore_row_if") == "never":
        return np.ones(len(frame), dtype=np.int64)
    given = frame[kwargs.get("column_list", [kwargs.get("column")])].notna().to_numpy()
    some = kwargs.get("ignore_row_if") == "all_values_are_missing"
    return np.asarray(given.any(axis=1) if some else given.all(axis=1), dtype=np.int64)


def _holds(failed: int, evaluated: int, mostly: float) -> bool:
    return not evaluated or (evaluated - failed) / evaluated >= mostly
