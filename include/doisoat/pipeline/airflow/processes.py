"""Processes of ours: their tree, their end, their memory.

Invariant: whoever calls ``adopt_orphans`` is the parent of every process that descends from it, whatever session or
group that process put itself into. Airflow's LocalExecutor workers outlive a killed scheduler (each holds both ends
of its queue and never sees it close), so killing by process group or by pipe is not enough.
"""

import contextlib
import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import psutil

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


def _prctl(option: int, value: int) -> bool:
    if not sys.platform.startswith("linux"):
        return False
    return bool(ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0) == 0)


def adopt_orphans() -> bool:
    """Make this process the one that orphaned descendants fall to (Linux; elsewhere returns False)."""
    return _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def die_with_parent(sign: int = signal.SIGTERM) -> bool:
    """Ask the kernel to send ``sign`` to this process when its parent ends (Linux; elsewhere returns False)."""
    return _prctl(_PR_SET_PDEATHSIG, sign)


def child_setup(parent: int, sign: int) -> Callable[[], None]:
    """Return a ``preexec_fn`` that ties a child to ``parent``, closing the gap in which it may already have died."""

    def prepare() -> None:
        die_with_parent(sign)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)

    return prepare


def descendants(pid: int | None = None) -> list[psutil.Process]:
    """All living processes below ``pid`` (default: this process), zombies left out."""
    try:
        found = psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []
    return [process for process in found if _alive(process)]


def _alive(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running()) and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def reap() -> dict[int, int]:
    """Collect ended children; returns pid -> exit code (negative: ended by that signal)."""
    ended: dict[int, int] = {}
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return ended
        if pid == 0:
            return ended
        ended[pid] = os.waitstatus_to_exitcode(status)


def kill_all(processes: Iterable[psutil.Process]) -> None:
    """Send SIGKILL to each process and to everything below it."""
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            below = process.children(recursive=True)
            process.kill()
            for child in below:
                with contextlib.suppress(psutil.NoSuchProcess):
                    child.kill()


def kill_descendants(patience: float = 15.0) -> bool:
    """SIGKILL everything below this process until nothing is left; returns whether that worked in ``patience`` s."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        left = descendants()
        if not left:
            reap()
            return True
        kill_all(left)
        reap()
        time.sleep(0.05)
    return not descendants()


@dataclass(frozen=True)
class Identity:
    """A process that can be recognised later: process ids are used again, the pair with the start time is not."""

    pid: int
    started: float

    @classmethod
    def of(cls, pid: int) -> "Identity":
        """Identity of a living process; raises psutil.NoSuchProcess."""
        return cls(pid, psutil.Process(pid).create_time())

    def process(self) -> psutil.Process | None:
        """The living process, or None when it has ended (or its number went to another)."""
        try:
            process = psutil.Process(self.pid)
            if abs(process.create_time() - self.started) > 0.05 or not _alive(process):
                return None
        except psutil.NoSuchProcess:
            return None
        return process


def memory_mb(pid: int) -> tuple[float, float]:
    """(PSS, RSS) in MB summed over ``pid`` and everything below it; PSS counts shared pages once."""
    pss = rss = 0
    with contextlib.suppress(psutil.NoSuchProcess):
        root = psutil.Process(pid)
        for process in [root, *root.children(recursive=True)]:
            with contextlib.suppress(psutil.Error):
                info = process.memory_full_info()
                pss += getattr(info, "pss", info.rss)
                rss += info.rss
    return pss / 2**20, rss / 2**20
