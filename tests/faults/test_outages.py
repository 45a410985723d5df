"""The database and the store go away in the middle of a run and come back: the run waits and ends as if nothing was."""

import threading
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy.engine import make_url

from doisoat.cli.main import main
from doisoat.pipeline.reconcile import ingest, reconcile
from doisoat.pipeline.workspace import Workspace, open_workspace
from doisoat.store import StoreUnavailable
from tests.support.outages import line, small_disk
from tests.support.s3 import s3_server
from tests.support.services import TemporaryDatabase, require


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    synth = tmp_path_factory.mktemp("outages") / "synth"
    assert main(["synth", "--units", "23122", "--people", "150", "--seed", "4", "--out", str(synth), "--quiet"]) == 0
    return synth / "config"


def findings(workspace: Workspace, run: str) -> pd.DataFrame:
    frame = pd.read_parquet(workspace.store.local(f"published/{run}/data/discrepancies.parquet"))
    return frame.drop(columns=["run", "first_seen_run"])


def test_postgres_and_s3_come_back_in_the_middle_of_a_run(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    require("postgres")
    (tmp_path / "s3").mkdir()
    with TemporaryDatabase() as url, s3_server(tmp_path / "s3") as s3:
        server = make_url(url)
        with (
            line(server.host or "127.0.0.1", server.port or 5432) as database,
            line("127.0.0.1", int(s3.endpoint_url.rpartition(":")[2])) as storage,
        ):
            monkeypatch.setenv("DOISOAT_S3_ACCESS_KEY", s3.access_key)
            monkeypatch.setenv("DOISOAT_S3_SECRET_KEY", s3.secret_key)
            store = s3.store_url().replace(s3.endpoint_url, f"http://127.0.0.1:{storage.port}")
            settings = {
                "DOISOAT_REF_SECRET": "the same for both",
                "DOISOAT_VAR": str(tmp_path / "var"),
                "DOISOAT_STORE": store,
                "DOISOAT_DATABASE": server.set(port=database.port).render_as_string(hide_password=False),
                "DOISOAT_PATIENCE": "120",
            }
            workspace = open_workspace(config, settings)
            outages: list[str] = []

            def outage(name: str, _counts: dict[str, Any]) -> None:
                """After each step both lines are down for a moment: the next step begins without them."""
                for wire in (database, storage):
                    wire.cut()
                    threading.Timer(1.5, wire.mend).start()
                outages.append(name)

            ingest(workspace, progress=outage)
            summary = reconcile(workspace, progress=outage)
            assert len(outages) >= 5
            assert summary.sources.missing == ()
            database.mend()
            storage.mend()
            found = findings(workspace, summary.run)

    calm = {
        **settings,
        "DOISOAT_VAR": str(tmp_path / "calm"),
        "DOISOAT_STORE": str(tmp_path / "calm"),
        "DOISOAT_DATABASE": f"sqlite:///{tmp_path}/calm.db",
    }
    workspace = open_workspace(config, calm)
    ingest(workspace)
    pd.testing.assert_frame_equal(found, findings(workspace, reconcile(workspace).run))


def test_our_own_store_being_away_is_no_fault_of_a_source(config: Path, tmp_path: Path) -> None:
    with line("127.0.0.1", 9) as storage:
        storage.cut()
        settings = {
            "DOISOAT_VAR": str(tmp_path),
            "DOISOAT_STORE": f"s3://registers/store?endpoint_url=http://127.0.0.1:{storage.port}",
            "DOISOAT_DATABASE": f"sqlite:///{tmp_path}/x.db",
            "DOISOAT_PATIENCE": "0",
        }
        with pytest.raises(StoreUnavailable):
            ingest(open_workspace(config, settings))


def test_a_full_disk_ends_a_run_with_one_line_that_says_so(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with small_disk(tmp_path / "disk", "6m") as disk:
        assert main(["run", "--config", str(config), "--out", str(disk)]) == 2
    said = capsys.readouterr().err.strip().splitlines()[-1]
    assert "No space is left" in said
    assert "STO-FULL" in said


def test_a_disk_that_refuses_writes_ends_a_run_with_one_line_that_says_so(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with small_disk(tmp_path / "disk", read_only=True) as disk:
        assert main(["run", "--config", str(config), "--out", str(disk)]) == 2
    assert "STO-READ-ONLY" in capsys.readouterr().err.strip().splitlines()[-1]
