"""The command line: ``doisoat --help`` lists everything.

Exit codes: 0 done (discrepancies are a result, not a failure), 1 done but a source is missing or quarantine is above
its threshold, 2 not done, with one clear line on stderr (for what nobody foresaw it names a file with the trace, which
holds no values). Commands are imported when they are called, so that
``--help`` and small commands do not pay for Airflow or pandas.

Another installed package adds commands by entry points of the group ``doisoat.commands`` (a checkout's laboratory adds
``synth`` and ``evaluate``); it cannot replace one of ours.
"""

import os
import sys
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points

import click

from doisoat import __version__
from doisoat.cli.failure import keep_traces_in, line, storage_trouble, unforeseen
from doisoat.errors import DoisoatError
from doisoat.private import only_owner

COMMANDS: dict[str, tuple[str, str]] = {
    "run": ("doisoat.cli.run:run", "Reconcile a province without Airflow."),
    "ingest": ("doisoat.cli.run:ingest", "Read and standardise the sources, without reconciling."),
    "sources": ("doisoat.cli.sources:sources", "Look at the sources before the first run."),
    "link": ("doisoat.cli.link:link", "Link any two person files."),
    "explain": ("doisoat.cli.explain:explain", "Say why two records were linked, or nearly."),
    "decide": ("doisoat.cli.decide:decide", "Decide that two records are the same or different; withdraw, list."),
    "model": ("doisoat.cli.model:model", "The linkage model: what it weighs; train it anew on purpose."),
    "compare": ("doisoat.cli.compare:compare", "Say what a run changed against another: links, entities, why."),
    "units": ("doisoat.cli.units:units", "Administrative units over time."),
    "villages": ("doisoat.cli.villages:villages", "Changes of villages' labels: propose, approve, withdraw."),
    "text": ("doisoat.cli.text:text", "Vietnamese text, dates and identifiers."),
    "up": ("doisoat.cli.up:up", "Serve Airflow on loopback, in the background."),
    "down": ("doisoat.cli.up:down", "Stop what `up` started."),
    "reconcile": ("doisoat.cli.up:reconcile", "Reconcile a province as Airflow DAG runs and print the summary."),
    "doctor": ("doisoat.cli.doctor:doctor", "Check settings and say what is unsafe or cannot work."),
    "docs": ("doisoat.cli.docs:docs", "Write the generated documents anew."),
}


GROUP = "doisoat.commands"
"""Entry points by which another package adds commands."""


@cache
def added() -> dict[str, EntryPoint]:
    """Commands other installed packages add, by name in alphabetical order."""
    return {point.name: point for point in sorted(entry_points(group=GROUP)) if point.name not in COMMANDS}


class LazyGroup(click.Group):
    """A group whose commands are imported only when one is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: D102
        return [*COMMANDS, *added()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: D102
        if cmd_name in COMMANDS:
            module, _, name = COMMANDS[cmd_name][0].partition(":")
            command = getattr(import_module(module), name)
        else:
            point = added().get(cmd_name)
            if point is None:
                ctx.fail(f"no command '{cmd_name}' here; those of a checkout's laboratory come with `make install`")
            command = point.load()
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: D102
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_text) for name, (_, help_text) in COMMANDS.items()])
        if more := {name: self.get_command(ctx, name) for name in added()}:
            with formatter.section("Commands of other packages"):
                formatter.write_dl([(name, one.get_short_help_str(100)) for name, one in more.items() if one])


@click.group(cls=LazyGroup)
# Said by the library itself: an image that runs it from a folder has no package metadata.
@click.version_option(__version__, prog_name="doisoat")
def cli() -> None:
    """Đối Soát makes Vietnam's population, household, social-insurance and land registers agree with each other."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit code. What it writes is for its owner alone."""
    only_owner()
    keep_traces_in(None)
    try:
        result = cli.main(args=arguments, prog_name="doisoat", standalone_mode=False)
    except DoisoatError as error:
        click.echo(line(error), err=True)
        return 2
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return 2
    except click.ClickException as error:
        click.echo(f"doisoat: {error.format_message()}", err=True)
        return 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("doisoat: stopped", err=True)
        return 130
    except BrokenPipeError:
        # Whoever read our output has gone (`| head`); Python would complain once more when it flushes at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except Exception as error:
        trouble = storage_trouble(error)
        click.echo(line(trouble) if trouble else unforeseen(error), err=True)
        return 2
    return result if isinstance(result, int) else 0


if __name__ == "__main__":
    sys.exit(main())
