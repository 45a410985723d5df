"""Handles of tables: what a step hands on where another step reads what it made."""

from dataclasses import dataclass

__all__ = ["Table"]


@dataclass(frozen=True)
class Table:
    """A table or view of a session.

    Args:
        name: what statements call it.
        columns: its columns, where who made it said so.

    >>> str(Table("person_record"))
    'person_record'
    """

    name: str
    columns: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name
