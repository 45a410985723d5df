"""A small client of Airflow's public REST API, as far as starting, watching and explaining a run needs it."""

import contextlib
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx

from doisoat.pipeline.airflow.errors import AirflowRefused, AirflowSilent

JSON = dict[str, Any]


TIMEOUT = 30.0
"""Seconds one request may take; a busy server may need longer, and is asked again."""
PATIENCE = 180.0
"""Seconds within which a request that may be repeated is repeated."""
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
NEVER_ARRIVED = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout"})
"""Of httpx's errors those after which the server cannot have begun anything."""


class AirflowClient:
    """Speaks to one API server as one user; the token is fetched on first use and again when it has run out.

    A request that may be repeated is, until ``patience`` seconds have gone: when no answer came in time, the line broke
    or the server reported an error of its own. Reading may be repeated, and so may what says the state it wants; what
    would be done twice is sent again only when it cannot have arrived. ``watch`` is called before each repetition and
    may raise to end the waiting.
    """

    def __init__(
        self, url: str, user: str, password: str, *, timeout: float = TIMEOUT, patience: float = PATIENCE
    ) -> None:
        self.url = url.rstrip("/")
        self.patience = patience
        self.watch: Callable[[], None] = lambda: None
        self._login = {"username": user, "password": password}
        self._http = httpx.Client(base_url=self.url, timeout=timeout)
        self._token: str | None = None

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def request(
        self, method: str, path: str, body: JSON | None = None, *, again: bool | None = None, **query: Any
    ) -> Any:
        """Send one request and return the decoded answer.

        Args:
            method: of HTTP.
            path: below the server's address.
            body: sent as JSON.
            again: whether doing it twice is doing it once; default: of reading and of setting a state (PATCH).
            query: parameters.

        Raises:
            AirflowSilent: no answer within the client's patience, or a server error: may heal.
            AirflowRefused: the server says no; carries the status.
        """
        again = method in ("GET", "PATCH") if again is None else again
        end = time.monotonic() + self.patience
        for attempt in (1, 2):
            if self._token is None:
                token = self._until(end, True, "POST", "/auth/token", self._login, {}, None)
                self._token = str(token["access_token"])
            try:
                return self._until(end, again, method, path, body, query, self._token)
            except AirflowRefused as refused:
                if refused.fields["status"] != 401 or attempt == 2:
                    raise
                self._token = None
        raise AssertionError("unreachable")

    def _until(self, end: float, again: bool, *request: Any) -> Any:
        """Send until an answer has come or ``end`` has passed; at least once."""
        pause = FIRST_PAUSE
        while True:
            try:
                return self._send(*request)
            except AirflowSilent as silent:
                left = end - time.monotonic()
                if left <= 0 or not (again or silent.fields.get("reason") in NEVER_ARRIVED):
                    raise
            self.watch()
            time.sleep(min(pause, left))
            pause = min(LONGEST_PAUSE, 2 * pause)

    def _send(self, method: str, path: str, body: JSON | None, query: JSON, token: str | None) -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            answer = self._http.request(method, path, json=body, params=query, headers=headers)
        except httpx.HTTPError as error:
            raise AirflowSilent("AFL-SILENT", url=self.url, reason=type(error).__name__) from None
        if answer.status_code >= 500:
            raise AirflowSilent("AFL-SILENT", url=self.url, reason=f"HTTP {answer.status_code}")
        if answer.status_code >= 400:
            detail = answer.text[:300]
            raise AirflowRefused("AFL-REFUSED", path=path, status=answer.status_code, detail=detail)
        return answer.json() if answer.content else None

    def health(self) -> dict[str, str]:
        """Status of each component by name, e.g. ``{"scheduler": "healthy"}``; empty when nothing answers yet."""
        try:
            answer = self._send("GET", "/api/v2/monitor/health", None, {}, None)
        except (AirflowSilent, AirflowRefused):
            return {}
        return {name: (part or {}).get("status") or "" for name, part in answer.items()}

    def warm_up(self) -> None:
        """Make the server build the API its tasks use; harmless when it does not answer in time."""
        with contextlib.suppress(AirflowSilent, AirflowRefused):
            self._send("GET", "/execution/health", None, {}, None)

    def knows_dag(self, dag: str) -> bool:
        """Whether the DAG has been parsed and can be started."""
        try:
            found = self.request("GET", f"/api/v2/dags/{dag}")
        except AirflowRefused as refused:
            if refused.fields["status"] == 404:
                return False
            raise
        return not found["is_stale"]

    def trigger(self, dag: str, params: JSON) -> str:
        """Start a run of ``dag`` and return its run id."""
        # Named here, so that asking again after a lost answer finds the run instead of starting a second one.
        name = f"manual__{datetime.now(UTC).isoformat()}_{secrets.token_hex(4)}"
        body = {"dag_run_id": name, "logical_date": None, "conf": params}
        try:
            self.request("POST", f"/api/v2/dags/{dag}/dagRuns", body, again=True)
        except AirflowRefused as refused:
            if refused.fields["status"] != 409:
                raise
        return name

    def run(self, dag: str, run: str) -> JSON:
        """The DAG run as Airflow describes it (``state``, ``start_date``, ``end_date``, ``partition_key`` …)."""
        found: JSON = self.request("GET", f"/api/v2/dags/{dag}/dagRuns/{run}")
        return found

    def runs_since(self, dag: str, moment: str) -> list[JSON]:
        """Runs of ``dag`` queued at or after ``moment`` (ISO 8601), oldest first."""
        found = self.request("GET", f"/api/v2/dags/{dag}/dagRuns", limit=50, order_by="-run_after")["dag_runs"]
        return [run for run in reversed(found) if (run["queued_at"] or "") >= moment]

    def started_by(self, dag: str, run: str) -> set[tuple[str, str]]:
        """(DAG, run id) of the runs whose asset events started this run."""
        events = self.request("GET", f"/api/v2/dags/{dag}/dagRuns/{run}/upstreamAssetEvents")["asset_events"]
        return {(str(event["source_dag_id"]), str(event["source_run_id"])) for event in events}

    def unfinished(self, dag: str) -> list[JSON]:
        """Runs of ``dag`` that are queued or running, oldest first."""
        query: JSON = {"limit": 100, "order_by": "run_after", "state": ["queued", "running"]}
        found: list[JSON] = self.request("GET", f"/api/v2/dags/{dag}/dagRuns", **query)["dag_runs"]
        return found

    def close_run(self, dag: str, run: str) -> None:
        """Mark a run as failed; tasks of it that are running are ended."""
        self.request("PATCH", f"/api/v2/dags/{dag}/dagRuns/{run}", {"state": "failed"})

    def clear(self, dag: str, run: str, tasks: list[str], *, downstream: bool = False) -> None:
        """Run tasks of a run again."""
        body = {
            "dag_run_id": run,
            "task_ids": tasks,
            "dry_run": False,
            "only_failed": False,
            "reset_dag_runs": True,
            "include_downstream": downstream,
        }
        self.request("POST", f"/api/v2/dags/{dag}/clearTaskInstances", body)

    def tasks(self, dag: str, run: str) -> list[JSON]:
        """All task instances of a run, mapped ones singly."""
        found: list[JSON] = []
        while True:
            page = self.request("GET", f"/api/v2/dags/{dag}/dagRuns/{run}/taskInstances", limit=100, offset=len(found))
            found.extend(page["task_instances"])
            if len(found) >= page["total_entries"] or not page["task_instances"]:
                return found

    def result(self, dag: str, run: str, task: str, map_index: int = -1, key: str = "return_value") -> Any:
        """What a task returned, or None when it returned nothing."""
        path = f"/api/v2/dags/{dag}/dagRuns/{run}/taskInstances/{task}/xcomEntries/{key}"
        try:
            return self.request("GET", path, map_index=map_index, deserialize=True)["value"]
        except AirflowRefused as refused:
            if refused.fields["status"] == 404:
                return None
            raise

    def log_lines(self, dag: str, run: str, task: str, attempt: int, map_index: int = -1) -> list[str]:
        """The task's log as plain lines."""
        path = f"/api/v2/dags/{dag}/dagRuns/{run}/taskInstances/{task}/logs/{attempt}"
        answer = self.request("GET", path, map_index=map_index, full_content=True)
        content = answer["content"] if isinstance(answer, dict) else []
        return [line["event"] if isinstance(line, dict) else str(line) for line in content]

    def asset_id(self, name: str) -> int:
        """Airflow's number of the asset called ``name``."""
        for asset in self.request("GET", "/api/v2/assets", name_pattern=name)["assets"]:
            if asset["name"] == name:
                return int(asset["id"])
        raise AirflowRefused("AFL-REFUSED", path=f"asset {name}", status=404, detail="")

    def emit(self, asset: str, partition: str) -> None:
        """Create an event on the asset's partition: what starts the DAGs that listen to it."""
        body = {"asset_id": self.asset_id(asset), "partition_key": partition}
        self.request("POST", "/api/v2/assets/events", body)

    def wait(self, dag: str, run: str, patience: float) -> str:
        """Wait until the run has ended; returns its state ("success" or "failed"), or the last one seen ("" for none).

        Silence is waited out like work; ``patience`` seconds in all.
        """
        end = time.monotonic() + patience
        state = ""
        while True:
            with contextlib.suppress(AirflowSilent):
                state = str(self.run(dag, run)["state"])
            if state in ("success", "failed") or time.monotonic() > end:
                return state
            time.sleep(1.0)
