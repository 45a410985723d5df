"""A province without a village list: one finding, a list proposed, approved, and used by the next reading."""

import csv
import json

import pandas as pd
import pytest
import yaml
from click.testing import CliRunner

from doisoat.cli.villages import villages as command
from doisoat.pipeline.ingest import latest_standardised
from doisoat.pipeline.reconcile import ingest, reconcile
from doisoat.pipeline.villages import LIST, PROPOSALS
from doisoat.runs.local import published_data
from tests.pipeline.test_reconcile import data, workspace_of

COLUMNS = [
    "personal_id",
    "full_name",
    "sex",
    "date_of_birth",
    "household_no",
    "relation_to_head",
    "unit_code",
    "village",
]
SOURCES = {"population.central.x": "central", "population.commune.17677": "commune"}


@pytest.fixture
def bare(tmp_path):
    """(configuration, workspace): two sources of ten people in two villages, and no village list."""
    config = tmp_path / "config"
    (config / "sources").mkdir(parents=True)
    (config / "doisoat.yaml").write_text("{province: '40', units: ['17677'], as_of: '2026-11-15'}", encoding="utf-8")
    (config / "connections.yaml").write_text("files: {kind: folder, path: ../data}", encoding="utf-8")
    (tmp_path / "data").mkdir()
    for source, level in SOURCES.items():
        rule = {"from": {"files": f"{source}.csv"}, "key": ["personal_id"], "columns": {name: name for name in COLUMNS}}
        entry = {
            "source_id": source,
            "register": "population",
            "level": level,
            "owner": source.split(".")[2],
            "as_of": "2026-11-10",
            "format": "csv",
            "location": {"connection": "files", "path": f"{source}.csv"},
            "covers": {"units": ["17677"]},
            "tables": {"population": rule},
        }
        (config / "sources" / f"{source}.yaml").write_text(yaml.safe_dump(entry), encoding="utf-8")
        with (tmp_path / "data" / f"{source}.csv").open("w", encoding="utf-8", newline="") as handle:
            rows = csv.writer(handle)
            rows.writerow(COLUMNS)
            for n in range(10):
                name = f"Lê Văn {['Tám', 'Sáu', 'Ba', 'Bốn', 'Năm', 'Hai', 'Bảy', 'Chín', 'Mười', 'Một'][n]}"
                relation, village = "Con đẻ" if n % 3 else "Chủ hộ", f"Xóm {'Tây' if n % 2 else 'Đông'}"
                born, household = f"19{70 + n}-01-1{n}", n // 3 + 1
                rows.writerow([f"0400{70 + n}0012{n:02d}", name, "M", born, household, relation, "17677", village])
    return config, workspace_of(config, tmp_path / "state")


def _statuses(workspace):
    path = workspace.store.local(f"{latest_standardised(workspace, 'population.central.x')}/population.parquet")
    return set(pd.read_parquet(path, columns=["village_status"])["village_status"])


def test_one_finding_a_list_to_approve_and_then_none(bare):
    config, workspace = bare
    ingest(workspace)
    run = reconcile(workspace).run
    assert _statuses(workspace) == {"unlisted"}
    (finding,) = data(workspace, run, "discrepancies").to_dict("records")
    assert (finding["kind"], finding["field"], finding["entity_id"]) == ("reference_missing", "village_list", "40")
    assert json.loads(finding["values"]) == {
        source: ["17677: Xóm Tây (5)", "17677: Xóm Đông (5)"] for source in SOURCES
    }
    listed = pd.read_csv(published_data(workspace.store, run, LIST), dtype="str")
    (proposal,) = pd.read_parquet(published_data(workspace.store, run, PROPOSALS)).to_dict("records")
    assert (proposal["kind"], proposal["weak"], set(listed["proposal"])) == ("list", False, {proposal["proposal"]})
    report = workspace.store.get_bytes(f"published/{run}/report/index.html").decode()
    assert "Chưa kiểm tra được vì thiếu dữ liệu để đối chiếu" in report
    books = [key for key in workspace.store.keys(f"published/{run}/worklists") if key.endswith(".xlsx")]
    for book in books:
        sheets = pd.read_excel(workspace.store.local(book), sheet_name=None, header=None, engine="calamine")
        assert "Chưa kiểm tra được" not in sheets, "officers have nothing to do with it"

    state = str(config.parent / "state")
    environment = {"DOISOAT_VAR": state, "DOISOAT_STORE": state, "DOISOAT_DATABASE": str(workspace.engine.url)}
    arguments = ["approve", "--all", "--kind", "list", "--by", "Lan", "--config", str(config)]
    result = CliRunner().invoke(command, arguments, env=environment, catch_exceptions=False, standalone_mode=False)
    assert "Đã duyệt 1 đề nghị" in result.output
    ingest(workspace)
    assert _statuses(workspace) == {"current"}
    after = reconcile(workspace)
    assert (after.found, after.gone) == (0, 1)


def test_the_proposed_list_can_be_the_list(bare):
    config, workspace = bare
    ingest(workspace)
    run = reconcile(workspace).run
    (config / "villages.csv").write_bytes(published_data(workspace.store, run, LIST).read_bytes())
    ingest(workspace)
    assert _statuses(workspace) == {"current"}
