"""``doisoat text``: Vietnamese text, dates and identifiers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import pandas as pd

TEXT_KINDS = ("name", "place", "village", "address", "date", "sex", "ethnicity", "relationship", "area")
IDENTIFIER_KINDS = ("personal_id", "former_id", "participant_no", "health_card", "parcel_code", "certificate")


@click.group()
def text() -> None:
    """Vietnamese text, dates and identifiers."""


@text.command()
@click.argument("source", metavar="IN", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--column", "name", required=True, metavar="COL", help="Column to read.")
@click.option("--kind", required=True, type=click.Choice([*TEXT_KINDS, "id", *IDENTIFIER_KINDS]), help="What it holds.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Result, .csv or .parquet.")
def normalise(source: Path, name: str, kind: str, out: Path) -> int:
    """Add to each row of IN what its value may be stored as, matched on, or was meant to be.

    Adds canonical (what may be stored), key (for matching only), suggestion (needs a person) and problem (a code, or
    null); with --kind id also kind (which identifier it is). A column in an old font encoding (TCVN3, VNI, VISCII,
    VPS …) is recognised as a whole and undone first; a single cell that looks like one is only a suggestion.
    """
    from doisoat.cli.tabular import check_out, column, read_table, with_result, write_table

    check_out(out, [source])
    table = read_table(source)
    found, encoding, mixed = _read(column(table, name, source), kind)
    if encoding:
        click.echo(f"{source}: column {name!r} read as {encoding}", err=True)
    elif mixed:
        click.echo(f"{source}: column {name!r} holds more than one encoding; left as it is", err=True)
    write_table(with_result(table, found), out)
    click.echo(
        f"{len(found):,} rows: {int(found['problem'].notna().sum()):,} with a problem, "
        f"{int(found['suggestion'].notna().sum()):,} with a suggestion → {out}"
    )
    return 0


def _read(values: pd.Series, kind: str) -> tuple[pd.DataFrame, str | None, bool]:
    from doisoat import identifiers
    from doisoat import text as texts

    if kind == "id":
        return identifiers.identify(values), None, False
    if kind in IDENTIFIER_KINDS:
        return identifiers.normalise(values, kind), None, False
    return texts.read_column(values, kind)
