"""``doisoat up``, ``down``, ``reconcile``: the embedded Airflow on this machine's loopback interface."""

import os
from typing import Any

import click

from doisoat.pipeline import provinces
from doisoat.pipeline.airflow.errors import StepFailed
from doisoat.pipeline.airflow.settings import Places
from doisoat.pipeline.errors import PipelineError


def _tell(line: str) -> None:
    click.echo(line, err=True)


def _refuse_unsafe(places: Places) -> None:
    from doisoat.pipeline.airflow import control
    from doisoat.pipeline.airflow.doctor import examine

    control.close_to_others(places)
    problems = [finding for finding in examine(places, embedded=True) if finding.refuses]
    if problems:
        raise click.ClickException("\n".join(finding.text for finding in problems))


@click.command()
def up() -> int:
    """Serve Airflow on the loopback interface, in the background, until ``doisoat down``."""
    from doisoat.pipeline.airflow import control
    from doisoat.pipeline.airflow.keys import USER, password_file

    places = Places.from_environment()
    running = control.find(places)
    if running is None:
        _refuse_unsafe(places)
        running = control.start(places)
        try:
            control.wait_ready(places, running, tell=_tell).close()
        except BaseException:
            control.stop(places)
            raise
    click.echo(f"Airflow: {running.url}")
    click.echo(f"user: {USER}, password: in {password_file(places.home)}")
    click.echo("stop it with: make down")
    return 0


@click.command()
def down() -> int:
    """Stop what ``up`` started; does nothing when nothing runs."""
    from doisoat.pipeline.airflow import control

    click.echo("stopped" if control.stop(Places.from_environment()) else "Airflow was not running")
    return 0


@click.command()
@click.option("--as-of", default=None, help="Date the registers are read for (YYYY-MM-DD).")
@click.option("--province", default=None, help="Province code, when several are configured.")
@click.option("--register", "registers", multiple=True, help="Only this register (repeatable).")
@click.option("--commune", "communes", multiple=True, help="Only this commune's own sources (repeatable).")
def reconcile(as_of: str | None, province: str | None, registers: tuple[str, ...], communes: tuple[str, ...]) -> int:
    """Reconcile a province as Airflow DAG runs; starts Airflow, and stops it again, unless it is already up."""
    from doisoat.pipeline.airflow import control
    from doisoat.pipeline.airflow.memory import MemorySampler
    from doisoat.pipeline.airflow.session import close_interrupted, run_province
    from doisoat.pipeline.days import checked_day

    places = Places.from_environment()
    if province is not None and provinces.find(places.config, province) is None:
        known = ", ".join(provinces.configured(places.config)) or "–"
        raise StepFailed("AFL-PROVINCE", province=province[:40], known=known, config=places.config)
    if province is None and len(several := provinces.configured(places.config)) > 1:
        raise PipelineError("RUN-WHICH-PROVINCE", config=places.config, known=", ".join(several))
    if as_of:
        checked_day(as_of)
    params: dict[str, Any] = {"registers": list(registers), "communes": list(communes)}
    params |= {name: value for name, value in (("as_of", as_of), ("province", province)) if value}
    running = control.find(places)
    mine = running is None
    if running is None:
        _refuse_unsafe(places)
        _tell("Starting Airflow …")
        # Only what was asked for: no nightly ingest or cut-off while this one runs.
        for schedule in ("DOISOAT_INGEST_AT", "DOISOAT_CUTOFF_AT"):
            os.environ.setdefault(schedule, "never")
        running = control.start(places, foreground=True)
    try:
        with MemorySampler(running.guard.pid) as memory:
            client = control.wait_ready(places, running, tell=_tell)
            _tell(f"Airflow is ready at {running.url}")
            if mine:
                close_interrupted(client, _tell)
            session = run_province(client, params, _tell, control.watcher(running, _tell))
        if not session.ok:
            _explain(client, session)
        if session.summary is None:
            return 2
        click.echo(session.summary)
        idle, share = session.airflow_share()
        tasks = sum(item.tasks for item in session.runs)
        overhead = sum(item.task_seconds - item.step_seconds for item in session.runs)
        click.echo(
            f"Wall time: {session.wall:,.1f} s; Airflow's own share (no step at work): {idle:,.1f} s ({share:.0%})"
        )
        click.echo(f"Airflow around {tasks} tasks: {overhead:,.1f} s of task time that is not a step's")
        click.echo(f"Peak memory of all processes: {memory.peak_pss:,.0f} MB PSS ({memory.peak_rss:,.0f} MB RSS)")
        return 0 if session.ok else 1
    finally:
        if mine:
            control.stop(places)


def _explain(client: Any, session: Any) -> None:
    """Say which task failed, and its last log lines."""
    from doisoat.pipeline.airflow.progress import last_log_lines

    for failure in session.failures:
        label = f" [{failure.label}]" if failure.label else ""
        _tell(f"\nFailed: {failure.dag}, task {failure.task}{label}, attempt {failure.attempt}. Its last log lines:")
        for line in last_log_lines(client, failure):
            _tell(f"    {line}")
    if not session.failures:
        _tell("\nThe run failed without a failed task (timed out, or stopped by hand); look at it with: make up")
