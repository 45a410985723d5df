"""The real steps, of which ``<config>/steer.json`` makes some die or wait.

``{"kill": {step: source}}``: the task's process is killed at that step if it works on the source;
``{"hold": [step, …]}``: the step waits until it is no longer in the list.
"""

import json
import os
import signal
import time
from pathlib import Path

from doisoat.pipeline import steps
from doisoat.pipeline.steps import (  # noqa: F401
    announce,
    compare_shard,
    ingest_batch,
    ingest_outcome,
    link,
    newest_ingest,
    plan_ingest,
    plan_run,
    prepare_link,
    publish,
    publish_batch,
    summary_text,
    take_turn,
    use_connections,
)


def _steering(config_dir):
    path = Path(config_dir) / "steer.json"
    return json.loads(path.read_text()) if path.exists() else {}


def validate_batch(config_dir, ingest, sources):
    if _steering(config_dir).get("kill", {}).get("validate_batch") in sources:
        os.kill(os.getpid(), signal.SIGKILL)
    return steps.validate_batch(config_dir, ingest, sources)


def detect_batch(config_dir, run, communes):
    while "detect_batch" in _steering(config_dir).get("hold", ()):
        time.sleep(0.2)
    return steps.detect_batch(config_dir, run, communes)
