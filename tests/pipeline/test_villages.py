"""Renames from proposal to approval to the next reading of the sources, and back."""

import shutil

import pandas as pd
import pytest
from click.testing import CliRunner

from doisoat.cli.villages import villages as command
from doisoat.decisions import history
from doisoat.pipeline.errors import PipelineError
from doisoat.pipeline.ingest import latest_standardised
from doisoat.pipeline.reconcile import ingest, reconcile
from doisoat.pipeline.village_registry import KIND, configured, registry
from doisoat.pipeline.villages import LABELS, PROPOSALS, decide, standings
from doisoat.runs.local import published_data
from tests.pipeline.test_reconcile import data, workspace_of


@pytest.fixture(scope="module")
def forgetful(province, tmp_path_factory):
    """(workspace, run, state folder) of the province whose registry knows only today's labels."""
    config = tmp_path_factory.mktemp("forgetful") / "config"
    shutil.copytree(province.config, config)
    shutil.copytree(province.config.parent / "sources", config.parent / "sources")
    listed = pd.read_csv(config / "villages.csv", dtype="str")
    today = listed[listed["valid_to"].isna()].assign(valid_from=None, decision=None)
    today.to_csv(config / "villages.csv", index=False)
    state = tmp_path_factory.mktemp("state")
    workspace = workspace_of(config, state)
    ingest(workspace)
    return workspace, reconcile(workspace).run, config, state


def _unknown(workspace):
    """Rows whose village the registry cannot place."""
    source = "population.central.bca"
    path = workspace.store.local(f"{latest_standardised(workspace, source)}/population.parquet")
    return int((pd.read_parquet(path, columns=["village_status"])["village_status"] == "unknown").sum())


def _without_village(workspace, run):
    """Links of two people weighed without knowing the village of one of them."""
    return int(data(workspace, run, "links")["evidence"].str.contains('"place": ["unit_', regex=False).sum())


def _reads(workspace):
    return {name: latest_standardised(workspace, name) for name in workspace.config.sources}


def test_a_run_proposes_the_renames_with_their_evidence(forgetful, province):
    workspace, run, *_ = forgetful
    proposals = pd.read_parquet(published_data(workspace.store, run, PROPOSALS))
    labels = pd.read_parquet(published_data(workspace.store, run, LABELS))
    assert len(proposals) > 3
    assert (proposals["left"] == proposals["moved"] + proposals["against"]).all()
    assert proposals["confidence"].between(0, 1).all()
    assert set(proposals["seen_after"].dropna()) == {"2025-06-30"}
    assert {"unit", "label", "source", "first_as_of", "last_as_of", "households"} <= set(labels.columns)
    assert not labels.duplicated(["unit", "label", "source"]).any()
    assert all(standing.status == "held" for standing in standings(workspace, run))


def test_approved_read_and_withdrawn(forgetful):
    workspace, run, config, state = forgetful
    before, unknown, aliases = _reads(workspace), _unknown(workspace), registry(workspace)
    keys = [standing.key for standing in standings(workspace, run)]
    for key in keys:
        decide(workspace, run, key, "approved", by="Lan", note="12/NQ-HĐND")
    assert registry(workspace)[1] != aliases[1]
    ingest(workspace)
    assert unknown > 50
    assert _unknown(workspace) < 0.2 * unknown
    # the approved labels are read before the model weighs anything
    linked = reconcile(workspace).run
    assert _without_village(workspace, linked) < 0.5 * _without_village(workspace, run)
    assert {standing.status for standing in standings(workspace, run)} == {"approved"}
    arguments = ["withdraw", *keys, "--by", "Minh", "--config", str(config)]
    environment = {
        "DOISOAT_VAR": str(state),
        "DOISOAT_STORE": str(state),
        "DOISOAT_DATABASE": str(workspace.engine.url),
    }
    result = CliRunner().invoke(command, arguments, env=environment, catch_exceptions=False, standalone_mode=False)
    assert f"{len(keys)} quyết định" in result.output
    assert registry(workspace)[1] == aliases[1]
    assert registry(workspace)[0].aliases == configured(workspace)
    assert {decision.withdrawn_by for decision in history(workspace.engine, KIND)} == {"Minh"}
    ingest(workspace)
    assert _unknown(workspace) == unknown
    for name, prefix in _reads(workspace).items():
        for table in workspace.config.sources[name].tables:
            now, then = (pd.read_parquet(workspace.store.local(f"{p}/{table}.parquet")) for p in (prefix, before[name]))
            pd.testing.assert_frame_equal(now, then, obj=f"{name} {table}")


def test_a_day_that_the_data_rule_out_is_refused(forgetful):
    workspace, run, *_ = forgetful
    key = standings(workspace, run)[0].key
    for since in ("2025-06-30", "2030-01-01", "2026-13-01", "1/4/2026"):
        with pytest.raises(PipelineError) as caught:
            decide(workspace, run, key, "approved", by="Lan", since=since)
        assert caught.value.code == "VIL-SINCE"
    with pytest.raises(PipelineError) as caught:
        decide(workspace, run, "n_0", "approved", by="Lan")
    assert caught.value.code == "VIL-UNKNOWN"
