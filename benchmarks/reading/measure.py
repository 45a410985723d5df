"""Throughput of reading: rows a second, processor time and memory, in this process and in the reading process.

``python -m benchmarks.reading.measure [--rows 100000] [--repeat 3] [--against CHECKOUT]``. All figures of a line come
from one run on one machine, turn by turn, and the least processor time of the repeats counts: what is compared are
ratios. ``--against`` measures another checkout's package the same way.
"""

import argparse
import csv
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

ROOT = Path(__file__).parents[2]
HEADINGS = ("ma", "ho_ten", "ngay_sinh", "so_dinh_danh", "gioi_tinh", "so_ho", "so_nha", "dia_chi")
FIELDS = ("", "full_name", "date_of_birth", "personal_id", "sex", "household_no", "house_no", "address")
KINDS = ("csv", "xlsx", "parquet", "json", "sql")


def rows_of(count: int) -> list[tuple[str, ...]]:
    """People of one commune."""
    names = ("Nguyễn Thị Hòa", "Trần Văn Đức", "Lê Minh Quân", "Phạm Thị Ngọc Ánh", "K'Brếp", "Ka Hiêng", "Cil Múp Ha")
    return [
        (
            f"NK{n:07}",
            names[n % 7],
            f"{1 + n % 28:02}/{1 + n % 12:02}/{1940 + n % 80}",
            f"068{n % 4}{n % 100:02}{n % 1000000:06}",
            ("Nam", "Nữ")[n % 2],
            f"H{n // 4:06}",
            str(1 + n % 300),
            f"Thôn {1 + n % 9}, xã Tà Hine, tỉnh Lâm Đồng",
        )
        for n in range(count)
    ]


def write(folder: Path, count: int) -> None:
    """The same rows in every format, a large and a small file each, and how each is configured."""
    for name, rows in (("small", rows_of(200)), ("large", rows_of(count))):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle).writerows([HEADINGS, *rows])
        columns = dict(zip(HEADINGS, zip(*rows, strict=True), strict=True))
        pq.write_table(pa.table({key: list(values) for key, values in columns.items()}), folder / f"{name}.parquet")
        items = [dict(zip(HEADINGS, row, strict=True)) for row in rows]
        (folder / f"{name}.json").write_text(json.dumps(items, ensure_ascii=False), encoding="utf-8")
        with xlsxwriter.Workbook(str(folder / f"{name}.xlsx"), {"constant_memory": False}) as book:
            sheet = book.add_worksheet()
            for at, row in enumerate([HEADINGS, *rows]):
                sheet.write_row(at, 0, row)
        with sqlite3.connect(folder / f"{name}.db") as base:
            base.execute(f"CREATE TABLE people ({', '.join(HEADINGS)})")
            base.executemany(f"INSERT INTO people VALUES ({', '.join('?' * len(HEADINGS))})", rows)
    for kind in KINDS:
        (folder / f"{kind}.json.source").write_text(json.dumps(_configured(kind)), encoding="utf-8")


def _configured(kind: str) -> dict[str, Any]:
    location = {"connection": "db"} if kind == "sql" else {"connection": "files", "path": f"NAME.{kind}"}
    origin = {"sql": {"table": "people"}, "xlsx": {"sheets": "*"}}.get(kind, {})
    columns = {name: field for name, field in zip(HEADINGS, FIELDS, strict=True) if field}
    table = {"from": origin, "key": ["ma"], "columns": columns, "required": ["ho_ten"]}
    return {
        "source_id": "bench",
        "register": "population",
        "level": "commune",
        "owner": "23122",
        "as_of": "2026-11-15",
        "location": location,
        "format": kind,
        "unit": {"from": "constant", "value": "23122"},
        "tables": {"population": table},
    }


def once(folder: Path, kind: str, how: str, package: Path) -> dict[str, float]:
    """One measurement in a process of its own."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("once.py")), str(folder), kind, how],
        env={**os.environ, "PYTHONPATH": str(package / "include"), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    """Measure, and print a table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--repeat", type=int, default=3)
    options.add_argument("--against", type=Path)
    options.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS)
    given = options.parse_args()
    packages = {"": ROOT, **({"before": given.against.resolve()} if given.against else {})}
    print(f"{given.rows:,} rows of {len(HEADINGS)} columns; least of {given.repeat}\n")
    print(
        "| format | rows/s | CPU s | peak MB | CPU in the child / here | wall in the child / here "
        "| CPU here / before | in the child / before |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        write(folder, given.rows)
        for kind in given.kinds:
            ways = [(how, name) for name in packages for how in ("direct", "child") if (how, kind) != ("child", "sql")]
            best: dict[tuple[str, str], dict[str, float]] = {}
            for _ in range(given.repeat):
                for how, name in ways:
                    found = once(folder, kind, how, packages[name])
                    if found["rows"] != given.rows:
                        raise SystemExit(f"{kind} {how} {name}: {found['rows']} rows")
                    kept = best.setdefault((how, name), found)
                    best[how, name] = {key: min(value, kept[key]) for key, value in found.items()}
            print(_line(kind, best), flush=True)


def _line(kind: str, best: dict[tuple[str, str], dict[str, float]]) -> str:
    here, there = best["direct", ""], best.get(("child", ""))
    cells = [kind, f"{here['rows'] / here['seconds']:,.0f}", f"{here['cpu']:.2f}", f"{here['peak_mb']:.0f}"]
    cells += [f"{there[key] / here[key]:.2f}" if there else "–" for key in ("cpu", "seconds")]
    for how in ("direct", "child"):
        now, before = best.get((how, "")), best.get((how, "before"))
        cells.append(f"{now['cpu'] / before['cpu']:.2f}" if now and before else "–")
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
