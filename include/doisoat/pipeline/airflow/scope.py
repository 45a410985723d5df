"""What tasks ask of the run they belong to: its name, province, communes and batch."""

from __future__ import annotations

from typing import Any

from airflow.sdk import get_current_context

from doisoat.pipeline.airflow import callbacks, partitions, work

Json = dict[str, Any]
LABEL = (
    "{{ batch_label if batch_label is defined else "
    "(task.op_args[0] if task.op_args else task.op_kwargs.values() | first).get('label', '') }}"
)
"""Of a mapped task: from the start what its batch is called, so that a killed task has a name too; at the end what the
task has to add (``batch_label``)."""
LABEL_LENGTH = 200
"""Characters of a mapped task's label; Airflow keeps 250."""


def context_of_task() -> Any:
    """The context of the running task."""
    return get_current_context()


def working_on(batch: Json) -> Any:
    """Note what this task works on, for the failure callback; returns the context."""
    context = context_of_task()
    context[callbacks.WORKING_ON] = batch
    return context


def trigger(context: Any) -> str:
    """Names the DAG run for the ledger: planning the same trigger twice gives the same plan."""
    return f"{context['dag'].dag_id}/{context['dag_run'].run_id}"


def province_of_run(context: Any) -> str | None:
    """Province of this run: from the form, else the partition (a province or one of its communes), else the default."""
    return work.province_asked(context)


def communes_of_run(context: Any) -> list[str] | None:
    """Communes this run is limited to: the partition's, else the form's; None for all."""
    key = partitions.partition_key(context)
    if key is not None and partitions.is_commune_code(key):
        return [key]
    one = work.optional(context["params"], "commune")
    return [one] if one else work.optional(context["params"], "communes")
