"""Link two person files by a model file: block, compare, learn without labels, weigh, one to one.

Weights come from the data: unrelated pairs are drawn at random; matching pairs are those that share a number (where
there is one) or what an EM over the candidates' patterns finds; with a household column, pairs inside one household
of one file show what relatives look like.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cpdist

from doisoat.linkage.cluster import Edges, cluster
from doisoat.linkage.dates import DATE_GROUPS, DATE_LEVELS, compare_dates, placeholders
from doisoat.linkage.em import fit
from doisoat.linkage.engine import Bits, Engine, Ints, Levels
from doisoat.linkage.filemodel import FileField, FileModel
from doisoat.linkage.identity import sql_text
from doisoat.linkage.names import NAME_LEVELS, compare_names, name_book
from doisoat.linkage.values import load_values, parse_dates

__all__ = ["link_files"]

LEVELS: dict[str, tuple[str, ...]] = {
    "name": NAME_LEVELS,
    "date": DATE_LEVELS,
    "text": ("missing", "same", "close", "alike", "different"),
    "id": ("missing", "same", "one_slip", "two_slips", "different"),
    "code": ("missing", "same", "one_slip", "different"),
    "equal": ("missing", "same", "different"),
    "any_of": ("missing", "shared", "apart"),
}
_SEED = 20250701
_SAMPLE = 400_000


@dataclass(frozen=True)
class Column:
    """One field by record: value code (-1 missing), the distinct values, and how rare each is (bits)."""

    field: FileField
    code: Ints
    values: npt.NDArray[np.object_]
    rarity: Bits

    def levels(self, a: Ints, b: Ints) -> Levels:
        """Level of each pair of records; 0 where a value is missing."""
        x, y = self.code[a], self.code[b]
        known = (x >= 0) & (y >= 0)
        level = np.zeros(len(a), dtype=np.int8)
        level[known & (x == y)] = 1
        rest = np.flatnonzero(known & (x != y) if self.field.compare != "date" else known)
        if len(rest):
            width = len(self.values)
            low, high = np.minimum(x[rest], y[rest]), np.maximum(x[rest], y[rest])
            pairs, back = np.unique(low * width + high, return_inverse=True)
            level[rest] = self._unequal(pairs // width, pairs % width)[back]
        return level

    def _unequal(self, x: Ints, y: Ints) -> Levels:
        kind, one, two = self.field.compare, self.values[x], self.values[y]
        if kind == "name":
            book = name_book(list(self.values))
            return compare_names(book, x, y, np.ones(len(x), dtype=bool))
        if kind == "date":
            return compare_dates(one.astype(np.int64), two.astype(np.int64))
        if kind == "text":
            alike = np.asarray(cpdist(one, two, scorer=JaroWinkler.similarity, workers=1))
            return np.select([alike >= 0.92, alike >= 0.8], [2, 3], 4).astype(np.int8)
        if kind in ("id", "code"):
            edits = np.asarray(cpdist(one, two, scorer=OSA.distance, score_cutoff=2, workers=1))
            if kind == "code":
                return np.where(edits == 1, 2, 3).astype(np.int8)
            return np.where(edits > 2, 4, edits + 1).astype(np.int8)
        if kind == "any_of":
            sets = {v: frozenset(v.split("|")) for v in {*one, *two}}
            shared = [not sets[v].isdisjoint(sets[w]) for v, w in zip(one, two, strict=True)]
            return np.where(shared, 1, 2).astype(np.int8)
        return np.full(len(x), 2, dtype=np.int8)

    @property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """Groups of levels a probability is normalised in."""
        return DATE_GROUPS if self.field.compare == "date" else (tuple(range(1, len(LEVELS[self.field.compare]))),)


def _columns(engine: Engine, used: list[FileField]) -> list[Column]:
    found: list[Column] = []
    frame = engine.con.sql(f"SELECT {', '.join(f'f{i}' for i in range(len(used)))} FROM record ORDER BY nid").df()
    for i, spec in enumerate(used):
        code, index = pd.factorize(frame[f"f{i}"], sort=True)
        codes, values = np.asarray(code, dtype=np.int64), np.asarray(index, dtype=object)
        if spec.compare == "date":
            told = parse_dates(pd.Series(values, dtype="str")).to_numpy(dtype=np.int64)
            told = placeholders(told, np.bincount(codes[codes >= 0], minlength=len(values)).astype(np.int64))
            by_record = np.where(codes >= 0, told[codes] if len(told) else 0, 0)
            values, inverse = np.unique(by_record, return_inverse=True)
            codes = np.where(by_record == 0, -1, inverse.astype(np.int64))
        counts = np.bincount(codes[codes >= 0], minlength=len(values))
        rarity = np.round(-np.log2((counts + 1) / (counts.sum() + 1000)), 0)
        found.append(Column(spec, codes, values, rarity))
    return found


def _block(engine: Engine, model: FileModel, columns: list[Column]) -> tuple[Ints, Ints, int]:
    """Pairs (a from the first file, b from the second) sharing a block, and how many records oversized blocks hold."""
    by_name = {c.field.name: c for c in columns}
    tables, dropped = [], 0
    side = engine.arrays("SELECT side FROM record ORDER BY nid")["side"]
    for k, block in enumerate(model.blocks):
        parts = [part.partition(":") for part in block]
        if any(name not in by_name for name, _, _ in parts):
            continue
        keys = [_part(by_name[name], part) for name, _, part in parts]
        usable = np.all([key >= 0 for key in keys], axis=0)
        engine.put(f"key_{k}", {
            "nid": np.flatnonzero(usable), "side": side[usable],
            **{f"k{i}": key[usable] for i, key in enumerate(keys)},
        })  # fmt: skip
        cap = model.block_cap
        on = ", ".join(f"k{i}" for i in range(len(keys)))
        sized = f"SELECT *, count(*) OVER (PARTITION BY {on}) AS size FROM key_{k}"
        dropped += engine.scalar(f"SELECT count(*) FROM ({sized}) WHERE size > {cap}")
        tables.append(
            f"SELECT x.nid AS a, y.nid AS b FROM ({sized}) x JOIN key_{k} y USING ({on}) "
            f"WHERE x.side = 0 AND y.side = 1 AND x.size <= {cap}"
        )
    if not tables:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), dropped
    pairs = engine.arrays(f"SELECT DISTINCT a, b FROM ({' UNION ALL '.join(tables)}) ORDER BY a, b")
    return pairs["a"].astype(np.int64), pairs["b"].astype(np.int64), dropped


def _part(column: Column, part: str) -> Ints:
    """Blocking code of a field by record: whole, year, day (month and day), first or last word, start (3 letters)."""
    if not part:
        return column.code
    values = pd.Series(column.values).astype(str)
    if part == "year":
        piece = values.str[:4]
    elif part == "day":
        piece = values.str[4:].where(values.str[6:] != "00")
    elif part in ("first", "last"):
        piece = values.str.split().str[0 if part == "first" else -1]
    else:
        piece = values.str[:3]
    code = np.asarray(pd.factorize(piece, sort=True)[0], dtype=np.int64)
    return np.where(column.code >= 0, np.append(code, -1)[column.code], -1)


def _same_counts(levels: list[Levels], columns: list[Column], other: list[Bits]) -> list[Bits]:
    """P(level | same) by field: counted on pairs sharing an unmistakable number, else (and for numbers) by EM."""
    sizes = [len(LEVELS[c.field.compare]) for c in columns]
    groups = [c.groups for c in columns]
    ids = [i for i, c in enumerate(columns) if c.field.compare == "id"]
    known: dict[int, Ints] = {}
    if ids:
        shares = np.any([levels[i] == 1 for i in ids], axis=0)
        if shares.sum() >= 100:
            known = {i: np.bincount(levels[i][shares], minlength=sizes[i]) for i in range(len(columns)) if i not in ids}
    return fit(levels, sizes, groups, other, known)


def link_files(
    a: Path, b: Path, model: FileModel, out: Path, work_dir: Path, threads: int = 2, memory_limit: str = "2GB"
) -> dict[str, int]:
    """Link files ``a`` and ``b`` (CSV or Parquet) and write ``out``; returns counts for a summary.

    ``out``: key_a, key_b, weight (bits), probability, decision (link or review), evidence (JSON by field:
    [level, bits]). Raises DoisoatError LINK-FILE, LINK-COLUMN, LINK-KEY.
    """
    with Engine(work_dir, threads, memory_limit) as engine:
        columns = _columns(engine, load_values(engine, model, a, b))
        n_a = engine.scalar("SELECT count(*) FROM record WHERE side = 0")
        n = engine.scalar("SELECT count(*) FROM record")
        left, right, dropped = _block(engine, model, columns)
        levels = [c.levels(left, right) for c in columns]
        weight, bits = _weigh(engine, columns, levels, left, right, n_a, n)
        accepted = weight >= model.link_bits
        if model.one_to_one:
            side = (np.arange(n) >= n_a).astype(np.int64)
            label = cluster(n, Edges(left, right, weight), np.arange(n), side, model.link_bits, 0.5, np.inf)
            accepted &= label[left] == label[right]
        taken = np.zeros(n, dtype=bool)
        taken[left[accepted]] = taken[right[accepted]] = True
        review = ~accepted & (weight >= model.review_bits)
        if model.one_to_one:
            review &= ~(taken[left] & taken[right])
        keep = np.flatnonzero(accepted | review)
        _write(engine, out, left, right, weight, np.where(accepted, "link", "review"), keep, columns, levels, bits)
        return {
            "records_a": n_a, "records_b": n - n_a, "pairs": len(left), "links": int(accepted.sum()),
            "review": int(review.sum()), "records_in_oversized_blocks": dropped,
        }  # fmt: skip


def _weigh(
    engine: Engine, columns: list[Column], levels: list[Levels], left: Ints, right: Ints, n_a: int, n: int
) -> tuple[Bits, list[Bits]]:
    """Weight of each pair, and the bits of each field by pair."""
    sizes = [len(LEVELS[c.field.compare]) for c in columns]
    rng = np.random.default_rng(_SEED)
    one = rng.integers(0, max(n_a, 1), _SAMPLE, dtype=np.int64) if n_a and n > n_a else np.zeros(0, dtype=np.int64)
    two = rng.integers(n_a, max(n, n_a + 1), len(one), dtype=np.int64)
    other: list[Bits] = []
    for c, size in zip(columns, sizes, strict=True):
        counts = np.bincount(c.levels(one, two), minlength=size).astype(np.float64)
        other.append(_shares(counts, c.groups))
    same = _same_counts(levels, columns, other) if len(left) else other
    bits: list[Bits] = []
    for i, c in enumerate(columns):
        value = np.round(np.log2(same[i] / other[i]), 3)[levels[i]]
        equal = levels[i] == (np.int8(1))
        if c.field.compare in ("name", "text", "code", "equal"):
            # an equal value says as much as it is rare
            rare = np.append(c.rarity, 0.0)[c.code[left]] + np.round(np.log2(same[i][1]), 3)
            value = np.where(equal & (c.code[left] == c.code[right]), np.minimum(rare, value + 4), value)
        bits.append(np.where(levels[i] == 0, 0.0, value))
    prior = np.log2(max(n_a, n - n_a, 200))
    weight = np.sum(bits, axis=0) - prior if bits else np.zeros(len(left))
    kin = _kin(engine, columns, same, levels)
    if kin is not None:
        weight = -np.logaddexp2(-weight, -(kin - 2.0))
    return np.asarray(np.round(weight, 3)), bits


def _shares(counts: Bits, groups: tuple[tuple[int, ...], ...]) -> Bits:
    shares = np.ones(len(counts))
    for group in groups:
        members = list(group)
        shares[members] = (counts[members] + 0.5) / (counts[members] + 0.5).sum()
    return shares


def _kin(engine: Engine, columns: list[Column], same: list[Bits], levels: list[Levels]) -> Bits | None:
    """Weight of each pair against being two members of one household, where the files name households."""
    engine.con.execute(
        "CREATE OR REPLACE TABLE kin_pair AS WITH h AS (SELECT side, household, nid FROM record "
        "WHERE household IS NOT NULL AND household <> '' QUALIFY count(*) OVER (PARTITION BY side, household) "
        "BETWEEN 2 AND 15) SELECT x.nid AS a, y.nid AS b FROM h x JOIN h y USING (side, household) "
        f"WHERE x.nid < y.nid ORDER BY hash(x.nid, y.nid), x.nid, y.nid LIMIT {_SAMPLE}"
    )
    pairs = engine.arrays("SELECT a, b FROM kin_pair")
    if len(pairs["a"]) < 200:
        return None
    total = np.zeros(len(levels[0]))
    for i, c in enumerate(columns):
        counts = np.bincount(c.levels(pairs["a"], pairs["b"]), minlength=len(same[i])).astype(np.float64)
        value = np.round(np.log2(same[i] / _shares(counts, c.groups)), 3)[levels[i]]
        total += np.where(levels[i] == 0, 0.0, value)
    return total


def _write(
    engine: Engine, out: Path, left: Ints, right: Ints, weight: Bits, decision: npt.NDArray[np.str_],
    keep: Ints, columns: list[Column], levels: list[Levels], bits: list[Bits],
) -> None:  # fmt: skip
    stacked = np.stack([levels[i][keep] for i in range(len(columns))] + [np.round(b[keep], 1) for b in bits], axis=1)
    rows, index = np.unique(stacked, axis=0, return_inverse=True)
    half = len(columns)
    evidence = [
        json.dumps({
            c.field.name: [LEVELS[c.field.compare][int(row[i])], round(float(row[half + i]), 1)]
            for i, c in enumerate(columns) if row[i] > 0
        })
        for row in rows
    ]  # fmt: skip
    engine.put("found", {
        "a": left[keep], "b": right[keep], "weight": weight[keep], "decision": decision[keep],
        "evidence": np.array([*evidence, ""], dtype=object)[index.reshape(-1)],
    })  # fmt: skip
    kind = "FORMAT parquet" if out.suffix.lower() in (".parquet", ".pq") else "FORMAT csv, HEADER"
    engine.con.execute(
        "COPY (SELECT x.key AS key_a, y.key AS key_b, weight, round(1 / (1 + pow(2.0, -weight)), 6) AS probability, "
        "decision, evidence FROM found JOIN record x ON x.nid = found.a JOIN record y ON y.nid = found.b "
        f"ORDER BY key_a, key_b) TO '{sql_text(str(out))}' ({kind})"
    )
