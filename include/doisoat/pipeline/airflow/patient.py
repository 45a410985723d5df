"""What the doctor examines and what it says; the checks are in ``doctor`` and ``doctor_files``."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from doisoat.errors import DoisoatError
from doisoat.paths import EXPECTATIONS
from doisoat.pipeline import quarters
from doisoat.pipeline.airflow.settings import Places


@dataclass(frozen=True)
class Finding:
    """One thing the doctor has to say."""

    check: str
    refuses: bool
    text: str


@dataclass(frozen=True)
class Patient:
    """What is examined: places, and Airflow's settings as they will hold."""

    places: Places
    settings: Mapping[str, str]
    embedded: bool
    expectations: Path = EXPECTATIONS

    def get(self, section: str, name: str, default: str = "") -> str:
        """Airflow's setting ``name`` of ``section``."""
        return self.settings.get(f"AIRFLOW__{section}__{name}".upper(), default)

    @property
    def sql(self) -> str:
        """URL of Airflow's own database."""
        return self.get("database", "sql_alchemy_conn")

    @property
    def executor(self) -> str:
        """Class name of the executor."""
        return self.get("core", "executor", "LocalExecutor").rpartition(".")[2]

    def quarters(self) -> list[quarters.Quarters]:
        """Where each province's data lie; the installation's own places when nothing is configured."""
        environment = self.places.environment()
        try:
            return list(quarters.every(environment).values()) or [quarters.shared(environment)]
        except DoisoatError:  # the check of the configuration says it
            return []


Check = Callable[[Patient], Iterator[Finding]]
