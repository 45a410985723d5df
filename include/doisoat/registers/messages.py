"""The one catalogue that turns a code into words, Vietnamese first.

Rooms register their own codes at import; a text says what happened, where, and what to do. Fields are names of
things (source, file, sheet, row, column), never values of a register's rows.
"""

import unicodedata
from dataclasses import dataclass
from typing import Literal

Language = Literal["vi", "en"]


@dataclass(frozen=True)
class Message:
    """A message's texts with ``{field}`` placeholders."""

    vi: str
    en: str


_CATALOGUE: dict[str, Message] = {}


def register_messages(messages: dict[str, Message]) -> None:
    """Add a room's messages.

    Raises:
        ValueError: a code is already taken by another text.
    """
    for code, message in messages.items():
        if _CATALOGUE.setdefault(code, message) != message:
            raise ValueError(f"message code {code} is registered twice")


def codes() -> tuple[str, ...]:
    """All codes registered so far, sorted."""
    return tuple(sorted(_CATALOGUE))


class _Fields(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "?"


_LONGEST = 400


def _shown(value: object) -> object:
    """A field as a sentence may hold it: one line, no character that moves the cursor or turns the text around.

    Names come from outside too (files, sheets, parameters), and a log has one line an entry.
    """
    if not isinstance(value, str):
        return value
    plain = value
    if not value.isprintable():
        plain = "".join(c if c.isprintable() or unicodedata.category(c) == "Zs" else "\ufffd" for c in value)
    return plain if len(plain) <= _LONGEST else plain[:_LONGEST] + "…"


def text(code: str, fields: dict[str, object], language: Language = "vi") -> str:
    """Return the sentence for ``code``.

    A code without a registered text (which a test forbids) still gives the code and its fields rather than failing
    while an error is being reported.
    """
    fields = {name: _shown(value) for name, value in fields.items()}
    message = _CATALOGUE.get(code)
    if message is None:
        known = ", ".join(f"{name}={value}" for name, value in sorted(fields.items()))
        return f"{code} ({known})" if known else code
    text: str = getattr(message, language)
    return text.format_map(_Fields(fields))
