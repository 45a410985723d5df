"""Airflow under faults, with stand-in steps: components are killed and the run still ends well; errors leak nothing."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from doisoat.pipeline.airflow.client import AirflowClient
from doisoat.pipeline.airflow.errors import AirflowSilent
from doisoat.pipeline.airflow.progress import follow
from doisoat.pipeline.airflow.session import close_interrupted
from tests.airflow.embedded import Installation, installation, running

# With several test processes: one Airflow for the whole file (pytest --dist loadgroup or loadfile).
pytestmark = pytest.mark.xdist_group("airflow-faults")


@pytest.fixture(scope="module")
def stub(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    return installation(tmp_path_factory.mktemp("faults"))


@pytest.fixture(scope="module")
def client(stub: Installation) -> Iterator[AirflowClient]:
    with running(stub) as found:
        yield found


def behave(stub: Installation, **settings: object) -> None:
    (stub.places.config / "stub.json").write_text(json.dumps(settings))


def calls(stub: Installation) -> list[dict]:
    path = stub.places.config / "calls.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def wait_for(what: Callable[[], object], patience: float = 300.0) -> None:
    end = time.monotonic() + patience
    while time.monotonic() < end:
        try:
            if what():
                return
        except (AirflowSilent, OSError, StopIteration):
            pass
        time.sleep(0.2)
    raise AssertionError("waited in vain")


def started(client: AirflowClient) -> list[dict]:
    return client.runs_since("doisoat_reconcile", "")


def states(client: AirflowClient, dag: str, run: str, task: str) -> list[str]:
    return [item["state"] for item in client.tasks(dag, run) if item["task_id"] == task]


def test_killed_components_are_replaced_and_the_runs_end_well(client: AirflowClient, stub: Installation) -> None:
    behave(stub, sleep=2.0, fail={"plan_ingest": "once"})
    run = client.trigger("doisoat_ingest", {})
    wait_for(lambda: "running" in states(client, "doisoat_ingest", run, "batches.ingest"))
    os.kill(stub.component("scheduler")["pid"], signal.SIGKILL)
    ingest = follow(client, "doisoat_ingest", run, print, patience=400)
    assert ingest.state == "success"
    assert stub.component("scheduler")["restarts"] == 1

    plans = [item for item in client.tasks("doisoat_ingest", run) if item["task_id"] == "plan_ingest"]
    # The dropped line healed at the second try.
    assert [item["try_number"] for item in plans] == [2]

    wait_for(lambda: client.runs_since("doisoat_reconcile", ""))
    again = client.runs_since("doisoat_reconcile", "")[-1]["dag_run_id"]
    wait_for(lambda: "running" in states(client, "doisoat_reconcile", again, "detect"))
    os.kill(stub.component("api-server")["pid"], signal.SIGKILL)
    reconcile = follow(client, "doisoat_reconcile", again, print, patience=400)
    assert reconcile.state == "success"
    assert stub.component("api-server")["restarts"] == 1

    done = calls(stub)
    assert {call["step"] for call in done} >= {"plan_ingest", "ingest_batch", "validate_batch", "link", "summary_text"}
    # The import of Great Expectations is paid by the fork server, also by the new scheduler's.
    assert all(call["gx"] for call in done)
    note = client.run("doisoat_reconcile", again)["note"]
    assert "14 discrepancies, 2 new" in note


def test_an_error_of_ours_fails_at_once_and_is_recorded_without_data(client: AirflowClient, stub: Installation) -> None:
    behave(stub, sleep=0.0, fail={"link": "leak"})
    run = client.trigger("doisoat_reconcile", {})
    failed = follow(client, "doisoat_reconcile", run, print, patience=400)
    assert failed.state == "failed"
    [failure] = failed.failures
    assert (failure.task, failure.attempt) == ("link", 1)
    lines = client.log_lines("doisoat_reconcile", run, "link", 1)
    text = "\n".join(lines)
    assert "FAILED step=link" in text
    assert "stub_steps.py" in text
    everything = text + "".join(path.read_text(errors="replace") for path in stub.places.home.rglob("*.log"))
    assert "Bí Mật" not in everything
    assert "079203001234" not in everything
    [record] = (Path(stub.places.store) / "state" / "failures").rglob("link--1.json")
    assert json.loads(record.read_text())["code"] == "AFL-STEP"
    assert "`link`" in client.run("doisoat_reconcile", run)["note"]


def test_a_run_that_fails_names_the_task_and_its_last_lines(client: AirflowClient, stub: Installation) -> None:
    behave(stub, sleep=0.0, fail={"ingest_batch": "data"})
    done = subprocess.run(
        [sys.executable, "-m", "doisoat.cli.main", "reconcile"],
        env=stub.environment,
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 2
    assert "✗ read and standardise (0 of 2 batches)" in done.stderr
    assert "Failed: doisoat_ingest, task batches.ingest [4 communes], attempt 1." in done.stderr
    assert "FAILED step=batches.ingest sources=population.commune.23000," in done.stderr
    # Airflow was up before, so it stays up.
    assert client.health()["scheduler"] == "healthy"


def test_the_form_refuses_what_it_does_not_offer(client: AirflowClient) -> None:
    from doisoat.pipeline.airflow.errors import AirflowRefused

    for wrong in ({"registers": ["passports"]}, {"province": "../etc"}, {"as_of": "yesterday"}, {"communes": ["x"]}):
        with pytest.raises(AirflowRefused) as caught:
            client.trigger("doisoat_ingest", wrong)
        assert caught.value.fields["status"] == 400


def test_the_cut_off_starts_what_the_ingest_did_not(client: AirflowClient, stub: Installation) -> None:
    behave(stub, sleep=0.0)
    client.emit("doisoat_province", "68")
    run = client.trigger("doisoat_cutoff", {})
    assert client.wait("doisoat_cutoff", run, 60) == "success"
    assert client.result("doisoat_cutoff", run, "cut_off") == "the ingest is in; nothing to do"

    # An ingest by hand of a part of the province does not silence it.
    body = {"asset_id": client.asset_id("doisoat_province"), "partition_key": "40", "extra": {"part": "true"}}
    client.request("POST", "/api/v2/assets/events", body)
    # Nobody announced this one, so the cut-off does; and a province without a configuration fails by name.
    run = client.trigger("doisoat_cutoff", {"province": "40"})
    assert client.wait("doisoat_cutoff", run, 60) == "success"
    assert client.result("doisoat_cutoff", run, "cut_off") == "started without the late sources"
    wait_for(lambda: [item for item in started(client) if item["partition_key"] == "40"])
    late = next(item for item in started(client) if item["partition_key"] == "40")["dag_run_id"]
    assert client.wait("doisoat_reconcile", late, 90) == "failed"
    assert "code=AFL-PROVINCE" in "\n".join(client.log_lines("doisoat_reconcile", late, "plan_run", 1))


def test_a_run_an_interrupted_session_left_is_closed(client: AirflowClient, stub: Installation) -> None:
    behave(stub, sleep=60.0)
    run = client.trigger("doisoat_ingest", {})
    wait_for(lambda: "running" in states(client, "doisoat_ingest", run, "plan_ingest"))
    told: list[str] = []
    assert ("doisoat_ingest", run) in close_interrupted(client, told.append)
    assert client.run("doisoat_ingest", run)["state"] == "failed"
    assert any(run in line for line in told)
    behave(stub, sleep=0.0)
    assert client.wait("doisoat_ingest", client.trigger("doisoat_ingest", {}), 90) == "success"


def test_nobody_else_can_read_keys_and_passwords(client: AirflowClient, stub: Installation) -> None:
    home = stub.places.home
    assert home.stat().st_mode & 0o077 == 0
    for name in ("keys.json", "passwords.json", "airflow.cfg", "airflow.db"):
        assert (home / name).stat().st_mode & 0o077 == 0, name


def test_only_loopback_is_listened_on(client: AirflowClient, stub: Installation) -> None:
    import psutil

    guard = json.loads((stub.places.home / "guard.json").read_text())["pid"]
    listening = []
    for process in psutil.Process(guard).children(recursive=True):
        try:
            listening += [item.laddr.ip for item in process.net_connections() if item.status == psutil.CONN_LISTEN]
        except psutil.Error:
            continue
    assert listening
    assert set(listening) == {"127.0.0.1"}
