"""Look at settings before anything starts, and say in words what is unsafe or cannot work.

Each check returns findings; a finding that ``refuses`` stops ``doisoat up`` and makes ``doisoat doctor`` exit 2, the
others are advice. Checks read the settings as Airflow will see them: the environment over our defaults.
"""

import json
import os
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from doisoat.errors import DoisoatError
from doisoat.paths import EXPECTATIONS
from doisoat.pipeline import provinces
from doisoat.pipeline.airflow.doctor_files import literal_secrets, private_files, readable
from doisoat.pipeline.airflow.patient import Check, Finding, Patient
from doisoat.pipeline.airflow.settings import PRELOADED, SIMPLE_AUTH, Places, defaults
from doisoat.runs.files import PROBE

TESTED_AIRFLOW = "3.3.2"
LOOPBACK = {"127.0.0.1", "localhost", "::1", "[::1]"}
PLACEHOLDERS = {"changeme", "change-me", "secret", "password", "temporary_key", "admin", "example", "test"}


def is_embedded(environment: Mapping[str, str]) -> bool:
    """Whether these settings describe the embedded Airflow rather than a deployment of several services."""
    executor = environment.get("AIRFLOW__CORE__EXECUTOR", "LocalExecutor").rpartition(".")[2]
    sql = environment.get("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", "sqlite://")
    return executor == "LocalExecutor" and sql.startswith("sqlite")


def examine(
    places: Places,
    *,
    embedded: bool | None = None,
    environment: Mapping[str, str] | None = None,
    expectations: Path = EXPECTATIONS,
) -> list[Finding]:
    """Run every check; returns what was found, what refuses first.

    Args:
        places: this installation's folders and addresses.
        embedded: judge the embedded Airflow's settings; None: decide by the environment.
        environment: default the process environment.
        expectations: folder of the suites.
    """
    environment = os.environ if environment is None else environment
    embedded = is_embedded(environment) if embedded is None else embedded
    own = {name: value for name, value in environment.items() if name.startswith(("AIRFLOW__", "DOISOAT_"))}
    settings = {**defaults(places.home), **own} if embedded else own
    patient = Patient(places, settings, embedded, expectations)
    found = [finding for check in CHECKS for finding in check(patient)]
    return sorted(found, key=lambda finding: not finding.refuses)


def sqlite_parallelism(patient: Patient) -> Iterator[Finding]:
    """SQLite under many workers: three of four components exit with "database is locked" (measured at 32)."""
    if not patient.sql.startswith("sqlite"):
        return
    wanted = patient.get("core", "parallelism", "32")
    if not wanted.isdigit() or int(wanted) > 8 or int(wanted) < 1:
        yield Finding(
            "sqlite-parallelism",
            True,
            f"AIRFLOW__CORE__PARALLELISM is {wanted}: with SQLite it must be between 1 and 8 (4 is best on two cores), "
            "or Airflow's components stop with 'database is locked'. Lower it, or use Postgres.",
        )


def sqlite_timeout(patient: Patient) -> Iterator[Finding]:
    """Without a timeout a second writer fails at once."""
    if not patient.sql.startswith("sqlite"):
        return
    given = parse_qs(urlsplit(patient.sql).query).get("timeout", ["0"])[0]
    if not given.isdigit() or int(given) < 20:
        yield Finding(
            "sqlite-timeout",
            True,
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN has no timeout of at least 20 s: add ?timeout=60 to the SQLite URL.",
        )


def executor_database(patient: Patient) -> Iterator[Finding]:
    """Several machines cannot share one SQLite file."""
    if patient.executor != "LocalExecutor" and (patient.sql.startswith("sqlite") or not patient.sql):
        yield Finding(
            "executor-database",
            True,
            f"{patient.executor} needs a database server: set AIRFLOW__DATABASE__SQL_ALCHEMY_CONN to a Postgres URL.",
        )
    if patient.executor != "LocalExecutor" and patient.places.database.startswith("sqlite"):
        yield Finding(
            "executor-database",
            True,
            f"{patient.executor} runs steps on several hosts: set DOISOAT_DATABASE to a Postgres URL.",
        )


