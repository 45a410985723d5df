"""What one file of the corpus is: its bytes, how its source is declared, what should come of it."""

from dataclasses import dataclass, field
from typing import Any

from tests.sources.kit import BORN, HEADINGS, NAME, NUMBER, PEOPLE, SEX

__all__ = ["BORN", "HEADINGS", "NAME", "NUMBER", "PEOPLE", "SEX", "Case", "from_files", "lines_of", "people", "records"]

_FIELDS = ("record_key", "full_name", "date_of_birth", "personal_id", "sex")
_READ = (
    ("NK01", "Nguyễn Thị Hòa", "1985-01-02", "068185000001", "F"),
    ("NK02", "Trần Văn Đức", "1950", "068050000002", "M"),
    ("NK03", "Lê Minh Quân", "2001-08-15", "068201000003", "M"),
    ("NK04", "Phạm Thị Ngọc Ánh", "1975-04-30", "068175000004", "F"),
    ("NK05", "K'Brếp", "1987-05-03", "068087000005", "M"),
)


@dataclass(frozen=True)
class Case:
    """One file.

    Attributes:
        name: kind and file, e.g. ``csv/excel_sep_line.csv``.
        habit: whose habit it has, and what it is.
        content: its bytes.
        records: table → row of the file → the fields that should come of it.
        quarantined: row → reason.
        skipped: reason → rows.
        problems: row, field, reason of values not taken or doubted.
        error: code of the error that should refuse it, instead of rows; ``named`` are fields of that error.
        source: what its configuration has other than the kit's.
    """

    name: str
    habit: str
    content: bytes
    records: dict[str, dict[int, dict[str, Any]]] = field(default_factory=dict)
    quarantined: dict[int, str] = field(default_factory=dict)
    skipped: dict[str, list[int]] = field(default_factory=dict)
    problems: list[tuple[int, str, str]] = field(default_factory=list)
    error: str = ""
    named: dict[str, Any] = field(default_factory=dict)
    source: dict[str, Any] = field(default_factory=dict)

    def expected(self) -> dict[str, Any]:
        """As written beside the file."""
        found: dict[str, Any] = {"habit": self.habit}
        for name in ("source", "records", "quarantined", "skipped", "error", "named"):
            if value := getattr(self, name):
                found[name] = value
        if self.problems:
            found["problems"] = [list(item) for item in self.problems]
        return found


def people(*numbers: int) -> list[list[Any]]:
    """The kit's people by number, from 1; all without one."""
    return [list(PEOPLE[n - 1]) for n in numbers] if numbers else [list(row) for row in PEOPLE]


def records(rows: dict[int, int] | int, **others: Any) -> dict[str, dict[int, dict[str, Any]]]:
    """What should come of the kit's people.

    Args:
        rows: row of the file → person; or the row the first of all five stands in.
        others: field → value in every record.
    """
    places = rows if isinstance(rows, dict) else {rows + n: n + 1 for n in range(len(PEOPLE))}
    return {
        "population": {
            row: dict(zip(_FIELDS, _READ[person - 1], strict=True)) | others for row, person in places.items()
        }
    }


def lines_of(rows: list[list[Any]], separator: str = ",", end: str = "\n", quote: str = "") -> str:
    """Rows as lines of text; `quote` is put around each cell, or where it is needed when there is none."""

    def shown(cell: Any) -> str:
        text = str(cell)
        needs = separator in text and not text.startswith('"')
        return f'"{text}"' if needs else f"{quote}{text}{quote}"

    return "".join(separator.join(map(shown, row)) + end for row in rows)


def from_files(kind: str, **changes: Any) -> dict[str, Any]:
    """Changes to the kit's source for a format that has no sheets."""
    table = {
        "from": {},
        "key": ["Mã NK"],
        "columns": {NAME: "full_name", BORN: "date_of_birth", NUMBER: "personal_id", SEX: "sex"},
        "required": [NAME],
    }
    return {"format": kind, "tables": {"population": table}} | changes
