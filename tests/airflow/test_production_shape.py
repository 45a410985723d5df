"""The components of docker-compose.yaml, started natively: Postgres, Redis, a Celery worker, FAB, S3.

The whole pipeline runs on them once, with the real steps; Great Expectations is imported once by the worker, not by
its tasks.
"""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import yaml
from sqlalchemy.engine import make_url

from doisoat.cli.main import main
from doisoat.paths import ROOT
from doisoat.pipeline.airflow import control
from doisoat.pipeline.airflow.client import AirflowClient
from doisoat.pipeline.airflow.doctor import examine
from doisoat.pipeline.airflow.errors import AirflowNotStarted
from doisoat.pipeline.airflow.session import run_province
from doisoat.pipeline.airflow.settings import PRELOADED, free_port
from doisoat.store import open_store
from tests.airflow.embedded import STUB, Installation, installation
from tests.airflow.flow import INGEST, RECHECK, RECONCILE, Flow, book_of, shorten, wait_for
from tests.support.outages import Line, line
from tests.support.s3 import s3_server
from tests.support.services import REDIS, TemporaryDatabase, require

SUPERVISE = """
import json, logging, os, sys
from pathlib import Path
from doisoat.pipeline.airflow.guard import guard
from doisoat.pipeline.airflow.supervisor import Supervisor, airflow_commands
logging.basicConfig(format="%(message)s", level=logging.INFO)
home = Path(sys.argv[1])
if sys.argv[2:] == ["inner"]:
    worker = [sys.executable, "-m", "airflow", "celery", "worker", "--skip-serve-logs", "--without-mingle"]
    sys.exit(Supervisor(home, dict(os.environ), {**airflow_commands(), "worker": worker}).run())
sys.exit(guard(home, [sys.executable, "-c", os.environ["SUPERVISE"], str(home), "inner"], foreground=True))
"""
USER = "admin"
SHORT = "household.commune.23122"


def health(service: str) -> list[str]:
    """The health check docker-compose.yaml gives ``service``, as a command for this host."""
    compose = yaml.safe_load((ROOT / "docker-compose.yaml").read_text(encoding="utf-8"))
    kind, *command = compose["services"][service]["healthcheck"]["test"]
    if kind == "CMD-SHELL":
        return ["sh", "-c", command[0].replace("$$", "$")]
    return [sys.executable if part == "python" else part for part in command]


def settings(found: Installation, port: int, airflow_url: str) -> dict[str, str]:
    """What docker-compose.yaml sets, for one host without containers."""
    url = f"http://127.0.0.1:{port}"
    queue = f"doisoat-{secrets.token_hex(4)}"
    return {
        **found.environment,
        "AIRFLOW_HOME": str(found.places.home),
        "DOISOAT_SUPERVISED": str(found.places.home),
        "DOISOAT_REF_SECRET": secrets.token_urlsafe(48),
        "DOISOAT_ADMIN_PASSWORD": secrets.token_urlsafe(18),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__CORE__AUTH_MANAGER": "airflow.providers.fab.auth_manager.fab_auth_manager.FabAuthManager",
        "AIRFLOW__CORE__FERNET_KEY": "R2x3bXh0dGpVb3h6a2FzZGZqa2xhc2RmamtsYXNkZmo=",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{url}/execution/",
        "AIRFLOW__API__SECRET_KEY": secrets.token_urlsafe(48),
        "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_urlsafe(64),
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": url,
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": airflow_url,
        "AIRFLOW__CELERY__BROKER_URL": f"{REDIS}/13",
        "AIRFLOW__CELERY__RESULT_BACKEND": f"db+{airflow_url}",
        "AIRFLOW__CELERY__WORKER_CONCURRENCY": "2",
        "AIRFLOW__CELERY__EXTRA_CELERY_CONFIG": json.dumps({"imports": [PRELOADED]}),
        "AIRFLOW__CELERY_BROKER_TRANSPORT_OPTIONS__VISIBILITY_TIMEOUT": "86400",
        "AIRFLOW__OPERATORS__DEFAULT_QUEUE": queue,
        "AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL": "1",
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(found.places.home / "logs"),
        "SUPERVISE": SUPERVISE,
    }


