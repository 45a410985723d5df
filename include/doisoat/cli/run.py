"""``doisoat run`` and ``doisoat ingest``: the reconciliation without Airflow, same functions, same output."""

import errno
import os
from pathlib import Path
from typing import Any

import click

from doisoat.cli.failure import keep_traces_in
from doisoat.store.errors import StoreError

_CONFIG = click.option(
    "--config",
    "config_dir",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Configuration folder.",
)
_AS_OF = click.option(
    "--as-of", default=None, help="Date the run speaks of (YYYY-MM-DD); default: the configuration's."
)
_REGISTER = click.option("--register", "registers", multiple=True, help="Only this register (repeatable).")
_COMMUNE = click.option("--commune", "communes", multiple=True, help="Re-check only this commune (repeatable).")


def _progress(name: str, counts: dict[str, Any]) -> None:
    for failure in counts.get("failed", ()):
        click.echo(f"  ! {failure['source']}: {failure['message']}", err=True)
    shown = ", ".join(f"{key} {value:,}" for key, value in counts.items() if isinstance(value, int))
    click.echo(f"  {name:<42} {counts.get('seconds', 0):>7.1f} s   {shown}", err=True)


@click.command()
@_CONFIG
@click.option(
    "--out", "out_dir", required=True, type=click.Path(file_okay=False, path_type=Path), help="Output folder."
)
@_AS_OF
@_REGISTER
@_COMMUNE
def run(
    config_dir: Path, out_dir: Path, as_of: str | None, registers: tuple[str, ...], communes: tuple[str, ...]
) -> int:
    """Reconcile a province: read every source, validate, link, compare, publish into OUT/published."""
    from doisoat.pipeline import quarters
    from doisoat.pipeline.reconcile import ingest as ingest_sources
    from doisoat.pipeline.reconcile import reconcile
    from doisoat.pipeline.summary import summary_text
    from doisoat.pipeline.workspace import open_workspace

    out = out_dir.resolve()
    keep_traces_in(out)
    if not os.access(next(folder for folder in (out, *out.parents) if folder.exists()), os.W_OK):
        raise StoreError("STO-READ-ONLY", where=out, reason=os.strerror(errno.EACCES))
    named = {name for name in ("DOISOAT_STORE", "DOISOAT_DATABASE") if os.environ.get(name)}
    workspace = open_workspace(place=quarters.of(config_dir).moved_to(out, but=named))
    register_names, commune_codes = list(registers) or None, list(communes) or None
    read = ingest_sources(workspace, register_names, as_of, commune_codes, _progress)
    summary = reconcile(workspace, register_names, as_of, commune_codes, _progress, read)
    click.echo(summary_text(workspace, summary.run))
    return 1 if summary.sources.missing or summary.quarantine_above_threshold else 0


@click.command()
@_CONFIG
@_AS_OF
@_REGISTER
@_COMMUNE
def ingest(config_dir: Path, as_of: str | None, registers: tuple[str, ...], communes: tuple[str, ...]) -> int:
    """Read, standardise and validate the sources into the store the environment names."""
    from doisoat.pipeline.reconcile import ingest as ingest_sources
    from doisoat.pipeline.workspace import open_workspace

    workspace = open_workspace(config_dir)
    ingest_sources(workspace, list(registers) or None, as_of, list(communes) or None, _progress)
    return 0
