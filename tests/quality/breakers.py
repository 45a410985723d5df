"""For each expectation type, how to break a rule in frames that meet it, and which rows must then be named."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from doisoat.quality.suites import Rule

Frames = dict[str, pd.DataFrame]
Breaker = Callable[[Frames, Rule], list[int]]


def _put(frame: pd.DataFrame, row: int, **cells: Any) -> None:
    for column, value in cells.items():
        frame.loc[row, column] = value


def _null(frames: Frames, rule: Rule) -> list[int]:
    frame, kwargs = frames[rule.table], rule.config["kwargs"]
    condition = kwargs.get("row_condition")
    asked = list(frame.index)
    if condition:
        column = condition["column"]["name"]
        value = {"vital_status": "deceased", "moved_to_unit": "23110", "status": "ended"}[column]
        _put(frame, 1, **{column: value})
        asked = [1]
    frame[kwargs["column"]] = frame[kwargs["column"]].astype(object)
    frame.loc[asked, kwargs["column"]] = None
    return asked


def _cell(value: Any) -> Breaker:
    def put(frames: Frames, rule: Rule) -> list[int]:
        _put(frames[rule.table], 1, **{rule.columns[0]: value})
        return [1]

    return put


def _in_bad_set(frames: Frames, rule: Rule) -> list[int]:
    return _cell(rule.config["kwargs"]["value_set"][0])(frames, rule)


def _not_in_set(frames: Frames, rule: Rule) -> list[int]:
    match rule.columns[0]:
        case "x_household_known":
            _put(frames["household_member"], 1, household_no="H-none")
        case "x_parcel_known":
            _put(frames[rule.table], 1, parcel_key="P-none")
        case column:
            _put(frames[rule.table], 1, **{column: "??"})
    return [1]


def _between(frames: Frames, rule: Rule) -> list[int]:
    match rule.columns[0]:
        case "x_current_members":
            members = frames["household_member"]
            members.loc[members["household_no"] == "H1", "to_on"] = "2026-01-01"
        case "x_heads" if "min_value" in rule.config["kwargs"]:
            _put(frames["household_member"], 4, relation_to_head="43")
        case "x_heads":
            _put(frames["household_member"], 5, relation_to_head="01")
        case "x_rights":
            frames["right"] = frames["right"].drop(1)
        case "holder_birth_year":
            _put(frames["right"], 1, holder_birth_year=2027)
        case "share":
            _put(frames["right"], 1, share=0.0)
        case column:
            _put(frames[rule.table], 1, **{column: 0})
    return [1]


def _pair(frames: Frames, rule: Rule) -> list[int]:
    match rule.columns[1]:
        case "x_current_members":
            _put(frames["household_member"], 5, to_on="2026-01-01")
        case "x_head_personal_id":
            _put(frames["household"], 1, head_personal_id=frames["household_member"].loc[5, "personal_id"])
    return [1]


def _same(frames: Frames, rule: Rule) -> list[int]:
    frame = frames[rule.table]
    for column in rule.columns:
        frame.loc[1, column] = frame.loc[0, column]
    return [0, 1]


def _person(frames: Frames, rule: Rule) -> list[int]:
    frame = frames[rule.table]
    if "sex" in rule.columns:
        _put(frame, 1, sex="M")  # number says F, born 1988
        _put(frame, 2, date_of_birth="2011")
        _put(frame, 3, date_of_birth=None, sex=None)  # nothing to compare with
        return [1, 2]
    _put(frame, 1, holder_birth_year=1986)
    return [1]


def _one_per_household(frames: Frames, rule: Rule) -> list[int]:
    frame = frames[rule.table]
    if rule.config["kwargs"]["codes"] == ["01"]:
        _put(frame, 1, relation_to_head="01")
        _put(frame, 5, relation_to_head="01", vital_status="deceased")  # no longer counts
        return [0, 1]
    _put(frame, 2, relation_to_head="03")
    _put(frame, 6, relation_to_head="03", to_on="2025")  # has left
    return [1, 2]


def _order(frames: Frames, rule: Rule) -> list[int]:
    later, earlier = rule.columns[-2:]
    _put(frames[rule.table], 1, **{later: "2020-06", earlier: "2020-05-31"})
    _put(frames[rule.table], 2, **{later: "2020-06-15", earlier: "2020-06"})  # not certainly wrong
    return [1]


def _previous(frames: Frames, rule: Rule) -> list[int]:
    return []


def _agree(frames: Frames, rule: Rule) -> list[int]:
    _put(frames["certificate"], 1, serial=frames["certificate"].loc[0, "serial"], issued_on="2015-01-02")
    return [0, 1]


def _stale(frames: Frames, rule: Rule) -> list[int]:
    frames[rule.table]["as_of"] = "2026-01-01"
    return []


BREAKERS: dict[str, Breaker] = {
    "expect_column_values_to_not_be_null": _null,
    "expect_column_values_to_be_null": lambda f, r: _put(f["right"], 1, holder_kind="organisation") or [1],
    "expect_column_values_to_be_valid_identifiers": _cell("12"),
    "expect_column_values_to_be_plausible_dates": _cell("2026-12"),
    "expect_column_values_to_not_be_placeholder_dates": lambda f, r: (
        f[r.table].update({r.columns[0]: ["1990-01-01"] * len(f[r.table])})  # type: ignore[func-returns-value]
        or list(f[r.table].index)
    ),
    "expect_column_values_to_be_person_names": _cell("Nguyễn V4n"),
    "expect_column_values_to_be_known_codes": _cell("99"),
    "expect_column_values_to_be_land_uses": _cell("ONT:1;XYZ:2"),
    "expect_column_values_to_not_be_in_set": _in_bad_set,
    "expect_column_values_to_be_in_set": _not_in_set,
    "expect_column_values_to_be_between": _between,
    "expect_column_values_to_be_unique": _same,
    "expect_compound_columns_to_be_unique": _same,
    "expect_column_pair_values_to_be_equal": _pair,
    "expect_vocabulary_of_table": _cell("?"),
    "expect_personal_number_to_match_person": _person,
    "expect_relation_to_match_sex": lambda f, r: _put(f[r.table], 1, sex="M") or [1],
    "expect_relation_to_match_age": lambda f, r: _put(f[r.table], 1, date_of_birth="2012") or [1],
    "expect_living_person_to_have_plausible_age": lambda f, r: _put(f[r.table], 1, date_of_birth="1915") or [1],
    "expect_at_most_one_of_relation_per_household": _one_per_household,
    "expect_dates_to_be_in_order": _order,
    "expect_all_or_none_to_be_given": lambda f, r: _put(f["parcel"], 1, former_unit_code="23125") or [1],
    "expect_any_to_be_given": lambda f, r: _put(f["right"], 1, holder_personal_id=None) or [1],
    "expect_values_to_agree_within_key": _agree,
    "expect_health_card_to_carry_participant_number": (
        lambda f, r: _put(f[r.table], 1, participant_no="6099999999") or [1]
    ),
    "expect_scheme_to_match_age": lambda f, r: _put(f[r.table], 3, scheme="voluntary") or [3],
    "expect_period_to_match_status": lambda f, r: _put(f[r.table], 1, to_on="2026-10") or [1],
    "expect_land_uses_to_fill_area": lambda f, r: _put(f["parcel"], 1, area_m2=421.1) or [1],
    "expect_shares_of_parcel_within_one": lambda f, r: _put(f["right"], 1, parcel_key="P0", share=0.5) or [0, 1],
    "expect_row_count_near_previous": _previous,
    "expect_table_row_count_to_be_between": _previous,
    "expect_extract_to_be_fresh": _stale,
}
