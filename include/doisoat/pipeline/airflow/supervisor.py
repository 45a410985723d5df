"""Keeps Airflow's four components running on one machine, and leaves nothing behind.

``airflow standalone`` does not restart a component that died, obeys SIGINT only, and leaves an API server behind on
SIGTERM. Here two processes of ours watch each other:

    guard          adopts orphans; when the supervisor ends, kills everything below itself
      supervisor   adopts orphans; starts, restarts and stops the components; told by the kernel when the guard dies
        api-server · scheduler · dag-processor · triggerer

Invariant: when either is gone, whatever the other finds below itself is ended; only killing both in the same instant
could leave something, and ``control.sweep`` ends that on the next start.
"""

import contextlib
import json
import logging
import os
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from doisoat.pipeline.airflow.processes import (
    adopt_orphans,
    child_setup,
    descendants,
    kill_all,
    kill_descendants,
    reap,
)
from doisoat.pipeline.scratch import scratch_folder, sweep
from doisoat.private import write_private

log = logging.getLogger("doisoat.supervisor")

COMMANDS: dict[str, list[str]] = {
    "api-server": ["api-server"],
    # Their log servers listen on every interface; the API server reads the files themselves.
    "scheduler": ["scheduler", "--skip-serve-logs"],
    "dag-processor": ["dag-processor"],
    "triggerer": ["triggerer", "--skip-serve-logs"],
}
STATE_FILE = "supervisor.json"
HEALTHY_AFTER = 60.0
GIVE_UP_AFTER = 8
LONGEST_PAUSE = 30.0


@dataclass
class Component:
    """One of Airflow's long-running processes."""

    name: str
    command: list[str]
    pid: int | None = None
    started: float = 0.0
    restarts: int = 0
    quick_deaths: int = 0
    start_at: float = 0.0
    process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)


class GaveUp(Exception):
    """A component died again and again; carries its name."""


