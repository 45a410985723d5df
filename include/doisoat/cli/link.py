"""``doisoat link A B --model MODEL.yaml --out LINKS``."""

import tempfile
from pathlib import Path

import click


@click.command("link")
@click.argument("a", type=click.Path(path_type=Path))
@click.argument("b", type=click.Path(path_type=Path))
@click.option("--model", "model_file", required=True, help="Model file, or the name of a shipped one (see below).")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="LINKS: .parquet or .csv.")
@click.option("--threads", default=2, show_default=True, help="Threads of the engine.")
@click.option("--memory-limit", default="2GB", show_default=True, help="Memory of the engine; it spills beyond.")
def link(a: Path, b: Path, model_file: str, out: Path, threads: int, memory_limit: str) -> None:
    """Link the person files A and B (.parquet or .csv).

    MODEL names the record key, the columns and how each is compared. Shipped: population, household,
    social_insurance, land (canonical columns of each register) and febrl (the FEBRL test files, as an example).

    LINKS: key_a, key_b, weight (bits), probability, decision (link or review), evidence per field.
    """
    from doisoat.errors import DoisoatError
    from doisoat.linkage.filemodel import load_file_model
    from doisoat.linkage.twofile import link_files

    model = load_file_model(model_file)
    for path in (a, b):
        if not path.exists():
            raise DoisoatError("LINK-FILE", file=path.name, reason="no such file")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="doisoat-link-") as work:
        counts = link_files(a, b, model, out, Path(work), threads, memory_limit)
    click.echo(
        f"{counts['records_a']:,} × {counts['records_b']:,} records, {counts['pairs']:,} pairs compared: "
        f"{counts['links']:,} linked, {counts['review']:,} for review."
    )
    if counts["records_in_oversized_blocks"]:
        click.echo(
            f"{counts['records_in_oversized_blocks']:,} block entries were not compared: more than {model.block_cap} "
            "records share the key.", err=True,
        )  # fmt: skip
