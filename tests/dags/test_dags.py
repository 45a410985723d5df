"""The DAGs as a whole: what they are called, who owns them, what is tried again, what parsing costs."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from doisoat.paths import ROOT

TASKS = {
    "doisoat_ingest": {"plan_ingest", "batches.ingest", "batches.validate", "announce", "report"},
    "doisoat_reconcile": {
        "province_free",
        "plan_run",
        "link_prepare",
        "link_compare",
        "link",
        "detect",
        "worklists",
        "publish",
        "summary",
    },
    "doisoat_recheck": {
        "province_free",
        "plan_ingest",
        "batches.ingest",
        "batches.validate",
        "plan_run",
        "link_prepare",
        "link_compare",
        "link",
        "detect",
        "worklists",
        "publish",
        "summary",
    },
    "doisoat_cutoff": {"cut_off"},
}
MAPPED = {"batches.ingest", "batches.validate", "link_compare", "detect", "worklists"}
# numpy, pyarrow and SQLAlchemy come with Airflow itself.
HEAVY = ["great_expectations", "pandas", "duckdb", "scipy", "boto3", "rapidfuzz", "xlsxwriter", "doisoat.linkage"]

LOOK = """
import json, sys, time
import airflow.dag_processing.dagbag as dagbag
started = time.perf_counter()
bag = dagbag.DagBag(sys.argv[1])
seconds = time.perf_counter() - started
from doisoat.pipeline.airflow.retries import OnlyWhatHeals
def words(t):
    function = getattr(t, "python_callable", None) or t.partial_kwargs["python_callable"]
    return t.doc_md or function.__doc__
def task(t):
    return {
        "owner": t.owner,
        "retries": t.retries,
        "policy": isinstance(t.retry_policy, OnlyWhatHeals),
        "timeout": t.execution_timeout.total_seconds() if t.execution_timeout else None,
        "callback": bool(t.on_failure_callback),
        "pool": t.pool,
        "doc": words(t),
        "display": t.task_display_name,
        "upstream": sorted(t.upstream_task_ids),
        "outlets": [o.name for o in t.outlets],
        "label": t.map_index_template,
    }
def dag(d):
    asset = getattr(d.timetable, "asset_condition", None)
    return {
        "tasks": {t.task_id: task(t) for t in d.tasks},
        "tags": sorted(d.tags),
        "doc": d.doc_md,
        "catchup": d.catchup,
        "runs": d.max_active_runs,
        "timeout": d.dagrun_timeout.total_seconds(),
        "schedule": type(d.timetable).__name__,
        "params": list(d.params),
        "types": {name: d.params.get_param(name).schema["type"] for name in d.params},
        "assets": [asset.name] if asset else [],
        "file_lines": len(open(d.fileloc).read().splitlines()),
    }
