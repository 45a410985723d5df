"""``doisoat compare``: what a run made different from another one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from doisoat.cli.state import CONFIG, STATE, current_run, open_run, open_state

if TYPE_CHECKING:
    from doisoat.linkage.compare_runs import Between, Comparison, End
    from doisoat.pipeline.workspace import Workspace


@click.command()
@click.argument("run_a", required=False)
@click.argument("run_b", required=False)
@CONFIG
@STATE
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write one row a changed group of entities as .csv or .parquet.",
)
@click.option("--explain", "entity", metavar="ENTITY", help="Show the records and links of this entity's change.")
def compare(
    run_a: str | None,
    run_b: str | None,
    config_dir: Path | None,
    state: Path | None,
    out: Path | None,
    entity: str | None,
) -> int:
    """Compare RUN_B with RUN_A before it: links and entities that came, went, merged or split, and why.

    Without RUN_B, RUN_A is compared with the run before it; without either, the newest run is. A run is its id, or the
    folder of a published run; two folders need no configuration (then changed records are not told apart).
    """
    from doisoat.linkage.compare_runs import compare_runs, explain_change
    from doisoat.pipeline.comparing import compare as compare_published
    from doisoat.pipeline.comparing import run_data
    from doisoat.runs.local import find_run

    if out is not None:
        from doisoat.cli.tabular import check_out

        check_out(out)
    if run_a and run_b and config_dir is None and Path(run_a).is_dir() and Path(run_b).is_dir():
        before, after = find_run(Path(run_a)), find_run(Path(run_b))
        found = compare_runs(before, after)
    else:
        workspace, first, last = _opened(run_a, run_b, config_dir, state)
        found = compare_published(workspace, first, last)
        before, after = run_data(workspace, first), run_data(workspace, last)
    for line in lines(found):
        click.echo(line)
    if out is not None:
        from doisoat.cli.tabular import write_table

        write_table(found.rows.to_pandas(), out)
    if entity is not None:
        for line in _explained(*explain_change(before, after, entity)):
            click.echo(line)
    return 0


def lines(found: Comparison) -> list[str]:
    """The counts of a comparison for a terminal."""
    text = [
        found.line,
        "",
        f"  {'entities':<12} {'before':>9} {'after':>9} {'kept':>9} {'pairs joined':>13} {'separated':>10}",
    ]
    text += [
        f"  {m.entity_kind:<12} {m.before:>9,} {m.after:>9,} {m.kept:>9,} {m.joined:>13,} {m.separated:>10,}"
        for m in found.moved
    ]
    if found.links:
        text += ["", f"  {'links between':<46} {'links':>15} {'reviews':>15}"]
        text += [
            f"  {row.entity_kind:<12} {row.registers:<33} {_change(row.links_added, row.links_removed)} "
            f"{_change(row.reviews_added, row.reviews_removed)}"
            for row in found.links
        ]
    if found.changed:
        text += ["", f"  {'entities changed':<30} {'cause':<18} {'groups':>9}"]
        text += [f"  {c.entity_kind:<12} {c.change:<17} {c.cause:<18} {c.groups:>9,}" for c in found.changed]
    return text


def _change(added: int, removed: int) -> str:
    return f"{f'+{added:,} −{removed:,}':>15}"


def _opened(
    run_a: str | None, run_b: str | None, config_dir: Path | None, state: Path | None
) -> tuple[Workspace, str, str]:
    """The installation and the ids of the two runs meant."""
    from doisoat.pipeline.errors import PipelineError
    from doisoat.pipeline.runs import load_run

    named = run_b or run_a
    if named is None or state is not None:
        workspace = open_state(config_dir, state)
        after = named or current_run(workspace)
    else:
        workspace, after = open_run(config_dir, named)
    if run_b and run_a:
        return workspace, Path(run_a).name if Path(run_a).is_dir() else run_a, after
    before = load_run(workspace, after).prior
    if before is None:
        raise PipelineError("RUN-NO-PRIOR", run=after)
    return workspace, before, after


def _explained(ends: tuple[End, ...], found: tuple[Between, ...]) -> list[str]:
    from doisoat.linkage.explain_words import decimal, masked

    if not ends:
        return ["", "  this entity did not change"]
    text = ["", f"  {'before':<20} {'after':<20} record"]
    text += [f"  {e.before or '-':<20} {e.after or '-':<20} {e.source}|{masked(e.record)}" for e in ends]
    if found:
        text += ["", "  links and near-links between its parts, in the run before (a) and after (b)"]
        for row in found:
            names = f"{row.source_a}|{masked(row.record_a)} — {row.source_b}|{masked(row.record_b)}"
            text.append(f"  {row.run}  {decimal(row.weight):>7}  {row.decision:<7} {names}")
    return text
