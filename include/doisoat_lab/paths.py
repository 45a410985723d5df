"""Where the laboratory's own statements lie."""

from pathlib import Path

SQL = Path(__file__).resolve().parent / "sql"
