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
    for encoding in ("utf-8-sig", "cp1252", "latin-1"):
        try:
            return pd.read_csv(path, dtype="str", keep_default_na=False, na_values=[""], encoding=encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError(path.name)


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a .csv (UTF-8) or .parquet file; its folder is made.

    Raises:
        click.ClickException: another extension.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix.lower() == ".parquet":
        table.to_parquet(path, index=False)
    elif path.suffix.lower() == ".csv":
        table.to_csv(path, index=False, encoding="utf-8", lineterminator="\n")
    else:
        raise click.ClickException(f"{path}: give a .csv or .parquet file.")


def column(table: pd.DataFrame, name: str, path: Path) -> pd.Series:
    """One column of a table read from ``path``.

    Raises:
        click.ClickException: there is no such column; names those there are.
    """
    if name not in table.columns:
        raise click.ClickException(f"{path}: no column {name!r}; there are {', '.join(map(str, table.columns))}.")
    return table[name]
