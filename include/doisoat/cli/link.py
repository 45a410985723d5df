"""``doisoat link A B --model MODEL.yaml --out LINKS``."""

import tempfile
from pathlib import Path
from typing import Any

import click

from doisoat.cli.state import memory as check_memory

_OTHER = (".xlsx", ".xls", ".ods", ".json", ".jsonl", ".zip", ".gz", ".db", ".sqlite")
"""Extensions of files that are tables, too, but not of a kind this command reads."""


@click.command("link")
@click.argument("a", type=click.Path(path_type=Path))
@click.argument("b", type=click.Path(path_type=Path))
@click.option("--model", "model_file", required=True, help="Model file, or the name of a shipped one (see below).")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="LINKS: .parquet or .csv.")
@click.option("--report", type=click.Path(path_type=Path), help="Write counts, thresholds and estimates (JSON) here.")
@click.option("--threads", type=click.IntRange(1, 256), default=2, show_default=True, help="Threads of the engine.")
@click.option(
    "--memory",
    "--memory-limit",
    callback=check_memory,
    default="2GB",
    show_default=True,
    help="Memory of the engine's tables.",
)
def link(a: Path, b: Path, model_file: str, out: Path, report: Path | None, threads: int, memory: str) -> None:
    """Link the person files A and B (.parquet or .csv).

    MODEL names the record key, the columns and how each is compared. Shipped: population, household,
    social_insurance, land (canonical columns of each register) and febrl (the FEBRL test files, as an example).

    LINKS: key_a, key_b, weight (bits), probability, decision (link or review), evidence per field.
    """
    from doisoat.cli.tabular import check_out
    from doisoat.errors import DoisoatError
    from doisoat.linkage.files.link import link_files
    from doisoat.linkage.files.model import load_file_model

    check_out(out, [a, b, model_file])
    check_out(report, [a, b, model_file, out], suffixes=())
    model = load_file_model(model_file)
    for path in (a, b):
        if path.suffix.lower() in _OTHER:
            raise DoisoatError("LINK-FILE", file=path.name, reason="give a .csv or .parquet file")
        if not path.exists():
            raise DoisoatError("LINK-FILE", file=path.name, reason="no such file")
    with tempfile.TemporaryDirectory(prefix="doisoat-link-") as work:
        said = link_files(a, b, model, out, Path(work), threads, memory, report)
    click.echo(_summary(said))
    for line in _warnings(said):
        click.echo(line, err=True)


def _summary(said: dict[str, Any]) -> str:
    estimate = said["estimate"]
    precision, recall = (
        f"{100 * estimate[k][0]:.2f} % ({100 * estimate[k][1]:.2f}–{100 * estimate[k][2]:.2f})"
        for k in ("precision", "recall")
    )
    return (
        f"{said['records'][0]:,} × {said['records'][1]:,} records, {said['pairs_compared']:,} pairs compared: "
        f"{said['links']:,} linked, {said['review']:,} for review.\n"
        f"Estimated precision {precision}, recall {recall} (from {estimate['basis']}, {estimate['pairs']:,} pairs)."
    )


def _warnings(said: dict[str, Any]) -> list[str]:
    lines = [f"Left out: {note}." for note in said["notes"]]
    for name, count in said["shared_numbers"].items():
        lines.append(f"{count:,} records bear a {name} that many others bear; it was not used for them.")
    if said["keyless"]:
        lines.append(f"{said['keyless']:,} records lack the fields of every block and were compared with nobody.")
    if dropped := sum(said["blocks"]["dropped"].values()):
        lines.append(f"{dropped:,} block entries were not compared: too many records share the key (see the report).")
    return lines