class Supervisor:
    """Starts the components with ``environment`` and keeps them until told to stop.

    Args:
        home: AIRFLOW_HOME; state and component logs are written below it.
        environment: the components' whole environment.
        commands: name -> command line; a test may name its own.
    """

    def __init__(
        self,
        home: Path,
        environment: dict[str, str],
        commands: dict[str, list[str]] | None = None,
        *,
        url: str = "",
        grace: float = 20.0,
    ) -> None:
        self.home = home
        self.environment = environment
        self.url = url
        self.grace = grace
        self.components = [Component(name, command) for name, command in (commands or airflow_commands()).items()]
        self._stop = False

    def run(self) -> int:
        """Supervise until SIGTERM or SIGINT; returns 0, or 2 when a component cannot be kept alive."""
        adopt_orphans()
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, self._told_to_stop)
        (self.home / "logs" / "components").mkdir(parents=True, exist_ok=True)
        self._sweep()
        code = 0
        try:
            while not self._stop:
                self._step()
                time.sleep(0.2)
        except GaveUp as gave_up:
            log.error("%s; stopping Airflow (see %s)", gave_up, self.home / "logs" / "components")
            code = 2
        finally:
            self._shut_down()
        return code

    def _told_to_stop(self, _sign: int, _frame: object) -> None:
        self._stop = True

    def _step(self) -> None:
        changed = False
        for pid, exit_code in reap().items():
            component = next((item for item in self.components if item.pid == pid), None)
            if component is not None:
                self._ended(component, exit_code)
                changed = True
        now = time.monotonic()
        for component in self.components:
            if component.pid is None and now >= component.start_at:
                self._start(component)
                changed = True
        if changed:
            self._write_state()

    def _start(self, component: Component) -> None:
        path = self.home / "logs" / "components" / f"{component.name}.log"
        if path.exists() and path.stat().st_size > 20 * 2**20:
            path.replace(path.with_suffix(".log.1"))
        with path.open("ab") as output:
            component.process = subprocess.Popen(
                component.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=self.environment,
                cwd=self.home,
                start_new_session=True,
                preexec_fn=child_setup(os.getpid(), signal.SIGKILL),
            )
        component.pid = component.process.pid
        component.started = time.monotonic()
        log.info("%s started (process %d)", component.name, component.pid)

    def _ended(self, component: Component, exit_code: int) -> None:
        lived = time.monotonic() - component.started
        if component.process is not None:
            component.process.returncode = exit_code
        component.pid = component.process = None
        component.restarts += 1
        component.quick_deaths = 0 if lived > HEALTHY_AFTER else component.quick_deaths + 1
        # What it left running would go on writing under a run its successor believes to own.
        self._end_orphans()
        self._sweep()
        if component.name == "scheduler":
            self._declare_scheduler_dead()
        if component.quick_deaths >= GIVE_UP_AFTER:
            raise GaveUp(f"{component.name} ended {component.quick_deaths} times soon after starting")
        pause = min(LONGEST_PAUSE, 2.0 ** max(0, component.quick_deaths - 1)) if component.quick_deaths > 1 else 0.5
        component.start_at = time.monotonic() + pause
        how = f"killed by signal {-exit_code}" if exit_code < 0 else f"exit code {exit_code}"
        log.warning("%s ended (%s) after %.0f s; starting it again in %.1f s", component.name, how, lived, pause)

    def _declare_scheduler_dead(self) -> None:
        """Tell Airflow what it would find out by itself a minute later, so that interrupted tasks run again at once.

        Only for the embedded database: there is one scheduler, and it has just ended.
        """
        url = self.environment.get("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", "")
        if not url.startswith("sqlite:///"):
            return
        with contextlib.suppress(sqlite3.Error):
            connection = sqlite3.connect(url.removeprefix("sqlite:///").partition("?")[0], timeout=10)
            with contextlib.closing(connection), connection:
                connection.execute(
                    "UPDATE job SET state = 'failed' WHERE job_type = 'SchedulerJob' AND state = 'running'"
                )

    def _end_orphans(self) -> None:
        """Kill what fell to this process because its parent, a component, died."""
        ours = {component.pid for component in self.components}
        orphans = [child for child in psutil.Process().children() if child.pid not in ours]
        if orphans:
            log.warning("ending %d process(es) a dead component left", len(orphans))
            kill_all(orphans)

    def _sweep(self) -> None:
        """Remove the scratch of steps that did not live to do it: registers' rows must not lie about."""
        var = self.environment.get("DOISOAT_VAR")
        removed = sweep(scratch_folder(Path(var))) if var else 0
        if removed:
            log.info("removed %d scratch folder(s) of killed steps", removed)

    def _shut_down(self) -> None:
        """Stop the scheduler and helpers first: tasks that are about to end still need the API server."""
        for last in (False, True):
            group = [item for item in self.components if item.pid and (item.name == "api-server") is last]
            for component in group:
                with contextlib.suppress(psutil.NoSuchProcess):
                    psutil.Process(component.pid).terminate()
            end = time.monotonic() + self.grace
            while any(item.pid for item in group) and time.monotonic() < end:
                ended = reap()
                for component in group:
                    if component.pid in ended:
                        component.pid = None
                time.sleep(0.05)
        left = len(descendants())
        if left:
            log.warning("killing %d process(es) that did not end in time", left)
        kill_descendants()
        self._sweep()
        (self.home / STATE_FILE).unlink(missing_ok=True)
        log.info("stopped")

    def _write_state(self) -> None:
        write_private(
            self.home / STATE_FILE,
            json.dumps(
                {
                    "guard": os.getppid(),
                    "supervisor": os.getpid(),
                    "url": self.url,
                    "components": [
                        {"name": item.name, "pid": item.pid, "restarts": item.restarts} for item in self.components
                    ],
                }
            ),
        )


def airflow_commands() -> dict[str, list[str]]:
    """Command line of each component, run by this interpreter."""
    return {name: [sys.executable, "-m", "airflow", *arguments] for name, arguments in COMMANDS.items()}
