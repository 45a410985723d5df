"""Changes to bytes: small ones anywhere, and ones that leave the container whole (a zip's checksums, a document's
brackets, the length a service says), so that what lies behind it is reached.
"""

import io
import json
import random
import re
import zipfile
from collections.abc import Callable
from copy import deepcopy
from typing import Any
from xml.etree import ElementTree

import yaml

WORDS: dict[str, tuple[bytes, ...]] = {
    "csv": (
        b'"',
        b'""',
        b'"\n',
        b"\r\n",
        b"\r",
        b";",
        b",",
        b"\t",
        b"\n\n",
        b'="',
        b"sep=;\n",
        b"\xef\xbb\xbf",
        b"\0",
        b"\xc3",
        b"\xa0",
        "Tổng cộng".encode(),
        "Người lập biểu".encode(),
        "Thôn 2".encode(),
        b"1985-01-01T17:00:00Z",
    ),
    "json": (
        b"[",
        b"]",
        b"{",
        b"}",
        b"null",
        b"true",
        b"NaN",
        b"1e999",
        b"-0",
        b'"\\ud800"',
        b"[[",
        b"{}",
        b"\n",
        b",",
        b'"items":',
        b"123456789012345678901234567890",
        b"1.5",
    ),
    "xlsx": (
        b'<row r="5">',
        b"</row>",
        b'<c r="XFD1048576"><v>1</v></c>',
        b"<c><v>1</v></c>",
        b't="s"',
        b't="e"',
        b't="inlineStr"',
        b't="d"',
        b"#REF!",
        b"<f>A1</f>",
        b"<v/>",
        b"<v>99999</v>",
        b' r="1048576"',
        b' r="0"',
        b' s="1"',
        b'state="veryHidden"',
        b'<mergeCell ref="A2:A4"/>',
        b"<is><t>x</t></is>",
        b"1e308",
        b"&#10;",
        b'date1904="1"',
        b"<rPh>",
    ),
    "yaml": (
        b"&a ",
        b"*a",
        b"- ",
        b": ",
        b"\n  ",
        b"!!python/object:x",
        b"2026-02-30",
        b"{",
        b"[",
        b"null",
        b"~",
        b"'",
        b"from: {sheets: '*'}",
        b"as_of: file_name",
        b"value: '('",
        b"limits: {cells: 1}",
        b"map: {1: x}",
        b"0x1",
        b"as_of: {column: x}",
        b"format: csv",
        b"1e3",
        b"yes",
    ),
    "http": (
        b"page 2\n",
        b"\n\x1e\n",
        b"HTTP/1.1 429 Too Many Requests\r\n",
        b"Retry-After: 99999\r\n",
        b"Content-Length: 0\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"Content-Encoding: gzip\r\n",
        b"null",
        b"[]",
        b"\r\n\r\n",
        b'"total": 5',
        b"HTTP/1.1 302 Found\r\nLocation: /x\r\n",
        b"Retry-After: -1\r\n",
    ),
    "parquet": (b"PAR1", b"\x15\x00", b"\x15\x02", b"\x19\x1c", b"\xff\xff\xff\x7f", b"\x80\x80\x80\x80\x08"),
    "xls": (
        b"\xff\xff\xff\xff",
        b"\xfe\xff\xff\xff",
        b"\x09\x08",
        b"\x0a\x00\x00\x00",
        b"\xfd\x00\x0a\x00",
        b"\x3c\x00",
        b"\xfc\x00",
    ),
}
"""Words of each format: put in by the mutator here, and the dictionary of the guided one."""


def bytewise(data: bytes, chance: random.Random, words: tuple[bytes, ...]) -> bytes:
    """One to four small changes."""
    found = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(found) + 1)
        kind = chance.randrange(6)
        if kind == 0 and found:
            found[min(at, len(found) - 1)] ^= 1 << chance.randrange(8)
        elif kind == 1:
            del found[at : at + chance.randint(1, 16)]
        elif kind == 2:
            found[at:at] = chance.choice(words)
        elif kind == 3:
            start = chance.randrange(len(found) + 1)
            found[at:at] = found[start : start + chance.randint(1, 64)]
        elif kind == 4:
            found[at : at + 4] = chance.choice((b"\0\0\0\0", b"\xff\xff\xff\xff", b"9999", b"-1"))
        else:
            word = chance.choice(words)
            found[at : at + len(word)] = word
    return bytes(found)


