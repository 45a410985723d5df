"""``doisoat villages``: changes of villages' labels, proposed by runs, decided by people."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from doisoat.cli.state import BY, CONFIG, STATE, current_run, open_state

if TYPE_CHECKING:
    from doisoat.gazetteer.renames_model import Proposal
    from doisoat.pipeline.villages import Standing

_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")


@click.group()
def villages() -> None:
    """Changes of villages' labels: see what runs propose, approve, reject, withdraw."""


@villages.command("list")
@CONFIG
@STATE
@click.option("--unit", help="Only this commune.")
@click.option("--status", type=click.Choice(["held", "approved", "rejected", "stale"]), help="Only these.")
def list_(config_dir: Path | None, state: Path | None, unit: str | None, status: str | None) -> int:
    """List the proposals of the newest run and every decision in force, with their evidence."""
    from doisoat.pipeline.villages import standings

    workspace = open_state(config_dir, state)
    shown = 0
    for standing in standings(workspace, current_run(workspace)):
        here = (
            standing.proposal.unit
            if standing.proposal
            else str(standing.decision and standing.decision.payload["unit"])
        )
        if (unit and here != unit) or (status and status not in (standing.status, "stale" if standing.stale else "")):
            continue
        click.echo(_line(standing))
        shown += 1
    click.echo(f"{shown} đề nghị.")
    return 0


def _line(standing: Standing) -> str:
    from doisoat.gazetteer.renames_model import Proposal
    from doisoat.registers.messages import text

    words = {"held": "chờ duyệt", "approved": "đã duyệt", "rejected": "đã bác"}
    proposal = standing.proposal
    if proposal is None and standing.decision is not None:
        proposal = Proposal.of(standing.decision.evidence)
    stale = f"\n    ! {text(standing.stale, {})}" if standing.stale else ""
    return f"{standing.key}  {words[standing.status]}\n{_described(proposal) if proposal else ''}{stale}"


def _described(proposal: Proposal) -> str:
    from doisoat.gazetteer.renames_model import TITLES_VI, WEAK_BELOW, LabelChange

    where = f"xã {proposal.unit}" + (f", xã cũ {proposal.former}" if proposal.former else "")
    pairs = "; ".join(f"{p.old} → {p.new}" if p.old else p.new for p in proposal.pairs)
    if proposal.kind in (LabelChange.NEW, LabelChange.LIST):
        seen = f"{proposal.left} hộ; {proposal.moved} hộ có ở ít nhất hai nguồn"
    else:
        seen = f"{proposal.moved}/{proposal.left} hộ cùng chuyển, {proposal.against} hộ ở nơi khác"
    weak = "; BẰNG CHỨNG YẾU (dưới 5 hộ)" if proposal.weakest < WEAK_BELOW else ""
    weak += "; CHƯA CHẮC TÊN NÀO MỚI (không nguồn nào khai ngày)" if proposal.guessed else ""
    when = f"sau {proposal.seen_after or '?'}, thấy từ {proposal.seen_by}"
    silent = f"\n    nguồn chưa khai ngày của tên thôn: {', '.join(proposal.undeclared)}" if proposal.undeclared else ""
    return (
        f"    {TITLES_VI[proposal.kind]}, {where}: {pairs}\n"
        f"    {seen}; độ tin cậy {proposal.confidence:.3f}{weak}; {when}{silent}"
    )


