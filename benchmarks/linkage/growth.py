"""How linking grows with people: ``make bench-growth`` (or ``python -m benchmarks.linkage.growth [PEOPLE…]``).

Three levels of a population are linked whole, and once more after 0.5 % of the communes' records have changed, from
100,000 to 4 million people. What is measured goes to ``growth.json`` and, as a table, into docs/linkage.md.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import duckdb
from benchmarks.linkage import generate
from benchmarks.linkage.score import score_clusters
from benchmarks.linkage.usage import measured

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RESULTS = HERE / "growth.json"
DOCUMENT = ROOT / "docs" / "linkage.md"
LEVELS = ("central", "province", "commune")
SIZES = (100_000, 400_000, 1_000_000, 2_000_000, 4_000_000)
BEGIN, END = "<!-- growth: written by benchmarks/linkage/growth.py -->", "<!-- end of growth -->"
# of 400 records one loses its date of birth and one its village
CHANGED = (
    "SELECT * REPLACE (CASE WHEN hash(record_key) % 400 = 0 THEN NULL ELSE date_of_birth END AS date_of_birth, "
    "CASE WHEN hash(record_key) % 400 = 1 THEN NULL ELSE village_candidates END AS village_candidates) "
    "FROM read_parquet('{0}')"
)


def main() -> None:
    """Measure the sizes named, or all that have not been measured."""
    told: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    for people in [int(word) for word in sys.argv[1:]] or [size for size in SIZES if str(size) not in told]:
        told[str(people)] = measure(people)
        RESULTS.write_text(json.dumps(dict(sorted(told.items(), key=lambda item: int(item[0]))), indent=1) + "\n")
        text = DOCUMENT.read_text(encoding="utf-8")
        before, after = text.split(BEGIN)[0], text.split(END)[1]
        DOCUMENT.write_text(f"{before}{BEGIN}\n\n{table(told)}\n{END}{after}", encoding="utf-8")
        print(people, told[str(people)], flush=True)


def measure(people: int) -> dict[str, Any]:
    """Seconds, memory and F1 of linking three levels of so many people, whole and after a change."""
    build = ROOT / "build" / "linkage"
    build.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=build, prefix="growth-"))
    try:
        data = folder / "data"
        data.mkdir()
        generate.levels(people, data)
        files = [str(data / f"{level}.parquet") for level in LEVELS]
        whole = _link(folder / "whole", files)
        clusters = f"SELECT record AS key, entity_id AS cluster FROM read_parquet('{folder}/whole/entities.parquet')"
        figures = score_clusters(clusters, {level: data / f"{level}.truth.parquet" for level in LEVELS})
        changed = data / "changed.parquet"
        with duckdb.connect() as con:
            con.execute(f"COPY ({CHANGED.format(files[2])}) TO '{changed}' (FORMAT parquet)")
        again = _link(folder / "again", [*files[:2], str(changed)], folder / "whole")
        return {"whole": whole, "again": again, **figures["own"]}
    finally:
        shutil.rmtree(folder)


def _link(out: Path, files: list[str], before: Path | None = None) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.linkage.levels_run", str(out), *files]
    environment = {**os.environ, **({"AFTER": str(before)} if before else {})}
    used = measured(command, environment, out.with_suffix(".log"))
    return {"cpu": used.cpu, "wall": used.wall, "peak": used.peak, "load": round(os.getloadavg()[0], 1)}


def table(told: dict[str, Any]) -> str:
    """The figures as a table of the document."""
    rows = [
        "| people (× 3 levels) | whole: CPU s | wall s | peak MiB | CPU s a million records | F1 "
        "| after a change: CPU s | wall s | peak MiB | load |",
        "|" + "---|" * 10,
    ]
    for people, found in sorted(told.items(), key=lambda item: int(item[0])):
        whole, again = found["whole"], found["again"]
        rows.append(
            f"| {int(people):,} | {whole['cpu']:,.0f} | {whole['wall']:,.0f} | {whole['peak']:,} "
            f"| {whole['cpu'] / (3 * int(people) / 1e6):.0f} | {found['f1']:.4f} "
            f"| {again['cpu']:,.0f} | {again['wall']:,.0f} | {again['peak']:,} | {whole['load']} |"
        )
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    main()
