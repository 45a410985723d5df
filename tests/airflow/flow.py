"""What tests of the whole flow share: what a run used, who started it, changing a book, running a task again."""

import json
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select

from doisoat.pipeline import tables
from doisoat.pipeline.airflow.client import AirflowClient
from doisoat.pipeline.airflow.errors import AirflowSilent
from doisoat.pipeline.airflow.progress import ENDED
from doisoat.store import ObjectStore, open_database, transaction

INGEST, RECONCILE, RECHECK = "doisoat_ingest", "doisoat_reconcile", "doisoat_recheck"


def wait_for(what: Callable[[], Any], patience: float = 600.0) -> Any:
    end = time.monotonic() + patience
    while time.monotonic() < end:
        try:
            if found := what():
                return found
        except (AirflowSilent, OSError, StopIteration):
            pass
        time.sleep(0.3)
    raise AssertionError("waited in vain")


class Flow:
    """A running Airflow, its configuration, store and ledger."""

    def __init__(self, client: AirflowClient, config: Path, store: ObjectStore, database: str) -> None:
        self.client, self.config, self.store = client, config, store
        self.engine = open_database(database)

    def steer(self, **how: object) -> None:
        # The held step looks all the time: it must never see a file that is half written.
        fresh = self.config / "steer.json.new"
        fresh.write_text(json.dumps(how))
        fresh.replace(self.config / "steer.json")

    def ended(self, dag: str, run: str) -> dict[str, Any]:
        """Wait until a run has ended; returns it, with its note."""
        wait_for(lambda: self.client.run(dag, run)["state"] in ("success", "failed"))
        time.sleep(0.3)
        return self.client.run(dag, run)

    def started_by(self, ingest: str) -> str:
        """The reconcile run an ingest's own event started."""

        def found() -> str | None:
            for run in self.client.runs_since(RECONCILE, ""):
                if (INGEST, ingest) in self.client.started_by(RECONCILE, run["dag_run_id"]):
                    return str(run["dag_run_id"])
            return None

        return str(wait_for(found))

    def ingest(self, **form: object) -> tuple[dict[str, Any], dict[str, Any]]:
        """An ingest and the reconciliation it starts, both ended."""
        ingest = self.ended(INGEST, self.client.trigger(INGEST, form))
        return ingest, self.ended(RECONCILE, self.started_by(ingest["dag_run_id"]))

    def run_of(self, dag: str, run: str) -> dict[str, Any]:
        """The run in the ledger that an Airflow run planned."""
        with transaction(self.engine) as connection:
            query = select(tables.run).where(tables.run.c.trigger == f"{dag}/{run}")
            return dict(connection.execute(query).mappings().one())

    def current(self) -> str:
        return str(json.loads(self.store.get_bytes("published/current.json"))["run"])

    def states(self, dag: str, run: str) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for item in self.client.tasks(dag, run):
            found.setdefault(item["task_id"], set()).add(item["state"])
        return found

    def labels(self, dag: str, run: str, task: str) -> list[str]:
        return [str(item["rendered_map_index"]) for item in self.client.tasks(dag, run) if item["task_id"] == task]

    def again(self, *tasks: tuple[str, str, str], downstream: bool = False) -> list[str]:
        """Run tasks (DAG, run, task) of runs that have ended again, at once; the runs' states when they have ended."""
        tried = {}
        for dag, run, task in tasks:
            tried[dag, run, task] = {i["map_index"]: i["try_number"] for i in self.instances(dag, run, task)}
            self.client.clear(dag, run, [task], downstream=downstream)

        def repeated() -> bool:
            return all(
                item["state"] in ENDED and item["try_number"] > before[item["map_index"]]
                for key, before in tried.items()
                for item in self.instances(*key)
            )

        wait_for(repeated)
        return [str(self.ended(dag, run)["state"]) for dag, run, _ in tasks]

    def instances(self, dag: str, run: str, task: str) -> list[dict[str, Any]]:
        return [item for item in self.client.tasks(dag, run) if item["task_id"] == task]

    def span(self, dag: str, run: str, first: str, last: str) -> tuple[str, str]:
        """When the task ``first`` of a run began, and when ``last`` ended (ISO 8601, UTC)."""
        found = {item["task_id"]: item for item in self.client.tasks(dag, run)}
        return found[first]["start_date"], found[last]["end_date"]


def book_of(config: Path, source: str) -> Path:
    """The one file of a commune's source of a synthetic province."""
    rule = yaml.safe_load((config / "sources" / f"{source}.yaml").read_text(encoding="utf-8"))
    (book,) = (config.parent / "sources" / "files").glob(rule["location"]["path"])
    return book


def shorten(book: Path) -> None:
    """Drop the second half of the rows of every sheet: a book that is readable, and lacks people."""
    with zipfile.ZipFile(book) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    dropped = 0
    for name, payload in parts.items():
        if "worksheets/" in name and name.endswith(".xml"):
            rows = re.findall(r"<row .*?</row>", payload.decode(), flags=re.S)
            for row in rows[len(rows) // 2 :]:
                parts[name] = parts[name].replace(row.encode(), b"")
                dropped += 1
    assert dropped > 20
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, payload in parts.items():
            archive.writestr(name, payload)
