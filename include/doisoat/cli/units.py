"""``doisoat units``: administrative units over time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import pandas as pd


@click.group()
def units() -> None:
    """Administrative units over time."""


@units.command()
@click.argument("source", metavar="IN", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--text", "text_column", metavar="COL", help="Column with names or addresses.")
@click.option("--code", "code_column", metavar="COL", help="Column with five-digit unit codes.")
@click.option("--as-of", metavar="COL|DATE", help="Date the names or codes belong to: a column, or YYYY[-MM[-DD]].")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Result, .csv or .parquet.")
def resolve(source: Path, text_column: str | None, code_column: str | None, as_of: str | None, out: Path) -> int:
    """Add to each row of IN the current units its name or code may mean.

    Adds candidates (codes joined by "|", best first), shares (what each took of the former unit's people/area: all,
    part or no), relation, certain, reason, status, full_name, province_code, and candidates_people and
    candidates_area (those that took people, those that took land). A split, a homonym or a code without a date gives
    several candidates, an unknown unit none: never a silent guess. A column of IN with one of these names becomes
    NAME_input.
    """
    from doisoat.cli.tabular import check_out, column, read_table, with_result, write_table
    from doisoat.gazetteer import Gazetteer
    from doisoat.text import parse_date, parse_dates

    if (text_column is None) == (code_column is None):
        raise click.ClickException("Give either --text or --code.")
    check_out(out, [source])
    table = read_table(source)
    dates: pd.Series | str | None = None
    if as_of is not None and as_of in table.columns:
        dates = parse_dates(column(table, as_of, source))["canonical"]
    elif as_of is not None:
        dates = parse_date(as_of).canonical  # a date as people write it
        if dates is None:
            raise click.ClickException(f"--as-of {as_of}: {source} has no such column, and it is no date.")
    gazetteer = Gazetteer.load()
    if code_column is not None:
        found = gazetteer.resolve_codes(column(table, code_column, source), dates, subject="any")
    else:
        found = gazetteer.resolve_texts(column(table, str(text_column), source), dates, subject="any")
    write_table(with_result(table, found), out)
    click.echo(
        f"{len(found):,} rows: {int(found['certain'].sum()):,} certain, "
        f"{int(found['candidates'].isna().sum()):,} without a unit → {out}"
    )
    return 0
