"""The reading process as its parent sees it: started, asked, watched, replaced.

Invariant: whatever becomes of the process, the parent goes on. A process that died, was too slow or took too much
memory is never asked again.

A process of one thread (an Airflow task that has just begun) is forked, which costs nothing; anything else starts a
new interpreter, since a fork of many threads may hang. ``multiprocessing`` is no way here: Celery's and Airflow's
workers are daemonic and may have no children of it.
"""

import atexit
import contextlib
import fcntl
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import psutil

from doisoat.paths import PACKAGE
from doisoat.sources.errors import SourceError, SourceUnavailable
from doisoat.sources.guard.frames import LENGTHS, Closed, packed, write_all
from doisoat.sources.limit_errors import beyond
from doisoat.sources.limits import Limits, size_text

_LOOK_MILLISECONDS = 200
_START = Limits(seconds=180.0)
"""Until a request is acknowledged: a new interpreter on a busy machine takes its time."""
_PIPE = 1 << 20  # bytes; what Linux allows everybody
_IMPORTS = 160 * 1024**2  # memory of a new interpreter once it can read
_MAIN = "from doisoat.sources.guard.serve import main; main()"
_KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DOISOAT_HOME")
"""What a new interpreter is told of the environment: it needs no password."""
_THREADS = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"}
_OUT_OF_MEMORY = (b"memory allocation of", b"bad_alloc", b"out of memory", b"Cannot allocate")


@dataclass
class Child:
    """One reading process.

    Attributes:
        pid: its number.
        requests: the pipe to it.
        answers: the pipe from it.
        said: what it wrote to stderr; read for its kind when it has died, never shown.
        file: the file it is at; ``sheet`` likewise.
    """

    pid: int
    requests: int
    answers: int
    said: IO[bytes]
    process: "subprocess.Popen[bytes] | None" = None
    file: str = "–"
    sheet: str = "–"
    waited: float = 0.0
    base: int = 0
    ended: int | None = field(default=None, repr=False)

    def ask(self, request: dict[str, Any]) -> None:
        """Send a request; raises Closed when the process is gone."""
        self.file, self.sheet, self.waited = request.get("file", "–"), "–", 0.0
        self.base = self._resident()
        write_all(self.requests, packed(request)[0])

    def answer(self, where: dict[str, object], limits: Limits) -> tuple[dict[str, Any], bytearray]:
        """Wait for the next answer.

        Raises:
            SourceError: SRC-LIMIT-SECONDS, SRC-LIMIT-MEMORY or SRC-FILE-DAMAGED; the process is gone then.
        """
        lengths = self._receive(LENGTHS.size, where, limits)
        head, tables = LENGTHS.unpack(lengths)
        found: dict[str, Any] = json.loads(self._receive(head, where, limits))
        if found["kind"] == "at":
            if found["file"] != self.file:
                self.waited = 0.0
            self.file, self.sheet = found["file"], found["sheet"]
        return found, self._receive(tables, where, limits)

    def _receive(self, count: int, where: dict[str, object], limits: Limits) -> bytearray:
        buffer = bytearray(count)
        view, got = memoryview(buffer), 0
        while got < count:
            self._wait(where, limits)
            part = os.readv(self.answers, [view[got:]])
            if not part:
                raise self._died(where, limits)
            got += part
        return buffer

    def _wait(self, where: dict[str, object], limits: Limits) -> None:
        """Until there is something to read. Only time spent here counts: the parent's own is not the file's."""
        look = select.poll()
        look.register(self.answers, select.POLLIN)
        while not look.poll(0):
            began = time.monotonic()
            ready = look.poll(_LOOK_MILLISECONDS)
            self.waited += time.monotonic() - began
            if ready:
                return
            place = {**where, "file": self.file, "sheet": self.sheet}
            if self.waited > limits.seconds:
                self.end()
                raise beyond("seconds", place, f"{limits.seconds:g}", f"{limits.seconds:g}")
            if self._memory() > limits.memory:
                self.end()
                raise beyond("memory", place, size_text(limits.memory), size_text(limits.memory))

    def _memory(self) -> int:
        """Bytes it has taken since it was asked (a fork begins with what its parent has)."""
        return self._resident() - max(self.base, _IMPORTS)

    def _resident(self) -> int:
        with contextlib.suppress(psutil.Error, OSError):
            return int(psutil.Process(self.pid).memory_info().rss)
        return 0

    def _died(self, where: dict[str, object], limits: Limits) -> SourceError:
        status = self.end()
        self.said.seek(0)
        words = self.said.read(1 << 16)
        self.said.close()
        place = {**where, "file": self.file, "sheet": self.sheet}
        if any(mark in words for mark in _OUT_OF_MEMORY) or status == -signal.SIGKILL:
            return beyond("memory", place, size_text(limits.memory), size_text(limits.memory))
        if status == -signal.SIGXCPU:
            return beyond("seconds", place, f"{limits.seconds:g}", f"{limits.seconds:g}")
        reason = signal.Signals(-status).name if status < 0 else f"exit {status}"
        return SourceError("SRC-FILE-DAMAGED", **place, reason=reason)

    def end(self) -> int:
        """End the process if it lives; returns its exit code, negative for the signal that ended it."""
        if self.ended is None:
            for descriptor in (self.requests, self.answers):
                with contextlib.suppress(OSError):
                    os.close(descriptor)
            self.ended = self._collect(0.5)
        return self.ended

    def _collect(self, patience: float) -> int:
        end = time.monotonic() + patience
        while (status := self._poll()) is None:
            if time.monotonic() > end:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(self.pid, signal.SIGKILL)
            time.sleep(0.01)
        return status

    def _poll(self) -> int | None:
        if self.process is not None:
            return self.process.poll()
        try:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
        except ChildProcessError:
            return 0  # somebody else waited for it
        return os.waitstatus_to_exitcode(status) if pid else None


