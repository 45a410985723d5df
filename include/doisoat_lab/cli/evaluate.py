"""``doisoat evaluate``: a run against the truth of a synthetic province."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from doisoat_lab.evaluate import Evaluation, Score


@click.command(short_help="Compare a run with a synthetic province's truth.")
@click.argument("run", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--truth",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="truth/ of the province.",
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write everything as JSON here.")
@click.option("--examples", default=0, show_default=True, help="List so many false and missed findings of each kind.")
def evaluate(run: Path, truth: Path, out: Path | None, examples: int) -> int:
    """Precision and recall of links and of each kind of discrepancy, and whether every row is accounted for.

    RUN is the output directory of `doisoat run`, or a published folder.
    """
    from doisoat_lab.evaluate import evaluate as compare

    result = compare(run, truth, examples)
    for line in lines(result):
        click.echo(line)
    if out is not None:
        from doisoat.cli.tabular import write_text

        write_text(out, json.dumps(result.figures(), ensure_ascii=False, indent=1) + "\n")
    return 0


def _score(name: str, score: Score) -> str:
    return (
        f"  {name:<32} {score.precision:>9.4f} {score.recall:>9.4f} {score.f1:>9.4f}"
        f" {score.wanted:>12,} {score.found:>12,} {score.correct:>12,}"
    )


def lines(result: Evaluation) -> list[str]:
    """The evaluation as lines for a terminal."""
    head = f"  {'':<32} {'precision':>9} {'recall':>9} {'F1':>9} {'true':>12} {'found':>12} {'correct':>12}"
    text = [f"run {result.run}", "", "entities (pairs of records)", head]
    text += [_score(name, score) for name, score in result.clusters.items()]
    text += [_score(f"{name}, across levels", score) for name, score in result.across.items()]
    for name, score in result.links.items():
        text.append(
            f"  {name + ', pairs linked':<32} {score.precision:>9.4f} {'':>9} {'':>9} {'':>12} {score.found:>12,}"
        )
    text += ["", "discrepancies", head]
    text += [_score(name, score) for name, score in result.kinds.items()]
    worst = result.worst()
    text += ["", "below 0.95: " + (", ".join(worst) if worst else "none")]
    for kind in worst:
        for label, found in result.examples.get(kind, {}).items():
            text += [f"  {kind} {label}: {' '.join(part for part in row if part)}" for row in found]
    for name, (count, one) in result.linkage.items():
        text += ["", f"about the linkage itself: {count:,} {name}, {one:,} of them about one true entity"]
    if result.harmless:
        text += ["", "harmless cases flagged"]
        text += [f"  {name:<32} {flagged:>9,} of {cases:,}" for name, (cases, flagged) in result.harmless.items()]
    rows = result.rows
    text += [
        "",
        f"rows: {rows.records:,} readable records, {rows.lost:,} lost, {rows.unknown:,} not in the truth",
        f"      {rows.unreadable:,} unreadable rows, {rows.quarantined:,} in quarantine,"
        f" {rows.let_through:,} let through",
        f"      ledger: {'balanced' if not rows.unbalanced else f'{rows.unbalanced} lines do not balance'}",
        f"      every row accounted for: {'yes' if rows.accounted else 'NO'}",
    ]
    return text