@pytest.fixture
def shape(tmp_path: Path) -> Iterator[tuple[Installation, AirflowClient, dict[str, str], list[Line]]]:
    require("postgres")
    require("redis")
    assert main(["synth", "--units", "23122", "--people", "400", "--out", str(tmp_path / "synth"), "--quiet"]) == 0
    with ExitStack() as stack:
        airflow_url = stack.enter_context(TemporaryDatabase()).replace("+psycopg:", "+psycopg2:")
        server = make_url(stack.enter_context(TemporaryDatabase()))
        (tmp_path / "s3").mkdir()
        s3 = stack.enter_context(s3_server(tmp_path / "s3"))
        # Our database and our store stand behind lines that can be cut.
        lines = [
            stack.enter_context(line(server.host or "127.0.0.1", server.port or 5432)),
            stack.enter_context(line("127.0.0.1", int(s3.endpoint_url.rpartition(":")[2]))),
        ]
        ours = server.set(port=lines[0].port).render_as_string(hide_password=False)
        found = installation(
            tmp_path,
            tmp_path / "synth" / "config",
            DOISOAT_STORE=s3.store_url().replace(s3.endpoint_url, f"http://127.0.0.1:{lines[1].port}"),
            DOISOAT_PATIENCE="120",
            DOISOAT_DATABASE=ours,
            DOISOAT_S3_ACCESS_KEY=s3.access_key,
            DOISOAT_S3_SECRET_KEY=s3.secret_key,
            DOISOAT_STEPS="recording_steps",
            RECORDED=str(tmp_path / "recorded.jsonl"),
            PYTHONPATH=os.pathsep.join([STUB, str(ROOT / "include")]),
        )
        home = found.places.home
        home.mkdir(mode=0o700)
        environment = settings(found, free_port(), airflow_url)
        command = [sys.executable, "-m", "doisoat.pipeline.airflow.prepare"]
        subprocess.run(command, env=environment, check=True, capture_output=True)
        with (tmp_path / "supervisor.log").open("wb") as log:
            guard = subprocess.Popen([sys.executable, "-c", SUPERVISE, str(home)], env=environment, stderr=log)
        try:
            client = AirflowClient(environment["AIRFLOW__API__BASE_URL"], USER, environment["DOISOAT_ADMIN_PASSWORD"])
            airflow = control.Running(control.Identity.of(guard.pid), client.url, tmp_path / "supervisor.log")
            control.wait_for_health(client, control.watcher(airflow, print), patience=400)
            yield found, client, environment, lines
        finally:
            guard.send_signal(signal.SIGTERM)
            guard.wait(60)
    assert found.left() == []


@pytest.mark.timeout(1800)  # the whole flow, one thing after the other
def test_the_pipeline_runs_on_postgres_redis_celery_and_s3(
    shape: tuple[Installation, AirflowClient, dict[str, str], list[Line]], monkeypatch: pytest.MonkeyPatch
) -> None:
    found, client, environment, lines = shape
    assert [
        finding
        for finding in examine(found.places, environment=environment)
        if finding.refuses
        and (
            # The store's keys are in the services' environment, not in this process's.
            finding.check != "store"
        )
    ] == []

    session = run_province(client, {}, print, lambda: None, patience=900)
    assert session.failures == []
    assert session.ok

    tools = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "HOSTNAME": socket.gethostname()}
    for service in ("dag-processor", "triggerer", "worker"):
        checked = subprocess.run(health(service), env={**environment, **tools}, capture_output=True, text=True)
        assert checked.returncode == 0, (service, checked.stderr)
    assert session.summary
    assert "Ledger balanced" in session.summary

    for name in ("DOISOAT_S3_ACCESS_KEY", "DOISOAT_S3_SECRET_KEY"):
        monkeypatch.setenv(name, environment[name])
    store = open_store(environment["DOISOAT_STORE"], cache=found.folder / "cache")
    current = json.loads(store.get_bytes("published/current.json"))["run"]
    assert current in session.summary
    assert any(key.endswith("discrepancies.parquet") for key in store.keys(f"published/{current}"))

    recorded = [json.loads(line) for line in Path(environment["RECORDED"]).read_text().splitlines()]
    assert len(recorded) >= 2
    assert all(item["gx"] for item in recorded), "a task imported Great Expectations itself"
    assert len({item["pid"] for item in recorded}) == len(recorded), "each task is a process of its own"

    flow = Flow(client, found.places.config, store, environment["DOISOAT_DATABASE"])
    first, second = unvalidated_is_not_used(flow)
    old_runs_stay_behind(flow, first)
    assert flow.current() == second
    runs_of_a_province_take_turns(flow)
    an_outage_is_waited_out(flow, lines)


