"""Read and write a table by its extension, for commands that take any file.

Every column of a CSV is read as text: identifiers keep their zeros. A CSV that is not UTF-8 is read as the characters
its bytes show in Windows-1252, which is what ``doisoat.text.legacy`` undoes.
"""

from pathlib import Path

import click
import pandas as pd


def read_table(path: Path) -> pd.DataFrame:
    """The table in a .csv or .parquet file.

    Raises:
        click.ClickException: another extension, or a file that cannot be read as what it says it is.
    """
    try:
        if path.suffix.lower() == ".parquet":
            return pd.read_parquet(path)
        if path.suffix.lower() == ".csv":
            return _read_csv(path)
    except (OSError, ValueError) as error:
        raise click.ClickException(f"{path}: cannot be read ({type(error).__name__}).") from error
    raise click.ClickException(f"{path}: give a .csv or .parquet file.")


def _read_csv(path: Path) -> pd.DataFrame:
    with path.open("rb") as handle:
        start = handle.readline(65_536)
    utf16 = start[:2] in (b"\xff\xfe", b"\xfe\xff")
    separator = next((s for s in (";", "\t") if s.encode() in start and b"," not in start), ",")
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "cp1252", "latin-1"):
        try:
            return pd.read_csv(
                path, dtype="str", keep_default_na=False, na_values=[""], encoding=encoding, sep=separator
            )
        except UnicodeDecodeError:
            continue
    raise ValueError(path.name)


def with_result(table: pd.DataFrame, result: pd.DataFrame) -> pd.DataFrame:
    """The table with the columns of a result added; its own columns of the same names become ``<name>_input``."""
    taken = {name: f"{name}_input" for name in table.columns if name in result.columns}
    return table.rename(columns=taken).join(result)


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a .csv (UTF-8) or .parquet file; its folder is made.

    Raises:
        click.ClickException: another extension, or a place that cannot be written to.
    """
    if path.suffix.lower() not in (".parquet", ".csv"):
        raise click.ClickException(f"{path}: give a .csv or .parquet file.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(table, path)
    except OSError as error:
        raise click.ClickException(f"{path}: cannot be written ({error.strerror or type(error).__name__}).") from error


def _write(table: pd.DataFrame, path: Path) -> None:
    if path.suffix.lower() == ".parquet":
        table.to_parquet(path, index=False)
    else:
        shown = table.copy(deep=False)
        for name in table.select_dtypes("bool").columns:
            shown[name] = table[name].map({True: "true", False: "false"})
        shown.to_csv(path, index=False, encoding="utf-8", lineterminator="\n")


def column(table: pd.DataFrame, name: str, path: Path) -> pd.Series:
    """One column of a table read from ``path``.

    Raises:
        click.ClickException: there is no such column; names those there are.
    """
    if name not in table.columns:
        raise click.ClickException(f"{path}: no column {name!r}; there are {', '.join(map(str, table.columns))}.")
    return table[name]
