"""What every statement reads and makes, told by its own text: DuckDB's parser gives the tables, the head must agree.

``python -m tests.sql.graph`` writes the lines ``reads``, ``makes`` and ``adds to`` of the heads anew (what the session
calls the result of a plain SELECT, and ``in place of``, are written by hand).
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import duckdb

from doisoat.paths import SQL
from doisoat.sqlwork import Fragment, Statement
from doisoat.sqlwork.statements import statement
from doisoat_lab.paths import SQL as LAB

FOLDERS = (SQL, LAB)
WIDTH = 120
_MARK = re.compile(r"zz_([a-z_]+?)_zz")
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
_CREATE = re.compile(r"CREATE (?:OR REPLACE )?(?:TEMP )?(TABLE|VIEW) (\w+)\s*(AS\b)?(.*)", re.DOTALL)
_INSERT = re.compile(r"INSERT INTO (\w+)(?: BY NAME)?(.*)", re.DOTALL)
_UPDATE = re.compile(r"UPDATE (\w+) SET .*?(\nFROM .*)", re.DOTALL)
_DELETE = re.compile(r"DELETE FROM (\w+)(.*)", re.DOTALL)
_MACRO = re.compile(r"CREATE (?:OR REPLACE )?(?:TEMP )?MACRO\b")


@dataclass(frozen=True)
class Told:
    """Tables of one statement; names may hold marks."""

    reads: frozenset[str] = frozenset()
    makes: frozenset[str] = frozenset()
    adds: frozenset[str] = frozenset()
    selects: bool = False
    """Whether it is a plain SELECT, whose result the session names or hands over."""


def names() -> list[tuple[Path, str]]:
    """Every statement: its folder and name."""
    return [(root, str(p.relative_to(root))[:-4]) for root in FOLDERS for p in sorted(root.rglob("*.sql"))]


@cache
def told(folder: Path, name: str) -> Told:
    """What the text of a statement says."""
    asked = statement(name, folder)
    # a choice stands for a word, any other value for a relation or an expression: a subquery is both
    plain = replace(asked, given={mark: (f"zz_{mark}_zz",) if words else () for mark, words in asked.given.items()})
    values = {mark: words[0] if words else Fragment("(SELECT 1)") for mark, words in plain.given.items()}
    return together(_parts(plain.text(**values)))


def together(parts: list[str]) -> Told:
    """What the parts of one file say: a table an earlier part makes is not read from elsewhere."""
    reads: set[str] = set()
    makes: set[str] = set()
    adds: set[str] = set()
    selects = False
    for part in parts:
        if _MACRO.match(part):
            continue
        query: str | None = part
        if found := _CREATE.fullmatch(part):
            query = found[4] if found[3] else None
            here = tables(query) if query else frozenset()
            (adds if found[2] in here else makes).add(_marks(found[2]))
        elif found := _INSERT.fullmatch(part) or _UPDATE.fullmatch(part):
            query = found[2] if _INSERT.match(part) else "SELECT 1" + found[2]
            adds.add(_marks(found[1]))
        elif found := _DELETE.fullmatch(part):
            query = f"SELECT 1 FROM {part.removeprefix('DELETE FROM ')}"
            adds.add(_marks(found[1]))
        else:
            selects = True
        reads |= {_marks(table) for table in (tables(query) if query else ())} - makes - adds
    return Told(frozenset(reads), frozenset(makes), frozenset(adds), selects)


def tables(query: str) -> frozenset[str]:
    """The tables a query reads, by DuckDB's parser."""
    row = _parser().execute("SELECT json_serialize_sql(?)", [query]).fetchone()
    assert row is not None
    tree = json.loads(row[0])
    assert not tree["error"], (tree.get("error_message"), query)
    return frozenset(_tables(tree["statements"], frozenset()))


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def _tables(node: Any, known: frozenset[str]) -> Iterator[str]:
    """Names of base tables below a node that are no common table expression there."""
    if isinstance(node, list):
        for item in node:
            yield from _tables(item, known)
    elif isinstance(node, dict):
        for entry in (node.get("cte_map") or {}).get("map", ()):
            yield from _tables(entry["value"]["query"], known)
            known |= {entry["key"]}
        if node.get("type") == "BASE_TABLE" and node["table_name"] not in known:
            yield node["table_name"]
        for key, item in node.items():
            if key != "cte_map":
                yield from _tables(item, known)


