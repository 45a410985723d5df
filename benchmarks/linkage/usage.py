"""Run a command and measure it: processor seconds of the process and its children, wall time, peak memory."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

_EVERY = 0.05


@dataclass(frozen=True)
class Usage:
    """``cpu``: user and system seconds; ``peak``: MiB resident, all processes of the tree together (sampled)."""

    cpu: float
    wall: float
    peak: int
    said: str


def measured(command: Sequence[str], env: Mapping[str, str], log: Path) -> Usage:
    """Run ``command``; raises RuntimeError with the end of its output when it fails."""
    start, peak = time.perf_counter(), 0
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=dict(env))
        watched = psutil.Process(process.pid)
        while True:
            pid, status, used = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            peak = max(peak, _resident(watched))
            time.sleep(_EVERY)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - start
    said = log.read_text(encoding="utf-8", errors="replace").strip()
    if process.returncode:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}:\n{said[-2000:]}")
    return Usage(round(used.ru_utime + used.ru_stime, 2), round(wall, 2), round(peak / 2**20), said)


def _resident(process: psutil.Process) -> int:
    """Bytes of the tree now, or the mark the kernel keeps for the process itself, which no sample misses.

    (The mark in what ``wait4`` returns will not do: it begins with the size of the process that forked.)
    """
    total, mark = 0, 0
    try:
        for each in [process, *process.children(recursive=True)]:
            total += each.memory_info().rss
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
        mark = next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)
    except (psutil.Error, OSError):
        pass
    return max(total, mark)
