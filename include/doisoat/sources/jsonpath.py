"""Paths into decoded JSON."""

from typing import Any


def dig(content: Any, path: str) -> Any:
    """Follow a dotted path into decoded JSON; an empty path is the document itself. Raises KeyError, TypeError."""
    for part in filter(None, path.split(".")):
        content = content[part]
    return content
