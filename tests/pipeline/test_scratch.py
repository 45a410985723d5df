"""Scratch folders: gone after the step, and gone at the next start when the step was killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from doisoat.pipeline.scratch import LOCK, YOUNG, scratch, sweep

HOLD = """
import sys, time
from pathlib import Path
from doisoat.pipeline.scratch import scratch
with scratch(Path(sys.argv[1]), "link") as folder:
    (folder / "rows.parquet").write_bytes(b"rows")
    print("ready", flush=True)
    time.sleep(60)
"""


def test_nothing_is_left_after_a_step_that_fails(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no"), scratch(tmp_path, "detect") as folder:
        (folder / "rows").write_text("x", encoding="utf-8")
        raise ValueError("no")
    assert not list(tmp_path.iterdir())


def test_what_a_living_step_holds_stays_and_what_a_killed_one_left_goes(tmp_path: Path) -> None:
    step = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE)
    assert step.stdout is not None
    assert step.stdout.readline() == b"ready\n"
    with scratch(tmp_path, "own") as own:
        assert sweep(tmp_path) == 0
        step.send_signal(signal.SIGKILL)
        step.wait()
        assert sweep(tmp_path) == 1
        assert {path.name for path in tmp_path.iterdir()} == {own.name, own.name + LOCK}
    step.stdout.close()


def test_a_folder_without_a_lock_is_left_for_a_minute(tmp_path: Path) -> None:
    folder = tmp_path / "publish-abc"
    folder.mkdir()
    assert sweep(tmp_path) == 0
    old = time.time() - YOUNG - 1
    os.utime(folder, (old, old))
    assert sweep(tmp_path) == 1
    assert sweep(tmp_path / "nowhere") == 0
