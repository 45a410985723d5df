"""Validation of a source as a whole: outcomes, verdicts, communes, what is written, and what must never leak."""

import io
import logging
import subprocess
import sys
import warnings
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pyarrow.parquet as pq
import pytest

from doisoat.quality import output, trend
from doisoat.quality.model import Aspect, RuleContext, RuleOutcome, RuleThresholds, SourceQuality, SourceVerdict
from doisoat.quality.validate import validate, validate_source
from tests.quality import factories

CONTEXT = RuleContext(as_of=factories.AS_OF, level="commune")
SOURCE = "population.commune.23122"
MARK = "RÒRỈ9876"


def _result(quality: SourceQuality, rule: str):
    return next(item for item in quality.results if item.expectation == rule)


def test_sound_sources_are_ok() -> None:
    for source, tables in factories.everything().items():
        quality = validate_source(source, tables, CONTEXT)
        assert [item for item in quality.results if item.outcome is not RuleOutcome.PASS] == []
        assert (quality.verdict, quality.reasons) == (SourceVerdict.OK, ())


def test_reads_files_and_frames_alike(tmp_path) -> None:
    frame = factories.population()
    frame.loc[2, "personal_id"] = "12"
    frame.to_parquet(tmp_path / "population.parquet")
    assert validate(SOURCE, {"population": tmp_path / "population.parquet"}, CONTEXT) == validate(
        SOURCE, {"population": frame}, CONTEXT
    )


def test_every_failing_row_is_named() -> None:
    frame = factories.population(60)
    frame["village_status"] = "stale"
    found = _result(validate_source(SOURCE, {"population": frame}, CONTEXT), "POP-026")
    assert (found.evaluated, found.failed, found.share) == (240, 240, 1.0)
    assert found.rows["record_ref"].tolist() == frame["record_ref"].tolist()
    assert found.rows["record_key"].tolist() == frame["record_key"].tolist()
    assert found.rows["lineage_row"].tolist() == frame["lineage_row"].tolist()


def test_one_call_says_nothing_of_the_one_before() -> None:
    broken = factories.population()
    broken.loc[0, "personal_id"] = "12"
    first = validate_source(SOURCE, {"population": broken}, CONTEXT)
    second = validate_source(SOURCE, {"population": factories.population()}, CONTEXT)
    assert _result(first, "POP-004").failed == 1
    assert _result(second, "POP-004").failed == 0


def test_an_index_of_the_callers_own_does_not_confuse_rows() -> None:
    frame = factories.population().set_index(pd.Index(range(100, 112)))
    frame.loc[103, "personal_id"] = "12"
    found = _result(validate_source(SOURCE, {"population": frame}, CONTEXT), "POP-004")
    assert found.rows["record_ref"].tolist() == [frame.loc[103, "record_ref"]]


@pytest.mark.parametrize(("residence", "failed"), [(None, 2), ("permanent", 2), ("temporary", 0)])
def test_a_null_condition_column_still_counts(residence, failed) -> None:
    frame = factories.population()
    frame.loc[[0, 4], "personal_id"] = "060085000011"
    frame.loc[[0, 4], "residence"] = residence
    assert _result(validate_source(SOURCE, {"population": frame}, CONTEXT), "POP-006").failed == failed


def test_empty_table_is_judged_by_its_volume() -> None:
    context = replace(CONTEXT, previous_rows={"population": 12}, volume=(1, None))
    quality = validate_source(SOURCE, {"population": factories.frame("population", [])}, context)
    assert quality.verdict is SourceVerdict.STOP
    assert {item.expectation for item in quality.results if item.outcome is RuleOutcome.ERROR} == set()
    assert {"POP-034", "POP-035"} <= set(quality.reasons)


def test_collapse_of_volume_stops_and_small_change_does_not() -> None:
    tables = {"population": factories.population()}
    assert (
        validate_source(SOURCE, tables, replace(CONTEXT, previous_rows={"population": 13})).verdict is SourceVerdict.OK
    )
    assert (
        validate_source(SOURCE, tables, replace(CONTEXT, previous_rows={"population": 16})).verdict
        is SourceVerdict.WARN
    )
    assert (
        validate_source(SOURCE, tables, replace(CONTEXT, previous_rows={"population": 30})).verdict
        is SourceVerdict.STOP
    )