def celery_version(patient: Patient) -> Iterator[Finding]:
    """Celery 5.7 moved what the Celery provider imports; pip installs it all the same."""
    try:
        installed = version("celery")
    except PackageNotFoundError:
        installed = ""
    if "Celery" in patient.executor and not installed:
        yield Finding("celery", True, "CeleryExecutor is set but celery is not installed: run make install.")
    elif installed and tuple(int(part) for part in installed.split(".")[:2]) >= (5, 7):
        yield Finding(
            "celery",
            "Celery" in patient.executor,
            f"celery {installed} is installed: with 5.7 or newer CeleryExecutor cannot be imported. Use celery<5.7.",
        )


def airflow_version(patient: Patient) -> Iterator[Finding]:
    """Partitions and retry policies are young: another version may differ."""
    installed = version("apache-airflow-core")
    if installed != TESTED_AIRFLOW:
        yield Finding(
            "airflow-version",
            False,
            f"apache-airflow {installed} is installed; this release was tested with {TESTED_AIRFLOW}.",
        )


def authentication(patient: Patient) -> Iterator[Finding]:
    """The simple auth manager keeps plain passwords and is for one machine only."""
    if patient.get("core", "auth_manager", SIMPLE_AUTH) != SIMPLE_AUTH:
        return
    host = patient.get("api", "host", "0.0.0.0")  # noqa: S104 — Airflow's own default, which is what we refuse
    if host not in LOOPBACK:
        yield Finding(
            "authentication",
            True,
            f"The simple auth manager on {host}: it keeps passwords in plain text and must stay on 127.0.0.1. Set "
            "AIRFLOW__API__HOST=127.0.0.1, or use the FAB auth manager.",
        )
    if patient.get("core", "simple_auth_manager_all_admins").lower() in ("true", "1"):
        yield Finding(
            "authentication",
            True,
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS makes every visitor an administrator: remove it.",
        )


def keys(patient: Patient) -> Iterator[Finding]:
    """Keys of a deployment: present, long, nobody's example. The embedded Airflow makes its own."""
    wanted = {
        "AIRFLOW__CORE__FERNET_KEY": 43,
        "AIRFLOW__API__SECRET_KEY": 32,
        "AIRFLOW__API_AUTH__JWT_SECRET": 64,
    }
    for name, length in wanted.items():
        value = patient.settings.get(name)
        if value is None and patient.embedded:
            continue
        if not value or len(value) < length or value.lower() in PLACEHOLDERS:
            yield Finding(
                "keys",
                True,
                f"{name} is {'empty' if not value else 'too short or an example'}: make one of at least {length} "
                "characters, the same for every component (see .env.example).",
            )
    if not patient.embedded and not patient.settings.get("DOISOAT_REF_SECRET"):
        yield Finding(
            "keys",
            True,
            "DOISOAT_REF_SECRET is empty: every container would name the same record differently. Set one for all.",
        )


def expectations_hide_values(patient: Patient) -> Iterator[Finding]:
    """A suite that sets its own result format would put registers' values into results and logs."""
    for path in sorted(patient.expectations.glob("*.json")):
        try:
            suite = json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            yield Finding("expectations", True, f"{path.name} is not valid JSON.")
            continue
        for item in suite.get("expectations", []):
            form = (item.get("kwargs") or {}).get("result_format")
            if form is not None and not (isinstance(form, dict) and form.get("exclude_unexpected_values") is True):
                yield Finding(
                    "expectations",
                    True,
                    f"{path.name}: {item.get('type')} sets its own result_format without exclude_unexpected_values; "
                    "it would show personal data. Remove result_format.",
                )


def store_writable(patient: Patient) -> Iterator[Finding]:
    """The object store of each province takes and gives back a small object."""
    probe = b"doisoat doctor\n"
    for place in patient.quarters():
        try:
            store = place.open_store()
            store.put_bytes(PROBE, probe)
            if store.get_bytes(PROBE) != probe:
                yield Finding("store", True, f"The store {store.describe()} does not give back what was written to it.")
        except DoisoatError as error:
            yield Finding("store", True, str(error))
        except OSError as error:
            yield Finding("store", True, f"The store {place.store} cannot be written to ({error.strerror}).")


