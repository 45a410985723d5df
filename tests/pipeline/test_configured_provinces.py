"""Only configured provinces and communes are names: no other name opens a file, wherever it comes from."""

import os
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as every
from hypothesis import strategies as st

from doisoat.errors import DoisoatError
from doisoat.pipeline import provinces
from doisoat.pipeline.airflow import reading, reconciling, scope, work
from doisoat.pipeline.airflow.errors import StepFailed
from doisoat.pipeline.airflow.retries import may_heal
from doisoat.pipeline.days import checked_day
from doisoat.pipeline.errors import PipelineError
from doisoat.store import StoreError
from doisoat.store.objects import LocalStore

_watching: list[list[str]] = []


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and _watching:
        _watching[-1].append(os.fspath(arguments[0]) if not isinstance(arguments[0], int) else "")


sys.addaudithook(_hook)


def province(folder: Path, code: str, commune: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "doisoat.yaml").write_text(f"province: '{code}'\nunits: ['{commune}']\nas_of: 2026-11-15\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("world") / "config"
    province(folder / "68", "68", "23122")
    province(folder / "79", "79", "26734")
    province(folder / "01", "02", "00004")  # called by another's code
    province(folder.parent / "99", "99", "99999")  # beside, not below
    province(folder / "other", "55", "55555")
    before = os.environ.get("DOISOAT_CONFIG")
    os.environ["DOISOAT_CONFIG"] = str(folder)
    yield folder
    os.environ.pop("DOISOAT_CONFIG")
    if before is not None:
        os.environ["DOISOAT_CONFIG"] = before


def test_a_configured_name_is_found(base: Path) -> None:
    assert work.config_dir("68") == str(base / "68")
    assert work.province_of_commune("26734") == "79"
    assert list(provinces.configured(base)) == ["68", "79"]
    assert list(provinces.configured(base / "68")) == ["68"]
    assert work.config_dir(None) == str(base)


def test_the_only_province_need_not_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    province(tmp_path / "config" / "68", "68", "23122")
    monkeypatch.setenv("DOISOAT_CONFIG", str(tmp_path / "config"))
    assert work.config_dir(None) == str(tmp_path / "config" / "68")


HOSTILE = [
    "",
    "6",
    "068",
    "../99",
    "99",
    "other",
    "01",
    "02",
    "55",
    "..",
    ".",
    "/",
    "68/",
    "68/../../99",
    "./68",
    "68\x00",
    "68\n",
    "68 ",
    "６８",
    "٦٨",
    "6\u200b8",
    "68\u202e",
    "C:\\68",
    "\\68",
    "%2e%2e/99",
    "\ud800",
    "68" * 5000,
    "None",
]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@every(st.sampled_from(HOSTILE) | st.text(max_size=12) | st.from_regex(r"(\.\./|/|68|99|[0-9])*", fullmatch=True))
def test_no_other_name_opens_a_file(base: Path, name: str) -> None:
    allowed = {
        str(base / "68" / "doisoat.yaml"),
        str(base / "79" / "doisoat.yaml"),
        str(base / "doisoat.yaml"),
        str(base / "01" / "doisoat.yaml"),
    }
    for given in (name, str(base / "68"), str(base.parent / "99"), base / "68", 68, ["68"]):
        for ask in (work.config_dir, work.province_of_commune):
            if given in ("68", "79", "23122", "26734"):
                continue
            opened: list[str] = []
            _watching.append(opened)
            try:
                with pytest.raises(StepFailed) as caught:
                    ask(given)  # type: ignore[arg-type]
            finally:
                _watching.pop()
            # The folders of configured provinces are looked through; a name from outside never becomes a path.
            assert set(map(str, opened)) <= allowed
            said = str(caught.value)
            assert "68, 79" in said
            assert not any(unicodedata.category(letter)[0] == "C" for letter in said)
            assert len(said) < 400
            assert not may_heal(caught.value)


@pytest.mark.parametrize("key", ["{base}/68", "../99", "68\nFAILED", "９９", "00000"])
def test_an_event_with_any_other_partition_fails_its_task_before_a_step_runs(
    base: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    """What loaded a folder's configuration and published it."""

    class Run:
        partition_key = key.replace("{base}", str(base))
        run_id = "asset_triggered__1"

    class Dag:
        dag_id = "doisoat_reconcile"

    monkeypatch.setattr(scope, "get_current_context", lambda: {"params": {}, "dag_run": Run, "dag": Dag})
    monkeypatch.setattr(work, "run_step", lambda *_: pytest.fail("a step ran"))
    for task in (reconciling.plan_run, reading.plan_ingest):
        with pytest.raises(StepFailed) as caught:
            task.function()
        assert caught.value.code in ("AFL-PROVINCE", "AFL-COMMUNE")


@every(st.text(max_size=15))
@settings(max_examples=200, deadline=None)
def test_a_date_that_becomes_part_of_a_path_is_a_date(text: str) -> None:
    for day in (
        text,
        "../../x",
        "2026-11-15/..",
        "2026-W01-1",
        "20261115",
        "２026-11-15",
        "2026-13-01",
        "2026-11-15\n",
    ):
        with pytest.raises(PipelineError, match="YYYY-MM-DD"):
            checked_day(day)
    assert checked_day("2026-11-15") == "2026-11-15"


@every(st.text(max_size=30))
@settings(max_examples=200, deadline=None)
def test_no_key_leads_out_of_the_store(text: str) -> None:
    store = LocalStore(Path("/nonexistent/store"))
    for key in (f"published/{text}/x", text, f"{text}/../../x", f"/{text}", f"a/{text}\n"):
        try:
            path = store._path(key)
        except StoreError as error:
            assert error.code == "STO-KEY"  # noqa: PT017 most keys are good ones
            continue
        assert os.path.normpath(path).startswith("/nonexistent/store")
        assert str(path).isprintable()


def test_ids_of_the_configuration_name_folders_and_nothing_else(tmp_path: Path) -> None:
    from doisoat.sources import load_config
    from tests.sources.kit import mapping
    from tests.sources.test_config import write

    for number, name in enumerate(("../x", "a/b", "x\n", "", "..", ".", "а", "x y", "x\u202e", "a..b")):
        with pytest.raises(DoisoatError, match="source_id"):
            load_config(write(tmp_path / f"s{number}", mapping(source_id=f"population.commune.{name}")))
    for number, head in enumerate(
        ({"province": "../68"}, {"province": "6"}, {"units": ["../x"]}, {"province": "68\n"})
    ):
        with pytest.raises(DoisoatError, match=r"doisoat\.yaml"):
            load_config(write(tmp_path / f"h{number}", **head))


@pytest.mark.parametrize("run", ["../../etc", "/etc", "a\x00b", "a\nb", "current/../x", "..", "x" * 5000])
def test_a_run_on_the_command_line_is_one_of_the_ledger(
    tmp_path: Path, run: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from doisoat.cli.main import main
    from tests.sources.test_config import write

    monkeypatch.setenv("DOISOAT_VAR", str(tmp_path / "var"))
    config = write(tmp_path / "config")
    assert main(["decide", "list", run, "--config", str(config)]) == 2
    said = capsys.readouterr().err.strip()
    assert len(said.splitlines()) == 1
    assert said.isprintable()
