"""What stands around a step: retries only for what heals, nothing personal in exceptions, one line for a failure."""

import json
import logging
import pickle
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from airflow.sdk import RetryAction

from doisoat.errors import DoisoatError, TransientError
from doisoat.pipeline.airflow import callbacks, connections, notes, partitions, retries, work
from doisoat.pipeline.airflow.errors import StepFailed, StepInterrupted

SECRET = "Nguyễn Thị Bí Mật 079203001234"


class Away(Exception):
    """Looks like the SDK's AirflowRuntimeError when the API server did not answer."""

    error = SimpleNamespace(error=SimpleNamespace(value="API_SERVER_ERROR"))


class Postgres(ConnectionError):
    pass


@pytest.mark.parametrize(
    ("error", "action"),
    [
        (TransientError("STO-UNREACHABLE"), RetryAction.RETRY),
        (StepInterrupted("AFL-STEP-INTERRUPTED"), RetryAction.RETRY),
        (Postgres("gone"), RetryAction.RETRY),
        (TimeoutError(), RetryAction.RETRY),
        (Away(), RetryAction.RETRY),
        (DoisoatError("RUN-LEDGER"), RetryAction.FAIL),
        (StepFailed("AFL-STEP"), RetryAction.FAIL),
        (ValueError("bad data"), RetryAction.FAIL),
        (FileNotFoundError("x"), RetryAction.FAIL),
        (KeyError("x"), RetryAction.FAIL),
    ],
)
def test_only_what_heals_is_tried_again(error: Exception, action: RetryAction) -> None:
    decision = retries.OnlyWhatHeals().evaluate(error, 1, 3)
    assert decision.action is action
    assert "bad data" not in (decision.reason or "")


def test_pauses_grow() -> None:
    policy = retries.OnlyWhatHeals()
    delays = [policy.evaluate(TimeoutError(), attempt, 3).retry_delay for attempt in (1, 2)]
    assert delays == [retries.PAUSE, 2 * retries.PAUSE]
    assert timedelta(seconds=5) <= retries.PAUSE


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    fake = SimpleNamespace(use_connections=lambda resolver: None)
    monkeypatch.setattr(work, "steps", lambda: fake)
    return fake


def raising(error: Exception) -> Any:
    def step(*_arguments: object) -> None:
        raise error

    return step