heavy = [m for m in json.loads(sys.argv[2]) if m in sys.modules]
dags = {k: dag(d) for k, d in bag.dags.items()}
print(json.dumps({"errors": bag.import_errors, "dags": dags, "seconds": seconds, "heavy": heavy}))
"""


@pytest.fixture(scope="module")
def bag(tmp_path_factory: pytest.TempPathFactory) -> dict:
    home = tmp_path_factory.mktemp("airflow")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "DOISOAT"))},
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "ERROR",
        "PYTHONPATH": str(ROOT / "include"),
        "PYTHONWARNINGS": "ignore",
    }
    done = subprocess.run(
        [sys.executable, "-c", LOOK, str(ROOT / "dags"), json.dumps(HEAVY)],
        capture_output=True,
        text=True,
        env=environment,
        timeout=400,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def test_the_expected_dags_and_tasks_are_there(bag: dict) -> None:
    assert bag["errors"] == {}
    assert {name: set(dag["tasks"]) for name, dag in bag["dags"].items()} == TASKS


def test_parsing_is_light(bag: dict) -> None:
    assert bag["heavy"] == []
    assert bag["seconds"] < 10


def test_dag_files_are_thin(bag: dict) -> None:
    assert {name: dag["file_lines"] for name, dag in bag["dags"].items() if dag["file_lines"] >= 120} == {}


def test_every_task_has_owner_policy_timeout_callback_and_words(bag: dict) -> None:
    for dag, task_id, task in each_task(bag):
        where = f"{dag}.{task_id}"
        assert task["owner"] == "doi-soat", where
        assert task["retries"] == 2, where
        assert task["policy"], where
        assert task["timeout"], where
        assert task["callback"], where
        assert task["doc"], where
        assert task["display"] != task_id, where
        assert ("{{" in (task["label"] or "")) == (task_id in MAPPED), where


def each_task(bag: dict) -> list[tuple[str, str, dict]]:
    return [(dag, name, task) for dag, found in bag["dags"].items() for name, task in found["tasks"].items()]


def test_every_dag_says_how_to_run_it_again(bag: dict) -> None:
    for name, dag in bag["dags"].items():
        assert "**Starts**" in dag["doc"], name
        assert dag["tags"][0] == "doisoat", name
        assert dag["catchup"] is False, name
        assert dag["timeout"], name
        # Two ingests would read the same sources at once; runs that publish wait for their province's turn.
        assert dag["runs"] == (1 if name in ("doisoat_ingest", "doisoat_cutoff") else 16), name


def test_who_publishes_waits_for_the_provinces_turn_first(bag: dict) -> None:
    for name, first in (("doisoat_reconcile", "plan_run"), ("doisoat_recheck", "plan_ingest")):
        tasks = bag["dags"][name]["tasks"]
        assert tasks["province_free"]["upstream"] == []
        assert tasks[first]["upstream"] == ["province_free"]


def test_the_report_comes_last_and_no_field_of_the_form_must_be_filled(bag: dict) -> None:
    assert set(bag["dags"]["doisoat_ingest"]["tasks"]["report"]["upstream"]) >= {"announce", "batches.validate"}
    for name, dag in bag["dags"].items():
        for param, types in dag["types"].items():
            assert "null" in types, (name, param)


def test_province_wide_steps_take_turns_across_dags(bag: dict) -> None:
    pools = {(dag, name): task["pool"] for dag, name, task in each_task(bag)}
    for dag in ("doisoat_reconcile", "doisoat_recheck"):
        for step in ("plan_run", "link", "publish"):
            assert pools[dag, step] == "doisoat_province"
    assert pools["doisoat_ingest", "batches.ingest"] == "doisoat_sources"


def test_what_starts_what(bag: dict) -> None:
    dags = bag["dags"]
    assert dags["doisoat_ingest"]["schedule"] == "CronTriggerTimetable"
    assert dags["doisoat_cutoff"]["schedule"] == "CronTriggerTimetable"
    assert dags["doisoat_reconcile"]["assets"] == ["doisoat_province"]
    assert dags["doisoat_recheck"]["assets"] == ["doisoat_commune"]
    assert dags["doisoat_ingest"]["tasks"]["announce"]["outlets"] == ["doisoat_province"]
    assert dags["doisoat_cutoff"]["tasks"]["cut_off"]["outlets"] == ["doisoat_province"]
    assert dags["doisoat_ingest"]["tasks"]["batches.validate"]["outlets"] == ["doisoat_batches"]
    assert dags["doisoat_reconcile"]["tasks"]["publish"]["outlets"] == ["doisoat_published"]


def test_the_form_and_the_order_of_steps(bag: dict) -> None:
    assert set(bag["dags"]["doisoat_ingest"]["params"]) == {"province", "as_of", "registers", "communes"}
    assert set(bag["dags"]["doisoat_recheck"]["params"]) == {"province", "commune"}
    tasks = bag["dags"]["doisoat_reconcile"]["tasks"]
    assert "link" in tasks["detect"]["upstream"]
    assert "detect" in tasks["worklists"]["upstream"]
    assert "worklists" in tasks["publish"]["upstream"]
    assert tasks["summary"]["upstream"] == ["plan_run", "publish"]
    again = bag["dags"]["doisoat_recheck"]["tasks"]
    assert again["plan_ingest"]["upstream"] == ["province_free"]
    assert "batches.validate" in again["plan_run"]["upstream"]


def test_no_dag_or_plugin_file_asks_for_a_logical_date() -> None:
    files = [*(ROOT / "dags").glob("*.py"), *(ROOT / "include/doisoat/pipeline/airflow").glob("*.py")]
    assert len(files) > 10
    banned = ("logical_date", "data_interval", "{{ ds", "{{ ts")
    # The REST client must say that the runs it starts have none.
    found = [
        (path.name, word)
        for path in files
        for word in banned
        if word in path.read_text() and path != Path(ROOT / "include/doisoat/pipeline/airflow/client.py")
    ]
    assert found == []
