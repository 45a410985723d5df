"""The links as a file: keys, weight, probability, decision, evidence by field."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from doisoat.errors import DoisoatError
from doisoat.linkage.engine import Bits, Flags, Ints, Levels
from doisoat.linkage.files.arrow import Array, floats, integers, texts

__all__ = ["Evidence", "write_links"]


class Evidence:
    """One JSON text by pair, put together from few distinct pieces."""

    def __init__(self, n: int) -> None:
        self._n = n
        self._pieces: list[Array] = []

    def add(self, name: str, names: Sequence[str], level: Levels, bits: Bits) -> None:
        """Field ``name`` with its level and bits; nothing where the level is 0 (missing)."""
        tenth = np.round(bits * 10).astype(np.int64)
        packed = np.where(level > 0, tenth * 64 + level, np.int64(-(2**40)))
        distinct, back = np.unique(packed, return_inverse=True)
        pieces = [
            "" if p == -(2**40) else f", {json.dumps(name)}: {json.dumps([names[p % 64], (p // 64) / 10])}"
            for p in distinct.tolist()
        ]
        self._pieces.append(texts(pieces).take(integers(back.astype(np.int32))))

    def text(self) -> Array:
        """JSON objects."""
        from pyarrow import compute

        pc: Any = compute

        opening, closing, nothing = (
            texts([t]).take(integers(np.zeros(self._n, dtype=np.int32))) for t in ("{", "}", "")
        )
        # Not null_handling="skip" with a comma between: it drops a row all of whose pieces are null (pyarrow 26.0.1).
        joined = pc.binary_join_element_wise(*self._pieces, nothing) if self._pieces else nothing
        return pc.binary_join_element_wise(opening, pc.utf8_slice_codeunits(joined, len(", ")), closing, nothing)


def write_links(
    out: Path,
    keys: tuple[Array, Array],
    n_a: int,
    a: Ints,
    b: Ints,
    weight: Bits,
    link: Flags,
    evidence: Evidence,
) -> None:
    """Write ``out`` (.parquet, else CSV), ordered by key_a, key_b. Raises DoisoatError LINK-OUT."""
    chance = np.round(1 / (1 + np.exp2(-np.clip(weight, -60.0, 60.0))), 6)
    decision = texts(["review", "link"]).take(integers(link.astype(np.int32)))
    columns: dict[str, Array] = {
        "key_a": keys[0].take(integers(a.astype(np.int32))),
        "key_b": keys[1].take(integers((b - n_a).astype(np.int32))),
        "weight": floats(weight),
        "probability": floats(chance),
        "decision": decision,
        "evidence": evidence.text(),
    }
    table = pa.Table.from_arrays(list(columns.values()), names=list(columns))
    try:
        if out.suffix.lower() in (".parquet", ".pq"):
            from pyarrow.parquet import write_table

            write_table(table, str(out), compression="zstd")
        else:
            from pyarrow.csv import WriteOptions, write_csv

            write_csv(table, str(out), WriteOptions(quoting_style="needed"))
    except OSError as error:
        raise DoisoatError("LINK-OUT", file=out.name, reason=type(error).__name__) from error
