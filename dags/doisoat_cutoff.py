"""Do not wait for ever: at the cut-off, reconcile with what is in.

**Starts** every morning (`DOISOAT_CUTOFF_AT`, a cron line in Vietnam's time, or `never`), by default four hours after
the ingest (`DOISOAT_CUTOFF_HOURS`). If no ingest has announced the whole province since then, announces it in its
place, with the as-of date of the ingest that is late; what it has not validated by now is not used. The report names
the sources that are missing, late or stale. Otherwise does nothing.
"""

import os
from datetime import timedelta

from airflow.sdk import dag

from doisoat.pipeline.airflow import reading
from doisoat.pipeline.airflow.defaults import province_param, task_defaults
from doisoat.pipeline.airflow.partitions import PROVINCE, daily


@dag(
    dag_id="doisoat_cutoff",
    dag_display_name="Đối Soát 0 · Giờ chốt (cut-off)",
    description="Starts the reconciliation without late sources",
    schedule=daily("DOISOAT_CUTOFF_AT", "0 5 * * *"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(minutes=30),
    default_args=task_defaults(),
    params={"province": province_param()},
    tags=["doisoat", "reconcile"],
    doc_md=__doc__,
)
def doisoat_cutoff() -> None:
    """Wire the DAG."""
    reading.cut_off.override(inlets=[PROVINCE])(hours=int(os.environ.get("DOISOAT_CUTOFF_HOURS", "4")))


doisoat_cutoff()
