"""Rows of one table of one source while they are being made: columns, truth, and a log of the faults put in."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from doisoat.text.arrow import pa
from doisoat_lab.synth.frames import CANONICAL
from doisoat_lab.synth.rng import Array, how_many

_NUMBERS = {"area_m2": np.float64, "share": np.float64, "member_count": np.int32, "holder_birth_year": np.int32}

#: Share of the rows of a source that were written carelessly.
CARELESS = 0.06


class Rows:
    """Columns of equal length. A missing column is all null; strings are object arrays with None for null."""

    def __init__(self, table: str, n: int, kind: str, entity: Array, columns: Mapping[str, Array]) -> None:
        self.table = table
        self.n = n
        self.columns: dict[str, Array] = dict(columns)
        self.columns["_entity_id"] = entity
        self.columns["_entity_kind"] = np.full(n, kind, dtype=object)
        self.columns["_fault"] = np.full(n, None, dtype=object)

    def __getitem__(self, name: str) -> Array:
        found = self.columns.get(name)
        if found is None:
            found = self.columns[name] = np.full(self.n, None, dtype=object)
        return found

    def some(self, rng: np.random.Generator, eligible: Array, rate: float) -> Array:
        """Positions of a share of the eligible rows: a third of them among those written carelessly.

        Mistakes come together: the few careless rows get several times their part, often more than one.
        """
        if "_careless" not in self.columns:
            self.columns["_careless"] = rng.random(self.n) < CARELESS
        careless = self.columns["_careless"]
        count = how_many(rng, int(eligible.sum()), rate)
        bad, good = np.flatnonzero(eligible & careless), np.flatnonzero(eligible & ~careless)
        among_bad = min(len(bad), count // 3)
        among_good = min(len(good), count - among_bad)
        chosen = [rng.choice(bad, among_bad, replace=False), rng.choice(good, among_good, replace=False)]
        return np.sort(np.concatenate(chosen)).astype(np.int64)

    def put(self, where: Array, name: str, values: Array | str | float | None, fault: str | None = None) -> None:
        """Write `values` into a column at the positions; name the fault if it is one."""
        self[name][where] = values
        if fault is not None:
            self.blame(where, fault, name)

    def blame(self, where: Array, fault: str, name: str) -> None:
        """Note a fault of these rows: `fault:field`, several joined by ";"."""
        column = self.columns["_fault"]
        for i in where:
            column[i] = f"{column[i]};{fault}:{name}" if column[i] else f"{fault}:{name}"

    def take(self, where: Array) -> None:
        """Keep (and order) the rows at these positions; positions may repeat."""
        self.columns = {name: values[where] for name, values in self.columns.items()}
        self.n = len(next(iter(self.columns.values())))

    def repeat(self, where: Array, fault: str) -> Array:
        """Append copies of the rows; the positions of the copies are returned."""
        start = self.n
        self.take(np.concatenate([np.arange(self.n), where]))
        copies = np.arange(start, self.n)
        self.blame(copies, fault, self.table)
        return copies

    def frame(self) -> pd.DataFrame:
        """The canonical columns in order and the columns of truth."""
        out: dict[str, object] = {}
        for name in CANONICAL[self.table]:
            dtype = _NUMBERS.get(name)
            if dtype is not None:
                out[name] = _number(self.columns.get(name), self.n, dtype)
            else:
                out[name] = text(self.columns.get(name), self.n)
        for name in ("_entity_kind", "_entity_id", "_key", "_garbage", "_fault", "_meant"):
            out[name] = text(self.columns.get(name), self.n)
        out["_record"] = self.columns["_record"].astype(np.int64)
        seq = self.columns.get("_seq")
        out["_seq"] = np.zeros(self.n, np.int32) if seq is None else seq.astype(np.int32)
        return pd.DataFrame(out, copy=False)


def text(values: Array | None, n: int) -> object:
    """A pandas string column of an object array (None = null)."""
    if values is None:
        return pd.array(pa.nulls(n, pa.large_string()), dtype="str")
    return pd.array(pa.array(values, type=pa.large_string(), from_pandas=True), dtype="str")


def _number(values: Array | None, n: int, dtype: type) -> object:
    if dtype is np.int32:
        if values is None:
            return pd.array([None] * n, dtype="Int32") if n else pd.array([], dtype="Int32")
        return pd.array(pd.array(values, dtype="Int32"))
    return np.full(n, np.nan) if values is None else values.astype(np.float64)
