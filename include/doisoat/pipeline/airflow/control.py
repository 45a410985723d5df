"""Start, find, wait for and stop the embedded Airflow from another process."""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil

from doisoat.pipeline.airflow.client import AirflowClient
from doisoat.pipeline.airflow.errors import AirflowNotStarted, AirflowSilent
from doisoat.pipeline.airflow.guard import PID_FILE
from doisoat.pipeline.airflow.keys import USER, load_password
from doisoat.pipeline.airflow.processes import Identity, kill_all
from doisoat.pipeline.airflow.settings import MARK, PREFERRED_PORT, Places, free_port
from doisoat.pipeline.airflow.supervisor import STATE_FILE

DAGS = ("doisoat_ingest", "doisoat_reconcile", "doisoat_recheck", "doisoat_cutoff")
WATCHED = ("scheduler", "dag_processor", "triggerer", "metadatabase")


@dataclass(frozen=True)
class Running:
    """A running Airflow of ours."""

    guard: Identity
    url: str
    log: Path


def _read(path: Path) -> dict[str, object]:
    try:
        found: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def find(places: Places) -> Running | None:
    """The Airflow that runs in this home, or None."""
    record = _read(places.home / PID_FILE)
    if not record:
        return None
    identity = Identity(int(str(record["pid"])), float(str(record["started"])))
    if identity.process() is None:
        return None
    state = _read(places.home / STATE_FILE)
    return Running(identity, str(state.get("url", "")), places.home / "logs" / "supervisor.log")


def close_to_others(places: Places) -> None:
    """Take others' rights to the var folder, which an earlier release left open; one that is not ours is left alone."""
    places.var.mkdir(mode=0o700, parents=True, exist_ok=True)
    ours = ("store", "synth", "doisoat*.db")
    if not any(places.var.iterdir()) or any(any(places.var.glob(name)) for name in ours):
        places.var.chmod(0o700)


def start(places: Places, *, foreground: bool = False) -> Running:
    """Start the guard, and with it everything else; returns at once (see ``wait_ready``).

    Args:
        foreground: the Airflow ends with the calling process; otherwise it lives on in the background.

    Raises:
        AirflowNotStarted: AFL-RUNNING when it already runs in this home.
    """
    places.home.mkdir(parents=True, exist_ok=True)
    places.home.chmod(0o700)
    close_to_others(places)
    if find(places) is not None:
        raise AirflowNotStarted("AFL-RUNNING", home=places.home)
    sweep(places)
    port = free_port(int(os.environ.get("DOISOAT_PORT") or PREFERRED_PORT))
    log = places.home / "logs" / "supervisor.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "doisoat.pipeline.airflow.guard", "--port", str(port)]
    environment = {**os.environ, **places.environment()}
    with log.open("ab") as output:
        process = subprocess.Popen(
            [*command, "--foreground"] if foreground else command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
        )
    _STARTED[process.pid] = process
    return Running(Identity.of(process.pid), f"http://127.0.0.1:{port}", log)


_STARTED: dict[int, "subprocess.Popen[bytes]"] = {}


def connect(places: Places, running: Running) -> AirflowClient:
    """A client for the running Airflow, as its administrator."""
    return AirflowClient(running.url, USER, load_password(places.home))


def wait_ready(
    places: Places, running: Running, patience: float = 180.0, tell: Callable[[str], None] = lambda _line: None
) -> AirflowClient:
    """Wait until every component reports healthy and every DAG of ours can be started.

    Raises:
        AirflowNotStarted: AFL-ENDED when it ended meanwhile, AFL-LATE when ``patience`` seconds were not enough.
    """
    return wait_for_health(connect(places, running), watcher(running, tell), patience, running.log)


def wait_for_health(
    client: AirflowClient, watch: Callable[[], None], patience: float = 180.0, logs: Path | None = None
) -> AirflowClient:
    """Wait until every component of any Airflow reports healthy and every DAG of ours can be started.

    Args:
        client: speaks to its API server.
        watch: called every round; may raise to end the waiting.
        patience: seconds.
        logs: where to look when it takes longer; for the message.

    Raises:
        AirflowNotStarted: AFL-LATE, naming what is missing.
    """
    end = time.monotonic() + patience
    client.watch = watch
    missing: list[str] = ["api-server"]
    warm = False
    while time.monotonic() < end:
        watch()
        health = client.health()
        if health and not warm:
            # The first request of a task builds the whole execution API (6 s); better now than in the first task.
            client.warm_up()
            warm = True
        missing = [name for name in WATCHED if health.get(name) != "healthy"] if health else ["api-server"]
        if not missing:
            missing = [dag for dag in DAGS if not _knows(client, dag)]
        if not missing:
            return client
        time.sleep(0.5)
    raise AirflowNotStarted("AFL-LATE", seconds=round(patience), missing=", ".join(missing), logs=logs or "")


def _knows(client: AirflowClient, dag: str) -> bool:
    """Whether the DAG can be started, as far as a server that may just be starting answers."""
    try:
        return client.knows_dag(dag)
    except AirflowSilent:
        return False


def watcher(running: Running, tell: Callable[[str], None]) -> Callable[[], None]:
    """Return a function that passes on the supervisor's new warnings, and raises when it has ended.

    Raises (the returned function):
        AirflowNotStarted: AFL-ENDED, naming the log.
    """
    position = running.log.stat().st_size if running.log.exists() else 0

    def watch() -> None:
        nonlocal position
        if running.log.exists():
            with running.log.open("rb") as file:
                file.seek(position)
                new = file.read()
            position += len(new)
            for line in new.decode("utf-8", "replace").splitlines():
                if " ended" in line or "killed" in line or "could not" in line:
                    tell(f"  ! {line}")
        process = _STARTED.get(running.guard.pid)
        if (process is not None and process.poll() is not None) or running.guard.process() is None:
            code = process.returncode if process is not None else "?"
            raise AirflowNotStarted("AFL-ENDED", status=code, logs=running.log)

    return watch


def stop(places: Places, patience: float = 90.0) -> bool:
    """Stop the Airflow of this home and wait until it is gone; returns whether there was one."""
    running = find(places)
    if running is None:
        sweep(places)
        return False
    process = running.guard.process()
    tree = _identities(process)
    if process is not None:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.terminate()
    end = time.monotonic() + patience
    while running.guard.process() is not None and time.monotonic() < end:
        child = _STARTED.get(running.guard.pid)
        if child is not None:
            child.poll()
        time.sleep(0.1)
    kill_all([left for identity in tree if (left := identity.process()) is not None])
    return True


def _identities(process: psutil.Process | None) -> list[Identity]:
    """The process and everything below it, to be recognised after their parents are gone."""
    found = []
    if process is not None:
        with contextlib.suppress(psutil.NoSuchProcess):
            for item in [process, *process.children(recursive=True)]:
                with contextlib.suppress(psutil.NoSuchProcess):
                    found.append(Identity.of(item.pid))
    return found


def sweep(places: Places) -> int:
    """End what an earlier Airflow of this home may have left, and forget its state; returns how many were ended.

    Only needed when guard and supervisor were killed in the same instant. Ours are recognised by a mark that only the
    supervisor puts into its children's environment.
    """
    ended = 0
    spared = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    for process in psutil.process_iter():
        try:
            if process.pid not in spared and process.environ().get(MARK) == str(places.home):
                kill_all([process])
                ended += 1
        except (psutil.Error, OSError):
            continue
    for name in (PID_FILE, STATE_FILE):
        (places.home / name).unlink(missing_ok=True)
    return ended
