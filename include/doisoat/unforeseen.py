"""What is left of an exception nobody foresaw: where it happened, and never what it said.

The text of a foreign exception may quote a register ("Could not convert string 'Nguyễn …'"), so may a frame's local
variables, and so may the exception another one was raised from. Kept are the types of the exceptions, the files, lines
and functions they passed, and the code and names of errors of our own (``DoisoatError`` holds no values).
"""

import os
import sysconfig
import traceback
from datetime import UTC, datetime
from pathlib import Path

from doisoat.errors import DoisoatError

_LIBRARIES = tuple(sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib"))


def place(error: BaseException) -> str:
    """Where ``error`` came out of the project's own code: ``engine.py:79 arrays``; "?" without a trace.

    A place in a library (or in its compiled source, ``error.pxi:92``) would not tell anybody where to look.
    """
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if os.path.isabs(f.filename) and not f.filename.startswith(_LIBRARIES)] or frames
    return f"{Path(own[-1].filename).name}:{own[-1].lineno} {own[-1].name}" if own else "?"


def trace(error: BaseException) -> list[str]:
    """The traceback of ``error`` and of those it came from, the first cause first, without values."""
    chain: list[BaseException] = []
    step: BaseException | None = error
    while step is not None and step not in chain:
        chain.append(step)
        step = step.__cause__ or (None if step.__suppress_context__ else step.__context__)
    lines: list[str] = []
    for at, item in enumerate(reversed(chain)):
        lines += ["which led to", _title(item)] if at else [_title(item)]
        frames = traceback.extract_tb(item.__traceback__)
        lines += [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return lines


def _title(error: BaseException) -> str:
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    return f"{name} {error.code}: {error}" if isinstance(error, DoisoatError) else name


def write_trace(error: BaseException, folder: Path, told: str) -> Path | None:
    """Write ``trace`` into a new file of ``folder`` that only its owner reads (0600), headed by ``told``.

    Returns:
        The file; None when it cannot be written (a full disk is what the error may be about).
    """
    now = datetime.now(UTC)
    path = folder / f"error-{now:%Y%m%dT%H%M%S%f}.txt"
    text = "\n".join([f"{now:%Y-%m-%d %H:%M:%S} UTC {told}", *trace(error), ""])
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as out:
            out.write(text)
    except OSError:
        return None
    return path
