"""Reconcile a province: plan → link → find discrepancies by batches of communes → worklists → publish → summary.

Where records are many, the pairs to link are compared in shards, as mapped tasks.

**Starts** when `doisoat_ingest` announces a province (asset `doisoat_province`, one run a province code) or when
`doisoat_cutoff` decides not to wait for late sources; by hand with the form. Two runs never overlap
(`max_active_runs=1`). **Leaves** a published run: worklists, quality report, tables; the summary is this run's note
and the task *Summary*'s result, the report opens under *Report* in the run's tabs.

**When it fails**: nothing is published; the previous publication stays. Put the cause right and clear the failed task
with *downstream*. Every task may be run again.
"""

from datetime import timedelta

from airflow.sdk import dag

from doisoat.pipeline.airflow import tasks
from doisoat.pipeline.airflow.defaults import form, task_defaults
from doisoat.pipeline.airflow.partitions import PROVINCE, on_partition


@dag(
    dag_id="doisoat_reconcile",
    dag_display_name="Đối Soát 2 · Đối soát tỉnh (reconcile)",
    description="Links, compares and publishes a province",
    schedule=on_partition(PROVINCE),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=8),
    default_args=task_defaults(),
    params=form(),
    tags=["doisoat", "reconcile"],
    doc_md=__doc__,
)
def doisoat_reconcile() -> None:
    """Wire the DAG."""
    planned = tasks.plan_run()
    run = planned["run"]
    shards = tasks.link_prepare(run)
    linked = tasks.link(run, shards)
    found = tasks.detect.expand(batch=planned)
    written = tasks.worklists.expand(batch=planned)
    published = tasks.publish(run)
    tasks.link_compare.expand(shard=shards) >> linked >> found >> written >> published >> tasks.summary(run)


doisoat_reconcile()
