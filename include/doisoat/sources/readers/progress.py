"""Where reading is now, told to whoever watches: should it end the process, the file and sheet are known."""

from collections.abc import Callable

_watchers: list[Callable[[str, str], None]] = []


def watch(tell: Callable[[str, str], None]) -> None:
    """Have `tell` called with file and sheet whenever another one is begun, in place of whoever was told before."""
    _watchers[:] = [tell]


def reading(file: str, sheet: str = "–") -> None:
    """Say that a file, or a sheet of it, is begun."""
    for tell in _watchers:
        tell(file, sheet)
