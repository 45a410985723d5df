"""Read the two files of ``doisoat link`` and bring each compared field to one comparable value per record."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from doisoat.errors import DoisoatError
from doisoat.linkage.engine import Engine
from doisoat.linkage.filemodel import FileField, FileModel
from doisoat.linkage.identity import sql_text

__all__ = ["load_values"]

_FOLD = "trim(regexp_replace(lower(strip_accents(replace(replace({0}, 'đ', 'd'), 'Đ', 'd'))), '[^a-z0-9]+', ' ', 'g'))"


def load_values(engine: Engine, model: FileModel, a: Path, b: Path) -> list[FileField]:
    """Fill table ``record`` (nid, side, key, household, one column ``f<i>`` a field) from both files.

    Returns the fields in use (optional ones a file lacks are left out). Raises DoisoatError LINK-FILE, LINK-COLUMN
    (a column the model needs is missing) or LINK-KEY (the key is empty or repeated).
    """
    present = [_open(engine, side, path) for side, path in (("a", a), ("b", b))]
    used = [f for f in model.fields if not f.optional or all(_has(f, s, present[s]) for s in (0, 1))]
    for side, path in enumerate((a, b)):
        wanted = [model.key[side], *model.household[side]]
        wanted += [c for f in used if not f.first_of for c in f.columns[side]]
        wanted += [f.columns[side][0] for f in used if f.first_of and not set(f.columns[side]) & present[side]]
        for column in wanted:
            if column not in present[side]:
                raise DoisoatError(
                    "LINK-COLUMN",
                    file=path.name,
                    column=column,
                    model=model.name,
                    present=", ".join(sorted(present[side])),
                )
        _check_key(engine, path, "ab"[side], model.key[side])
    parts = []
    for side in (0, 1):
        values = [f"{_value(f, side, present[side])} AS f{i}" for i, f in enumerate(used)]
        household = model.household[side]
        home = f"concat_ws('|', {', '.join(map(_quote, household))})" if household else "NULL"
        parts.append(
            f"SELECT {side} AS side, CAST({_quote(model.key[side])} AS VARCHAR) AS key, "
            f"CAST({home} AS VARCHAR) AS household, {', '.join(values)} FROM file_{'ab'[side]}"
        )
    engine.con.execute(
        "CREATE OR REPLACE TABLE record AS SELECT CAST(row_number() OVER (ORDER BY side, key) - 1 AS BIGINT) AS nid, * "
        f"FROM ({' UNION ALL '.join(parts)})"
    )
    return used


def _open(engine: Engine, side: str, path: Path) -> set[str]:
    quoted = sql_text(str(path))
    reader = f"read_csv('{quoted}', all_varchar=true, header=true)"
    if path.suffix.lower() in (".parquet", ".pq"):
        reader = f"read_parquet('{quoted}')"
    try:
        engine.con.execute(f"CREATE OR REPLACE VIEW file_{side} AS SELECT * FROM {reader}")
        return {row[0] for row in engine.con.execute(f"DESCRIBE file_{side}").fetchall()}
    except Exception as error:
        raise DoisoatError("LINK-FILE", file=path.name, reason=type(error).__name__) from error


def _has(field: FileField, side: int, present: set[str]) -> bool:
    found = [c in present for c in field.columns[side]]
    return any(found) if field.first_of else all(found)


def _check_key(engine: Engine, path: Path, side: str, column: str) -> None:
    bad = engine.scalar(f"SELECT count(*) - count(DISTINCT CAST({_quote(column)} AS VARCHAR)) FROM file_{side}")
    if bad:
        raise DoisoatError("LINK-KEY", file=path.name, column=column, rows=bad)


def _quote(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _value(field: FileField, side: int, present: set[str]) -> str:
    columns = [c for c in field.columns[side] if c in present]
    texts = [f"nullif(trim(CAST({_quote(c)} AS VARCHAR)), '')" for c in columns]
    text = f"coalesce({', '.join(texts)})" if field.first_of else f"nullif(concat_ws(' ', {', '.join(texts)}), '')"
    if field.compare == "date":
        return f"CAST({text} AS VARCHAR)"
    if field.compare in ("id", "code"):
        return f"nullif(regexp_replace(upper({text}), '[^0-9A-Z]', '', 'g'), '')"
    if field.compare == "any_of":
        return text
    return f"nullif({_FOLD.format(text)}, '')"


def parse_dates(texts: pd.Series) -> pd.Series:
    """Distinct date texts as yyyymmdd with 00 for unknown parts, 0 for none: ISO, yyyymmdd, d/m/y and bare years."""
    digits = texts.str.replace(r"\.0$", "", regex=True)
    iso = digits.str.extract(r"^(?P<y>\d{4})(?:[-/.]?(?P<m>\d{2})(?:[-/.]?(?P<d>\d{2}))?)?(?:[T ].*)?$")
    dmy = digits.str.extract(r"^(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>\d{4})$")
    part = {c: pd.to_numeric(iso[c].fillna(dmy[c]), errors="coerce").fillna(0).astype("int64") for c in "ymd"}
    month = part["m"].where(part["m"].between(1, 12), 0)
    day = part["d"].where(part["d"].between(1, 31) & (month > 0), 0)
    year = part["y"].where(part["y"].between(1000, 2999), 0)
    return (year * 10000 + month * 100 + day).where(year > 0, 0)
