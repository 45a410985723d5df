"""Check one commune again: its own sources are read anew, what its records touch is reconciled, within a minute.

**Starts** on an event on the asset `doisoat_commune` with the commune's code as partition key
(`POST /api/v2/assets/events {"asset_id": …, "partition_key": "23122"}`), as the officers' screens send it after a
correction; by hand with the commune in the form. Waits while another run works on the same province. **Leaves** a
published run that equals a full run over what it touches.

**When it fails**: the previous publication stays. Put the cause right and send the event again, or clear the failed
task with *downstream*.
"""

from datetime import timedelta
from typing import Any

from airflow.sdk import Param, dag, task_group

from doisoat.pipeline.airflow import reading, reconciling
from doisoat.pipeline.airflow.defaults import MOST_RUNS, province_param, task_defaults
from doisoat.pipeline.airflow.partitions import COMMUNE, on_partition


@dag(
    dag_id="doisoat_recheck",
    dag_display_name="Đối Soát 3 · Kiểm tra lại một xã (re-check)",
    description="Reads and reconciles one commune alone",
    schedule=on_partition(COMMUNE),
    catchup=False,
    max_active_runs=MOST_RUNS,
    # Most of it may be spent waiting for the province's turn.
    dagrun_timeout=timedelta(hours=10),
    default_args=task_defaults(),
    params={
        "province": province_param(),
        "commune": Param(None, type=["null", "string"], pattern="^[0-9]{5}$", title="Xã / commune"),
    },
    tags=["doisoat", "recheck"],
    doc_md=__doc__,
)
def doisoat_recheck() -> None:
    """Wire the DAG."""

    @task_group(group_id="batches")
    def batches(batch: dict[str, object]) -> None:
        reading.ingest(batch) >> reading.validate(batch)

    free = reconciling.province_free()
    read: Any = reading.plan_ingest()
    planned: Any = reconciling.plan_run()
    run = planned["run"]
    shards: Any = reconciling.link_prepare(run)
    linked = reconciling.link(run, shards)
    found = reconciling.detect.expand(batch=planned)
    written = reconciling.worklists.expand(batch=planned)
    free >> read
    batches.expand(batch=read) >> planned
    compared = reconciling.link_compare.expand(shard=shards)
    compared >> linked >> found >> written >> reconciling.publish(run) >> reconciling.summary(run)


doisoat_recheck()
