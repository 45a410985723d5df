"""Decisions about pairs of records: applied by the next run, undone by withdrawal, stale when a value changes."""

import json
import re
import shutil
import sqlite3
import uuid
from dataclasses import replace

import pandas as pd
import pytest
from click.testing import CliRunner

from doisoat.cli.decide import decide as command
from doisoat.cli.decide import lines
from doisoat.cli.main import main
from doisoat.cli.state import current_run
from doisoat.decisions import DecisionError, active
from doisoat.errors import DoisoatError
from doisoat.pipeline.comparing import compare
from doisoat.pipeline.deciding import KIND, decide_pair, list_pairs, withdraw_pair
from doisoat.pipeline.ingest import ingest_batch, plan_ingest
from doisoat.pipeline.reconcile import reconcile
from doisoat.pipeline.summary import summary_text
from doisoat.pipeline.validation import validate_batch
from doisoat.runs.local import published_data
from doisoat.runs.summary import DecisionsTold
from tests.pipeline.test_reconcile import content, data, workspace_of
from tests.support.province import make

CENTRAL, PROVINCE = "population.central.bca", "population.province.68"


def read_sources(workspace, registers=None):
    plan = plan_ingest(workspace, registers, None, None, trigger=str(uuid.uuid4()))
    for batch in plan["batches"]:
        ingest_batch(workspace, plan["ingest"], batch["sources"])
        validate_batch(workspace, plan["ingest"], batch["sources"])


def entity_of(workspace, run):
    entities = data(workspace, run, "entities")
    return dict(zip(entities["source"] + "|" + entities["record"], entities["entity_id"], strict=True))


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """(province, workspace, run) of a small commune, reconciled once."""
    folder = tmp_path_factory.mktemp("deciding")
    province = make(folder, "23122", people=250, seed=5)
    workspace = workspace_of(province.config, folder / "out")
    read_sources(workspace)
    return province, workspace, reconcile(workspace).run


@pytest.fixture
def linked_pair(first):
    """Two population records of one person who stands once in either source."""
    _, workspace, run = first
    entities = data(workspace, run, "entities")
    people = entities[entities["source"].isin([CENTRAL, PROVINCE])].groupby("entity_id")
    pair = next(rows for _, rows in people if sorted(rows["source"]) == sorted([CENTRAL, PROVINCE]))
    return [f"{row.source}|{row.record}" for row in pair.itertuples()]


def test_a_decision_is_kept_without_the_records_own_keys_or_values(first, linked_pair):
    _, workspace, run = first
    made = decide_pair(workspace, run, *reversed(linked_pair), "different", by="Lan", note="hai giấy khai sinh")
    try:
        assert re.fullmatch(r"r_[0-9a-f]{20}~r_[0-9a-f]{20}", made.subject)
        digests = [*made.evidence["a"].values(), *made.evidence["b"].values()]
        assert {"full_name", "date_of_birth", "personal_id", "unit_code"} <= set(made.evidence["a"])
        assert "vital_status" not in made.evidence["a"]
        assert all(value is None or re.fullmatch("[0-9a-f]{16}", value) for value in digests)
        (standing,) = [s for s in list_pairs(workspace, run) if s.decision.id == made.id]
        assert (standing.state, standing.verdict, standing.entity_kind) == ("in_force", "different", "person")
        with pytest.raises(DecisionError) as caught:
            decide_pair(workspace, run, *linked_pair, "same", by="Minh")
        assert caught.value.code == "DEC-TAKEN"
    finally:
        withdraw_pair(workspace, made.id, by="Lan")


def test_decided_applied_withdrawn_and_as_before(first, linked_pair):
    _, workspace, run = first
    a, b = linked_pair
    before = entity_of(workspace, run)
    number = decide_pair(workspace, run, a, b, "different", by="Lan").id
    strangers = [r for r in before if r.startswith((CENTRAL, PROVINCE)) and before[r] != before[a]]
    other = next(r for r in strangers if r.startswith(CENTRAL))
    joined = decide_pair(workspace, run, other, b, "same", by="Lan").id
    second = reconcile(workspace)
    now = entity_of(workspace, second.run)
    assert before[a] == before[b]
    assert now[a] != now[b] == now[other]
    assert second.decisions == DecisionsTold(applied=2, stale=0, gone=0, in_conflict=0)
    links = data(workspace, second.run, "links")
    assert links["evidence"].str.contains("decided").sum() == 1
    kept = pd.read_parquet(workspace.store.local(f"runs/{second.run}/linked/decisions.parquet"))
    assert kept["verdict"].tolist() == ["different", "same"]
    shown = {(row["change"], row["cause"]) for row in compare(workspace, run, second.run).rows.to_pylist()}
    assert ("regrouped", "decision") in shown
    assert {cause for _, cause in shown} <= {"decision", "other"}
    assert second.changes in summary_text(workspace, second.run)
    for made in (number, joined):
        withdraw_pair(workspace, made, by="Minh", note="nhầm người")
    assert active(workspace.engine, KIND) == []
    third = reconcile(workspace)
    assert compare(workspace, run, third.run).rows.num_rows == 0
    assert compare(workspace, second.run, third.run).rows.num_rows == len(compare(workspace, run, second.run).rows)
    assert content(workspace, third.run, "entities") == content(workspace, run, "entities")
    assert content(workspace, third.run, "links") == content(workspace, run, "links")


