"""The flow through real Airflow with the real steps, where it must not be trusted to go well.

One Airflow, one small province; the tests build on one another: a run for a day by the form, a validation that is
killed over a shortened book, every task of the old runs once more, a re-check and a reconciliation at once.
"""

import itertools
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from doisoat.cli.main import main
from doisoat.paths import ROOT
from doisoat.pipeline.airflow.errors import AirflowRefused
from doisoat.pipeline.days import VIETNAM
from doisoat.store import open_store
from tests.airflow.embedded import STUB, installation, running
from tests.airflow.flow import INGEST, RECHECK, RECONCILE, Flow, book_of, shorten, wait_for

COMMUNES = ("23122", "23110")
SHORT = "household.commune.23110"
DAY = "2026-11-20"

pytestmark = pytest.mark.xdist_group("airflow-flow")


@pytest.fixture(scope="module")
def flow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flow]:
    folder = tmp_path_factory.mktemp("flow")
    synth = folder / "synth"
    assert main(["synth", "--units", ",".join(COMMUNES), "--people", "500", "--out", str(synth), "--quiet"]) == 0
    head = synth / "config" / "doisoat.yaml"
    head.write_text(head.read_text().replace("batch_size: 4", "batch_size: 1"))
    found = installation(
        folder, synth / "config", DOISOAT_STEPS="steered_steps", PYTHONPATH=f"{STUB}:{ROOT / 'include'}"
    )
    with running(found) as client:
        store = open_store(found.places.store, cache=folder / "cache")
        yield Flow(client, synth / "config", store, found.places.database)


@pytest.fixture(scope="module")
def first(flow: Flow) -> tuple[dict, dict]:
    """An ingest for a day by the form, and the reconciliation it started."""
    return flow.ingest(as_of=DAY)


def test_the_forms_day_is_honoured_from_ingest_to_publication(flow: Flow, first: tuple[dict, dict]) -> None:
    ingest, reconcile = first
    assert (ingest["state"], reconcile["state"]) == ("success", "success")
    run = flow.run_of(RECONCILE, reconcile["dag_run_id"])
    assert run["as_of"] == DAY
    assert run["id"] == flow.current() == f"68-{DAY}-001"


def test_the_runs_tell_how_they_went(flow: Flow, first: tuple[dict, dict]) -> None:
    ingest, reconcile = first
    assert "17/17 nguồn" in ingest["note"]
    assert f"/doisoat/report/68-{DAY}-001" in reconcile["note"]
    assert not ingest["note"].startswith('"')
    for dag, run in ((INGEST, ingest), (RECONCILE, reconcile)):
        assert {state for states in flow.states(dag, run["dag_run_id"]).values() for state in states} == {"success"}
    read = flow.labels(INGEST, ingest["dag_run_id"], "batches.ingest")
    written = flow.labels(RECONCILE, reconcile["dag_run_id"], "worklists")
    for labels in (read, written):
        assert sum("(23122)" in label for label in labels) == sum("(23110)" in label for label in labels) == 1
    assert any("population.central.bca" in label for label in read)
    assert "không rõ xã" in written


def test_a_day_to_come_is_refused_in_words(flow: Flow) -> None:
    tomorrow = (datetime.now(VIETNAM) + timedelta(days=1)).date().isoformat()
    run = flow.ended(INGEST, flow.client.trigger(INGEST, {"as_of": tomorrow}))
    assert run["state"] == "failed"
    assert f"{tomorrow} nằm trong tương lai" in run["note"]
    with pytest.raises(AirflowRefused):
        flow.client.trigger(INGEST, {"as_of": "20/11/2026"})


@pytest.fixture(scope="module")
def killed(flow: Flow, first: tuple[dict, dict]) -> tuple[dict, dict]:
    """The next ingest: a commune's book lacks half of its rows, and the task that would judge it is killed."""
    book = book_of(flow.config, SHORT)
    whole = book.read_bytes()
    shorten(book)
    flow.steer(kill={"validate_batch": SHORT})
    found = flow.ingest(as_of=DAY)
    flow.steer()
    book.write_bytes(whole)
    return found


