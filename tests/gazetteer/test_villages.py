"""Dated labels of villages: the same label is other people's before and after."""

from pathlib import Path

import pandas as pd
import pytest

from doisoat.gazetteer import VillageRegistry
from doisoat.gazetteer.villages import Alias, Labels, Saying

ALIASES = [
    Alias("v1", "23122", "Thôn 1", "", "2025-12-31"),
    Alias("v1", "23122", "Thôn 5", "2026-01-01", ""),
    Alias("v2", "23122", "Thôn 4", "", "2025-12-31"),
    Alias("v2", "23122", "Thôn 1", "2026-01-01", ""),
    Alias("v3", "23122", "Thôn Phú Lộc", "", "2025-12-31"),
    Alias("v3", "23122", "Thôn Phú Lộc Hàm Cần", "2026-01-01", ""),
    Alias("v4", "23122", "Thôn 2", "", ""),
    Alias("v5", "23122", "Tổ dân phố 2", "", ""),
    Alias("v6", "23110", "Khu phố 7", "", ""),
]
REGISTRY = VillageRegistry(ALIASES, today="2026-11-15")

CASES = [
    # units, label, as_of, candidates, status
    ("23122", "Thôn 01", None, "v1|v2", "ambiguous"),
    ("23122", "Thôn 01", "2026-02-01", "v2", "current"),
    ("23122", "thon 1", "2025-06-30", "v1", "former"),
    ("23122", "Thôn 5", None, "v1", "current"),
    ("23122", "Thôn 5", "2025-06-30", "v1", "stale"),
    ("23122", "thôn phú lộc", None, "v3", "stale"),
    ("23122", "thôn phú lộc", "2025-06-30", "v3", "former"),
    ("23122", "2", None, "v4|v5", "ambiguous"),
    ("23122", "TDP 02", None, "v5", "current"),
    ("23122", "Thôn 9", None, None, "unknown"),
    ("23110|23122", "KP.7", None, "v6", "current"),
    ("23110", "07", None, "v6", "current"),
    (None, "Thôn 1", None, None, "unlisted"),
    ("23113", "Thôn 1", None, None, "unlisted"),
    ("23113|23122", "Thôn 9", None, None, "unlisted"),
    ("23122", None, None, None, None),
    ("23122", " . ", None, None, None),
]


@pytest.mark.parametrize(("units", "label", "as_of", "candidates", "status"), CASES)
def test_labels(
    units: str | None, label: str | None, as_of: str | None, candidates: str | None, status: str | None
) -> None:
    row = REGISTRY.resolve(pd.Series([units]), pd.Series([label]), as_of).iloc[0]
    found = tuple(None if pd.isna(row[c]) else row[c] for c in ("village_candidates", "village_status"))
    assert found == (candidates, status)
    only = candidates if candidates and "|" not in candidates else None
    assert (None if pd.isna(row["village_id"]) else row["village_id"]) == only


def test_rows_keep_their_index_and_dates() -> None:
    index = pd.Index([30, 20, 10])
    found = REGISTRY.resolve(
        pd.Series(["23122"] * 3, index=index),
        pd.Series(["Thôn 1"] * 3, index=index),
        pd.Series(["2025-01-01", None, "2026-02-01"], index=index),
    )
    assert found.index.tolist() == [30, 20, 10]
    assert found["village_candidates"].tolist() == ["v1", "v1|v2", "v2"]
    assert found["village_key"].unique().tolist() == ["thon 1"]


def test_from_csv_and_without_today(tmp_path: Path) -> None:
    path = tmp_path / "villages.csv"
    path.write_text(
        "village_id,unit_code,label,valid_from,valid_to,kind,former_unit_code,decision\n"
        "v1,23122,Thôn 1,,2025-12-31,thon,23113,\n"
        "v2,23122,Thôn 1,2026-01-01,,thon,23116,12/NQ-HĐND\n",
        encoding="utf-8",
    )
    registry = VillageRegistry.from_csv(path)
    assert [a.decision for a in registry.of_unit("23122")] == ["", "12/NQ-HĐND"]
    row = registry.resolve(pd.Series(["23122"]), pd.Series(["Thôn 1"])).iloc[0]
    assert (row["village_candidates"], row["village_expired"], row["village_status"]) == ("v1|v2", "v1", "ambiguous")
    named = registry.resolve(pd.Series(["23122"] * 2), pd.Series(["Thôn 1"] * 2), former=pd.Series(["23113", "23999"]))
    assert named["village_candidates"].tolist() == ["v1", "v1|v2"], "a former commune nobody lay in says nothing"
    assert named["village_status"].tolist() == ["stale", "ambiguous"]


@pytest.mark.parametrize(
    ("saying", "label", "candidates", "status"),
    [
        (Saying(Labels.NEW), "Thôn 1", "v2", "current"),
        (Saying(Labels.OLD), "Thôn 1", "v1", "former"),
        (Saying(Labels.OLD), "Thôn 2", "v4", "current"),
        (Saying(Labels.OLD), "Thôn 5", "v1", "current"),
        (Saying(Labels.NEW), "Thôn Phú Lộc", "v3", "stale"),
        (Saying(old_of=frozenset({"thon 1"})), "Thôn 1", "v1", "former"),
        (Saying(old_of=frozenset({"thon phu loc"})), "Thôn 1", "v2", "current"),
        (Saying(seen_on="2025-11-30"), "Thôn 1", "v1", "stale"),
    ],
)
def test_what_a_source_says_about_its_labels(saying: Saying, label: str, candidates: str, status: str) -> None:
    row = REGISTRY.resolve(pd.Series(["23122"]), pd.Series([label]), saying=saying).iloc[0]
    assert (row["village_candidates"], row["village_status"]) == (candidates, status)
