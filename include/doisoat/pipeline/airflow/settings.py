"""Settings of the embedded Airflow, and where each came from.

Measured on Airflow 3.3.2 with two cores: with the default parallelism of 32, SQLite answers "database is locked" and
three of the four components exit; with 4 and a timeout on the URL, never. The default heartbeat interval of 5 s makes
about every second task wait those 5 s after it has ended. Tasks that import Great Expectations pay 6-7 s each unless
the fork server imported it first.
"""

import os
import socket
from dataclasses import dataclass
from pathlib import Path

from doisoat.paths import CHECKOUT, ROOT, SHIPPED
from doisoat.pipeline.airflow.keys import USER, Keys, password_file

SIMPLE_AUTH = "airflow.api_fastapi.auth.managers.simple.simple_auth_manager.SimpleAuthManager"
PRELOADED = "doisoat.pipeline.airflow.preloaded"
PREFERRED_PORT = 18080

SETTINGS: dict[str, tuple[str, str]] = {
    "DOISOAT_AIRFLOW_HOME": (".airflow", "folder of the embedded Airflow: its database, logs, keys and password"),
    "DOISOAT_PORT": (
        str(PREFERRED_PORT),
        "port of the embedded Airflow on 127.0.0.1; if it is taken, another; 0: any",
    ),
    "DOISOAT_INGEST_AT": ("0 1 * * *", "when the ingest starts (cron line, Vietnam's time), or never"),
    "DOISOAT_CUTOFF_AT": ("0 5 * * *", "when the reconciliation starts without late sources, or never"),
    "DOISOAT_CUTOFF_HOURS": ("4", "hours before the cut-off in which the ingest must have announced itself"),
    "DOISOAT_RETRY_SECONDS": ("20", "pause before a task that may heal is tried again; grows with each try"),
    "DOISOAT_ADMIN_PASSWORD": ("", "password of the first administrator under FAB; read by the init container only"),
}
"""Settings of the Airflow side: name → (default, meaning); doisoat.pipeline.workspace has the others."""
MARK = "DOISOAT_SUPERVISED"


@dataclass(frozen=True)
class Places:
    """Where this installation keeps things: Đối Soát's settings as read from the environment, paths made absolute."""

    home: Path
    config: Path
    store: str
    database: str
    var: Path

    @classmethod
    def from_environment(cls) -> "Places":
        """Read DOISOAT_AIRFLOW_HOME, DOISOAT_CONFIG, DOISOAT_STORE, DOISOAT_DATABASE and DOISOAT_VAR."""
        var = (ROOT / os.environ.get("DOISOAT_VAR", "var")).resolve()
        store = os.environ.get("DOISOAT_STORE") or str(var / "store")
        return cls(
            home=(ROOT / os.environ.get("DOISOAT_AIRFLOW_HOME", ".airflow")).resolve(),
            config=(ROOT / os.environ.get("DOISOAT_CONFIG", str(var / "synth" / "config"))).resolve(),
            store=store if "://" in store else str((ROOT / store).resolve()),
            database=os.environ.get("DOISOAT_DATABASE") or f"sqlite:///{var / 'doisoat.db'}",
            var=var,
        )

    def environment(self) -> dict[str, str]:
        """The same settings as environment variables, for child processes with any working directory."""
        return {
            "DOISOAT_AIRFLOW_HOME": str(self.home),
            "DOISOAT_CONFIG": str(self.config),
            "DOISOAT_STORE": self.store,
            "DOISOAT_DATABASE": self.database,
            "DOISOAT_VAR": str(self.var),
            "DOISOAT_HOME": str(ROOT),
        }


def _checkout() -> list[str]:
    """What a checkout adds to the modules' path: it may lead without being installed."""
    return [str(CHECKOUT / "include")] if CHECKOUT else []


def free_port(preferred: int | None = None) -> int:
    """Return ``preferred`` when it is free on the loopback interface, else any free port."""
    for candidate in (preferred, 0):
        if candidate is None:
            continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", candidate))
            except OSError:
                continue
            port: int = probe.getsockname()[1]
            return port
    raise OSError("no free port on 127.0.0.1")


def defaults(home: Path) -> dict[str, str]:
    """Settings a user may override with environment variables of the same name (``doisoat doctor`` judges them)."""
    return {
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "4",
        # For the scheduler's workers only: the other components fork nothing that runs a step.
        "AIRFLOW__SCHEDULER__MP_START_METHOD": "forkserver",
        "AIRFLOW__SCHEDULER__MP_FORKSERVER_PRELOAD": PRELOADED,
        "AIRFLOW__CORE__AUTH_MANAGER": SIMPLE_AUTH,
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{USER}:admin",
        "AIRFLOW__CORE__TEST_CONNECTION": "Disabled",
        # Of dates without a zone; the pages show times in the browser's own.
        "AIRFLOW__CORE__DEFAULT_TIMEZONE": "Asia/Ho_Chi_Minh",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home / 'airflow.db'}?timeout=60",
        "AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL": "1",
        # A task waits for an API server that is being started again (20 s on a busy machine), not 5 tries of it.
        "AIRFLOW__WORKERS__EXECUTION_API_RETRIES": "8",
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__WORKERS": "1",
        # A killed component is replaced within seconds; what it had in hand must not wait for the defaults of 300 s.
        "AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "30",
        "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_THRESHOLD": "60",
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "120",
        "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "60",
        "AIRFLOW__DAG_PROCESSOR__PARSING_PROCESSES": "1",
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "INFO",
        # Airflow would make its log folders and files readable by the group and others.
        "AIRFLOW__LOGGING__FILE_TASK_HANDLER_NEW_FOLDER_PERMISSIONS": "0o700",
        "AIRFLOW__LOGGING__FILE_TASK_HANDLER_NEW_FILE_PERMISSIONS": "0o600",
    }


def airflow_environment(places: Places, keys: Keys, port: int) -> dict[str, str]:
    """Return the whole environment of the embedded Airflow's components.

    What the caller's environment says about Airflow wins over our defaults, but not over what holds the parts
    together: folders, keys, the loopback address and port.
    """
    home = places.home
    own = {name: value for name, value in os.environ.items() if name.startswith("AIRFLOW__")}
    url = f"http://127.0.0.1:{port}"
    held = {
        "AIRFLOW_HOME": str(home),
        MARK: str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(SHIPPED / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(SHIPPED / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(password_file(home)),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{url}/execution/",
        "AIRFLOW__CORE__FERNET_KEY": keys.fernet_key,
        "AIRFLOW__API__SECRET_KEY": keys.api_secret_key,
        "AIRFLOW__API_AUTH__JWT_SECRET": keys.jwt_secret,
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": url,
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
        "GX_ANALYTICS_ENABLED": "false",
        "PYTHONPATH": os.pathsep.join(
            dict.fromkeys([*_checkout(), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))])
        ),
        # Threads of the numeric libraries would multiply with the task processes on a small machine.
        "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "1"),
        "OPENBLAS_NUM_THREADS": os.environ.get("OPENBLAS_NUM_THREADS", "1"),
    }
    base = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")}
    connections = {name: value for name, value in os.environ.items() if name.startswith("AIRFLOW_CONN_")}
    return {**base, **connections, **defaults(home), **own, **places.environment(), **held}
