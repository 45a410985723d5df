"""What DuckDB needs to read both files and outer-join them on the number: the floor no linkage can go below."""

from __future__ import annotations

import sys

import duckdb


def main() -> None:
    a, b = sys.argv[1:3]
    con = duckdb.connect(config={"threads": 2})
    columns = ", ".join(f"count({side}.{c})" for side in "xy" for c in ("full_name_key", "date_of_birth", "house_no"))
    sys.stdout.write(
        str(
            con.execute(
                f"SELECT count(*), {columns} FROM read_parquet('{a}') x FULL JOIN read_parquet('{b}') y "
                "ON x.personal_id = y.personal_id"
            ).fetchall()
        )
    )


if __name__ == "__main__":
    main()
