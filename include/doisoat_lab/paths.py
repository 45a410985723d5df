"""Where the laboratory's own statements lie."""

from functools import cache
from pathlib import Path

SQL = Path(__file__).resolve().parent / "sql"


@cache
def read_sql(name: str) -> str:
    """Return the laboratory's statement ``sql/<name>.sql``, without its trailing semicolon.

    Raises:
        FileNotFoundError: there is no such file.
    """
    return (SQL / f"{name}.sql").read_text(encoding="utf-8").strip().removesuffix(";")
