"""JSON: its text, its values with every digit, paths into it, and how deep it may be nested."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from doisoat.sources.limit_errors import beyond

_HEAD = 1 << 16
_COLONS_APART = (" :", "\t:", "\r:", "\n:")


class Number(str):
    """A number as it was written: it may be longer than any type of number."""

    __slots__ = ()


class Doubled(dict[str, Any]):
    """An object that gives one name two different values, so that nobody knows which is meant."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs) and any(found[name] != value for name, value in pairs):
        return Doubled(found)
    return found


def loads(text: str | bytes) -> Any:
    """Decode JSON; numbers as `Number`, an object with a name twice as `Doubled`.

    >>> loads('{"a": 12345678901234567890123, "b": 96.10}')
    {'a': '12345678901234567890123', 'b': '96.10'}

    Raises:
        ValueError: it is no JSON.
        RecursionError: it is nested too deep.
    """
    return json.loads(text, parse_int=Number, parse_float=Number, parse_constant=Number, object_pairs_hook=_object)


def loads_table(text: str) -> Any:
    """As ``loads``; a list of plain objects, as most services and exports write it, in two thirds of the time.

    Names are counted in the text instead of looking at each object while it is made: where the objects have as many,
    none had one twice.
    """
    names = text.count('":') if text[:1] == "[" else 0
    # A blank before the colon would hide a name from this count.
    if names and (text.count(":") == names or not any(map(text.__contains__, _COLONS_APART))):
        found = json.loads(text, parse_int=Number, parse_float=Number, parse_constant=Number)
        if set(map(type, found)) == {dict} and sum(map(len, found)) == names:
            return found
    return loads(text)


def decoded(body: bytes) -> str:
    """JSON's text: UTF-8, -16 or -32 as it begins; lines that are no UTF-8 as the bytes of an old encoding."""
    codec = json.detect_encoding(body)
    try:
        return body.decode(codec)
    except UnicodeDecodeError:
        if codec not in ("utf-8", "utf-8-sig"):
            return body.decode(codec, "replace")
    from doisoat.sources.readers.bytecodec import letters
    from doisoat.sources.readers.cells import bytes_text

    lines = body.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    # A letter that lost a byte is no other encoding: it is shown as lost.
    return "\n".join(
        line.decode("utf-8", "replace") if (told := letters(line))[0] > told[1] else bytes_text(line) for line in lines
    )


def is_lines(body: bytes) -> bool:
    """Whether there is one JSON value a line, rather than one document over all of them."""
    if body.find(b"\n") in (-1, len(body) - 1):
        return False
    codec = json.detect_encoding(body)
    head = body[:_HEAD].decode(codec, "ignore")
    if len(body) > _HEAD and "\n" not in head.strip():
        head = body.decode(codec, "ignore")
    lines = [line.strip() for line in head.split("\n", 50) if line.strip()]
    if len(lines) < 2:
        return False
    # A line that could be the beginning of a document is none of its own; one that broke off may come before others.
    return is_json(lines[0]) or (lines[0] not in ("[", "{") and lines[0][-1] in "}]" and is_json(lines[1]))


def is_json(text: str | bytes) -> bool:
    """Whether a text is one whole JSON value."""
    try:
        json.loads(text, parse_int=str)
    except (ValueError, RecursionError):
        return False
    return True


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
