"""``doisoat doctor``: is this installation safe, and can it work?"""

import click

from doisoat.pipeline.airflow.settings import Places


@click.command()
@click.option(
    "--deployment/--embedded",
    "deployment",
    default=None,
    help="Judge the settings of a deployment of services, or of the embedded Airflow; default: by the settings.",
)
def doctor(deployment: bool | None) -> int:
    """Check settings and say in words what is unsafe or cannot work. Exit code 2 when something must be put right."""
    from doisoat.pipeline.airflow.doctor import examine

    found = examine(Places.from_environment(), embedded=None if deployment is None else not deployment)
    for finding in found:
        click.echo(f"{'REFUSED' if finding.refuses else 'advice '}  {finding.check}: {finding.text}")
    if any(finding.refuses for finding in found):
        return 2
    click.echo("nothing stands in the way" if found else "all well")
    return 0