def test_a_changed_value_makes_a_decision_stale_and_the_model_speaks_again(first, linked_pair):
    province, workspace, run = first
    a, b = linked_pair
    number = decide_pair(workspace, run, a, b, "different", by="Lan").id
    record = (a if a.startswith(CENTRAL) else b).partition("|")[2]
    with sqlite3.connect(province.synth / "sources" / "db" / "population_central.db") as database:
        changed = database.execute("UPDATE cong_dan SET so_cmnd = '260999111' WHERE ma_cong_dan = ?", [record]).rowcount
    assert changed == 1
    read_sources(workspace, ["population"])
    summary = reconcile(workspace)
    causes = {row.cause for row in compare(workspace, run, summary.run).changed}
    assert causes <= {"changed_record", "other"}
    assert summary.decisions == DecisionsTold(applied=0, stale=1, gone=0, in_conflict=0)
    assert "1 stale" in summary_text(workspace, summary.run)
    (standing,) = [s for s in list_pairs(workspace, summary.run) if s.decision.id == number]
    assert (standing.state, standing.changed) == ("stale", ((CENTRAL, "former_id"),))
    (then,) = [s for s in list_pairs(workspace, run) if s.decision.id == number]
    assert then.state == "in_force"
    again = decide_pair(workspace, summary.run, a, b, "different", by="Lan").id
    states = {s.decision.id: s.state for s in list_pairs(workspace, summary.run)}
    assert (states[number], states[again]) == ("withdrawn", "in_force")
    withdraw_pair(workspace, again, by="Lan")


def test_the_command_line_decides_lists_and_withdraws(first, linked_pair):
    province, workspace, run = first
    out = workspace.var
    environment = {
        "DOISOAT_VAR": str(out),
        "DOISOAT_STORE": str(out),
        "DOISOAT_DATABASE": str(workspace.engine.url),
        "DOISOAT_CONFIG": str(province.config),
    }

    def call(*arguments):
        result = CliRunner().invoke(command, arguments, env=environment, catch_exceptions=False, standalone_mode=False)
        return result.output

    a, b = linked_pair
    said = call("same", run, a, b, "--by", "Lan", "--note", "đã xem căn cước")
    number = re.search(r"số (\d+)", said)[1]
    listed = call("list", run)
    assert f"{number}  người là một — đang áp dụng" in listed
    assert "Lan" in listed
    assert "đã xem căn cước" in listed
    (standing,) = [s for s in list_pairs(workspace, run) if s.state == "in_force"]
    shown = "\n".join(lines(replace(standing, a=(CENTRAL, "population", "068199001234"))))
    assert f"{CENTRAL}|…234" in shown
    assert "068199001234" not in shown
    assert "Đã rút 1" in call("withdraw", run, number, "--by", "Minh", "--note", "nhầm")
    assert call("list", run) == "0 quyết định.\n"
    assert "rút bởi Minh" in call("list", run, "--state", "withdrawn")


@pytest.mark.parametrize(
    ("other", "code"),
    [("nothing", "LINK-NAME"), (f"{CENTRAL}|none", "DEC-RECORD"), (None, "DEC-KINDS"), ("certificate", "DEC-KINDS")],
)
def test_what_cannot_be_decided_on_says_why_without_naming_the_record(first, linked_pair, other, code):
    _, workspace, run = first
    a, _ = linked_pair
    if other == "certificate":
        entities = data(workspace, run, "entities")
        row = entities[entities["table"] == "certificate"].iloc[0]
        other = f"{row['source']}|{row['record']}"
    with pytest.raises(DoisoatError) as caught:
        decide_pair(workspace, run, a, other or a, "same", by="Lan")
    assert caught.value.code == code
    assert a.partition("|")[2] not in f"{caught.value} {json.dumps(caught.value.fields)}"
    assert published_data(workspace.store, run, "links.parquet")


def test_the_command_line_compares_writes_and_explains(first, linked_pair, tmp_path, capsys):
    province, workspace, oldest = first
    run = current_run(workspace)
    a, b = linked_pair
    number = decide_pair(workspace, run, a, b, "different", by="Lan").id
    now = reconcile(workspace).run
    withdraw_pair(workspace, number, by="Lan")
    shutil.copy(workspace.var / "x.db", workspace.var / "doisoat.db")
    config = ["--config", str(province.config), "--state", str(workspace.var)]
    entity, out = entity_of(workspace, run)[a], tmp_path / "changes.csv"
    assert main(["compare", *config, "--out", str(out), "--explain", entity]) == 0
    said = capsys.readouterr().out
    assert re.match(r"links \+\d+ −\d+, reviews \+\d+ −\d+, entities changed \d+\n", said)
    assert re.search(r"person +split +decision +1\n", said)
    assert entity_of(workspace, now)[a] in said
    assert entity_of(workspace, now)[b] in said
    rows = pd.read_csv(out)
    assert list(rows.loc[rows["cause"] == "decision", "entity"]) == [entity]
    # two folders need no configuration; the run before the first is nobody's
    assert main(["compare", *(str(workspace.var / "published" / name) for name in (run, now))]) == 0
    assert capsys.readouterr().out.splitlines()[0] == said.splitlines()[0]
    assert main(["compare", oldest, *config]) == 2
    assert oldest in capsys.readouterr().err
