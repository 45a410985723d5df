"""Which installation and which run a command speaks of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from doisoat.pipeline.errors import PipelineError
from doisoat.runs.files import CURRENT

if TYPE_CHECKING:
    from doisoat.pipeline.workspace import Workspace

CONFIG = click.option(
    "--config",
    "config_dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Configuration folder; default: DOISOAT_CONFIG.",
)
STATE = click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    help="Output folder of `doisoat run`; default: the store and database of the environment.",
)


def memory(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
    """Check an option that is an amount of memory the engine can work in."""
    from doisoat.pipeline.workspace import LEAST_MEMORY, memory_bytes

    if memory_bytes(value) < LEAST_MEMORY:
        raise click.BadParameter(f"{value!r} is no amount such as 500MB or 2GB (64MB at least).")
    return value


BY = click.option("--by", required=True, metavar="NAME", help="Who decides.")


def open_state(config_dir: Path | None, state: Path | None) -> Workspace:
    """The installation whose store and database are in ``state``, or those of the environment."""
    from doisoat.pipeline import quarters
    from doisoat.pipeline.workspace import open_workspace

    place = quarters.of(config_dir)
    return open_workspace(place=place if state is None else place.moved_to(state.resolve()))


def current_run(workspace: Workspace) -> str:
    """The newest published run; raises PipelineError RUN-NONE."""
    from doisoat.runs import local

    found = local.current_run(workspace.store)
    if found is None:
        raise PipelineError("RUN-NONE")
    return found


def open_run(config_dir: Path | None, run: str) -> tuple[Workspace, str]:
    """The installation and the id of ``run``: an output folder of `doisoat run`, a published run's folder, a run's id
    in the store of the environment, or ``current``.
    """
    if not run.isprintable():
        raise PipelineError("RUN-UNKNOWN", run=run)
    path = Path(run).resolve()
    publications = Path(CURRENT).parent.name
    if (path / publications).is_dir():
        workspace = open_state(config_dir, path)
        return workspace, current_run(workspace)
    if path.parent.name == publications and path.is_dir():
        return open_state(config_dir or _config_of(path.name), path.parents[1]), path.name
    workspace = open_state(config_dir or _config_of(run), None)
    return workspace, current_run(workspace) if run == "current" else run


def _config_of(run: str) -> Path | None:
    """The configuration of the province in whose name a run's id begins, when several are configured."""
    from doisoat.pipeline import quarters

    place = None if run == "current" else quarters.of_run(run)
    return None if place is None else place.config
