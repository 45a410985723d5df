"""Which installation and which run a command speaks of."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from doisoat.pipeline.errors import PipelineError

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
    from doisoat.pipeline.workspace import open_workspace, reference_key

    if state is None:
        return open_workspace(config_dir)
    out = state.resolve()
    settings = {
        "DOISOAT_REF_SECRET": reference_key(),
        "DOISOAT_VAR": str(out),
        "DOISOAT_STORE": str(out),
        "DOISOAT_DATABASE": f"sqlite:///{out}/doisoat.db",
    }
    return open_workspace(config_dir, {**os.environ, **settings})


def current_run(workspace: Workspace) -> str:
    """The newest published run; raises PipelineError RUN-NONE."""
    from doisoat.pipeline.publishing import CURRENT

    if not workspace.store.exists(CURRENT):
        raise PipelineError("RUN-NONE")
    return str(json.loads(workspace.store.get_bytes(CURRENT))["run"])


def open_run(config_dir: Path | None, run: str) -> tuple[Workspace, str]:
    """The installation and the id of ``run``: an output folder of `doisoat run`, a published run's folder, a run's id
    in the store of the environment, or ``current``.
    """
    if not run.isprintable():
        raise PipelineError("RUN-UNKNOWN", run=run)
    path = Path(run).resolve()
    if (path / "published").is_dir():
        workspace = open_state(config_dir, path)
        return workspace, current_run(workspace)
    if path.parent.name == "published" and path.is_dir():
        return open_state(config_dir, path.parents[1]), path.name
    workspace = open_state(config_dir, None)
    return workspace, current_run(workspace) if run == "current" else run
