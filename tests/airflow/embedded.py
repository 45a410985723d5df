"""A real embedded Airflow for a test: own home, own ports, everything ended afterwards."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from doisoat.paths import ROOT
from doisoat.pipeline.airflow import control
from doisoat.pipeline.airflow.client import AirflowClient
from doisoat.pipeline.airflow.settings import MARK, Places

STUB = str(Path(__file__).parent)


@dataclass
class Installation:
    """A folder with everything an installation needs; ``environment`` points commands at it."""

    folder: Path
    environment: dict[str, str]

    @property
    def places(self) -> Places:
        return Places(
            home=self.folder / "home",
            config=Path(self.environment["DOISOAT_CONFIG"]),
            store=self.environment["DOISOAT_STORE"],
            database=self.environment["DOISOAT_DATABASE"],
            var=self.folder / "var",
        )

    def left(self) -> list[str]:
        """Living processes the supervisor of this installation started."""
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get(MARK) == str(self.places.home) and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(" ".join(process.cmdline())[:80])
            except (psutil.Error, OSError):
                continue
        return found

    def state(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.places.home / "supervisor.json").read_text())
        return found

    def component(self, name: str) -> dict[str, Any]:
        return next(item for item in self.state()["components"] if item["name"] == name)


def installation(folder: Path, config: Path | None = None, **more: str) -> Installation:
    """An installation in ``folder``; without ``config`` one for the stand-in steps."""
    if config is None:
        config = folder / "config"
        (config / "sources").mkdir(parents=True)
        units = [f"230{n:02d}" for n in range(8)]
        (config / "doisoat.yaml").write_text(
            f'province: "68"\nas_of: 2026-11-15\nunits: {json.dumps(units)}\n', encoding="utf-8"
        )
        more = {"DOISOAT_STEPS": "stub_steps", "PYTHONPATH": os.pathsep.join([STUB, str(ROOT / "include")]), **more}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "DOISOAT"))}
    environment = {
        **kept,
        "DOISOAT_AIRFLOW_HOME": str(folder / "home"),
        "DOISOAT_CONFIG": str(config),
        "DOISOAT_VAR": str(folder / "var"),
        "DOISOAT_STORE": str(folder / "store"),
        "DOISOAT_DATABASE": f"sqlite:///{folder}/doisoat.db",
        "DOISOAT_INGEST_AT": "never",
        "DOISOAT_CUTOFF_AT": "never",
        "DOISOAT_RETRY_SECONDS": "2",
        "DOISOAT_PATIENCE": "0",
        # Tests that start at the same moment must not choose the same port.
        "DOISOAT_PORT": "0",
        **more,
    }
    return Installation(folder, environment)


@contextmanager
def running(found: Installation) -> Iterator[AirflowClient]:
    """Start its Airflow, hand out a client when it is ready, stop it and make sure that nothing is left."""
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(found.environment)
    try:
        airflow = control.start(found.places, foreground=True)
        try:
            client = control.wait_ready(found.places, airflow, patience=400)
            yield client
            client.close()
        finally:
            control.stop(found.places)
    finally:
        os.environ.clear()
        os.environ.update(before)
    assert found.left() == []
