"""How many rows a file has, counted a second time and in the simplest way: what a reader says is held against it."""

import csv
import json
import posixpath
import re
import struct
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

_BREAK = re.compile(r"\r\n|\r|\n")


def lines(data: bytes) -> list[str]:
    """Physical lines of a text, as an editor shows them."""
    found = _BREAK.split(_text(data))
    return found[:-1] if not found[-1] else found


def five_columns(lines: list[str]) -> bool:
    """Whether the first line is a heading of five columns, as those of the corpus are."""
    return any(len(next(csv.reader(lines[:1], delimiter=separator), [])) == 5 for separator in ",;\t|")


def row_like(line: str) -> bool:
    """Whether a line has the cells of a row of the corpus: five of them, at least four with something in them."""
    if "\0" in line:  # UTF-16 out of step
        return False
    for separator in ",;\t|":
        cells = [cell.strip(' "') for cell in line.split(separator)]
        if len(cells) == 5 and sum(map(bool, cells)) >= 4:
            return True
    return False


def _text(data: bytes) -> str:
    marks = (
        (b"\xef\xbb\xbf", "latin-1"),
        (b"\xff\xfe\0\0", "utf-32-le"),
        (b"\0\0\xfe\xff", "utf-32-be"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
    )
    for mark, codec in marks:
        if data.startswith(mark):
            return data[len(mark) :].decode(codec, "replace")
    head = data[:4096]
    upper, lower = head[0::2].count(0), head[1::2].count(0)
    if max(upper, lower) * 5 > len(head):  # every other byte is zero in most letters
        return data.decode("utf-16-le" if lower >= upper else "utf-16-be", "replace")
    return data.decode("latin-1")


def items(data: bytes, place: str) -> int | None:
    """Objects of a JSON document or of a text with one object a line; None when it is neither."""
    try:
        content = json.loads(data)
    except RecursionError:
        return None
    except ValueError:
        return _objects(data)
    if isinstance(content, dict):
        found: Any = content
        for name in place.split("."):
            found = found.get(name) if isinstance(found, dict) else None
        content = found if found is not None else [content]
    return len(content) if isinstance(content, list) else None


def _objects(data: bytes) -> int | None:
    count = 0
    for line in data.split(b"\n"):
        if not line.strip():
            continue
        try:
            json.loads(line)
        except (ValueError, RecursionError):
            return None
        count += 1
    return count


def filled_rows(path: Path) -> dict[str, set[int]] | None:
    """Sheet → numbers of the rows with a cell that shows something; None for what this scan does not understand."""
    try:
        with zipfile.ZipFile(path) as book:
            return _filled(book)
    except (
        ElementTree.ParseError,
        LookupError,
        ValueError,
        zipfile.BadZipFile,
        RecursionError,
        NotImplementedError,
        OSError,
        EOFError,
    ):
        return None


def _filled(book: zipfile.ZipFile) -> dict[str, set[int]]:
    names = {name.replace("\\", "/").lower(): name for name in book.namelist()}

    def tree(part: str) -> ElementTree.Element:
        return ElementTree.fromstring(book.read(names[part.lower()]))

    targets = {
        item.get("Id"): posixpath.normpath(posixpath.join("xl", item.get("Target", ""))).lstrip("/")
        for item in tree("xl/_rels/workbook.xml.rels").iter()
        if item.get("Id")
    }
    strings = []
    if "xl/sharedstrings.xml" in names:
        strings = [
            "".join(part.text or "" for part in item.iter() if _tag(part) == "t")
            for item in tree("xl/sharedStrings.xml")
            if _tag(item) == "si"
        ]
    found = {}
    for sheet in (item for item in tree("xl/workbook.xml").iter() if _tag(item) == "sheet"):
        key = next((value for name, value in sheet.items() if name.endswith("}id")), "")
        found[sheet.get("name", "")] = _rows(tree(targets[key]), strings)
    return found


def _tag(item: ElementTree.Element) -> str:
    return item.tag.rpartition("}")[2]


def _rows(sheet: ElementTree.Element, strings: list[str]) -> set[int]:
    found: set[int] = set()
    number = 0
    data = next((item for item in sheet if _tag(item) == "sheetData"), ())
    for row in (item for item in data if _tag(item) == "row"):
        number = int(row.get("r") or number + 1)
        for cell in (item for item in row if _tag(item) == "c"):
            address = re.fullmatch(r"[A-Z]{1,3}([0-9]{1,7})", cell.get("r") or f"A{number}")
            if address is None:
                raise ValueError("an address")
            if _shown(cell, strings):
                found.add(int(address[1]))
    return found


def _shown(cell: ElementTree.Element, strings: list[str]) -> bool:
    """Whether a cell has text a person would see: the one place of `<v>`, or `<is>` for text of its own."""
    parts: Mapping[str, ElementTree.Element] = {_tag(item): item for item in cell}
    if cell.get("t") == "inlineStr":
        body = parts.get("is")
        return body is not None and any((part.text or "").strip() for part in body.iter() if _tag(part) == "t")
    value = parts["v"].text if "v" in parts else None
    if not value or not value.strip():
        return False
    if cell.get("t") != "s":
        return True
    return 0 <= int(value) < len(strings) and bool(strings[int(value)].strip())


_NUMBERS = {0x0203: 8, 0x027E: 4}
"""Records of one number each, and how long it is."""


def filled_rows_of_old(stream: bytes) -> dict[str, set[int]] | None:
    """Sheet → numbers of the rows with a cell that shows a number or a text, from the workbook stream of an .xls; None
    for what this scan does not understand."""
    try:
        book = dict(_biff(stream, 0))
        sheets = [body for kind, body in _biff(stream, 0) if kind == 0x85]
        strings = _shared(book[0xFC])
        found = {}
        for body in sheets:
            start, _, kind, length, wide = struct.unpack_from("<IBBBB", body)
            if kind or wide not in (0, 1):
                return None
            name = body[8 : 8 + length * (1 + wide)].decode("utf-16-le" if wide else "latin-1")
            found[name] = _old_rows(stream, start, strings)
    except (struct.error, KeyError, ValueError, IndexError):
        return None
    return found


def _biff(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of one part of the stream, from its BOF to its EOF."""
    if stream[at : at + 2] != b"\x09\x08":
        raise ValueError("no BOF")
    while True:
        kind, length = struct.unpack_from("<HH", stream, at)
        body = stream[at + 4 : at + 4 + length]
        if len(body) < length or kind == 0x3C:
            raise ValueError("cut, or continued")
        yield kind, body
        if kind == 0x0A:
            return
        at += 4 + length


def _shared(body: bytes) -> list[str]:
    strings, at = [], 8
    for _ in range(struct.unpack_from("<I", body, 4)[0]):
        length, flags = struct.unpack_from("<HB", body, at)
        if flags not in (0, 1):
            raise ValueError("runs")
        end = at + 3 + length * (1 + flags)
        if end > len(body):
            raise ValueError("cut")
        strings.append(body[at + 3 : end].decode("utf-16-le" if flags else "latin-1", "replace"))
        at = end
    return strings


def _old_rows(stream: bytes, start: int, strings: list[str]) -> set[int]:
    found = set()
    for kind, body in _biff(stream, start):
        shown = kind in _NUMBERS and len(body) == 6 + _NUMBERS[kind]
        if kind == 0xFD:
            shown = bool(strings[struct.unpack_from("<I", body, 6)[0]].strip())
        if shown:
            found.add(struct.unpack_from("<H", body)[0] + 1)
    return found
