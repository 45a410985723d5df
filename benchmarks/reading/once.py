"""Read one landed source once and print what it took, as JSON: ``once.py FOLDER KIND direct|child``.

A script of its own, so that it also runs against another checkout's package (PYTHONPATH).
"""

import json
import os
import resource
import sys
import time
from pathlib import Path

import psutil

from doisoat.sources import Source, extract, guard
from doisoat.sources.connections import Connections
from doisoat.sources.guard import child
from doisoat.sources.readers import read


def main(folder: Path, kind: str, how: str) -> None:
    """Land the file, read a small one (which starts the reading process), then read it and measure."""
    for name in ("small", "large"):
        given = Source.model_validate(json.loads((folder / f"{kind}.json.source").read_text().replace("NAME", name)))
        database = {"kind": "sql", "url": f"sqlite:///{folder}/{name}.db"}
        entries = {"files": {"kind": "folder", "path": str(folder)}, "db": database}
        began, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
        landing = extract(given, Connections(entries, folder), folder / f"landing-{name}-{kind}-{how}")
        if kind != "sql":  # for a database, bringing the rows is part of reading them
            began, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
        helpers = [psutil.Process(item.pid) for item in child._mine()] if how == "child" else []
        before = sum(sum(item.cpu_times()[:2]) for item in helpers)
        reader = guard.read if how == "child" else read
        rows = sum(batch.data.num_rows for origin in given.groups() for batch in reader(landing, given, origin))
        seconds = time.perf_counter() - began
        now = resource.getrusage(resource.RUSAGE_SELF)
        own = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
        peak = _peak(os.getpid())  # ru_maxrss begins with what the starting process had
        for item in helpers:
            own += sum(item.cpu_times()[:2]) - before
            peak = max(peak, _peak(item.pid))
    print(json.dumps({"rows": rows, "seconds": seconds, "cpu": own, "peak_mb": peak}))


def _peak(pid: int) -> float:
    """Most memory a process ever had, in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