@villages.command()
@CONFIG
@STATE
@click.option(
    "--memberships",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Infer from this table (.csv, .parquet) instead of showing the newest run's proposals: entity, "
    "unit, village, source, and optionally former_unit, as_of, declared, level.",
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write them as .csv or .parquet.")
def propose(config_dir: Path | None, state: Path | None, memberships: Path | None, out: Path | None) -> int:
    """Show what the newest run proposes, or infer changes from a table of linked memberships."""
    import pandas as pd

    from doisoat.cli.tabular import check_out, write_table
    from doisoat.pipeline.villages import proposals

    check_out(out, [memberships])

    if memberships is not None:
        run, found = "-", _inferred(memberships)
    else:
        workspace = open_state(config_dir, state)
        run = current_run(workspace)
        found = proposals(workspace, run)
    if out is not None:
        write_table(pd.DataFrame([_flat(proposal.row(run)) for proposal in found]), out)
    else:
        for proposal in found:
            click.echo(f"{proposal.key}\n{_described(proposal)}")
    weak = sum(proposal.weak for proposal in found)
    click.echo(f"{len(found)} đề nghị ({weak} yếu).")
    return 0


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    return {name: "|".join(value) if isinstance(value, list) else value for name, value in row.items()}


def _inferred(path: Path) -> list[Proposal]:
    from doisoat.cli.tabular import column, read_table
    from doisoat.gazetteer.renames_counts import memberships
    from doisoat.gazetteer.renames_infer import infer_from

    table = read_table(path)
    for name in ("entity", "unit", "village", "source"):
        column(table, name, path)
    return infer_from(memberships(table))


@villages.command()
@click.argument("keys", metavar="[PROPOSAL]...", nargs=-1)
@CONFIG
@STATE
@BY
@click.option("--all", "everything", is_flag=True, help="Every proposal held that is not weak.")
@click.option(
    "--kind", help="With --all: only of this kind (renamed, renumbered, type_changed, merged, split, list, new)."
)
@click.option("--unit", help="With --all: only of this commune.")
@click.option("--since", metavar="DATE", help="First day of the new labels; default: the day they were first seen.")
@click.option("--resolution", default="", help="Number of the resolution.")
def approve(
    keys: tuple[str, ...],
    config_dir: Path | None,
    state: Path | None,
    by: str,
    everything: bool,
    kind: str | None,
    unit: str | None,
    since: str | None,
    resolution: str,
) -> int:
    """Approve proposals; the next ingest reads every row with the new dated labels."""
    from doisoat.pipeline.villages import decide, standings

    workspace = open_state(config_dir, state)
    run = current_run(workspace)
    if everything:
        held = [s.proposal for s in standings(workspace, run) if s.status == "held" and s.proposal]
        keys = tuple(p.key for p in held if not p.weak and kind in (None, str(p.kind)) and unit in (None, p.unit))
    elif not keys:
        raise click.UsageError("Name the proposals, or give --all.")
    if since is not None and not _DAY.match(since):
        raise click.UsageError("--since is a day, YYYY-MM-DD.")
    for key in keys:
        decide(workspace, run, key, "approved", by=by, since=since or "", note=resolution)
    click.echo(f"Đã duyệt {len(keys)} đề nghị; có hiệu lực từ lần đọc nguồn sau.")
    return 0


@villages.command()
@click.argument("keys", metavar="PROPOSAL...", nargs=-1, required=True)
@CONFIG
@STATE
@BY
@click.option("--reason", default="", help="Why.")
def reject(keys: tuple[str, ...], config_dir: Path | None, state: Path | None, by: str, reason: str) -> int:
    """Reject proposals; they are not held for approval any more."""
    from doisoat.pipeline.villages import decide

    workspace = open_state(config_dir, state)
    run = current_run(workspace)
    for key in keys:
        decide(workspace, run, key, "rejected", by=by, note=reason)
    click.echo(f"Đã bác {len(keys)} đề nghị.")
    return 0


@villages.command()
@click.argument("keys", metavar="PROPOSAL...", nargs=-1, required=True)
@CONFIG
@STATE
@BY
@click.option("--reason", default="", help="Why.")
def withdraw(keys: tuple[str, ...], config_dir: Path | None, state: Path | None, by: str, reason: str) -> int:
    """Withdraw decisions; the registry is what it was before them."""
    from doisoat.decisions import withdraw as withdraw_decision
    from doisoat.pipeline.village_registry import KIND

    workspace = open_state(config_dir, state)
    for key in keys:
        withdraw_decision(workspace.engine, KIND, key, by=by, note=reason or None)
    click.echo(f"Đã rút {len(keys)} quyết định; có hiệu lực từ lần đọc nguồn sau.")
    return 0
