"""Read the two files: check columns and keys, bring records into the order of their keys, code every column."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from doisoat.errors import DoisoatError
from doisoat.linkage.files.arrow import Array
from doisoat.linkage.files.coding import Coded, Codes, encode
from doisoat.linkage.files.model import Columns, FileField, FileModel
from doisoat.sqlwork import Session, csv, identifier, parquet
from doisoat.text.chars import MAX_CELL

__all__ = ["Files", "read_files"]


@dataclass
class Files:
    """Both files, records numbered 0 … n-1 by side, then key; ``n_a`` of them in the first file."""

    n: int
    n_a: int
    keys: tuple[Array, Array]
    fields: list[FileField]
    coded: dict[str, Coded]
    household: Codes
    """Household by record, numbered within its file; -1 none."""
    notes: list[str] = field(default_factory=list)


def _open(session: Session, side: int, path: Path) -> set[str]:
    reader = parquet(path) if path.suffix.lower() in (".parquet", ".pq") else csv(path)
    if path.exists() and not path.stat().st_size:
        raise DoisoatError("LINK-FILE", file=path.name, reason="the file is empty")
    try:
        view = session.view(f"file_{side}", reader)
        return {row[0] for row in session.con.execute(f"DESCRIBE {view}").fetchall()}
    except duckdb.Error as error:
        raise DoisoatError("LINK-FILE", file=path.name, reason=_why(path, error)) from error


def _why(path: Path, error: duckdb.Error) -> str:
    kind = "Parquet" if path.suffix.lower() in (".parquet", ".pq") else "CSV"
    return f"it is no readable {kind} file ({type(error).__name__})"


def _chosen(spec: FileField, present: list[set[str]]) -> FileField:
    """``spec`` with ``first_of`` settled: the first column both files have, else the first each has."""
    if not spec.first_of:
        return spec
    both = [(x, y) for x, y in zip(*spec.columns, strict=False) if x in present[0] and y in present[1]]
    if both:
        columns: Columns = ((both[0][0],), (both[0][1],))
    else:
        first = [next((c for c in spec.columns[s] if c in present[s]), spec.columns[s][0]) for s in (0, 1)]
        columns = ((first[0],), (first[1],))
    return FileField(spec.name, spec.compare, columns, False, spec.optional, spec.joint, spec.at)


def _text(columns: tuple[str, ...]) -> str:
    # What is longer is a broken file, not a value; strlen counts bytes, which costs nothing.
    texts = [
        f"CASE WHEN strlen({t}) <= {4 * MAX_CELL} THEN {t} END"
        for t in (f"CAST({identifier(c)} AS VARCHAR)" for c in columns)
    ]
    return texts[0] if len(texts) == 1 else f"concat_ws(' ', {', '.join(texts)})"


def _home(columns: tuple[str, ...]) -> str:
    texts = [f"CAST({identifier(c)} AS VARCHAR)" for c in columns]
    return texts[0] if len(texts) == 1 else " || '|' || ".join(texts)


def read_files(session: Session, model: FileModel, a: Path, b: Path) -> Files:
    """Read files ``a`` and ``b`` (CSV or Parquet).

    Raises DoisoatError LINK-FILE (unreadable or without rows), LINK-COLUMN (a column the model needs is missing) or
    LINK-KEY (keys empty or repeated).
    """
    present = [_open(session, side, path) for side, path in enumerate((a, b))]
    specs = [_chosen(f, present) for f in model.fields]
    used = [f for f in specs if not f.optional or all(set(f.columns[s]) <= present[s] for s in (0, 1))]
    for side, path in enumerate((a, b)):
        for column in [model.key[side], *(c for f in used for c in f.columns[side])]:
            if column not in present[side]:
                raise DoisoatError(
                    "LINK-COLUMN",
                    file=path.name,
                    column=column,
                    model=model.name,
                    present=", ".join(sorted(present[side])),
                )
    notes = [f"field {f.name}: not in both files" for f in specs if f not in used]
    homes = bool(model.household[0]) and all(set(model.household[s]) <= present[s] for s in (0, 1))
    if model.household[0] and not homes:
        notes.append("household: not in both files")
    tables, keys = [], []
    for side, path in enumerate((a, b)):
        columns = [f"{_text(f.columns[side])} AS f{i}" for i, f in enumerate(used)]
        columns += [f"{_home(model.household[side])} AS home"] if homes else []
        try:
            table = session.con.sql(
                f"SELECT CAST({identifier(model.key[side])} AS VARCHAR) AS key, {', '.join(columns)} FROM file_{side}"
            ).to_arrow_table()
        except duckdb.Error as error:
            raise DoisoatError("LINK-FILE", file=path.name, reason=_why(path, error)) from error
        if not table.num_rows:
            raise DoisoatError("LINK-FILE", file=path.name, reason="it has no rows")
        key, order = _ordered(table, path, model.key[side])
        keys.append(key)
        tables.append((table.drop_columns(["key"]), order))
    coded: dict[str, Coded] = {}
    n_a = len(tables[0][1])
    order = np.concatenate([tables[0][1], tables[1][1] + np.int32(n_a)])
    for name in tables[0][0].column_names:
        chunks = [c for t, _ in tables for c in t[name].chunks]
        told = encode(pa.concat_arrays(chunks))
        coded[name] = Coded(told.code[order], told.values)
    home = _households(coded.pop("home")) if homes else np.full(len(order), -1, dtype=np.int32)
    named = {f.name: coded[f"f{i}"] for i, f in enumerate(used)}
    return Files(len(order), n_a, (keys[0], keys[1]), used, named, home, notes)


def _households(coded: Coded) -> Codes:
    """Household by record; an empty text names none."""
    blank = [i for i, v in enumerate(coded.values) if not v.strip("| ")]
    return np.where(np.isin(coded.code, blank), -1, coded.code).astype(np.int32) if blank else coded.code


def _ordered(table: pa.Table, path: Path, column: str) -> tuple[Array, Codes]:
    """The keys in order, and each key's row in the file."""
    from pyarrow import compute

    pc: Any = compute

    key: Array = pa.concat_arrays(table["key"].chunks)
    order = pc.array_sort_indices(key)
    key = key.take(order)
    # an empty text sorts first, nulls last; more than one of either is found among the repeated
    empty = key.null_count + int(len(key) > key.null_count and not key[0].as_py())
    again = pc.sum(pc.equal(key.slice(1), key.slice(0, len(key) - 1))).as_py() or 0
    if empty or again:
        raise DoisoatError("LINK-KEY", file=path.name, column=column, rows=int(empty + again))
    return key, np.from_dlpack(order).astype(np.int32)
