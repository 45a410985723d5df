"""What the product writes is for its owner alone, from the first byte on.

Registers' rows stand in the store, in scratch files and in the database. Invariant: a process that has called
``only_owner`` makes no file or folder that another user of the machine can read; whoever opens a store or a database
has called it. An existing file keeps the mode it has (``doisoat doctor`` looks at those).
"""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

OTHERS = 0o077
"""The permission bits of group and others."""


def only_owner() -> None:
    """Take group and others every right to what this process makes from now on (files 0600, folders 0700)."""
    os.umask(os.umask(OTHERS) | OTHERS)


def write_private(path: Path, text: str) -> None:
    """Write ``text`` to ``path`` whole or not at all, readable by the owner only from the first byte on."""
    part = _part(path, text)
    part.replace(path)


def made_once(path: Path, make: Callable[[], str]) -> str:
    """Return the text in ``path``; where there is no such file, what ``make`` returns is written there first.

    Of several processes that come at the same moment one makes the text, and all return that one.

    Raises:
        OSError: the file can neither be read nor made.
    """
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = _part(path, make())
        try:
            os.link(part, path)  # fails where another process was first
        except FileExistsError:
            pass
        finally:
            part.unlink()
    return path.read_text(encoding="utf-8")


def _part(path: Path, text: str) -> Path:
    part = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    return part
