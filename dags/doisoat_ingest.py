"""Read the registers: plan → read and standardise in batches → validate → announce → report.

**Starts** every night (`DOISOAT_INGEST_AT`, a cron line in Vietnam's time, or `never`) and by hand (*Trigger* shows
the form: province, as-of date, registers, communes). **Leaves** raw bytes, canonical tables, quarantine and quality
results in the object store, and an event on `doisoat_province` that starts `doisoat_reconcile`.

**When it fails**: a single broken source does not fail the run; it is named with its reason in the run's note, in the
label of its batch and as `FAILED step=ingest sources=…` in the log. A batch that did not finish does not hold up the
others, but the run ends *failed*: what was not read or not validated is not used. Put the cause right, then clear the
failed task (with *downstream*), or trigger the DAG again with only the registers or communes concerned. Every task may
be run again; an ingest that a newer one has overtaken announces nothing and replaces no newer read.
"""

from datetime import timedelta
from typing import Any

from airflow.sdk import dag, task_group

from doisoat.pipeline.airflow import reading
from doisoat.pipeline.airflow.defaults import form, task_defaults
from doisoat.pipeline.airflow.partitions import daily


@dag(
    dag_id="doisoat_ingest",
    dag_display_name="Đối Soát 1 · Nạp dữ liệu (ingest)",
    description="Reads, standardises and validates the registers",
    schedule=daily("DOISOAT_INGEST_AT", "0 1 * * *"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=8),
    default_args=task_defaults(),
    params=form(),
    tags=["doisoat", "ingest"],
    doc_md=__doc__,
)
def doisoat_ingest() -> None:
    """Wire the DAG."""

    @task_group(group_id="batches")
    def batches(batch: dict[str, object]) -> Any:
        read = reading.ingest(batch)
        checked = reading.validate(batch)
        read >> checked
        return checked

    planned: Any = reading.plan_ingest()
    checked: Any = batches.expand(batch=planned)
    announced = reading.announce(planned, checked)
    checked >> reading.report(planned, announced)


doisoat_ingest()
