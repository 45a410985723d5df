"""The reading process: asked for one file after the other, it may die of any of them.

It holds itself to the limits (address space, processor time, no core file, first to go when memory is short), and
ends when the pipe from its parent does. Nothing of an exception but its type and place leaves it: the text may quote
a row.
"""

import contextlib
import gc
import json
import os
import resource
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from doisoat.errors import DoisoatError
from doisoat.sources.guard.frames import LENGTHS, Closed, batch_out, packed, read_all, write_all
from doisoat.sources.integrity import check_whole
from doisoat.sources.landing import load_landing
from doisoat.sources.limit_errors import beyond
from doisoat.sources.limits import Limits, size_text
from doisoat.sources.model import Source
from doisoat.sources.readers import progress
from doisoat.sources.readers import read as read_here
from doisoat.unforeseen import place, trace

_GRACE_CPU = 30
"""Seconds of processor time beyond the limit before the kernel ends a process whose parent does not."""


def serve(requests: int, answers: int) -> None:
    """Answer requests until the pipe closes."""
    at = {"file": "–", "sheet": "–"}

    def send(head: dict[str, Any], tables: bytes | memoryview = b"") -> None:
        for part in packed(head, tables):
            write_all(answers, part)

    def tell(file: str, sheet: str) -> None:
        at.update(file=file, sheet=sheet)
        send({"kind": "at", **at})

    progress.watch(tell)
    # Rows are lists of text without cycles: looking for some among millions of them is a fifth of the time a CSV file
    # takes. What there is otherwise is collected after each request.
    gc.disable()
    start = _resident()
    with contextlib.suppress(Closed):
        while True:
            head, _ = LENGTHS.unpack(read_all(requests, LENGTHS.size))
            request = json.loads(read_all(requests, head))
            source = Source.model_validate(request["source"])
            _hold(source.limits)
            tell(request.get("file", "–"), "–")  # received: from here on it is the file that may end this process
            for answer in _answers(request, source, at):
                send(*answer)
            gc.collect()
            # What a large file left behind would count against the next one: better a new process.
            send({"kind": "done", "retire": _resident() - start > source.limits.memory // 4})


def _answers(request: dict[str, Any], source: Source, at: dict[str, str]) -> Any:
    where: dict[str, object] = {"source": source.source_id}
    try:
        if request["do"] == "check":
            check_whole(Path(request["path"]), request["file"], source.format, source.source_id, source.limits)
        else:
            origin = list(source.groups())[request["origin"]]
            for batch in read_here(load_landing(Path(request["root"])), source, origin):
                yield batch_out(batch)
    except Closed:
        raise
    except DoisoatError as error:
        yield _error(error)
    except MemoryError:
        limit = size_text(source.limits.memory)
        yield _error(beyond("memory", {**where, **at}, limit, limit))
    except RecursionError:
        yield _error(beyond("nesting", {**where, **at}, source.limits.nesting, source.limits.nesting))
    except UnicodeError:
        yield _error(DoisoatError("SRC-FILE-ENCODING", **where, file=at["file"], row="–", encoding=source.encoding))
    except BaseException as error:
        # A panic of a parser written in Rust is no Exception.
        kind = type(error).__name__
        if isinstance(error, Exception):
            failed = DoisoatError("SRC-FILE-UNREADABLE", **where, **at, reason=kind, place=place(error))
        else:
            failed = DoisoatError("SRC-FILE-DAMAGED", **where, **at, reason=kind)
        yield _error(failed, trace(error))


def _error(error: DoisoatError, lines: Sequence[str] = ()) -> tuple[dict[str, Any], bytes]:
    fields = {name: value if isinstance(value, int | float) else str(value) for name, value in error.fields.items()}
    return {"kind": "error", "code": error.code, "fields": fields, "heals": error.heals, "trace": list(lines)}, b""


def _hold(limits: Limits) -> None:
    """Limits of this process for one request: so much address space and processor time more than it has now."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + limits.seconds) + _GRACE_CPU)
    if space := _address_space():
        _lower(resource.RLIMIT_AS, space + limits.memory)


def _lower(kind: int, value: int) -> None:
    """Set a soft limit, as far as the hard one and the system allow (macOS takes RLIMIT_AS and ignores it)."""
    hard = resource.getrlimit(kind)[1]
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _address_space() -> int:
    """Bytes of address space in use; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except (OSError, ValueError):
        return 0


def _resident() -> int:
    """Bytes of memory in use, or the most there ever were where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
    except (OSError, ValueError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def settle(parent: int) -> None:
    """Tie this process to its parent's life and make it the first to go when memory is short."""
    from ctypes import CDLL

    _lower(resource.RLIMIT_CORE, 0)
    if sys.platform.startswith("linux"):
        CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)  # PR_SET_PDEATHSIG
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("500")
    if os.getppid() != parent:
        os._exit(0)


def main() -> None:
    """Entry of a process started anew: ``python -c "…main()" REQUESTS ANSWERS PARENT``."""
    requests, answers, parent = (int(value) for value in sys.argv[1:4])
    settle(parent)
    serve(requests, answers)
    os._exit(0)
