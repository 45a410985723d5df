"""Fuzz a reader, guided by coverage: ``python -m tests.fuzz.run READER SECONDS`` (`make fuzz` runs them all).

This process starts the fuzzer and starts it again when it died. What made it die is tried once more in the reading
process, as the pipeline would: when that turns the input into the source's own error, the parser's crash is counted
and the run goes on; else the input is kept and the exit code is 1.
"""

import os
import re
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

from doisoat.errors import DoisoatError
from tests.fuzz.targets import TARGETS, UNFORESEEN, guarded, seeds

FOLDER = Path("build/fuzz")
_UNITS = re.compile(rb"stat::number_of_executed_units: +(\d+)")
_COVERED = re.compile(rb"cov: (\d+)")
_MEMORY_MB, _TIMEOUT = 3000, 25


def main(reader: str, seconds: int) -> int:
    """Fuzz one reader for so many seconds; returns the exit code."""
    place = FOLDER / reader
    begin, found = place / "seeds", place / "found"
    shutil.rmtree(begin, ignore_errors=True)
    for folder in (begin, found, place / "corpus"):
        folder.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(seeds(reader)):
        (begin / f"{number:03}").write_bytes(data)
    end, executions, survived, covered, bad = time.monotonic() + seconds, 0, 0, 0, []
    while (left := int(end - time.monotonic())) > 0 and len(bad) < 5:
        log = _fuzz(reader, place, left)
        executions += sum(int(n) for n in _UNITS.findall(log))
        covered = max([covered, *(int(n) for n in _COVERED.findall(log))])
        for path in sorted(found.glob("*-*")):
            if _survives(reader, path):
                survived += 1
                path.unlink()
            else:
                bad.append(path.rename(path.with_name(path.name.replace("-", "_"))))
                sys.stderr.buffer.write(_trace(log))
        if b"stat::number_of_executed_units" not in log:
            sys.stderr.buffer.write(log[-4000:])
            return 2
    print(f"{reader}: {executions:,} executions, {covered:,} edges, {survived} parser crashes held, {len(bad)} faults")
    for path in bad:
        print(f"  {path} ({path.stat().st_size} bytes); again: python -m tests.fuzz.run {reader} {path}")
    return int(bool(bad))


def _fuzz(reader: str, place: Path, seconds: int) -> bytes:
    options = {
        "max_total_time": seconds,
        "timeout": _TIMEOUT,
        "report_slow_units": _TIMEOUT,
        "rss_limit_mb": _MEMORY_MB,
        "max_len": 32768,
        "artifact_prefix": f"{place}/found/",
        "print_final_stats": 1,
        "len_control": 0,
    }
    command = [sys.executable, "-m", "tests.fuzz.guided", reader]
    command += [f"-{name}={value}" for name, value in options.items()]
    command += [str(place / "corpus"), str(place / "seeds")]
    done = subprocess.run(
        command,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        check=False,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )
    return done.stderr + f"\nended with {done.returncode}\n".encode()


def _trace(log: bytes) -> bytes:
    """The end of what a fuzzer said of the input it died of."""
    at = max(log.find(b"Uncaught Python exception"), log.find(b"ALARM"), log.find(b"ERROR: libFuzzer"))
    return log[at:][:3000] + b"\n" if at >= 0 else log[-3000:] + b"\n"


def _survives(reader: str, path: Path) -> bool:
    """Whether the reading process turns an input a parser crashed of into the source's own error."""
    if path.name.startswith(("timeout-", "slow-")):
        return _quick(reader, path)  # or was the machine busy?
    try:
        if (read := guarded(reader)) is None:
            return False
        read(path.read_bytes())
    except DoisoatError as error:
        return error.code != UNFORESEEN
    except Exception:
        return False
    # It reads there: only what the target itself finds wrong (a lost row) can have stopped the fuzzer.
    return (
        subprocess.run(
            [sys.executable, "-m", "tests.fuzz.run", reader, str(path)], check=False, capture_output=True
        ).returncode
        == 0
    )


def _quick(reader: str, path: Path) -> bool:
    """Whether an input is sound and takes less processor time than it may."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "tests.fuzz.run", reader, str(path)]
    done = subprocess.run(command, check=False, capture_output=True, preexec_fn=_limited)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    taken = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done.returncode == 0 and taken < _TIMEOUT


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (2 * _TIMEOUT, 2 * _TIMEOUT))


def again(reader: str, path: str) -> int:
    """Try one input and show what comes of it."""
    TARGETS[reader](Path(path).read_bytes())
    print("holds")
    return 0


if __name__ == "__main__":
    name, argument = sys.argv[1:3]
    sys.exit(main(name, int(argument)) if argument.isdigit() else again(name, argument))