@pytest.mark.parametrize(
    ("broken", "verdict"),
    [(0, SourceVerdict.OK), (1, SourceVerdict.OK), (2, SourceVerdict.WARN), (101, SourceVerdict.STOP)],
)
def test_thresholds_decide(broken: int, verdict: SourceVerdict) -> None:
    frame = factories.population(50)
    frame.loc[frame.index[:broken], "date_of_birth"] = "1700"
    context = replace(CONTEXT, thresholds=RuleThresholds(warn=0.0075, stop=0.5))
    assert validate_source(SOURCE, {"population": frame}, context).verdict is verdict


def test_completeness_is_not_asked_of_a_field_the_source_never_carries() -> None:
    frame = factories.population()
    frame["ethnicity"] = None
    asked = validate_source(SOURCE, {"population": frame}, CONTEXT)
    spared = validate_source(
        SOURCE, {"population": frame}, replace(CONTEXT, carried={"population": frozenset({"full_name"})})
    )
    assert _result(asked, "POP-032").outcome is RuleOutcome.FAIL
    assert "POP-032" not in {item.expectation for item in spared.results}


def test_levels_ask_differently() -> None:
    frame = factories.population(10)
    frame.loc[frame.index[:3], "personal_id"] = None  # 92.5 % given
    outcomes = {
        level: _result(validate_source(SOURCE, {"population": frame}, replace(CONTEXT, level=level)), "POP-007").outcome
        for level in ("central", "province", "commune")
    }
    assert outcomes == {"central": RuleOutcome.FAIL, "province": RuleOutcome.FAIL, "commune": RuleOutcome.PASS}


def test_missing_column_is_an_error_not_a_failure() -> None:
    quality = validate_source(SOURCE, {"population": factories.population().drop(columns="ethnicity")}, CONTEXT)
    found = _result(quality, "POP-015")
    assert (found.outcome, found.reason, found.failed, found.evaluated) == (RuleOutcome.ERROR, "missing_column", 0, 0)
    assert quality.verdict is SourceVerdict.WARN
    assert _result(quality, "POP-004").outcome is RuleOutcome.PASS


def test_rows_are_counted_by_commune_also_where_the_table_has_none() -> None:
    tables = factories.household(2)
    tables["household"].loc[1, ["unit_current", "unit_status"]] = [None, "unknown"]
    tables["household_member"].loc[0, "personal_id"] = "12"
    quality = validate_source("household.commune.23122", tables, CONTEXT)
    counted = quality.communes.set_index(["table", quality.communes["commune"].fillna("")])[["rows", "failing"]]
    assert counted.loc[("household_member", "23122")].tolist() == [4, 1]
    assert counted.loc[("household_member", "")].tolist() == [4, 0]
    assert counted.loc[("household", "")].tolist() == [1, 1]


def _spoilt() -> dict[str, dict[str, pd.DataFrame]]:
    """Every text cell of every table carries the mark, except what the rules need to run and the references."""
    kept = {"source_id", "record_ref", "as_of", "lineage_file", "lineage_sheet", "unit_current"}
    spoilt = {}
    for source, tables in factories.everything().items():
        spoilt[source] = {
            name: frame.assign(
                **{
                    column: [f"{MARK}{row}" for row in range(len(frame))]
                    for column in frame.columns
                    if column not in kept and isinstance(frame[column].dtype, pd.StringDtype)
                }
            )
            for name, frame in tables.items()
        }
    return spoilt


def _noise(tmp_path, spoilt) -> tuple[str, list[SourceQuality]]:
    log, out = io.StringIO(), io.StringIO()
    handler = logging.StreamHandler(log)
    root = logging.getLogger()
    root.addHandler(handler)
    level, root.level = root.level, logging.DEBUG
    try:
        with redirect_stdout(out), redirect_stderr(out), warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            found = [validate_source(source, tables, CONTEXT) for source, tables in spoilt.items()]
    finally:
        root.removeHandler(handler)
        root.level = level
    said = "".join(str(item.message) for item in caught)
    return log.getvalue() + out.getvalue() + said + repr(found), found


