"""The steered steps, noting before each validation whether Great Expectations is already in the process."""

import json
import os
import sys
from pathlib import Path

import steered_steps
from steered_steps import (  # noqa: F401
    announce,
    compare_shard,
    detect_batch,
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


def validate_batch(config_dir, ingest, sources):
    with Path(os.environ["RECORDED"]).open("a") as file:
        file.write(json.dumps({"gx": "great_expectations" in sys.modules, "pid": os.getpid()}) + "\n")
    return steered_steps.validate_batch(config_dir, ingest, sources)
