"""Reconcile a province: plan → link → find discrepancies by batches of communes → worklists → publish → summary.

Where records are many, the pairs to link are compared in shards, as mapped reconciling.

**Starts** when `doisoat_ingest` announces a province (asset `doisoat_province`, one run a province code) or when
`doisoat_cutoff` decides not to wait for late sources; by hand with the form. Two runs of one province, re-checks
included, never overlap: the later one waits (*Wait for the province's turn*). **Leaves** a published run: worklists,
quality report, tables; the note of this run has its figures, the reasons for what is missing, and the link to the
report; the summary is the task *Summary*'s result.

**When it fails**: nothing is published; the previous publication stays. Put the cause right and clear the failed task
with *downstream*. Every task may be run again; a run that a newer one has overtaken stays behind it.
"""

from datetime import timedelta
from typing import Any

from airflow.sdk import dag

from doisoat.pipeline.airflow import reconciling
from doisoat.pipeline.airflow.defaults import MOST_RUNS, form, task_defaults
from doisoat.pipeline.airflow.partitions import PROVINCE, on_partition


@dag(
    dag_id="doisoat_reconcile",
    dag_display_name="Đối Soát 2 · Đối soát tỉnh (reconcile)",
    description="Links, compares and publishes a province",
    schedule=on_partition(PROVINCE),
    catchup=False,
    max_active_runs=MOST_RUNS,
    dagrun_timeout=timedelta(hours=8),
    default_args=task_defaults(),
    params=form(),
    tags=["doisoat", "reconcile"],
    doc_md=__doc__,
)
def doisoat_reconcile() -> None:
    """Wire the DAG."""
    free = reconciling.province_free()
    planned: Any = reconciling.plan_run()
    free >> planned
    run = planned["run"]
    shards: Any = reconciling.link_prepare(run)
    linked = reconciling.link(run, shards)
    found = reconciling.detect.expand(batch=planned)
    written = reconciling.worklists.expand(batch=planned)
    compared = reconciling.link_compare.expand(shard=shards)
    compared >> linked >> found >> written >> reconciling.publish(run) >> reconciling.summary(run)


doisoat_reconcile()
