"""DuckDB is opened, and a value quoted, in one place: what goes round it is a fault that waits for an apostrophe."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from doisoat.paths import PACKAGE, SQL
from doisoat_lab.paths import SQL as LAB_SQL

LAB = LAB_SQL.parent
FORBIDDEN = {
    "opens DuckDB": r"duckdb\.connect\(",
    "doubles an apostrophe": r"""replace\(\s*(?:"'",\s*"''"|'"',\s*'""'|"\\'", )""",
    "names a file in SQL": r"(?:read_parquet|read_csv|parquet_scan)\((?:'|\[|\?|\{|\$)",
    "writes a file by SQL": r"\bCOPY \(",
    "fills in a template": r"\bTemplate\(|string\.Template|\.substitute\(",
    "leans on a search path": r"SET search_path",
}
# Names are quoted for other databases there, by their own rules.
ELSEWHERE = {"doisoat_lab/synth/render/sql.py"}


def code() -> Iterator[tuple[str, str]]:
    for root in (PACKAGE, LAB):
        for path in sorted(root.rglob("*.py")):
            where = str(path.relative_to(root.parent))
            if "sqlwork" not in path.parts and where not in ELSEWHERE:
                yield where, path.read_text(encoding="utf-8")
    for folder in (SQL, LAB_SQL):
        for path in sorted(folder.rglob("*.sql")):
            yield str(path.relative_to(folder)), path.read_text(encoding="utf-8")


@pytest.mark.parametrize("what", FORBIDDEN)
def test_nothing_goes_round_the_room(what: str) -> None:
    found = [
        f"{where}: {line.strip()}"
        for where, text in code()
        for line in text.splitlines()
        if re.search(FORBIDDEN[what], line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("con = duckdb.connect()", "opens DuckDB"),
        ("""x = str(path).replace("'", "''")""", "doubles an apostrophe"),
        ("""'"' + name.replace('"', '""') + '"'""", "doubles an apostrophe"),
        ("f\"SELECT * FROM read_parquet('{path}')\"", "names a file in SQL"),
        ("con.execute('FROM read_parquet(?)', [path])", "names a file in SQL"),
        ("f\"COPY ({query}) TO '{path}'\"", "writes a file by SQL"),
    ],
)
def test_the_check_sees_what_goes_round(line: str, what: str) -> None:
    assert re.search(FORBIDDEN[what], line)


def test_the_room_itself_is_where_it_is_done() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in (Path(PACKAGE) / "sqlwork").glob("*.py"))
    assert all(re.search(FORBIDDEN[what], text) for what in ("opens DuckDB", "writes a file by SQL"))
