"""Stand-in for doisoat.pipeline.steps: same signatures, no data, behaviour steered by files in the config folder.

``<config>/stub.json``: {"sleep": seconds a step takes, "fail": {step: how}} with how one of ``data`` (a DoisoatError
that does not heal), ``once`` (a ConnectionError at the first call only), ``leak`` (a ValueError that quotes a name).
Every call is appended to ``<config>/calls.jsonl``.
"""

import json
import os
import sys
import time
from pathlib import Path

from doisoat.pipeline.airflow.errors import StepFailed
from doisoat.pipeline.steps import take_turn  # noqa: F401

COMMUNES = [f"230{n:02d}" for n in range(8)]


def _called(config_dir: str, step: str, **facts: object) -> None:
    config = Path(config_dir)
    stub = json.loads((config / "stub.json").read_text()) if (config / "stub.json").exists() else {}
    calls = config / "calls.jsonl"
    earlier = calls.read_text().splitlines() if calls.exists() else []
    with calls.open("a") as file:
        loaded = "great_expectations" in sys.modules
        file.write(json.dumps({"step": step, "pid": os.getpid(), "gx": loaded, **facts}) + "\n")
    time.sleep(stub.get("sleep", 0.02))
    how = stub.get("fail", {}).get(step)
    if how == "data":
        raise StepFailed("RUN-LEDGER", source="population.commune.23001", step=step, rows_in=3, accounted=2)
    if how == "leak":
        raise ValueError("could not convert Nguyễn Văn Bí Mật 079203001234")
    if how == "once" and not any(json.loads(line)["step"] == step for line in earlier):
        raise ConnectionError("the line dropped")


def use_connections(resolver):
    pass


def plan_ingest(config_dir, registers, as_of, communes, trigger):
    _called(config_dir, "plan_ingest", registers=registers, as_of=as_of, communes=communes, trigger=trigger)
    chosen = communes or COMMUNES
    batches = [chosen[n : n + 4] for n in range(0, len(chosen), 4)]
    return {
        "ingest": "i1",
        "batches": [
            {
                "name": f"communes-{n + 1:02d}",
                "label": f"{len(batch)} communes",
                "sources": [f"population.commune.{c}" for c in batch],
            }
            for n, batch in enumerate(batches)
        ],
    }


def ingest_batch(config_dir, ingest, sources):
    _called(config_dir, "ingest_batch", sources=sources)
    return {"batch": sources[0], "rows_in": 100, "rows_out": 95, "rows_quarantined": 5, "rows_skipped": 0, "failed": []}


def validate_batch(config_dir, ingest, sources):
    _called(config_dir, "validate_batch", sources=sources)
    return {"expectations": 12, "failed_rows": 3}


def announce(config_dir, ingest):
    _called(config_dir, "announce", ingest=ingest)
    return {"as_of": "2026-11-15", "whole": True, "overtaken_by": None}


def ingest_outcome(config_dir, ingest):
    _called(config_dir, "ingest_outcome", ingest=ingest)
    return {"sources": 8, "good": 8, "failed": [], "held": [], "not_validated": [], "not_read": []}


def newest_ingest(config_dir, since):
    return {"ingest": None, "as_of": None}


def plan_run(config_dir, as_of, registers, communes, trigger, ingest):
    _called(config_dir, "plan_run", communes=communes, trigger=trigger, as_of=as_of, ingest=ingest)
    chosen = communes or COMMUNES
    return {"run": "r1", "batches": [chosen[n : n + 4] for n in range(0, len(chosen), 4)]}


def prepare_link(config_dir, run):
    _called(config_dir, "prepare_link", run=run)
    stub = Path(config_dir) / "stub.json"
    return {"shards": json.loads(stub.read_text()).get("shards", 0) if stub.exists() else 0}


def compare_shard(config_dir, run, shard, shards):
    _called(config_dir, "compare_shard", shard=shard, shards=shards)
    return {"pairs": 5}


def link(config_dir, run, shards):
    _called(config_dir, "link", run=run, shards=shards)
    return {"links": 40, "entities": 60}


def detect_batch(config_dir, run, communes):
    _called(config_dir, "detect_batch", communes=communes)
    return {"discrepancies": 7}


def publish_batch(config_dir, run, communes):
    _called(config_dir, "publish_batch", communes=communes)
    return {"worklists": len(communes)}


def publish(config_dir, run):
    _called(config_dir, "publish", run=run)
    return {"run": run, "found": 14, "new": 2, "seconds": {"publish": 0.1}}


def summary_text(config_dir, run):
    _called(config_dir, "summary_text")
    return f"Lần chạy {run}: 200 dòng, 14 sai lệch."
