"""``doisoat model``: what the linkage model knows and weighs; train it anew on purpose."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from doisoat.cli.state import CONFIG, STATE, open_state

if TYPE_CHECKING:
    from doisoat.linkage.model import Model
    from doisoat.pipeline.models import Retrained


@click.group()
def model() -> None:
    """The linkage model: what it was trained on and weighs; train it anew."""


@model.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--kind", type=click.Choice(["person", "household", "parcel", "organisation"]), help="Only this kind.")
@CONFIG
@STATE
def show(file: Path | None, kind: str | None, config_dir: Path | None, state: Path | None) -> int:
    """Show a model FILE (default: the one runs use): origin, training evidence, thresholds, bits by field and level.

    Bits say how much a level speaks for one entity (+) or against it (-): against unrelated pairs, and against members
    of one household.
    """
    from doisoat.linkage.model import load_about, load_models
    from doisoat.linkage.model_changes import MODEL_FIELDS
    from doisoat.pipeline.models import model_file

    path = file or model_file(open_state(config_dir, state))
    models = load_models(path, MODEL_FIELDS)
    about = load_about(path)
    click.echo(
        f"model {about['content_hash'][:16]}  " + _words({k: v for k, v in about.items() if k != "content_hash"})
    )
    for name, found in models.items():
        if kind in (None, name):
            for line in lines(name, found):
                click.echo(line)
    return 0


@model.command()
@CONFIG
@STATE
def retrain(config_dir: Path | None, state: Path | None) -> int:
    """Train a new model on the newest reads and on people's decisions; the old one is kept under state/models/.

    Runs use the new model from now on. Nothing is linked anew before the next run.
    """
    from doisoat.pipeline.models import retrain as train_anew

    for line in told(train_anew(open_state(config_dir, state))):
        click.echo(line)
    return 0


def lines(kind: str, found: Model) -> list[str]:
    """One kind of a model for a terminal."""
    from doisoat.linkage.model_changes import level_rows

    text = ["", f"{kind}: trained on {_words(found.trained_on) or 'nothing: the shipped counts'}"]
    if found.accept_bits is None:
        text.append("  thresholds: the default ones")
    else:
        text.append(f"  thresholds: link from {found.accept_bits:g} bits, review from {found.review_bits:g} bits")
    if found.calibration:
        c = found.calibration
        text.append(
            f"  chosen on {c['pairs']} hidden records ({c['basis']}): precision {_range(c['precision'])}, "
            f"recall {_range(c['recall'])}"
        )
    text.append(f"  {'field':<12} {'level':<24} {'bits':>7} {'kin':>7} {'same':>9} {'other':>9}")
    for row in level_rows(found):
        kin = f"{row.kin_bits:+.1f}" if row.kin_bits is not None else ""
        text.append(f"  {row.field:<12} {row.level:<24} {row.bits:>+7.1f} {kin:>7} {row.same:>9} {row.other:>9}")
    return text


def told(found: Retrained) -> list[str]:
    """What training anew did, for a terminal."""
    if found.before == found.after:
        return [f"model {found.after[:16]}: the same as before"]
    text = [f"model {found.after[:16]} replaces {found.before[:16] if found.before else 'none'}"]
    if found.before is not None:
        for word, before, now in zip(("link", "review"), found.thresholds_before, found.thresholds, strict=True):
            text.append(f"  {word} from {_bits(before)} -> {_bits(now)} bits")
        text.append(f"  {len(found.changes)} levels weigh at least half a bit more or less")
    return text + [
        f"    {c.kind:<12} {c.field:<12} {c.level:<24} {c.before:>+7.1f} -> {c.after:>+6.1f}" for c in found.changes
    ]


def _words(values: object) -> str:
    return ", ".join(f"{k} {v}" for k, v in sorted(values.items()) if v is not None) if isinstance(values, dict) else ""


def _bits(value: float | None) -> str:
    return "default" if value is None else f"{value:g}"


def _range(value: object) -> str:
    estimate, low, high = value if isinstance(value, list | tuple) else (0, 0, 1)
    return f"{estimate:.4f} ({low:.4f}-{high:.4f})"
