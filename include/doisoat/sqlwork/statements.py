"""Statements by name: the SQL of ``sql/<name>.sql`` with its head, and the one way of filling in what it is given.

A file begins with comments: what a row of the result is (and what else a reader must know), then lines of the form

    -- $cap: value
    -- $target: node, hidden_node
    -- reads: person_value, $grouping
    -- makes: $target
    -- adds to: pair
    -- in place of: member_label

A mark ``$name`` (or ``${name}_key``) stands for what the statement is given under that name. ``value`` is rendered by
``quoting``; where names are listed, one of these is given and stands as it is, so that it may be (part of) the name of
a table. Marks in comments and in quotes are none. A mark that is not declared, a name that is not given, not known or
not on the list is an error before DuckDB sees anything. ``tests/sql/test_graph.py`` holds the rest of the head against
what the statement's text says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Final

from doisoat.paths import SQL
from doisoat.sqlwork.quoting import Value, render
from doisoat.sqlwork.tables import Table

__all__ = ["Statement", "StatementError", "parse", "statement"]

VALUE: Final = "value"
_TOKEN: Final = re.compile(
    r"--[^\n]*|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\$\{(?P<braced>[a-z_]+)\}|\$(?P<plain>[a-z_]+)"
)
_GIVEN: Final = re.compile(r"--\s*\$([a-z_]+): (.+)")
_SAID: Final = re.compile(r"--\s*(reads|makes|adds to|in place of): (.+)")


class StatementError(TypeError):
    """A statement was called wrongly, or its head is wrong: a mistake of the code, never of the data."""


@dataclass(frozen=True)
class Statement:
    """One statement.

    Args:
        name: path below ``sql/`` without ``.sql``.
        says: what a row of the result is.
        given: parameter → the names it may be (none: any value).
        reads: tables it reads that it does not make itself.
        makes: tables or views it creates; of a plain SELECT, what the session calls its result.
        adds: tables it inserts into, updates or writes anew from themselves.
        instead: the statements that make the same tables at other times.
        pieces: its text without comments; marks as (name,).
    """

    name: str
    says: str
    given: Mapping[str, tuple[str, ...]]
    reads: tuple[str, ...]
    makes: tuple[str, ...]
    adds: tuple[str, ...]
    instead: tuple[str, ...]
    pieces: tuple[str | tuple[str], ...]

    def text(self, **values: Value) -> str:
        """The text with ``values`` filled in.

        Raises:
            StatementError: a value is missing, unknown or not one of those the head lists.
        """
        if values.keys() != self.given.keys():
            missing, unknown = self.given.keys() - values.keys(), values.keys() - self.given.keys()
            raise StatementError(f"sql/{self.name}.sql: missing {sorted(missing)}, unknown {sorted(unknown)}")
        filled = {name: self._filled(name, value) for name, value in values.items()}
        return "".join(piece if isinstance(piece, str) else filled[piece[0]] for piece in self.pieces)

    def _filled(self, name: str, value: Value) -> str:
        listed = self.given[name]
        if not listed:
            return render(value)
        word = value.name if isinstance(value, Table) else value
        if word not in listed:
            raise StatementError(f"sql/{self.name}.sql: ${name} is one of {', '.join(listed)}")
        return str(word)

    def made(self, **values: Value) -> str:
        """The one table it makes.

        Raises:
            StatementError: it makes none or several.
        """
        if len(self.makes) != 1:
            raise StatementError(f"sql/{self.name}.sql makes {len(self.makes)} tables")
        return _TOKEN.sub(lambda found: self._filled(_mark(found), values[_mark(found)]), self.makes[0])


@cache
def statement(name: str, folder: Path = SQL) -> Statement:
    """The statement in ``<folder>/<name>.sql``.

    Raises:
        FileNotFoundError: there is no such file.
        StatementError: its head is wrong.
    """
    return parse(name, (folder / f"{name}.sql").read_text(encoding="utf-8"))


def parse(name: str, text: str) -> Statement:
    """``text`` as a statement.

    Raises:
        StatementError: a mark without declaration, or a declaration without mark.
    """
    head = list(takewhile(lambda line: line.startswith("--"), text.splitlines()))
    given: dict[str, tuple[str, ...]] = {}
    said: dict[str, list[str]] = {"reads": [], "makes": [], "adds to": [], "in place of": []}
    says = []
    for line in head:
        if found := _GIVEN.fullmatch(line):
            given[found[1]] = () if found[2] == VALUE else tuple(word.strip() for word in found[2].split(","))
        elif found := _SAID.fullmatch(line):
            said[found[1]] += [word.strip() for word in found[2].rstrip(",").split(",")]
        else:
            says.append(line.removeprefix("--").strip())
    pieces = _pieces(text)
    marks = {piece[0] for piece in pieces if not isinstance(piece, str)}
    marks |= {_mark(found) for table in said["makes"] for found in _TOKEN.finditer(table)}
    if marks != given.keys():
        wrong = sorted(marks ^ given.keys())
        raise StatementError(f"sql/{name}.sql: marks and declarations differ: {', '.join(wrong)}")
    reads, makes, adds, instead = (tuple(said[key]) for key in ("reads", "makes", "adds to", "in place of"))
    return Statement(name, " ".join(says), given, reads, makes, adds, instead, pieces)


def _pieces(text: str) -> tuple[str | tuple[str], ...]:
    pieces: list[str | tuple[str]] = []
    end = 0
    for found in _TOKEN.finditer(text):
        pieces.append(text[end : found.start()])
        end = found.end()
        if mark := _mark(found):
            pieces.append((mark,))
        elif not found[0].startswith("--"):
            pieces.append(found[0])
    pieces.append(text[end:])
    joined: list[str | tuple[str]] = [""]
    for piece in pieces:
        if isinstance(piece, str) and isinstance(joined[-1], str):
            joined[-1] += piece
        else:
            joined.append(piece)
    if isinstance(joined[0], str):
        joined[0] = joined[0].lstrip()
    if isinstance(joined[-1], str):
        joined[-1] = joined[-1].rstrip().removesuffix(";")
    return tuple(joined)


def _mark(found: re.Match[str]) -> str:
    return found["braced"] or found["plain"] or ""
