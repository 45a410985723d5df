"""The index of names and what stands on it, built once for the tests of the modules below the resolver."""

from functools import cache

from doisoat.gazetteer.reading import Mention, Reader
from doisoat.gazetteer.tables import tables
from doisoat.gazetteer.texts import TextResolver
from doisoat.gazetteer.typewords import Word


@cache
def resolver() -> TextResolver:
    return TextResolver(tables())


def read(text: str) -> tuple[list[Word], list[Mention]]:
    reader: Reader = resolver().reader
    return reader.read(text)


def brief(found: list[Mention]) -> set[tuple[str, str, bool]]:
    """Level, name and whether its type word stands before it."""
    return {(m.level, m.key, m.typed) for m in found}
