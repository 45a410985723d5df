"""Paths into decoded JSON, and how deep it may be nested."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from doisoat.sources.limit_errors import beyond


def dig(content: Any, path: str) -> Any:
    """Follow a dotted path into decoded JSON; an empty path is the document itself. Raises KeyError, TypeError."""
    for part in filter(None, path.split(".")):
        content = content[part]
    return content


@contextmanager
def nested_at_most(levels: int, where: dict[str, object]) -> Iterator[None]:
    """Hold the JSON decoder to so many lists and objects within each other: it takes one call of its own a level.

    Raises:
        SourceError: SRC-LIMIT-NESTING.
    """
    before, depth, frame = sys.getrecursionlimit(), 0, sys._getframe()
    while frame.f_back is not None:
        depth, frame = depth + 1, frame.f_back
    # Found by trying: what json.loads itself needs below this frame, so that exactly `levels` pass.
    sys.setrecursionlimit(depth + levels + 3)
    too_deep = False
    try:
        yield
    except RecursionError:
        too_deep = True
    finally:
        sys.setrecursionlimit(before)
    if too_deep:
        raise beyond("nesting", where, levels, levels)
