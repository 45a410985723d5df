"""What the links are worth when a number of the two-file engine is another: ``python -m benchmarks.linkage.constants``.

Each constant is halved and doubled (or set to the values named here), all others as they are, on made-up people of a
province with and without personal numbers (``generate.pair``), 20,000 a file. Printed are F1 at the engine's own
threshold and the share of pairs to review, and how far F1 moves from what the shipped constants give.
"""

from __future__ import annotations

import argparse
import importlib
import json
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
from benchmarks.linkage import generate
from benchmarks.linkage.score import score_pairs

from doisoat.linkage.files.link import link_files
from doisoat.linkage.files.model import load_file_model

ENGINE = "doisoat.linkage.files"
CONSTANTS: dict[str, tuple[Any, ...]] = {
    "assign.SURE": ((3.0, 1.0), (20.0, 12.0, 6.0, 2.0), (1.0,)),
    "assign._ROUNDS": (3, 12),
    "assign._HOPELESS": (-10.0, -40.0),
    "assign._RIVAL": (-1.5, -6.0),
    "assign._TIE": (0.5, 2.0),
    "blocking.PAIRS_PER_RECORD": (1, 4),
    "blocking._DEPTH": (1, 4),
    "blocking._MANY": (10, 40),
    "certain.NEEDED": (4.0, 16.0),
    "columns.SHARED_BY": (5, 20),
    "doubles.RATE": (0.0005, 0.002),
    "doubles.EVIDENT": (4.0, 16.0),
    "doubles._TOGETHER": (5.0, 20.0),
    "em._ROUNDS": (20, 80),
    "families._SMALL": (4.0, 16.0),
    "families._MORE": (2.0, 8.0),
    "families._VARIED": (10, 40),
    "job._HOPELESS": (-12.5, -50.0),
    "link._HIDDEN": (10_000, 40_000),
    "names._COMMON": (2, 10),
    "names._NEAR_ENOUGH": (80, 88),
    "parameters._SAMPLE": (300_000, 1_200_000),
    "parameters._NAMES": (75_000, 300_000),
    "parameters._KIN": (50_000, 200_000),
    "parameters._LARGEST": (8, 30),
    "parameters._LEAST": (1e-12, 1e-8),
    "parameters._TWINS": (50, 200),
    "parameters._NAMESAKES": (5e-5, 2e-4),
    "parameters.ENOUGH": (100, 400),
    "rounds._LINKED": (1.5, 6.0),
    "support._MOST_BITS": (5.0, 20.0),
    "support._LEAST_BITS": (3.0, 12.0),
    "support._LARGEST": (20, 80),
    "support._FEW": (25, 100),
    "threshold._PRIOR": (10.0, 40.0),
    "threshold._WORTH": (0.025, 0.1),
}
"""Constant → other values."""


def files(folder: Path, rows: int, seed: int, ids: bool) -> tuple[Path, Path]:
    """The two files, made once; without ``ids`` the same people without their numbers."""
    made = folder / f"{rows}-{seed}"
    if not (made / "b.truth.parquet").exists():
        made.mkdir(parents=True, exist_ok=True)
        generate.pair(rows, made, seed)
    if ids:
        return made / "a.parquet", made / "b.parquet"
    bare = folder / f"{rows}-{seed}-no-ids"
    bare.mkdir(exist_ok=True)
    for side in "ab":
        whole = pd.read_parquet(made / f"{side}.parquet")
        whole.drop(columns=["personal_id", "former_id"], errors="ignore").to_parquet(bare / f"{side}.parquet")
        (bare / f"{side}.truth.parquet").write_bytes((made / f"{side}.truth.parquet").read_bytes())
    return bare / "a.parquet", bare / "b.parquet"


def measured(a: Path, b: Path, work: Path) -> tuple[float, float]:
    """F1 at the own threshold, and pairs to review a person of both files."""
    out = work / "links.parquet"
    link_files(a, b, load_file_model("population"), out, work)
    found = score_pairs(out, a.with_name("a.truth.parquet"), b.with_name("b.truth.parquet"), None)
    return float(found["own"]["f1"]), float(found["review_share"])


def main() -> None:
    """Print a line a constant and value, and the same as JSON at the end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[generate.SEED])
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    kept: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        data = [files(work, asked.rows, seed, ids) for seed in asked.seeds for ids in (True, False)]
        base = [measured(a, b, work) for a, b in data]
        print(f"{'as shipped':40}", "  ".join(f"{f1:.5f} {review:.4f}" for f1, review in base), flush=True)
        for constant, values in CONSTANTS.items():
            if asked.only not in constant:
                continue
            module_name, attribute = constant.split(".")
            module = importlib.import_module(f"{ENGINE}.{module_name}")
            shipped = getattr(module, attribute)
            for value in values:
                setattr(module, attribute, value)
                found = [measured(a, b, work) for a, b in data]
                setattr(module, attribute, shipped)
                moved = [round(one[0] - two[0], 5) for one, two in zip(found, base, strict=True)]
                kept.append({"constant": constant, "shipped": shipped, "value": value, "moved": moved, "found": found})
                line = "  ".join(f"{m:+.5f} {f[1]:.4f}" for m, f in zip(moved, found, strict=True))
                print(f"{constant + ' = ' + str(value):40} {line}", flush=True)
    print(json.dumps(kept))


if __name__ == "__main__":
    main()
