"""What a terminal shows of a run, and how Airflow's share of the time is counted."""

from typing import Any

import pytest

from doisoat.pipeline.airflow.errors import AirflowSilent
from doisoat.pipeline.airflow.progress import covered, follow, last_log_lines
from doisoat.pipeline.airflow.session import Session


def instance(task: str, index: int, state: str, begin: int | None, end: int | None) -> dict[str, Any]:
    def moment(second: int | None) -> str | None:
        return None if second is None else f"2026-11-22T00:00:{second:02d}Z"

    return {
        "task_id": task,
        "map_index": index,
        "state": state,
        "start_date": moment(begin),
        "end_date": moment(end),
        "try_number": 1,
        "rendered_map_index": f"batch {index}" if index >= 0 else None,
    }


class FakeClient:
    """Answers with one picture of the run a call; raises where the picture is an exception."""

    url = "http://127.0.0.1:1"

    def __init__(self, pictures: list[Any], results: dict[tuple[str, int], Any]) -> None:
        self.pictures = pictures
        self.results = results

    def run(self, dag: str, run: str) -> dict[str, Any]:
        picture = self.pictures[0]
        if isinstance(picture, Exception):
            self.pictures.pop(0)
            raise picture
        state = picture[0]
        return {
            "state": state,
            "queued_at": "2026-11-22T00:00:00Z",
            "start_date": "2026-11-22T00:00:00Z",
            "end_date": "2026-11-22T00:00:20Z",
        }

    def tasks(self, dag: str, run: str) -> list[dict[str, Any]]:
        picture = self.pictures[0]
        if len(self.pictures) > 1:
            self.pictures.pop(0)
        found: list[dict[str, Any]] = picture[1]
        return found

    def result(self, dag: str, run: str, task: str, map_index: int = -1) -> Any:
        return self.results.get((task, map_index))

    def log_lines(self, *_: object) -> list[str]:
        return ["::group::x", "", *(f"line {n}" for n in range(30)), "FAILED step=ingest"]


def watch(client: FakeClient) -> tuple[Any, list[str]]:
    lines: list[str] = []
    return follow(client, "doisoat_ingest", "r", lines.append, pause=0), lines  # type: ignore[arg-type]


def test_one_line_a_group_when_all_of_it_has_ended() -> None:
    running = [
        instance("plan_ingest", -1, "success", 0, 2),
        instance("batches.ingest", 0, "success", 3, 8),
        instance("batches.ingest", 1, "running", 3, None),
    ]
    ended = [
        instance("plan_ingest", -1, "success", 0, 2),
        instance("batches.ingest", 0, "success", 3, 8),
        instance("batches.ingest", 1, "success", 3, 12),
    ]
    failed_source = {"source": "land.commune.23122", "code": "SRC-FILE-MISSING", "message": "the file is not there"}
    results = {
        ("batches.ingest", 0): {"rows": 1000, "seconds": 4.0, "failed": []},
        ("batches.ingest", 1): {"rows": 500, "seconds": 8.0, "failed": [failed_source]},
    }
    followed, lines = watch(FakeClient([("running", running), ("success", ended)], results))
    assert followed.state == "success"
    assert len(lines) == 3
    assert "plan the ingest" in lines[0]
    assert lines[1] == "  ! land.commune.23122: the file is not there"
    assert "✓ read and standardise (2 of 2 batches)" in lines[2]
    assert "9.0 s  1,500 rows" in lines[2]
    assert followed.task_seconds == 2 + 5 + 9
    assert followed.step_seconds == 12
    # Steps were at work from second 4 to 8 and from 4 to 12.
    assert followed.busy == 8
    assert followed.wall == 20


def test_a_failed_task_is_named_and_marked() -> None:
    ended = [instance("batches.ingest", 0, "success", 3, 8), instance("batches.ingest", 1, "failed", 3, 5)]
    client = FakeClient([("failed", ended)], {})
    followed, lines = watch(client)
    [failure] = followed.failures
    assert (failure.task, failure.map_index, failure.label) == ("batches.ingest", 1, "batch 1")
    assert "✗ read and standardise (1 of 2 batches)" in lines[-1]
    shown = last_log_lines(client, failure, 3)  # type: ignore[arg-type]
    assert shown == ["line 28", "line 29", "FAILED step=ingest"]


def test_a_short_silence_of_the_server_is_waited_out() -> None:
    ended = [instance("plan_ingest", -1, "success", 0, 2)]
    silence = AirflowSilent("AFL-SILENT", url="u", reason="ConnectError")
    followed, _ = watch(FakeClient([silence, silence, ("success", ended)], {}))
    assert followed.state == "success"


def test_a_mapped_task_says_nothing_before_it_is_expanded() -> None:
    unexpanded = [instance("detect", -1, "skipped", None, None)]
    _, lines = watch(FakeClient([("running", unexpanded), ("running", unexpanded), ("success", [])], {}))
    assert lines == []


@pytest.mark.parametrize(
    ("spans", "length"), [([], 0), ([(0, 2), (1, 3)], 3), ([(0, 1), (4, 6)], 3), ([(0, 9), (2, 3)], 9)]
)
def test_overlapping_spans_count_once(spans: list[tuple[float, float]], length: float) -> None:
    assert covered(spans) == length


def test_airflows_share_is_what_no_step_fills() -> None:
    ended = [instance("link", -1, "success", 0, 10)]
    followed, _ = watch(FakeClient([("success", ended)], {("link", -1): {"seconds": 8.0}}))
    assert Session((followed,), "text", 20.0).airflow_share() == (12.0, 0.6)
