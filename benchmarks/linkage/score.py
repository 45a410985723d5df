"""How right a linkage is, counted by person, so that a person entered twice in a file costs no engine anything.

A link is right when both records are one person; a person of both files is found when at least one right link joins
them. Precision = right links / links; recall = people found / people in both files. Clusters over three files are
counted by person and pair of files.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

TARGET = 0.9995
"""Precision asked of automatic links."""


def score_pairs(links: Path, truth_a: Path, truth_b: Path, own_bits: float | None) -> dict[str, Any]:
    """Figures of a file of links (key_a, key_b, weight and, where ``own_bits`` is None, decision)."""
    a = pd.read_parquet(truth_a).rename(columns={"record_key": "key_a", "entity": "one"})
    b = pd.read_parquet(truth_b).rename(columns={"record_key": "key_b", "entity": "two"})
    people = len(set(a["one"]) & set(b["two"]))
    found = pd.read_parquet(links).merge(a, on="key_a").merge(b, on="key_b")
    found = found.sort_values(["weight", "key_a", "key_b"], ascending=[False, True, True])
    right = (found["one"] == found["two"]).to_numpy()
    weight = found["weight"].to_numpy()
    own = found["decision"].eq("link").to_numpy() if own_bits is None else weight >= own_bits
    first = right & ~found["one"].where(right).duplicated().to_numpy()
    precision = np.cumsum(right) / np.arange(1, len(right) + 1)
    recall = np.cumsum(first) / people
    # a threshold can only be set between different weights
    ends = np.append(weight[1:] != weight[:-1], True)
    f1 = np.where(ends, 2 * precision * recall / np.maximum(precision + recall, 1e-9), 0.0)
    best = int(f1.argmax())
    sure = np.flatnonzero(ends & (precision >= TARGET))
    return {
        "people_in_both": people,
        "own": _figures(int(right[own].sum()), int(own.sum()), int(found["one"][own & right].nunique()), people),
        "best": {"f1": round(float(f1[best]), 5), "bits": round(float(weight[best]), 2)},
        "recall_at_target": round(float(recall[sure[-1]]), 5) if len(sure) else 0.0,
        "review_share": round(float((~own).sum() / people), 5) if own_bits is None else None,
    }


def _figures(right: int, links: int, found: int, people: int) -> dict[str, float]:
    precision, recall = right / max(links, 1), found / people
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return {"precision": round(precision, 5), "recall": round(recall, 5), "f1": round(f1, 5)}


def score_clusters(clusters: str, truths: dict[str, Path]) -> dict[str, Any]:
    """Figures of clusters; ``clusters`` is SQL giving key and cluster of each record of the files of ``truths``."""
    con = duckdb.connect()
    union = " UNION ALL ".join(
        f"SELECT '{name}' AS level, record_key AS key, entity FROM read_parquet('{path}')"
        for name, path in truths.items()
    )
    con.execute(f"CREATE TABLE truth AS {union}")
    con.execute(f"CREATE TABLE held AS SELECT DISTINCT cluster, level, entity FROM ({clusters}) JOIN truth USING (key)")
    con.execute("CREATE TABLE who AS SELECT DISTINCT level, entity FROM truth")
    people = _count(con, "SELECT count(*) FROM who x JOIN who y ON x.entity = y.entity AND x.level < y.level")
    joined = "FROM held x JOIN held y ON x.cluster = y.cluster AND x.level < y.level"
    links = _count(con, f"SELECT count(*) {joined}")
    right = _count(con, f"SELECT count(*) {joined} WHERE x.entity = y.entity")
    found = _count(
        con, f"SELECT count(*) FROM (SELECT DISTINCT x.level, y.level, x.entity {joined} WHERE x.entity = y.entity)"
    )
    return {"people_in_both": people, "own": _figures(right, links, found, people)}


def _count(con: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(con.execute(query).fetchall()[0][0])
