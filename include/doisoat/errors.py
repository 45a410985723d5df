"""Errors carry a code and fields, never prose and never a register's values.

``doisoat.registers.messages`` turns the code into Vietnamese or English for the person who reads it. ``heals`` says
whether the same call may succeed later without anybody changing anything (a line that dropped, a server that was
busy); only such errors are worth a retry.
"""

from typing import ClassVar


class DoisoatError(Exception):
    """Something the caller can act on.

    Args:
        code: key of the message catalogue, e.g. ``"SRC-FILE-MISSING"``.
        fields: names of things (source, file, sheet, row, column, unit …); never values of a register's rows.
    """

    heals: ClassVar[bool] = False

    def __init__(self, code: str, **fields: object) -> None:
        self.code = code
        self.fields = fields
        super().__init__(code, fields)

    def __str__(self) -> str:
        from doisoat.registers.messages import text

        return text(self.code, self.fields, "en")

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.code, self.fields)


class TransientError(DoisoatError):
    """May heal by itself: worth a retry."""

    heals = True


def _rebuild(kind: type[DoisoatError], code: str, fields: dict[str, object]) -> DoisoatError:
    return kind(code, **fields)
