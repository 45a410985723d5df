"""Read and write a table by its extension, for commands that take any file.

Every column of a CSV is read as text: identifiers keep their zeros. A CSV that is not UTF-8 is read as the characters
its bytes show in Windows-1252, which is what ``doisoat.text.legacy`` undoes.
"""

import warnings
from collections.abc import Sequence
from pathlib import Path

import click
import pandas as pd

TABLES = (".csv", ".parquet")


def read_table(path: Path) -> pd.DataFrame:
    """The table in a .csv or .parquet file.

    Raises:
        click.ClickException: another extension, or a file that cannot be read as what it says it is.
    """
    if path.suffix.lower() not in TABLES:
        raise click.ClickException(f"{path}: give a .csv or .parquet file.")
    try:
        return _read_parquet(path) if path.suffix.lower() == ".parquet" else _read_csv(path)
    except OSError as error:
        why = error.strerror or "it is no Parquet file, or not a whole one"
    except pd.errors.EmptyDataError:
        why = "the file is empty"
    except (pd.errors.ParserError, pd.errors.ParserWarning):
        why = "a row has another number of cells than the heading, or a quote is not closed"
    except UnicodeError:
        why = "its text is torn or in an unknown encoding"
    except ValueError:
        why = "it is no Parquet file, or not a whole one" if path.suffix.lower() == ".parquet" else "it is no CSV file"
    raise click.ClickException(f"{path}: cannot be read: {why}.")


def _read_parquet(path: Path) -> pd.DataFrame:
    """As pandas reads it, but bytes as text: files may hold text that is no UTF-8, or text as bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from doisoat.sources.readers.arrowcells import column_text

    table = pq.read_table(path)
    for at, field in enumerate(table.schema):
        if any(is_kind(field.type) for is_kind in (pa.types.is_string, pa.types.is_binary, pa.types.is_large_binary)):
            table = table.set_column(at, field.name, column_text(table.column(at)))
    return table.to_pandas()


def _read_csv(path: Path) -> pd.DataFrame:
    with path.open("rb") as handle:
        start = handle.readline(65_536)
    utf16 = start[:2] in (b"\xff\xfe", b"\xfe\xff")
    separator = next((s for s in (";", "\t") if s.encode() in start and b"," not in start), ",")
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "cp1252", "latin-1"):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", pd.errors.ParserWarning)
                return pd.read_csv(
                    path,
                    dtype="str",
                    keep_default_na=False,
                    na_values=[""],
                    encoding=encoding,
                    sep=separator,
                    index_col=False,  # else the first cells of rows that are too long would name the rows
                )
        except UnicodeDecodeError:
            continue
    raise ValueError(path.name)


def with_result(table: pd.DataFrame, result: pd.DataFrame) -> pd.DataFrame:
    """The table with the columns of a result added; its own columns of the same names become ``<name>_input``."""
    taken = {name: f"{name}_input" for name in table.columns if name in result.columns}
    return table.rename(columns=taken).join(result)


def check_out(path: Path | None, inputs: Sequence[Path | str | None] = (), suffixes: Sequence[str] = TABLES) -> None:
    """Make the folder of a file a command is to write, before the command does its work.

    Args:
        path: the file; None: nothing is to be checked.
        inputs: files the command reads, none of which may be overwritten.
        suffixes: extensions the command knows; none given: any.

    Raises:
        click.ClickException: another extension, a file that is read, a folder, a place that cannot be written to.
    """
    if path is None:
        return
    if suffixes and path.suffix.lower() not in suffixes:
        raise click.ClickException(f"{path}: give a {' or '.join(suffixes)} file.")
    if path.resolve() in {Path(item).resolve() for item in inputs if item is not None}:
        raise click.ClickException(f"{path}: is read by this command; write somewhere else.")
    if path.is_dir():
        raise click.ClickException(f"{path}: is a folder; name a file.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(path, error) from error


def unwritable(path: Path, error: OSError) -> click.ClickException:
    """What to raise when ``path`` cannot be written."""
    return click.ClickException(f"{path}: cannot be written ({error.strerror or type(error).__name__}).")


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a .csv (UTF-8) or .parquet file; its folder is made.

    Raises:
        click.ClickException: another extension, a column Parquet cannot hold, or a place that cannot be written to.
    """
    import pyarrow as pa

    check_out(path)
    try:
        _write(table, path)
    except OSError as error:
        raise unwritable(path, error) from error
    except pa.ArrowException as error:
        raise click.ClickException(f"{path}: Parquet cannot hold a column of this table; write .csv.") from error


def write_text(path: Path, text: str) -> None:
    """Write a text file of a command's; its folder is made.

    Raises:
        click.ClickException: a folder, or a place that cannot be written to.
    """
    check_out(path, suffixes=())
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise unwritable(path, error) from error


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
        present = ", ".join(map(str, table.columns)) or "none"
        raise click.ClickException(f"{path}: no column {name!r}; columns there are: {present}.")
    return table[name]
