"""Folders for what a step needs while it works; what a killed step left is removed.

Scratch holds registers' rows. Invariant: each folder has a lock file beside it that its process holds for as long as it
lives, however it ends; a folder whose lock nobody holds belongs to nobody. The lock is the kernel's (flock), so it
serves every process and container of one host that shares the folder.
"""

import fcntl
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

LOCK = ".lock"
YOUNG = 60.0
"""Seconds a folder without a lock is left alone: its process may be about to make the lock."""


def scratch_folder(var: Path) -> Path:
    """Where an installation's steps have their temporary folders."""
    return var / "scratch"


@contextmanager
def scratch(base: Path, name: str) -> Iterator[Path]:
    """A new folder in ``base`` that is removed afterwards, whatever happens."""
    base.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=base))
    lock = folder.with_name(folder.name + LOCK)
    try:
        with lock.open("w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        lock.unlink(missing_ok=True)


def sweep(base: Path) -> int:
    """Remove the folders in ``base`` that no living process holds; returns how many."""
    if not base.is_dir():
        return 0
    removed = 0
    for folder in sorted(base.iterdir()):
        if folder.is_dir() and _left(folder):
            shutil.rmtree(folder, ignore_errors=True)
            folder.with_name(folder.name + LOCK).unlink(missing_ok=True)
            removed += 1
    return removed


def _left(folder: Path) -> bool:
    try:
        with folder.with_name(folder.name + LOCK).open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    except FileNotFoundError:
        with suppress(OSError):
            return time.time() - folder.stat().st_mtime > YOUNG
    except OSError:  # held by another process, or removed meanwhile
        pass
    return False