def _parts(text: str) -> list[str]:
    """Single statements."""
    bare = _QUOTED.sub(lambda found: found[0].replace(";", "\0"), text)
    return [part.replace("\0", ";").strip() for part in bare.split(";") if part.strip()]


def _marks(name: str) -> str:
    """``zz_kind_zz_record`` as it stands in the file: ``${kind}_record``."""
    found = _MARK.sub(lambda mark: "${" + mark[1] + "}", name)
    return re.sub(r"\$\{([a-z_]+)\}$", r"$\1", found) if found.count("$") == 1 else found


def expanded(asked: Statement, table: str) -> frozenset[str]:
    """Every table a name with marks may stand for."""
    marks = [mark for mark in asked.given if re.search(rf"\$(?:\{{{mark}\}}|{mark}\b)", table)]
    every = []
    for words in product(*(asked.given[mark] for mark in marks)):
        name = table
        for mark, word in zip(marks, words, strict=True):
            name = re.sub(rf"\$(?:\{{{mark}\}}|{mark}\b)", word, name)
        every.append(name)
    return frozenset(every)


def wrong_heads(folder: Path, name: str) -> list[str]:
    """Where the head of a statement says other than its text."""
    asked, text = statement(name, folder), told(folder, name)
    wrong = []
    if set(asked.reads) != text.reads:
        wrong.append(f"reads: head {sorted(asked.reads)}, text {sorted(text.reads)}")
    if text.selects:
        if len(asked.makes) + len(asked.adds) > 1:
            wrong.append("one SELECT has one result")
    elif (set(asked.makes), set(asked.adds)) != (text.makes, text.adds):
        wrong.append(f"makes: head {asked.makes} {asked.adds}, text {sorted(text.makes)} {sorted(text.adds)}")
    return wrong


def ends(statements: Mapping[str, Statement]) -> tuple[set[str], set[str], dict[str, list[str]]]:
    """Of the statements of one room: tables read that none makes, made that none reads, and made by several."""
    made: dict[str, list[str]] = {}
    read: set[str] = set()
    for name, asked in statements.items():
        for table in (t for item in asked.makes for t in expanded(asked, item)):
            made.setdefault(table, []).append(name)
        read |= {t for item in asked.reads for t in expanded(asked, item)}
    added = {t for asked in statements.values() for item in asked.adds for t in expanded(asked, item)}
    twice = {
        table: makers
        for table, makers in made.items()
        if len([maker for maker in makers if not set(statements[maker].instead) & set(makers)]) > 1
    }
    return (read | added) - made.keys(), made.keys() - read, twice


def rewrite(folder: Path, name: str) -> None:
    """Write the head of a statement by its text."""
    path = folder / f"{name}.sql"
    asked, text = statement(name, folder), told(folder, name)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    size = next(at for at, line in enumerate(lines) if not line.startswith("--"))
    kept = [line for line in lines[:size] if not re.match(r"-- (reads|makes|adds to|in place of): ", line)]
    makes, adds = (asked.makes, asked.adds) if text.selects else (sorted(text.makes), sorted(text.adds))
    said = {"reads": sorted(text.reads), "makes": makes, "adds to": adds, "in place of": asked.instead}
    head = [line for key, found in said.items() if any(found) for line in _lines(key, list(found))]
    path.write_text("".join([*kept, *head, *lines[size:]]), encoding="utf-8")


def _lines(key: str, found: list[str]) -> Iterator[str]:
    line = f"-- {key}:"
    for place, table in enumerate(found):
        if len(line) + len(table) + 2 > WIDTH:
            yield line + "\n"
            line = f"-- {key}:"
        line += f" {table}" + ("," if place < len(found) - 1 else "")
    yield line + "\n"


if __name__ == "__main__":
    for root, wanted in names():
        if len(sys.argv) < 2 or wanted in sys.argv[1:]:
            rewrite(root, wanted)