def test_what_was_not_validated_is_not_used_and_the_run_says_so(
    flow: Flow, first: tuple[dict, dict], killed: tuple[dict, dict]
) -> None:
    ingest, reconcile = killed
    assert ingest["state"] == "failed"
    assert f"- `{SHORT}`: Chưa kiểm tra" in ingest["note"]
    assert flow.states(INGEST, ingest["dag_run_id"])["batches.validate"] == {"success", "failed"}
    # The others are not held up.
    assert reconcile["state"] == "success"
    before, run = (flow.run_of(RECONCILE, item["dag_run_id"]) for item in (first[1], reconcile))
    assert run["id"] == flow.current()
    assert run["inputs"][SHORT]["status"] == "stale"
    assert run["inputs"][SHORT]["standardised"] == before["inputs"][SHORT]["standardised"]
    assert SHORT in run["summary"]["sources"]["stale"]
    assert "Chưa kiểm tra" in run["summary"]["messages"][SHORT]
    assert f"- `{SHORT}`: Chưa kiểm tra" in reconcile["note"]
    assert "Chưa kiểm tra" in flow.store.get_bytes(f"published/{run['id']}/report/index.html").decode()
    # Nobody is said to be missing because of the book that was cut short.
    assert (run["summary"]["found"], run["summary"]["new"]) == (before["summary"]["found"], 0)


def test_no_task_of_an_old_run_moves_the_publication_back(
    flow: Flow, first: tuple[dict, dict], killed: tuple[dict, dict]
) -> None:
    ingest, reconcile = (run["dag_run_id"] for run in first)
    current = flow.current()
    runs = len(flow.client.runs_since(RECONCILE, ""))
    reading = ("plan_ingest", "batches.ingest", "batches.validate", "announce", "report")
    comparing = ("province_free", "plan_run", "link_prepare", "link_compare", "link", "detect", "worklists", "publish")
    # One task of each run at a time, in turn.
    for tasks in itertools.zip_longest(reading, (*comparing, "summary")):
        of_runs = zip((INGEST, RECONCILE), (ingest, reconcile), tasks, strict=True)
        chosen = [(dag, run, task) for dag, run, task in of_runs if task]
        for state in flow.again(*chosen):
            assert state == "success", tasks
        assert flow.current() == current, tasks
    assert flow.client.result(INGEST, ingest, "announce")["overtaken_by"]
    assert "lần chạy mới hơn" in flow.client.run(RECONCILE, reconcile)["note"]
    # Nothing was started.
    assert len(flow.client.runs_since(RECONCILE, "")) == runs


def assert_success(run: dict[str, Any]) -> None:
    assert run["state"] == "success", run["note"]


def test_a_recheck_and_a_reconciliation_take_turns(flow: Flow, killed: tuple[dict, dict]) -> None:
    flow.steer(hold=["detect_batch"])
    whole = flow.client.trigger(RECONCILE, {})
    wait_for(lambda: "running" in flow.states(RECONCILE, whole).get("detect", ()))
    alone = flow.client.trigger(RECHECK, {"commune": "23122"})
    wait_for(lambda: "up_for_reschedule" in flow.states(RECHECK, alone)["province_free"])
    flow.steer()
    assert_success(flow.ended(RECONCILE, whole))
    flow.steer(hold=["detect_batch"])
    wait_for(lambda: "running" in flow.states(RECHECK, alone).get("detect", ()))
    other = flow.client.trigger(RECONCILE, {})
    wait_for(lambda: "up_for_reschedule" in flow.states(RECONCILE, other)["province_free"])
    flow.steer()
    assert_success(flow.ended(RECHECK, alone))
    assert_success(flow.ended(RECONCILE, other))
    one, two, three = (flow.run_of(dag, run) for dag, run in ((RECONCILE, whole), (RECHECK, alone), (RECONCILE, other)))
    assert (two["prior"], three["prior"]) == (one["id"], two["id"])
    assert one["as_of"] == two["as_of"] == DAY
    # The newer ingest's reads are still the newer ones, whatever was read into the older one since.
    before = flow.run_of(RECONCILE, killed[1]["dag_run_id"])
    assert {name: item["ingest"] for name, item in one["inputs"].items()} == {
        name: item["ingest"] for name, item in before["inputs"].items()
    }
    spans = [flow.span(RECONCILE, whole, "plan_run", "publish"), flow.span(RECHECK, alone, "plan_ingest", "publish")]
    spans.append(flow.span(RECONCILE, other, "plan_run", "publish"))
    assert all(earlier[1] < later[0] for earlier, later in itertools.pairwise(spans))