def test_an_unforeseen_error_keeps_type_and_place_but_not_its_message(
    steps: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    steps.link = raising(ValueError(f"could not convert {SECRET}"))
    with pytest.raises(StepFailed) as caught:
        work.run_step("link", "config", "run")
    error = caught.value
    assert error.__cause__ is None
    assert error.__suppress_context__
    everything = f"{error!s} {error!r} {pickle.dumps(error)!r} {capsys.readouterr()}"
    assert "Bí Mật" not in everything
    assert "079203001234" not in everything
    assert error.fields["kind"] == "ValueError"
    assert "test_tasks_around_steps.py" in str(error.fields["where"])


def test_an_unforeseen_error_that_may_heal_is_marked_so(steps: SimpleNamespace) -> None:
    steps.link = raising(Postgres(SECRET))
    with pytest.raises(StepInterrupted) as caught:
        work.run_step("link", "config", "run")
    assert retries.may_heal(caught.value)
    assert "Bí Mật" not in str(caught.value)


def test_our_own_errors_pass_unchanged(steps: SimpleNamespace) -> None:
    steps.link = raising(DoisoatError("RUN-LEDGER", source="a.b.c"))
    with pytest.raises(DoisoatError) as caught:
        work.run_step("link", "config", "run")
    assert caught.value.code == "RUN-LEDGER"


def test_a_step_is_timed(steps: SimpleNamespace) -> None:
    steps.publish = lambda *_: {"seconds": {"link": 3.0}, "found": 2}
    result = work.run_step("publish", "config", "run")
    assert isinstance(result["seconds"], float)
    assert result["found"] == 2


def context(error: Exception | None, **arguments: object) -> dict[str, Any]:
    instance = SimpleNamespace(
        dag_id="doisoat_ingest",
        run_id="manual__2026-11-22T00:00:00+00:00",
        task_id="batches.ingest",
        map_index=2,
        try_number=1,
    )
    return {"ti": instance, "exception": error, **arguments}


def test_a_failure_is_one_line_and_one_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("DOISOAT_STORE", str(tmp_path))
    batch = {"sources": ["population.commune.23122", "land.commune.23122"], "name": "communes-001"}
    with caplog.at_level(logging.ERROR):
        callbacks.on_failure(
            context(DoisoatError("RUN-QUALITY-STOP", source="land.commune.23122"), doisoat_batch=batch)
        )
    [line] = [record.getMessage() for record in caplog.records]
    assert "\n" not in line
    assert "step=batches.ingest sources=population.commune.23122,land.commune.23122 code=RUN-QUALITY-STOP" in line
    [path] = (tmp_path / "state" / "failures").rglob("*.json")
    facts = json.loads(path.read_text())
    assert facts["code"] == "RUN-QUALITY-STOP"
    assert facts["sources"] == batch["sources"]
    assert facts["fields"] == {"source": "land.commune.23122"}


def test_a_foreign_errors_message_is_not_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("DOISOAT_STORE", str(tmp_path))
    callbacks.on_failure(context(ValueError(SECRET)))
    assert "Bí Mật" not in caplog.text
    [path] = (tmp_path / "state" / "failures").rglob("*.json")
    assert "Bí Mật" not in path.read_text()


def test_a_store_that_is_down_does_not_hide_the_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DOISOAT_STORE", str(tmp_path / "file" / "store"))
    callbacks.on_failure(context(DoisoatError("RUN-NOTHING-READ")))
    assert "FAILED step=batches.ingest" in caplog.text
    assert "could not be recorded" in caplog.text


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DOISOAT_CONFIG", str(tmp_path))
    for province, units in (("68", "['23122']"), ("40", "['17326']")):
        (tmp_path / province).mkdir()
        (tmp_path / province / "doisoat.yaml").write_text(f"province: '{province}'\nunits: {units}\n")
    return tmp_path


def test_a_form_can_name_a_configured_province_only(config: Path) -> None:
    assert work.config_dir("68") == str(config / "68")
    for other in ("75", "../68", "/etc"):
        with pytest.raises(StepFailed):
            work.config_dir(other)


def test_a_single_configuration_answers_to_its_own_code(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOISOAT_CONFIG", str(config / "40"))
    assert work.config_dir(None) == work.config_dir("40") == str(config / "40")
    with pytest.raises(StepFailed):
        work.config_dir("68")


def test_a_commune_finds_its_province(config: Path) -> None:
    assert work.province_of_commune("17326") == "40"
    with pytest.raises(StepFailed, match="99999"):
        work.province_of_commune("99999")


def test_the_note_of_a_run_gives_counts_and_the_reason_for_each_source_that_is_not_simply_read() -> None:
    sources = {"read": 3, "missing": [f"land.commune.{n}" for n in range(10)], "stale": [], "held": ["a.b.c"]}
    summary = {
        "run": "68-1",
        "found": 1455,
        "new": 2,
        "gone": 1,
        "links": 9,
        "sources": sources,
        "messages": {"a.b.c": "Chưa kiểm tra: bước kiểm tra bị dừng. " + "x" * 300, "land.commune.0": "Không có tệp."},
    }
    text = notes.of_run(summary)
    assert "1,455 discrepancies, 2 new, 1 gone" in text
    assert "(/doisoat/report/68-1)" in text
    assert "Thiếu / missing: 10" in text
    assert "- `land.commune.0`: Không có tệp." in text
    assert "và 5 nguồn nữa" in text
    assert "- `a.b.c`: Chưa kiểm tra: bước kiểm tra bị dừng." in text
    assert len(text) < 1000
    assert "mới hơn" not in text
    assert "mới hơn" in notes.of_run({**summary, "current": False})


def test_the_note_of_an_ingest_names_what_did_not_get_through() -> None:
    def listed(*names: str) -> list[dict[str, str]]:
        return [{"source": name, "message": f"Lý do của {name}."} for name in names]

    found = {
        "sources": 9,
        "good": 5,
        "failed": listed("f.x.1"),
        "held": listed("h.x.1"),
        "not_validated": listed("v.x.1"),
        "not_read": listed("r.x.1"),
    }
    text = notes.of_ingest("i1", found)
    assert "5/9 nguồn" in text
    for name in ("f.x.1", "h.x.1", "v.x.1", "r.x.1"):
        assert f"- `{name}`: Lý do của {name}." in text


def test_the_note_says_how_sure_the_links_are() -> None:
    found = {
        "precision": [0.9999, 0.9998, 1.0],
        "recall": [0.99, 0.98, 0.995],
        "review": {"person": 85},
        "model": "767f6299",
        "model_run": "68-1",
        "fits": True,
        "warnings": [],
        "measured": {"run": "68-1", "records": 900, "changed": 7},
    }
    text = notes.of_run({"run": "68-2", "link_quality": found})
    assert "estimated precision 99.99 % (99.98–100), recall 99 % (98–99.5); 85 pairs to review" in text
    assert "estimated and checked in run 68-1; since then 7 of 900 records" in text


def event(key: str, hour: int, **extra: str) -> SimpleNamespace:
    return SimpleNamespace(partition_key=key, timestamp=datetime(2026, 11, 22, hour, tzinfo=UTC), extra=extra)


def test_only_an_announcement_of_the_whole_province_after_the_ingest_began_counts() -> None:
    def announced(*events: SimpleNamespace, hour: int = 2) -> bool:
        return partitions.announced_since(events, "68", datetime(2026, 11, 22, hour, tzinfo=UTC))

    assert announced(event("68", 1), event("40", 5), event("68", 5))
    assert not announced(event("68", 1), event("40", 5))
    assert not announced(event("68", 5), hour=6)
    # An ingest by hand of one register or some communes says so.
    assert not announced(event("68", 5, part="true"))
    assert announced(event("68", 5, part="true"), event("68", 4, ingest="i1"))


def test_a_run_follows_the_newest_event_that_started_it() -> None:
    events = [event("68", 5, ingest="i2", as_of="2026-11-20"), event("68", 3, ingest="i1")]
    context = {"triggering_asset_events": {partitions.PROVINCE: events}}
    assert partitions.newest_extra(context, partitions.PROVINCE)["ingest"] == "i2"
    assert partitions.newest_extra({"triggering_asset_events": None}, partitions.PROVINCE) == {}


@pytest.mark.parametrize(("key", "is_commune"), [("23122", True), ("68", False), ("68:communes-001", False)])
def test_a_partition_is_a_commune_or_a_province(key: str, is_commune: bool) -> None:
    assert partitions.is_commune_code(key) is is_commune


def test_schedules_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert partitions.daily("DOISOAT_NO_SUCH", "0 1 * * *") is not None
    monkeypatch.setenv("DOISOAT_NO_SUCH", "never")
    assert partitions.daily("DOISOAT_NO_SUCH", "0 1 * * *") is None


def connection(conn_type: str, **parts: object) -> SimpleNamespace:
    empty = dict.fromkeys(("login", "password", "host", "port", "schema"))
    return SimpleNamespace(conn_type=conn_type, **{**empty, "extra_dejson": {}, **parts})


@pytest.mark.parametrize(
    ("given", "entry"),
    [
        (
            connection("postgres", login="doc", password="a/b@c", host="db", port=5432, schema="dan_cu"),
            {"kind": "sql", "url": "postgresql://doc:a%2Fb%40c@db:5432/dan_cu"},
        ),
        (connection("sqlite", host="/data/x.db"), {"kind": "sql", "url": "sqlite:////data/x.db"}),
        (
            connection("aws", login="k", password="s", extra_dejson={"bucket": "b", "endpoint_url": "http://s3"}),
            {"kind": "s3", "access_key": "k", "secret_key": "s", "bucket": "b", "endpoint_url": "http://s3"},
        ),
        (connection("fs", extra_dejson={"path": "/data"}), {"kind": "folder", "path": "/data"}),
        (connection("http", host="vss.example", schema="https"), {"kind": "http", "url": "https://vss.example"}),
        (connection("generic", extra_dejson={"kind": "folder", "path": "/x"}), {"kind": "folder", "path": "/x"}),
    ],
)
def test_airflows_connections_stand_in_for_entries(given: SimpleNamespace, entry: dict[str, object]) -> None:
    assert connections.entry_of(given) == entry
