"""Standardise small sources from end to end."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from doisoat.gazetteer import Gazetteer, VillageRegistry
from doisoat.gazetteer.villages import Alias
from doisoat.sources import Config, Settings, Source, extract
from doisoat.standardise import StandardiseResult, standardise
from tests.sources.kit import connections

VILLAGES = (
    Alias("v1", "23122", "Thôn Phú Cường", "", ""),
    Alias("v2", "23122", "Thôn 2", "2026-01-01", ""),
    Alias("v2", "23122", "Thôn Tà Mon", "", "2025-12-31"),
    Alias("v3", "23122", "Thôn 2", "", "2025-12-31"),
    Alias("v3", "23122", "Thôn 3", "2026-01-01", ""),
    Alias("v4", "23122", "Thôn Dân Thuận", "", "", former_unit_code="23113"),
    Alias("v5", "23122", "Thôn Dân Thuận", "", "", former_unit_code="23116"),
)


@cache
def registry() -> VillageRegistry:
    return VillageRegistry(VILLAGES, "2026-11-15")


@dataclass(frozen=True)
class Done:
    """Frames by file name, and the result."""

    result: StandardiseResult

    def __getitem__(self, name: str) -> pd.DataFrame:
        return pd.read_parquet(self.result.folder / f"{name}.parquet")

    @property
    def keys(self) -> Path:
        return self.result.folder / "keys.parquet"

    @property
    def manifest(self) -> Any:
        return json.loads((self.result.folder / "manifest.json").read_text("utf-8"))

    def reasons(self, name: str) -> list[tuple[int | None, str, str | None]]:
        frame = self[name]
        rows = [None if pd.isna(row) else int(row) for row in frame["lineage_row"]]
        fields = (
            [None if pd.isna(item) else str(item) for item in frame["field"]]
            if "field" in frame
            else [None] * len(rows)
        )
        return sorted(zip(rows, frame["reason"], fields, strict=True), key=str)


def run(
    folder: Path, given: Source, out: str = "out", previous: Done | None = None, secret: str = "k", **others: Any
) -> Done:
    """Extract and standardise `given` from `folder`."""
    config = Config(folder, Settings(province="68", as_of="2026-11-15"), connections(folder, **others), {})
    landing = extract(given, config.connections, folder / f"{out}.landing")
    keys = previous.keys if previous else None
    result = standardise(landing, given, config, Gazetteer.load(), registry(), keys, folder / out, secret)
    done = Done(result)
    counts = done.manifest
    assert counts["rows_in"] == counts["rows_out"] + counts["rows_quarantined"] + counts["rows_skipped"]
    assert counts["rows_partly_quarantined"] <= counts["rows_out"]
    lines = done["quarantine"][["lineage_file", "lineage_sheet", "lineage_row"]].drop_duplicates()
    assert len(lines) <= counts["rows_quarantined"] + counts["rows_partly_quarantined"]
    return done