def database_writable(patient: Patient) -> Iterator[Finding]:
    """A table can be made in each province's database (and is dropped again)."""
    from sqlalchemy import make_url, text
    from sqlalchemy.exc import SQLAlchemyError

    from doisoat.store import make_schema

    try:
        make_url(patient.places.database)
    except SQLAlchemyError:
        yield Finding("database", True, "DOISOAT_DATABASE is not a SQLAlchemy URL.")
        return
    for place in patient.quarters():
        where = make_url(place.database).render_as_string(hide_password=True)
        where += f", schema {place.schema}," if place.schema else ""
        try:
            with place.open_database().begin() as connection:
                if place.schema:
                    make_schema(connection, place.schema)
                connection.execute(text("CREATE TABLE doisoat_doctor (n INTEGER)"))
                connection.execute(text("DROP TABLE doisoat_doctor"))
        except (SQLAlchemyError, DoisoatError, OSError) as error:
            reason = type(getattr(error, "orig", None) or error).__name__
            yield Finding(
                "database", True, f"Database {where} cannot be written to ({reason}): check DOISOAT_DATABASE."
            )


def configuration(patient: Patient) -> Iterator[Finding]:
    """The configuration of each province is complete and valid, and called by the province's code."""
    from doisoat.sources.config import load_config

    base = patient.places.config
    try:
        below = provinces.folders(base)
    except DoisoatError as error:
        yield Finding("configuration", True, str(error))
        return
    if not below and not (base / provinces.HEAD).exists():
        yield Finding("configuration", True, f"There is no doisoat.yaml in {base}: set DOISOAT_CONFIG.")
        return
    for code, folder in below.items() or [(None, base)]:
        try:
            named = load_config(folder).settings.province
        except DoisoatError as error:
            yield Finding("configuration", True, f"{folder.name}: {error}")
            continue
        if code not in (None, named):
            yield Finding(
                "configuration",
                True,
                f"{folder} is for province {named}: a province's folder is called by its code. It is not used.",
            )


def slow_tasks(patient: Patient) -> Iterator[Finding]:
    """Settings that work but waste seconds in every task."""
    interval = patient.get("workers", "min_heartbeat_interval", "5")
    if not interval.isdigit() or int(interval) > 2:
        yield Finding(
            "slow-tasks",
            False,
            f"AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL is {interval}: about every second task waits that long. Use 1.",
        )
    method = patient.get("scheduler", "mp_start_method") or patient.get("core", "mp_start_method")
    preload = patient.get("scheduler", "mp_forkserver_preload") or patient.get("core", "mp_forkserver_preload")
    preload += patient.get("celery", "extra_celery_config")
    if PRELOADED not in preload or ("Local" in patient.executor and method != "forkserver"):
        yield Finding(
            "slow-tasks",
            False,
            f"Great Expectations is imported by every task anew (6-7 s): preload {PRELOADED} "
            "(AIRFLOW__SCHEDULER__MP_START_METHOD=forkserver and …__MP_FORKSERVER_PRELOAD, or under Celery "
            "AIRFLOW__CELERY__EXTRA_CELERY_CONFIG).",
        )


def exposed(patient: Patient) -> Iterator[Finding]:
    """Airflow features that show or test secrets from the user interface."""
    if patient.get("api", "expose_config", "False").lower() not in ("false", "0", ""):
        yield Finding("exposed", True, "AIRFLOW__API__EXPOSE_CONFIG shows settings in the user interface: remove it.")
    if patient.get("core", "test_connection", "Disabled") != "Disabled":
        yield Finding("exposed", True, "AIRFLOW__CORE__TEST_CONNECTION must stay Disabled: it connects to any address.")


CHECKS: tuple[Check, ...] = (
    sqlite_parallelism,
    sqlite_timeout,
    executor_database,
    celery_version,
    airflow_version,
    authentication,
    keys,
    private_files,
    literal_secrets,
    readable,
    expectations_hide_values,
    store_writable,
    database_writable,
    configuration,
    slow_tasks,
    exposed,
)
