"""The two watching processes: a dead component is replaced, and nothing is left whichever way they end.

Components here are small programs that behave like Airflow's at their worst: they start children, some in sessions
of their own, and ignore SIGTERM.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from doisoat.pipeline.airflow.processes import Identity

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="adopting orphans needs Linux")

PROGRAM = """
import os, signal, subprocess, sys, time
kind = sys.argv[1]
if kind == "dies":
    time.sleep(0.05); sys.exit(3)
if kind == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)", os.environ["MARKER"]],
                         start_new_session=(kind == "stubborn"))
time.sleep(600)
"""
SUPERVISE = """
import json, logging, os, sys
from pathlib import Path
from doisoat.pipeline.airflow.supervisor import Supervisor
logging.basicConfig(format="%(message)s", level=logging.INFO)
commands = json.loads(sys.argv[2])
sys.exit(Supervisor(Path(sys.argv[1]), dict(os.environ), commands, grace=0.5).run())
"""
GUARD = """
import logging, sys
from pathlib import Path
from doisoat.pipeline.airflow.guard import guard
logging.basicConfig(format="%(message)s", level=logging.INFO)
sys.exit(guard(Path(sys.argv[1]), sys.argv[2:], foreground=False))
"""


@dataclass
class Watched:
    home: Path
    marker: str
    guard: subprocess.Popen[bytes]

    def state(self) -> dict:
        return json.loads((self.home / "supervisor.json").read_text())

    def pid_of(self, name: str) -> int | None:
        try:
            return next(item["pid"] for item in self.state()["components"] if item["name"] == name)
        except (OSError, StopIteration):
            return None

    def left(self) -> list[int]:
        """Every living process that carries our marker in its environment."""
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get("MARKER") == self.marker and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process.pid)
            except (psutil.Error, OSError):
                continue
        return found

    def log(self) -> str:
        return (self.home / "log").read_text()


def wait_for(what: Callable[[], object], patience: float = 120.0) -> object:
    end = time.monotonic() + patience
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("waited in vain")


@pytest.fixture
def watched(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Watched]:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    kinds: dict[str, str] = getattr(request, "param", {"api-server": "plain", "scheduler": "stubborn"})
    commands = {name: [sys.executable, str(program), kind] for name, kind in kinds.items()}
    marker = f"{tmp_path}"
    inner = [sys.executable, "-c", SUPERVISE, str(tmp_path), json.dumps(commands)]
    with (tmp_path / "log").open("wb") as log:
        guard = subprocess.Popen(
            [sys.executable, "-c", GUARD, str(tmp_path), *inner],
            stdout=log,
            stderr=log,
            env={**os.environ, "MARKER": marker},
            start_new_session=True,
        )
    found = Watched(tmp_path, marker, guard)
    yield found
    for pid in found.left():
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    guard.wait()


def all_up(watched: Watched) -> bool:
    # guard, supervisor, two components, a child of each
    return len(watched.left()) >= 6


def test_a_killed_component_and_what_it_left_are_replaced(watched: Watched) -> None:
    wait_for(lambda: all_up(watched))
    first = watched.pid_of("scheduler")
    assert first
    [orphan] = psutil.Process(first).children()
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: watched.pid_of("scheduler") not in (None, first))
    wait_for(lambda: not orphan.is_running() or orphan.status() == psutil.STATUS_ZOMBIE)
    assert "scheduler ended (killed by signal 9)" in watched.log()
    assert watched.pid_of("api-server")
    restarts = {item["name"]: item["restarts"] for item in watched.state()["components"]}
    assert restarts == {"api-server": 0, "scheduler": 1}


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_nothing_is_left_after_a_signal(watched: Watched, sign: signal.Signals) -> None:
    wait_for(lambda: all_up(watched))
    watched.guard.send_signal(sign)
    assert watched.guard.wait(10) == 0
    assert watched.left() == []
    assert not (watched.home / "guard.json").exists()
    assert not (watched.home / "supervisor.json").exists()


def test_nothing_is_left_when_the_supervisor_is_killed(watched: Watched) -> None:
    wait_for(lambda: all_up(watched))
    os.kill(watched.state()["supervisor"], signal.SIGKILL)
    assert watched.guard.wait(10) == 70
    assert watched.left() == []
    assert "the supervisor was killed (signal 9)" in watched.log()


def test_nothing_is_left_when_the_guard_is_killed(watched: Watched) -> None:
    wait_for(lambda: all_up(watched))
    watched.guard.kill()
    watched.guard.wait(10)
    wait_for(lambda: not watched.left())


@pytest.mark.parametrize("watched", [{"api-server": "plain", "triggerer": "dies"}], indirect=True)
def test_a_component_that_cannot_live_is_tried_with_growing_pauses(watched: Watched) -> None:
    wait_for(lambda: watched.log().count("triggerer ended (exit code 3)") >= 3)
    pauses = [line.rpartition(" in ")[2] for line in watched.log().splitlines() if line.startswith("triggerer ended")]
    assert pauses[:3] == ["0.5 s", "2.0 s", "4.0 s"]


def test_a_component_that_never_lives_ends_everything(tmp_path: Path) -> None:
    commands = {"api-server": [sys.executable, "-c", "import time; time.sleep(600)"], "scheduler": ["false"]}
    impatient = SUPERVISE.replace(
        "commands =", "import doisoat.pipeline.airflow.supervisor as s; s.GIVE_UP_AFTER = 2\ncommands ="
    )
    done = subprocess.run(
        [sys.executable, "-c", impatient, str(tmp_path), json.dumps(commands)],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 2
    assert "scheduler ended 2 times soon after starting" in done.stderr
    assert not (tmp_path / "supervisor.json").exists()


def test_a_second_guard_of_the_same_home_gives_way(watched: Watched) -> None:
    wait_for(lambda: all_up(watched))
    second = subprocess.run(
        [sys.executable, "-c", GUARD, str(watched.home), "false"],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert second.returncode == 2
    assert "already running" in second.stderr
    assert all_up(watched)


def test_an_identity_is_not_mistaken_for_a_later_process() -> None:
    me = Identity.of(os.getpid())
    assert me.process() is not None
    assert Identity(me.pid, me.started - 5).process() is None
