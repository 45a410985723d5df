"""``doisoat synth``: a synthetic province with known truth; ``doisoat synth serve``: its social-insurance service."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from doisoat.errors import DoisoatError

if TYPE_CHECKING:
    from doisoat_lab.synth.render.province import Progress


@click.group(invoke_without_command=True, short_help="Make a synthetic province with known truth.")
@click.option(
    "--units", help="Current unit codes separated by commas, or a province's code; default: part of Lâm Đồng."
)
@click.option("--people", type=click.IntRange(min=1), help="How many people; default 60,000.")
@click.option("--seed", default=20260701, show_default=True, help="The same seed gives the same province.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Target directory (required).")
@click.option(
    "--unkind",
    multiple=True,
    metavar="NAME[=RATE]",
    help="A habit of outside data, several times for several; 'all' for every one. Without it there is none.",
)
@click.option("--sql-url", help="Write the databases into this Postgres database, one schema each, not SQLite files.")
@click.option("--vss-api", help="Address under which `synth serve` will serve social_insurance.central.")
@click.option("--force", is_flag=True, help="Replace config, sources and truth in the target directory.")
@click.option("--quiet", is_flag=True, help="No progress on stderr.")
@click.pass_context
def synth(
    context: click.Context,
    units: str | None,
    people: int | None,
    seed: int,
    out: Path | None,
    unkind: tuple[str, ...],
    sql_url: str | None,
    vss_api: str | None,
    force: bool,
    quiet: bool,
) -> int:
    """Make a synthetic province: sources in their real formats, config/ to read them, truth/ to judge a run.

    No real person's data is in it.
    """
    if context.invoked_subcommand is not None:
        return 0
    if out is None:
        raise click.UsageError("Missing option '--out'.")
    import sqlalchemy.exc

    from doisoat_lab.synth.render import province
    from doisoat_lab.synth.unkind import read

    spec = province.spec_of(units, people or province.DEFAULT_PEOPLE, seed, read(unkind))
    province.clear(out, force)
    show = _silent if quiet else _shown
    failed = False
    try:
        province.write_province(spec, out, sql_url=sql_url, api_url=vss_api, progress=show)
    except sqlalchemy.exc.OperationalError:
        failed = True
    if failed:
        # Outside the handler: the driver's text may hold the address and password.
        raise DoisoatError("SYN-DATABASE")
    if not quiet:
        click.echo(f"{out}: config/, sources/, truth/", err=True)
    return 0


def _silent(progress: Progress) -> None:
    return


def _shown(progress: Progress) -> None:
    left = progress.seconds / progress.done * (progress.total - progress.done)
    text = (
        f"  {progress.done:>4} of {progress.total} communes  {progress.rows:>12,} rows  {progress.seconds:>6.0f} s"
        f"  about {left:.0f} s left"
    )
    if sys.stderr.isatty():
        click.echo(f"\r{text}   ", nl=progress.done == progress.total, err=True)
    elif progress.done == progress.total or progress.done % max(1, progress.total // 10) == 0:
        click.echo(text, err=True)


@synth.command()
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--port", default=8765, show_default=True, type=click.IntRange(0, 65535), help="Port on loopback.")
def serve(directory: Path, port: int) -> int:
    """Serve DIRECTORY's social_insurance.central as the paged web service its mapping reads.

    The token clients must send is taken from DOISOAT_BHXH_TOKEN (default: "thu-nghiem").
    """
    from doisoat_lab.synth.render.serve import PATH, TOKEN_VARIABLE, server

    folder = directory / "sources" / "api"
    try:
        service = server(folder, port, os.environ.get(TOKEN_VARIABLE, "thu-nghiem"))
    except FileNotFoundError:
        service = None
    if service is None:
        raise DoisoatError("SYN-SERVE", path=str(folder))
    click.echo(f"http://127.0.0.1:{service.server_address[1]}{PATH}", err=True)
    try:
        service.serve_forever()
    except KeyboardInterrupt:
        service.server_close()
    return 0