def unvalidated_is_not_used(flow: Flow) -> tuple[str, str]:
    """Kill the validation of a shortened book; returns the Airflow run that published first, and what holds now."""
    [first] = [run["dag_run_id"] for run in flow.client.runs_since(RECONCILE, "")]
    shorten(book_of(flow.config, SHORT))
    flow.steer(kill={"validate_batch": SHORT})
    ingest, reconcile = flow.ingest()
    flow.steer()
    assert (ingest["state"], reconcile["state"]) == ("failed", "success")
    assert f"- `{SHORT}`: Chưa kiểm tra" in ingest["note"]
    before, run = (flow.run_of(RECONCILE, name) for name in (first, reconcile["dag_run_id"]))
    assert run["inputs"][SHORT]["status"] == "stale"
    assert run["inputs"][SHORT]["standardised"] == before["inputs"][SHORT]["standardised"]
    assert (run["summary"]["found"], run["summary"]["new"]) == (before["summary"]["found"], 0)
    assert flow.current() == run["id"]
    return first, run["id"]


def old_runs_stay_behind(flow: Flow, first: str) -> None:
    ingest = flow.client.runs_since(INGEST, "")[0]["dag_run_id"]
    assert flow.again((RECONCILE, first, "plan_run"), downstream=True) == ["success"]
    assert flow.again((INGEST, ingest, "announce")) == ["success"]
    assert flow.client.result(INGEST, ingest, "announce")["overtaken_by"]


def runs_of_a_province_take_turns(flow: Flow) -> None:
    flow.steer(hold=["detect_batch"])
    alone = flow.client.trigger(RECHECK, {"commune": "23122"})
    wait_for(lambda: "running" in flow.states(RECHECK, alone).get("detect", ()))
    whole = flow.client.trigger(RECONCILE, {})
    wait_for(lambda: "up_for_reschedule" in flow.states(RECONCILE, whole)["province_free"])
    flow.steer()
    assert flow.ended(RECHECK, alone)["state"] == flow.ended(RECONCILE, whole)["state"] == "success"
    assert flow.run_of(RECONCILE, whole)["prior"] == flow.run_of(RECHECK, alone)["id"]


def an_outage_is_waited_out(flow: Flow, lines: list[Line]) -> None:
    """Cut database and store while records are linked: the task waits where it stands, and no try of it is lost."""
    run = flow.client.trigger(RECONCILE, {})
    wait_for(lambda: "running" in flow.states(RECONCILE, run).get("link", ()))
    for wire in lines:
        wire.cut()
    time.sleep(8)
    for wire in lines:
        wire.mend()
    assert flow.ended(RECONCILE, run)["state"] == "success"
    tries = {task["task_id"]: task["try_number"] for task in flow.client.tasks(RECONCILE, run)}
    assert tries["link"] == 1


def test_a_missing_component_is_named(tmp_path: Path) -> None:
    client = AirflowClient("http://127.0.0.1:9", USER, "x")
    with pytest.raises(AirflowNotStarted, match="api-server"):
        control.wait_for_health(client, lambda: None, patience=0.1, logs=tmp_path)