def zipped(data: bytes, chance: random.Random, change: Callable[[bytes], bytes]) -> bytes:
    """A zip with one of its parts changed, renamed or left out; other bytes as `change` makes them."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            parts = [(name, book.read(name)) for name in book.namelist()]
    except (zipfile.BadZipFile, KeyError, ValueError, NotImplementedError, OSError, EOFError, zipfile.LargeZipFile):
        return change(data)
    if not parts:
        return change(data)
    at = chance.randrange(len(parts))
    name, content = parts[at]
    kind = chance.randrange(40)
    if kind == 0:
        del parts[at]
    elif kind == 1:
        parts[at] = (change(name.encode()).decode("latin-1").replace("\0", "") or "x", content)
    elif kind == 2:
        return change(data)
    else:
        # The sheet's own part is where rows are.
        sheets = [n for n, (part, _) in enumerate(parts) if "sheet" in part.lower() or part == "content.xml"]
        at = chance.choice(sheets) if sheets and chance.randrange(3) else at
        name, content = parts[at]
        parts[at] = (name, elements(content, chance, change) if chance.randrange(3) else change(content))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as book:
        for name, content in dict(parts).items():
            item = zipfile.ZipInfo("x", (1980, 1, 1, 0, 0, 0))
            item.filename = name
            book.writestr(item, content)
    return buffer.getvalue()


_SAID = (
    "",
    "0",
    "1",
    "5",
    "-1",
    "99999",
    "1048576",
    "XFD1048576",
    "A2",
    "A1:B2",
    "s",
    "e",
    "d",
    "str",
    "b",
    "inlineStr",
    "n",
    "hidden",
    "veryHidden",
    "#REF!",
    "1e308",
    "NaN",
    "2026-02-30",
    "1985-01-01T17:00:00Z",
    "x\ny",
    "16384",
)


def elements(data: bytes, chance: random.Random, change: Callable[[bytes], bytes]) -> bytes:
    """XML with an element or attribute changed, left out, doubled or moved; other bytes as `change` makes them."""
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError):
        return change(data)
    pairs = [(parent, item) for parent in root.iter() for item in parent]
    if not pairs:
        return change(data)
    for _ in range(chance.randint(1, 3)):
        parent, item = chance.choice(pairs)
        kind = chance.randrange(6)
        if kind == 0 and item in list(parent):
            parent.remove(item)
        elif kind == 1:
            parent.insert(chance.randrange(len(parent) + 1), item)
        elif kind == 2 and item.attrib:
            del item.attrib[chance.choice(list(item.attrib))]
        elif kind == 3:
            item.set(chance.choice([*item.attrib, "r", "t", "s"]), chance.choice(_SAID))
        elif kind == 4:
            item.text = chance.choice(_SAID)
        else:
            item.tag = chance.choice(pairs)[1].tag
    try:
        return ElementTree.tostring(root, "utf-8")
    except (ValueError, RecursionError):
        return change(data)


_VALUES: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1.5,
    1e300,
    float("nan"),
    10**30,
    "",
    " ",
    "nan",
    "\ud800",
    "\0",
    "'068185000001",
    "1985-01-01T17:00:00Z",
    [],
    {},
    [None],
    [[]],
    {"": None},
    {"items": []},
    "(",
    "*",
    "csv",
    "xlsx",
    "file_name",
    "2026-02-30",
)


def tree(content: Any, chance: random.Random) -> Any:
    """A document with one of its values changed, left out, doubled or put elsewhere."""
    places: list[tuple[Any, Any]] = []
    waiting = [content] if isinstance(content, dict | list) else []
    while waiting:
        found = waiting.pop()
        keys: list[Any] = list(found) if isinstance(found, dict) else list(range(len(found)))
        places += [(found, key) for key in keys]
        waiting += [found[key] for key in keys if isinstance(found[key], dict | list)]
    if not places:
        return deepcopy(chance.choice(_VALUES))
    holder, key = chance.choice(places)
    kind = chance.randrange(5)
    if kind == 0:
        del holder[key]
    elif kind == 1 and isinstance(holder, list):
        holder.insert(key, holder[key])
    elif kind == 2:
        other, name = chance.choice(places)
        holder[key] = json.loads(json.dumps(other[name], default=str)) if _has(other, name) else None
    elif kind == 3 and isinstance(holder, dict):
        holder[str(chance.choice(_VALUES))] = holder.pop(key)
    else:
        holder[key] = deepcopy(chance.choice(_VALUES))
    return content


def _has(holder: Any, key: Any) -> bool:
    return key in holder if isinstance(holder, dict) else key < len(holder)


def document(data: bytes, chance: random.Random, change: Callable[[bytes], bytes]) -> bytes:
    """JSON changed as a tree, whole or in one of its lines; other bytes as `change` makes them."""
    lines = data.splitlines(keepends=True)
    try:
        return json.dumps(tree(json.loads(data), chance), ensure_ascii=chance.random() < 0.5).encode("utf-8", "replace")
    except (ValueError, RecursionError):
        if not lines:
            return change(data)
    at = chance.randrange(len(lines))
    try:
        lines[at] = json.dumps(tree(json.loads(lines[at]), chance)).encode() + b"\n"
    except (ValueError, RecursionError):
        return change(data)
    return b"".join(lines)


def configuration(data: bytes, chance: random.Random, change: Callable[[bytes], bytes]) -> bytes:
    """YAML changed as a tree; other bytes as `change` makes them."""
    try:
        content = tree(yaml.load(data, getattr(yaml, "CSafeLoader", yaml.SafeLoader)), chance)
        return yaml.safe_dump(content, allow_unicode=True).encode("utf-8", "replace")
    except (yaml.YAMLError, ValueError, TypeError, RecursionError):
        return change(data)


_ANSWER = re.compile(rb"(Content-Length: )\d+(.*?\r\n\r\n)([^\x1e]*)", re.DOTALL)


def answers(data: bytes, chance: random.Random, change: Callable[[bytes], bytes]) -> bytes:
    """A recording with one body changed and its length put right; other bytes as `change` makes them."""
    found = list(_ANSWER.finditer(data))
    if not found:
        return change(data)
    part = chance.choice(found)
    body = document(part[3].removesuffix(b"\n"), chance, change)
    said = part[1] + str(len(body)).encode() + part[2] + body
    return data[: part.start()] + said + (b"\n" if part[3].endswith(b"\n") else b"") + data[part.end() :]


_STRUCTURED = {"xlsx": zipped, "json": document, "yaml": configuration, "http": answers}


def changed(reader: str, data: bytes, chance: random.Random, change: Callable[[bytes], bytes] | None = None) -> bytes:
    """An input for a reader made from another; `change` makes the small changes (default `bytewise`)."""
    small = change or (lambda part: bytewise(part, chance, WORDS[reader]))
    structured = _STRUCTURED.get(reader)
    return structured(data, chance, small) if structured and chance.randrange(4) else small(data)
