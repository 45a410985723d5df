"""Print what validation costs: `python -m tests.quality.measure`. Measured, never asserted: machines differ."""

import time

import numpy as np
import pandas as pd

from doisoat.quality.model import RuleContext
from doisoat.quality.preload import measure, preload
from doisoat.quality.validate import validate_source
from tests.quality import factories

BROKEN = {"sex": None, "village_status": "stale", "unit_status": "stale", "full_name": "X1", "area_m2": -1.0}
SHARE = 0.02


def _timed(name: str, tables: dict[str, pd.DataFrame]) -> None:
    rng = np.random.default_rng(0)
    for frame in tables.values():
        for column, value in BROKEN.items():
            if column in frame:
                frame.loc[rng.random(len(frame)) < SHARE, column] = value
    wall, cpu = time.perf_counter(), time.process_time()
    found = validate_source(name, tables, RuleContext(factories.AS_OF, "commune"))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    rows = " + ".join(f"{table} {len(frame):,}" for table, frame in tables.items())
    failing = sum(item.failed for item in found.results)
    print(f"{rows:<60} {len(found.results):>3} rules {failing:>8,} failing  {cpu:6.2f} s cpu  {wall:6.2f} s wall")


def main() -> None:
    print("import and warm-up in a fresh interpreter:", measure())
    preload()
    for size in (500, 12_500):
        for name, tables in factories.everything(min(size, 9_999)).items():
            _timed(name, tables)
    _timed("population.central.bca", {"population": pd.concat([factories.population(9_999)] * 5)[:200_000]})


if __name__ == "__main__":
    main()