def test_no_value_leaves_but_keys_in_the_file_of_rows(tmp_path) -> None:
    said, found = _noise(tmp_path, _spoilt())
    assert sum(item.failed for quality in found for item in quality.results) > 200
    assert MARK not in said
    files = output.write(tmp_path, "run-1", found)
    for stem, path in files.items():
        if stem != "quality_rows":
            assert MARK.encode() not in path.read_bytes()
    rows = pq.read_table(files["quality_rows"])
    assert MARK not in str(rows.drop_columns(["record_key"]).to_pylist())
    output.write_csv(files["quality_rows"], tmp_path / "rows.csv")
    text = (tmp_path / "rows.csv").read_text(encoding="utf-8-sig")
    assert len(text.splitlines()) == rows.num_rows + 1
    assert MARK not in text


def _explode(value: object, *_args: object, **_kwargs: object):
    raise ValueError(f"cannot read {value}\n{MARK}Error: {value}")


def test_a_check_that_raises_is_an_error_and_quotes_nothing(tmp_path, monkeypatch) -> None:
    from doisoat.identifiers import columns

    monkeypatch.setitem(columns._READERS, "former_id", _explode)
    said, found = _noise(tmp_path, {SOURCE: {"population": _spoilt()[SOURCE]["population"]}})
    errors = [item for item in found[0].results if item.outcome is RuleOutcome.ERROR]
    assert [(item.expectation, item.reason, item.failed) for item in errors] == [("POP-008", "ValueError", 0)]
    assert MARK not in said


def test_an_engine_that_raises_makes_every_rule_an_error(tmp_path, monkeypatch) -> None:
    from doisoat.quality import engine

    monkeypatch.setattr(engine, "_batch_definition", lambda: SimpleNamespace(get_batch=_explode))
    said, found = _noise(tmp_path, {SOURCE: {"population": _spoilt()[SOURCE]["population"]}})
    assert {(item.outcome, item.reason) for item in found[0].results} == {(RuleOutcome.ERROR, "ValueError")}
    assert found[0].verdict is SourceVerdict.WARN
    assert MARK not in said


def test_files_are_the_same_for_the_same_findings_in_any_order(tmp_path) -> None:
    sources = factories.everything()
    sources[SOURCE]["population"].loc[3, "personal_id"] = "12"
    found = [validate_source(source, tables, CONTEXT) for source, tables in sources.items()]
    once = output.write(tmp_path / "a", "run-1", found)
    parts = [tmp_path / f"part{number}" for number in range(len(found))]
    for part, item in zip(parts, reversed(found), strict=True):
        output.write(part, "run-1", [item])
    merged = output.merge(tmp_path / "b", parts)
    for stem, path in once.items():
        assert path.read_bytes() == merged[stem].read_bytes(), stem


def test_scores_count_checks_not_information() -> None:
    frame = factories.population()
    frame.loc[0, "personal_id"] = "12"
    quality = pd.DataFrame(
        [
            {
                **vars(item),
                "outcome": item.outcome.value,
                "severity": item.severity.value,
                "dimension": item.dimension.value,
            }
            for item in validate(SOURCE, {"population": frame}, CONTEXT)
        ]
    )
    evaluated, failed = trend.aspects(quality)[Aspect.DUNG]
    assert failed == 1
    assert evaluated > 50
    assert trend.aspects(quality)[Aspect.SONG][1] == 0
    assert trend.by_rule(quality).set_index("expectation").at["POP-004", "failed"] == 1


def test_great_expectations_is_not_imported_before_it_is_needed() -> None:
    code = "import sys, doisoat.quality.validate, doisoat.quality.output; sys.exit('great_expectations' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_preload_loads_all_that_a_validation_needs() -> None:
    from doisoat.quality.preload import is_loaded, preload

    preload()
    before = set(sys.modules)
    assert is_loaded()
    assert preload().seconds < 0.5
    for source, tables in factories.everything().items():
        validate_source(source, tables, CONTEXT)
    heavy = {name.partition(".")[0] for name in set(sys.modules) - before}
    assert not heavy & {"great_expectations", "pandas", "pyarrow", "scipy"}