def start() -> Child:
    """Start a reading process.

    Raises:
        OSError: the system has no process or pipe left.
    """
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    _widen(theirs_out)
    said = tempfile.TemporaryFile()  # noqa: SIM115 it lives as long as the process
    try:
        if _single_thread():
            child = Child(_fork(theirs_in, theirs_out, said), ours_out, ours_in, said)
        else:
            process = _spawn(theirs_in, theirs_out, said)
            child = Child(process.pid, ours_out, ours_in, said, process)
    except BaseException:
        os.close(ours_in)
        os.close(ours_out)
        said.close()
        raise
    finally:
        os.close(theirs_in)
        os.close(theirs_out)
    return child


def _widen(pipe: int) -> None:
    """Let a pipe hold as much as the system lets anybody (Linux), so that the two sides wait less for each other."""
    with contextlib.suppress(AttributeError, OSError):
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE)


def _single_thread() -> bool:
    """Whether this process has one thread, native ones counted (Linux; elsewhere a fork is never safe)."""
    tasks = Path("/proc/self/task")
    try:
        names = [(tasks / number / "comm").read_bytes().strip() for number in os.listdir(tasks)]
    except OSError:
        return False
    # Arrow's allocator keeps a thread that returns memory, and holds its own locks over a fork.
    return len([name for name in names if name != b"jemalloc_bg_thd"]) == 1


def _fork(requests: int, answers: int, said: IO[bytes]) -> int:
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    # From here on only this process; it never returns, whatever happens.
    try:
        from doisoat.sources.guard.serve import serve, settle

        os.dup2(said.fileno(), 2)
        _only(requests, answers)
        for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGALRM, signal.SIGCHLD, signal.SIGPIPE):
            signal.signal(sign, signal.SIG_IGN if sign == signal.SIGPIPE else signal.SIG_DFL)
        os.environ.clear()
        settle(parent)
        serve(requests, answers)
    except BaseException:
        os._exit(1)
    os._exit(0)


def _only(*kept: int) -> None:
    """Close every descriptor but these and stderr: sockets of the parent must not live on here."""
    for descriptor in map(int, os.listdir("/proc/self/fd")):
        if descriptor != 2 and descriptor not in kept:
            with contextlib.suppress(OSError):
                os.close(descriptor)


def _spawn(requests: int, answers: int, said: IO[bytes]) -> "subprocess.Popen[bytes]":
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    environment |= {**_THREADS, "PYTHONPATH": os.pathsep.join([str(PACKAGE.parent), *filter(None, sys.path)])}
    command = [sys.executable, "-c", _MAIN, str(requests), str(answers), str(os.getpid())]
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=said,
        env=environment,
        pass_fds=(requests, answers),
        cwd=Path(sys.prefix),
    )


_idle: list[Child] = []
_owner: list[int] = []


def _mine() -> list[Child]:
    """Idle processes of this process: those of the one it was forked from are not ours to ask."""
    if _owner != [os.getpid()]:
        _idle.clear()
        _owner[:] = [os.getpid()]
    return _idle


@atexit.register
def _end_idle() -> None:
    for child in _mine():
        child.end()


def prepare() -> None:
    """Start a reading process now, so that it is ready when it is needed."""
    if not _mine():
        with contextlib.suppress(OSError):
            _idle.append(start())


@contextlib.contextmanager
def borrowed(request: dict[str, Any], where: dict[str, object]) -> Iterator[Child]:
    """A reading process that has been asked; it is kept for the next file unless something went wrong.

    Raises:
        SourceUnavailable: SRC-READER when none can be started.
    """
    child = _asked(request, where)
    try:
        yield child
    except BaseException:
        child.end()
        raise
    if child.ended is None:
        if _mine():
            child.end()
        else:
            _idle.append(child)


def _asked(request: dict[str, Any], where: dict[str, object]) -> Child:
    reason = "–"
    for _ in range(3):
        try:
            child = _mine().pop() if _mine() else start()
        except OSError as error:
            reason = type(error).__name__
            continue
        if child._poll() is None:
            with contextlib.suppress(Closed, SourceError):
                child.ask(request)
                child.answer(where, _START)
                child.waited = 0.0
                return child
        # It died while it was idle (memory was short, say): that is no file's fault.
        child.end()
    raise SourceUnavailable("SRC-READER", **where, reason=reason)
