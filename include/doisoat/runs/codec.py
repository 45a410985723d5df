"""Facts to JSON and back: the only place where a fact of a run is a dictionary.

Invariant: what ``to_json`` writes ``from_json`` reads as an equal fact. A file of an earlier release is read where the
facts it lacks have a default; names this release does not know are passed over; else it is refused by its name.
"""

from __future__ import annotations

import json
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from doisoat.errors import DoisoatError
from doisoat.registers.messages import Message, register_messages

__all__ = ["from_json", "from_plain", "to_json", "to_plain"]

Fact = TypeVar("Fact")
register_messages(
    {
        "RUN-FACTS": Message(
            vi="{where}: không đọc được, chỗ {place} không đúng dạng của phiên bản này ({reason}). Tệp bị sửa hoặc do "
            "một phiên bản khác ghi; hãy chạy lại bước đã ghi tệp.",
            en="{where} cannot be read: {place} is not of the form this release writes ({reason}). The file was "
            "changed or written by another release; run the step again that wrote it.",
        )
    }
)


_adapters: dict[object, TypeAdapter[Any]] = {}


def _adapter(kind: type[Fact]) -> TypeAdapter[Fact]:
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


def to_plain(fact: object, *, bare: bool = False) -> dict[str, Any]:
    """A fact as what JSON can hold.

    Args:
        fact: a frozen dataclass.
        bare: leave out what is None: a figure that was not taken.
    """
    plain: dict[str, Any] = _adapter(type(fact)).dump_python(fact, mode="json", exclude_none=bare)
    return plain


def to_json(fact: object, *, bare: bool = False) -> bytes:
    """A fact as JSON, its names sorted: the same fact gives the same bytes."""
    return json.dumps(to_plain(fact, bare=bare), ensure_ascii=False, sort_keys=True).encode()


def from_plain(kind: type[Fact], plain: object, where: str) -> Fact:
    """The fact that ``to_plain`` made ``plain`` of.

    Args:
        kind: its type.
        plain: what was in the file, or in the column of a table.
        where: names that place for people.

    Raises:
        DoisoatError: RUN-FACTS when ``plain`` is not such a fact.
    """
    try:
        return _adapter(kind).validate_python(plain)
    except ValidationError as error:
        raise _refused(error, where) from None


def from_json(kind: type[Fact], data: bytes, where: str) -> Fact:
    """The fact that ``to_json`` wrote (see ``from_plain``)."""
    try:
        return _adapter(kind).validate_json(data)
    except ValidationError as error:
        raise _refused(error, where) from None


def _refused(error: ValidationError, where: str) -> DoisoatError:
    # the place and the kind of fault, never the value
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    return DoisoatError(
        "RUN-FACTS", where=where, place=".".join(map(str, first["loc"])) or "JSON", reason=first["type"]
    )
