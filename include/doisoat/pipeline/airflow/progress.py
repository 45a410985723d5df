"""Follow a DAG run and tell what has ended: one line a group of tasks, with counts and time.

Also adds up how much of the time was Airflow's own: a task's wall time less the seconds its step reports, and the
time in which no task ran at all.
"""

import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from doisoat.pipeline.airflow.client import AirflowClient
from doisoat.pipeline.airflow.errors import AirflowSilent

ENDED = {"success", "failed", "skipped", "upstream_failed", "removed"}
HIDDEN = {"province_free", "announce", "report", "summary"}
TITLES = {
    "plan_ingest": "plan the ingest",
    "batches.ingest": "read and standardise",
    "batches.validate": "validate",
    "plan_run": "plan the run",
    "link_prepare": "prepare the linkage",
    "link_compare": "compare pairs",
    "link": "link",
    "detect": "find discrepancies",
    "worklists": "write worklists",
    "publish": "publish",
}


@dataclass
class TaskFailure:
    """A failed task, for the person who must act."""

    dag: str
    run: str
    task: str
    map_index: int
    attempt: int
    label: str


@dataclass
class Followed:
    """What is known of a DAG run when it has ended."""

    dag: str
    run: str
    state: str = "running"
    wall: float = 0.0
    task_seconds: float = 0.0
    step_seconds: float = 0.0
    busy: float = 0.0
    tasks: int = 0
    failures: list[TaskFailure] = field(default_factory=list)


def follow(
    client: AirflowClient,
    dag: str,
    run: str,
    tell: Callable[[str], None],
    watch: Callable[[], None] = lambda: None,
    patience: float = 8 * 3600.0,
    pause: float = 1.0,
) -> Followed:
    """Watch a run until it ends, telling of each group of tasks that ended.

    A short silence of the API server (it may be starting again) is waited out. ``watch`` is called every round and
    may raise.

    Raises:
        AirflowSilent: nothing answered for a minute, or the run did not end within ``patience`` seconds.
    """
    end = time.monotonic() + patience
    silent_since: float | None = None
    told: set[str] = set()
    followed = Followed(dag, run)
    seconds: dict[str, list[tuple[float, float, float]]] = {}
    while time.monotonic() < end:
        watch()
        try:
            found = client.run(dag, run)
            instances = client.tasks(dag, run)
            for task, group in _groups(instances).items():
                if task not in told and all(item["state"] in ENDED for item in group) and _whole(task, group, found):
                    told.add(task)
                    seconds[task] = _tell_group(client, followed, task, group, tell)
            if found["state"] in ("success", "failed"):
                _finish(followed, found, instances, seconds)
                return followed
            silent_since = None
        except AirflowSilent:
            silent_since = silent_since or time.monotonic()
            if time.monotonic() - silent_since > 60:
                raise
        time.sleep(pause)
    raise AirflowSilent("AFL-SILENT", url=client.url, reason=f"{dag} still running after {patience:.0f} s")


def _groups(instances: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for item in sorted(instances, key=lambda item: (item["start_date"] or "9", item["task_id"])):
        groups[item["task_id"]].append(item)
    return groups


def _whole(task: str, group: list[dict[str, Any]], run: dict[str, Any]) -> bool:
    """A mapped task shows one instance of index -1 until it has been expanded; that one says nothing yet."""
    unexpanded = len(group) == 1 and group[0]["map_index"] == -1 and group[0]["state"] == "skipped"
    return not unexpanded or run["state"] in ("success", "failed")


def _moment(text: str | None) -> float | None:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() if text else None


def _tell_group(
    client: AirflowClient, followed: Followed, task: str, group: list[dict[str, Any]], tell: Callable[[str], None]
) -> list[tuple[float, float, float]]:
    """Tell of one group; returns (start, end, seconds in the step) of each of its instances."""
    counts: dict[str, int] = defaultdict(int)
    spans = []
    failed_sources: list[dict[str, Any]] = []
    for item in group:
        begin, finish = _moment(item["start_date"]), _moment(item["end_date"])
        if item["state"] == "failed":
            label = item.get("rendered_map_index") or ""
            followed.failures.append(
                TaskFailure(followed.dag, followed.run, task, item["map_index"], item["try_number"], str(label))
            )
        if begin is None or finish is None or item["state"] != "success":
            continue
        result = client.result(followed.dag, followed.run, task, item["map_index"])
        in_step = 0.0
        if isinstance(result, dict):
            in_step = float(result.get("seconds") or 0.0)
            failed_sources += [failure for failure in result.get("failed") or () if isinstance(failure, dict)]
            for name, value in result.items():
                if isinstance(value, int) and not isinstance(value, bool):
                    counts[name] += value
        spans.append((begin, finish, min(in_step, finish - begin)))
    for failure in failed_sources:
        tell(f"  ! {failure.get('source')}: {failure.get('message') or failure.get('code')}")
    if task not in HIDDEN:
        tell(_line(task, group, counts, spans))
    return spans


def _line(
    task: str, group: list[dict[str, Any]], counts: dict[str, int], spans: list[tuple[float, float, float]]
) -> str:
    done = sum(item["state"] == "success" for item in group)
    took = max(end for _, end, _ in spans) - min(begin for begin, _, _ in spans) if spans else 0.0
    many = f" ({done} of {len(group)} batches)" if len(group) > 1 or group[0]["map_index"] >= 0 else ""
    mark = "✓" if done == len(group) else "·" if all(item["state"] != "failed" for item in group) else "✗"
    shown = ", ".join(f"{value:,} {name.replace('_', ' ')}" for name, value in counts.items())
    return f"  {mark} {TITLES.get(task, task) + many:<42} {took:>7.1f} s  {shown}".rstrip()


def _finish(
    followed: Followed,
    run: dict[str, Any],
    instances: list[dict[str, Any]],
    spans: dict[str, list[tuple[float, float, float]]],
) -> None:
    followed.state = run["state"]
    followed.tasks = len(instances)
    begin, end = _moment(run["queued_at"] or run["start_date"]), _moment(run["end_date"])
    followed.wall = (end - begin) if begin and end else 0.0
    flat = [span for group in spans.values() for span in group]
    followed.task_seconds = sum(finish - start for start, finish, _ in flat)
    followed.step_seconds = sum(step for _, _, step in flat)
    # A step ends with its task, give or take the hand-over of its result.
    followed.busy = covered([(finish - step, finish) for _, finish, step in flat])


def covered(spans: list[tuple[float, float]]) -> float:
    """Length of the union of the intervals, in seconds."""
    total, reach = 0.0, float("-inf")
    for begin, end in sorted(spans):
        total += max(0.0, end - max(begin, reach))
        reach = max(reach, end)
    return total


def last_log_lines(client: AirflowClient, failure: TaskFailure, count: int = 15) -> list[str]:
    """The last lines of a failed task's log, without empty ones."""
    lines = client.log_lines(failure.dag, failure.run, failure.task, failure.attempt, failure.map_index)
    flat = [part for line in lines for part in line.splitlines() if part.strip() and not part.startswith("::")]
    return flat[-count:]
