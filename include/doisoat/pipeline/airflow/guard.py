"""The outer of the two watching processes (see ``supervisor``), and the program both are started by.

python -m doisoat.pipeline.airflow.guard --port 18080        the guard; reads the DOISOAT_* settings
… --inner                                                    the supervisor, started by the guard
"""

import argparse
import contextlib
import fcntl
import json
import logging
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

from doisoat.pipeline.airflow.keys import load_keys, load_password
from doisoat.pipeline.airflow.processes import (
    Identity,
    adopt_orphans,
    child_setup,
    descendants,
    die_with_parent,
    kill_descendants,
)
from doisoat.pipeline.airflow.settings import Places, airflow_environment
from doisoat.pipeline.airflow.supervisor import Supervisor
from doisoat.private import only_owner, write_private

log = logging.getLogger("doisoat.guard")
PID_FILE = "guard.json"
LOCK_FILE = "guard.lock"


def guard(home: Path, inner: list[str], *, foreground: bool) -> int:
    """Start ``inner`` (the supervisor) and outlive it; returns its exit code.

    Args:
        home: AIRFLOW_HOME; the guard's identity is kept there while it lives.
        foreground: end when the process that started this one ends.
    """
    adopt_orphans()
    starter = os.getppid()
    if foreground:
        die_with_parent(signal.SIGTERM)
    stop: list[int] = []
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda number, _frame: stop.append(number))
    lock = (home / LOCK_FILE).open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        log.error("Airflow is already running in %s", home)
        return 2
    if foreground and os.getppid() != starter:
        return 2
    me = Identity.of(os.getpid())
    write_private(home / PID_FILE, json.dumps({"pid": me.pid, "started": me.started}))
    child = subprocess.Popen(inner, start_new_session=True, preexec_fn=child_setup(os.getpid(), signal.SIGTERM))
    told = False
    try:
        while child.poll() is None:
            if stop and not told:
                child.terminate()
                told = True
            time.sleep(0.1)
        if not told and child.returncode < 0:
            log.error("the supervisor was killed (signal %d); ending everything it started", -child.returncode)
    finally:
        if descendants():
            kill_descendants()
        for name in (PID_FILE, "supervisor.json"):
            (home / name).unlink(missing_ok=True)
    code: int = child.returncode
    return 0 if told else code if code >= 0 else 70


def supervise(places: Places, port: int) -> int:
    """Prepare Airflow's database, then keep its components running until told to stop."""
    environment = airflow_environment(places, load_keys(places.home), port)
    load_password(places.home)
    prepared = _prepare(places, environment)
    if prepared != 0:
        return prepared
    return Supervisor(places.home, environment, url=f"http://127.0.0.1:{port}").run()


def _prepare(places: Places, environment: dict[str, str]) -> int:
    """Bring Airflow's tables and pools up to date, unless this version has done so in this home."""
    from importlib.metadata import version

    from doisoat.pipeline.airflow.pools import POOLS

    marker = places.home / "prepared.json"
    wanted = json.dumps({"airflow": version("apache-airflow-core"), "pools": POOLS})
    database = places.home / "airflow.db"
    embedded = environment["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"].startswith("sqlite")
    if marker.exists() and marker.read_text() == wanted and (database.exists() or not embedded):
        return 0
    log.info("preparing Airflow's database (once)")
    logs = places.home / "logs" / "components"
    logs.mkdir(parents=True, exist_ok=True)
    with (logs / "prepare.log").open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "doisoat.pipeline.airflow.prepare"],
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=child_setup(os.getpid(), signal.SIGKILL),
        )
        with contextlib.suppress(psutil.Error):
            process.wait()
    if process.returncode == 0:
        marker.write_text(wanted)
        return 0
    log.error("Airflow's database could not be prepared (see %s)", logs / "prepare.log")
    return 2


def main(arguments: list[str] | None = None) -> int:
    """Entry point of both processes."""
    parser = argparse.ArgumentParser(prog="doisoat.pipeline.airflow.guard")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--inner", action="store_true")
    parser.add_argument("--foreground", action="store_true")
    options = parser.parse_args(arguments)
    only_owner()
    logging.basicConfig(format="%(asctime)s %(message)s", datefmt="%H:%M:%S", level=logging.INFO)
    places = Places.from_environment()
    places.home.mkdir(parents=True, exist_ok=True)
    if options.inner:
        return supervise(places, options.port)
    inner = [sys.executable, "-m", "doisoat.pipeline.airflow.guard", "--inner", "--port", str(options.port)]
    return guard(places.home, inner, foreground=options.foreground)


if __name__ == "__main__":
    sys.exit(main())
