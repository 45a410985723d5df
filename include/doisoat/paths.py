"""Where the parts of the project lie that are not Python: SQL, suites, shipped data.

The root is the checkout (or the folder named by ``DOISOAT_HOME`` when the library is installed elsewhere), so that
DAG processes, the command line and tests all read the same files whatever their working directory.
"""

import os
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
ROOT = Path(os.environ.get("DOISOAT_HOME", PACKAGE.parents[1])).resolve()
SQL = ROOT / "sql"
EXPECTATIONS = ROOT / "expectations"


@cache
def read_sql(name: str) -> str:
    """Return the statement in ``sql/<name>.sql``, without its trailing semicolon.

    Raises:
        FileNotFoundError: there is no such file.
    """
    return (SQL / f"{name}.sql").read_text(encoding="utf-8").strip().removesuffix(";")
