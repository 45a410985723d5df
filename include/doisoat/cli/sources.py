"""``doisoat sources``: the sources of a configuration, looked at before they are read."""

from __future__ import annotations

from pathlib import Path

import click

_MARKS = {"ok": "  ✓", "warn": "  !", "fail": "  ✗"}


@click.group()
def sources() -> None:
    """The sources of a configuration: look at them before the first run."""


@sources.command()
@click.option(
    "--config",
    "config_dir",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Configuration folder.",
)
@click.argument("wanted", metavar="[SOURCE]...", nargs=-1)
def check(config_dir: Path, wanted: tuple[str, ...]) -> int:
    """Say of each source (or of each SOURCE named) what works, what would fail and what to do.

    Connections are opened, files are read to their end, headings found and a sample of rows standardised; nothing is
    stored, and no value of a row is shown. Exit code 1 when a source would fail or too many rows be set aside.
    """
    from doisoat.pipeline.sourcecheck import check_sources
    from doisoat.sources import load_config
    from doisoat.sources.check import nearest

    config = load_config(config_dir)
    for name in wanted:
        if name not in config.sources:
            near = nearest(name, config.sources)
            raise click.ClickException(
                f"Không có nguồn «{name}»; có phải là «{near}»? / There is no source '{name}'; did you mean '{near}'?"
            )
    chosen = [source for name, source in config.sources.items() if not wanted or name in wanted]
    bad = doubtful = 0
    for source, found in check_sources(config, chosen):
        levels = {finding.level for finding in found}
        bad += "fail" in levels
        doubtful += "fail" not in levels and "warn" in levels
        state = "SẼ LỖI / WOULD FAIL" if "fail" in levels else "XEM LẠI / LOOK" if "warn" in levels else "TỐT / WELL"
        click.echo(f"{source.source_id}: {state}")
        for finding in found:
            shown = f" [{finding.code}]" if finding.level != "ok" else ""
            click.echo(f"{_MARKS[finding.level]} {finding.vi}{shown}\n      {finding.en}")
    click.echo(
        f"{len(chosen)} nguồn: {len(chosen) - bad - doubtful} tốt, {doubtful} cần xem lại, {bad} sẽ lỗi. / "
        f"{len(chosen)} source(s): {len(chosen) - bad - doubtful} well, {doubtful} to look at, {bad} would fail."
    )
    return 1 if bad else 0
