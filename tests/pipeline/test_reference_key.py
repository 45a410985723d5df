"""The key of record references belongs to the installation: made once, private, not computable from its settings."""

import hashlib
import shutil
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

from doisoat.cli.main import main
from doisoat.pipeline import quarters
from doisoat.pipeline.errors import PipelineError
from doisoat.pipeline.workspace import open_workspace


def reference_key(settings: dict[str, str]) -> str:
    return quarters.shared(settings).reference_key()


def test_it_is_made_once_and_kept_for_its_owner(tmp_path: Path) -> None:
    settings = {"DOISOAT_VAR": str(tmp_path / "var")}
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(lambda _: reference_key(settings), range(32)))
    assert keys == {reference_key(settings)}
    assert len(keys.pop()) >= 43
    (file,) = (tmp_path / "var").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert reference_key({"DOISOAT_VAR": str(tmp_path / "other")}) != reference_key(settings)


def test_a_given_key_wins_and_none_is_made(tmp_path: Path) -> None:
    assert reference_key({"DOISOAT_VAR": str(tmp_path), "DOISOAT_REF_SECRET": "given"}) == "given"
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file where the folder should be")
    with pytest.raises(PipelineError, match="DOISOAT_REF_SECRET") as caught:
        reference_key({"DOISOAT_VAR": str(tmp_path / "var")})
    assert caught.value.code == "RUN-KEY"


def test_a_remark_in_the_configuration_changes_no_reference(province, tmp_path: Path) -> None:
    config = tmp_path / "config"
    shutil.copytree(province.config, config)
    settings = {
        "DOISOAT_VAR": str(tmp_path),
        "DOISOAT_STORE": str(tmp_path),
        "DOISOAT_DATABASE": f"sqlite:///{tmp_path}/x",
    }
    before = open_workspace(config, settings).secret
    with (config / "doisoat.yaml").open("a", encoding="utf-8") as file:
        file.write("# a remark\n")
    assert open_workspace(config, settings).secret == before
    assert before != hashlib.sha256(b"doisoat-record-ref" + (config / "doisoat.yaml").read_bytes()).hexdigest()


def test_two_runs_of_one_installation_name_a_record_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DOISOAT_REF_SECRET")
    monkeypatch.setenv("DOISOAT_VAR", str(tmp_path / "var"))
    synth = tmp_path / "synth"
    assert main(["synth", "--units", "23122", "--people", "120", "--seed", "3", "--out", str(synth), "--quiet"]) == 0
    frames = []
    for name in ("a", "b"):
        assert main(["run", "--config", str(synth / "config"), "--out", str(tmp_path / name)]) in (0, 1)
        (run,) = [folder for folder in (tmp_path / name / "published").iterdir() if folder.is_dir()]
        frames.append(pd.read_parquet(run / "data" / "entities.parquet").drop(columns=["run"]))
    pd.testing.assert_frame_equal(*frames)
    for name in ("a", "b"):
        readable = [
            path
            for path in (tmp_path / name, *(tmp_path / name).rglob("*"))
            if stat.S_IMODE(path.stat().st_mode) & 0o077
        ]
        assert readable == [], "what a run writes is its owner's alone"
