"""``doisoat decide``: which records are the same person, household or parcel, decided by people."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from doisoat.cli.state import BY, CONFIG, open_run

if TYPE_CHECKING:
    from doisoat.pipeline.deciding import PairStanding

_STATES = {
    "in_force": "đang áp dụng",
    "stale": "đã cũ: giá trị đã đổi",
    "gone": "không áp dụng được: thiếu bản ghi",
    "in_conflict": "mâu thuẫn với quyết định mới hơn",
    "withdrawn": "đã rút",
}
_VERDICTS = {"same": "là một", "different": "khác nhau"}
_NOTE = click.option("--note", default="", help="The reason, the paper seen.")


@click.group()
def decide() -> None:
    """Decide on pairs of records; the next run applies it before the model speaks.

    RUN is the output folder of `doisoat run`, a published run's folder, a run's id in the store of the environment,
    or `current`. A record is named "source|record", for example "population.central.bca|D001".
    """


@decide.command()
@click.argument("run")
@click.argument("record_a")
@click.argument("record_b")
@CONFIG
@BY
@_NOTE
def same(run: str, record_a: str, record_b: str, config_dir: Path | None, by: str, note: str) -> int:
    """RECORD_A and RECORD_B of RUN are about one person, household or parcel."""
    return _decide("same", run, record_a, record_b, config_dir, by, note)


@decide.command()
@click.argument("run")
@click.argument("record_a")
@click.argument("record_b")
@CONFIG
@BY
@_NOTE
def different(run: str, record_a: str, record_b: str, config_dir: Path | None, by: str, note: str) -> int:
    """RECORD_A and RECORD_B of RUN are about two."""
    return _decide("different", run, record_a, record_b, config_dir, by, note)


def _decide(verdict: str, run: str, a: str, b: str, config_dir: Path | None, by: str, note: str) -> int:
    from doisoat.pipeline.deciding import decide_pair, list_pairs

    workspace, run_id = open_run(config_dir, run)
    made = decide_pair(workspace, run_id, a, b, verdict, by, note)
    click.echo(f"Quyết định số {made.id}: hai bản ghi {_VERDICTS[verdict]}. Có hiệu lực từ lần đối soát sau.")
    older = [s.decision.id for s in list_pairs(workspace, run_id) if s.state == "in_conflict"]
    if older:
        click.echo(f"! Mâu thuẫn, nên không áp dụng: quyết định số {', '.join(map(str, older))}.")
    return 0


@decide.command()
@click.argument("run")
@click.argument("numbers", metavar="NUMBER...", nargs=-1, required=True, type=int)
@CONFIG
@BY
@_NOTE
def withdraw(run: str, numbers: tuple[int, ...], config_dir: Path | None, by: str, note: str) -> int:
    """Withdraw decisions by their numbers in `doisoat decide list`; the next run is as before them."""
    from doisoat.pipeline.deciding import withdraw_pair

    workspace, _ = open_run(config_dir, run)
    for number in numbers:
        withdraw_pair(workspace, number, by, note)
    click.echo(f"Đã rút {len(numbers)} quyết định; có hiệu lực từ lần đối soát sau.")
    return 0


@decide.command("list")
@click.argument("run")
@CONFIG
@click.option("--state", type=click.Choice([*_STATES, "all"]), help="Only these; default: all but withdrawn ones.")
def list_(run: str, config_dir: Path | None, state: str | None) -> int:
    """List the decisions as they stand in RUN, with what changed since where one is stale."""
    from doisoat.pipeline.deciding import list_pairs

    workspace, run_id = open_run(config_dir, run)
    shown = [
        s
        for s in list_pairs(workspace, run_id)
        if state in (s.state, "all") or (state is None and s.state != "withdrawn")
    ]
    for standing in shown:
        for line in lines(standing):
            click.echo(line)
    click.echo(f"{len(shown)} quyết định.")
    return 0


def lines(standing: PairStanding) -> list[str]:
    """A decision for a terminal; long numbers in keys are masked, changed values named by their fields."""
    from doisoat.linkage.explain_words import KINDS, masked
    from doisoat.registers import TABLES

    made = standing.decision
    verdict = f"{KINDS.get(standing.entity_kind, standing.entity_kind)} {_VERDICTS[standing.verdict]}"
    text = [
        f"{made.id:>5}  {verdict} — {_STATES[standing.state]}",
        *(f"       {source}|{masked(key)}" for source, _, key in (standing.a, standing.b)),
        f"       {made.decided_by}, {made.decided_at:%Y-%m-%d}" + (f": {made.note}" if made.note else ""),
    ]
    tables = {standing.a[0]: standing.a[1], standing.b[0]: standing.b[1]}
    for source in sorted({source for source, _ in standing.changed}):
        names = [TABLES[tables[source]].field(name).label for at, name in standing.changed if at == source]
        text.append(f"     ! {source} đã đổi: {', '.join(names)}")
    if made.withdrawn_at is not None:
        why = f": {made.withdrawn_note}" if made.withdrawn_note else ""
        text.append(f"       rút bởi {made.withdrawn_by}, {made.withdrawn_at:%Y-%m-%d}{why}")
    return text
