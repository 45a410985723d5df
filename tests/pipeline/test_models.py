"""The linkage model of a province: shown, trained anew on purpose, the old one kept."""

import json

import pandas as pd
import pytest
from click.testing import CliRunner

from doisoat.cli.main import main
from doisoat.cli.model import model as command
from doisoat.cli.state import open_state
from doisoat.errors import DoisoatError
from doisoat.pipeline.deciding import decide_pair
from doisoat.pipeline.models import model_file, retrain
from doisoat.pipeline.reconcile import reconcile
from doisoat.runs.files import MODEL, kept_model
from tests.pipeline.test_deciding import read_sources
from tests.pipeline.test_reconcile import data
from tests.support.province import make


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """(province, workspace, run) of a small commune, reconciled once."""
    folder = tmp_path_factory.mktemp("models")
    province = make(folder, "23122", people=250, seed=6)
    workspace = open_state(province.config, folder / "out")
    with pytest.raises(DoisoatError, match="no such file"):
        model_file(workspace)
    read_sources(workspace)
    return province, workspace, reconcile(workspace).run


def test_a_run_says_where_its_model_is_from(place):
    _, workspace, run = place
    body = json.loads(workspace.store.get_bytes(MODEL))
    assert body["about"]["run"] == run
    assert body["models"]["person"]["trained_on"]["number_pairs"] > 100
    assert body["models"]["person"]["thresholds"]["accept_bits"] is not None


def test_show_lists_bits_of_every_level(place):
    province, workspace, _ = place
    path = model_file(workspace)
    found = CliRunner().invoke(command, ["show", str(path), "--kind", "person"])
    assert found.exit_code == 0, found.output
    rows = {tuple(line.split()[:2]): line.split()[2] for line in found.output.splitlines() if line.startswith("  ")}
    assert float(rows["date", "same"]) > 3 > -3 > float(rows["date", "different"])
    assert "link from" in found.output
    assert "household:" not in found.output
    same = CliRunner().invoke(command, ["show", "--config", str(province.config), "--state", str(workspace.var)])
    assert same.output.splitlines()[0] == found.output.splitlines()[0]


def test_a_damaged_model_is_one_clear_line(tmp_path, capsys):
    (tmp_path / "m.json").write_text('{"format": 1, "content_hash": "x"}')
    assert main(["model", "show", str(tmp_path / "m.json")]) == 2
    assert "retrain" in capsys.readouterr().err


def test_retraining_reads_decisions_keeps_the_old_model_and_runs_use_the_new_one(place):
    province, workspace, run = place
    before = json.loads(workspace.store.get_bytes(MODEL))
    again = retrain(workspace)
    assert again.before == again.after == before["content_hash"]  # the same records give the same model
    assert again.changes == ()
    entities = data(workspace, run, "entities")
    people = entities[(entities.entity_kind == "person") & (entities.table == "population")]
    one = people.groupby("entity_id").head(1)
    a, b = (f"{r.source}|{r.record}" for r in pd.concat([one.head(1), one.tail(1)]).itertuples())
    decide_pair(workspace, run, a, b, "different", by="Lan")
    found = CliRunner().invoke(command, ["retrain", "--config", str(province.config), "--state", str(workspace.var)])
    assert found.exit_code == 0, found.output
    after = json.loads(workspace.store.get_bytes(MODEL))
    assert after["content_hash"] != before["content_hash"]
    assert after["models"]["person"]["trained_on"]["decided_other"] == 1
    assert after["about"]["parent"] == before["content_hash"]
    kept = workspace.store.get_bytes(kept_model(before["content_hash"]))
    assert json.loads(kept)["content_hash"] == before["content_hash"]
