"""The tasks that read: plan, read and standardise, validate, announce, report; and the cut-off in their place.

Task documentation says what the task does, what it leaves and how to run it again. All of them may be run again at
any time (clear the task in the UI): a step writes under its ingest's id and replaces what it wrote before.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import task

from doisoat.pipeline.airflow import callbacks, notes, partitions, work
from doisoat.pipeline.airflow.errors import StepFailed
from doisoat.pipeline.airflow.pools import PROVINCE, SOURCES
from doisoat.pipeline.airflow.scope import (
    LABEL,
    LABEL_LENGTH,
    Json,
    communes_of_run,
    context_of_task,
    province_of_run,
    trigger,
    working_on,
)
from doisoat.pipeline.errors import some


@task(task_id="plan_ingest", task_display_name="Plan: which sources, in which batches", pool=PROVINCE)
def plan_ingest() -> list[Json]:
    """Decide which sources to read and cut them into batches.

    Reads the configuration only. **Run again**: gives the same plan for the same DAG run.
    """
    context = context_of_task()
    province, params = province_of_run(context), context["params"]
    config = work.config_dir(province)
    plan = work.run_step(
        "plan_ingest",
        config,
        work.optional(params, "registers"),
        work.optional(params, "as_of"),
        communes_of_run(context),
        trigger(context),
    )
    shared = {"province": province or work.province_of(config), "ingest": plan["ingest"]}
    return [{**shared, **batch} for batch in plan["batches"]]


@task(
    task_id="ingest",
    task_display_name="Read and standardise sources",
    pool=SOURCES,
    map_index_template=LABEL,
)
def ingest(batch: Json) -> Json:
    """Read a batch of sources, keep the raw bytes, bring them to the canonical form.

    A source that cannot be read fails alone: it is named in `failed`, in this task's label, in the run's note (and in
    the log as `FAILED step=ingest sources=…`), the others go on. The task itself fails only when none of its sources
    could be read, or the batch as a whole cannot be worked on.
    **Run again**: reads the sources anew; unchanged ones give the same result under the same checksum. A read that
    changed has to be validated anew: clear this task with *downstream*. A newer ingest's read stays the newer one.
    """
    context = working_on(batch)
    counts: Json = work.run_step("ingest_batch", work.config_dir(batch["province"]), batch["ingest"], batch["sources"])
    failed = _tell_failed("ingest", context, batch, counts)
    if failed and len(failed) == len(batch["sources"]):
        raise StepFailed("AFL-BATCH", sources=some(failed))
    return counts


def _tell_failed(step: str, context: Any, batch: Json, counts: Json) -> list[str]:
    """Report the sources of a batch that failed alone, also in the task's label; returns their ids."""
    for failure in counts.get("failed") or ():
        callbacks.source_failed(step, context["dag_run"].run_id, failure, batch.get("province"))
    failed = [str(failure["source"]) for failure in counts.get("failed") or ()]
    marked = [*(f"✗ {source}" for source in failed), *(f"held: {source}" for source in counts.get("held") or ())]
    if marked:
        context["batch_label"] = f"{batch['label']} · {some(marked, 4)}"[:LABEL_LENGTH]
    return failed


@task(
    task_id="validate",
    task_display_name="Validate against expectations",
    outlets=[partitions.BATCHES],
    map_index_template=LABEL,
)
def validate(batch: Json) -> Json:
    """Run the Great Expectations suites on a batch of standardised sources.

    Leaves every failing row by its reference and the quality figures; thresholds of the configuration decide whether
    a source is only warned about or held back. A source that is not validated, for whatever reason, is not used.
    **Run again**: replaces the results of this ingest's reads, and no others.
    """
    context = working_on(batch)
    counts: Json = work.run_step(
        "validate_batch", work.config_dir(batch["province"]), batch["ingest"], batch["sources"]
    )
    _tell_failed("validate", context, batch, counts)
    partitions.emit(context, partitions.BATCHES, f"{batch['province']}:{batch['name']}", ingest=batch["ingest"])
    return counts


@task(
    task_id="announce",
    task_display_name="Announce: the province is in",
    outlets=[partitions.PROVINCE],
    trigger_rule="all_done",
)
def announce(planned: list[Json], validated: Any) -> Json:
    """Tell `doisoat_reconcile` that what could be read is in, even when single batches failed.

    Emits one event on the asset `doisoat_province`, partition = province code, with the ingest and its as-of date.
    Fails when nothing at all got through. **Run again**: starts one more reconciliation, which finds nothing new; an
    ingest that a newer one has overtaken announces nothing.
    """
    done = len([counts for counts in validated or () if counts])
    if not planned or not done:
        raise StepFailed("AFL-NOTHING")
    province, ingest = planned[0]["province"], planned[0]["ingest"]
    told: Json = work.run_step("announce", work.config_dir(province), ingest)
    facts = {"province": province, "ingest": ingest, "batches": len(planned), "batches_in": done}
    if told["overtaken_by"]:
        print(f"ingest {told['overtaken_by']} is newer and has announced itself; nothing is started")
        return {**facts, "overtaken_by": told["overtaken_by"]}
    part = None if told["whole"] else "true"
    partitions.emit(context_of_task(), partitions.PROVINCE, province, ingest=ingest, as_of=told["as_of"], part=part)
    return facts


@task(
    task_id="report",
    task_display_name="Report: which sources failed or are held back",
    trigger_rule="all_done",
    execution_timeout=timedelta(minutes=5),
)
def report(planned: list[Json], announced: Any) -> Json:
    """Say on the run itself which sources did not get through, and why (the run's note).

    Fails, and with it the run, when a batch did not finish (sources not read or not validated) or nothing was
    announced; single sources that failed or are held back leave the run green, with the note. **Run again**: the same.
    """
    if not planned:
        raise StepFailed("AFL-NOTHING")
    found: Json = work.run_step("ingest_outcome", work.config_dir(planned[0]["province"]), planned[0]["ingest"])
    text = notes.of_ingest(planned[0]["ingest"], found)
    context_of_task()["ti"].xcom_push("note", text)
    print(text)
    if found["not_read"] or found["not_validated"]:
        unfinished = [item["source"] for item in (*found["not_read"], *found["not_validated"])]
        raise StepFailed("AFL-UNFINISHED", sources=some(unfinished))
    if not announced:
        raise StepFailed("AFL-NOTHING")
    listed = {name: [item["source"] for item in found[name]] for name in ("failed", "held")}
    return {"sources": found["sources"], "good": found["good"], **{f"{name}_sources": v for name, v in listed.items()}}


@task(task_id="cut_off", task_display_name="Go on without late sources", outlets=[partitions.PROVINCE])
def cut_off(hours: int) -> str:
    """Start the reconciliation when the day's ingest has not announced itself ``hours`` after it began.

    An ingest of some registers or communes only does not count. A late ingest still announces itself when it ends and
    is reconciled then. **Run again**: does nothing when the province has been announced meanwhile.
    """
    context = context_of_task()
    province = province_of_run(context) or work.province_of(work.config_dir(None))
    since = context["dag_run"].run_after - timedelta(hours=hours)
    if partitions.announced_since(context["inlet_events"][partitions.PROVINCE], province, since):
        return "the ingest is in; nothing to do"
    late: Json = {}
    if work.is_configured(province):
        late = work.run_step("newest_ingest", work.config_dir(province), since)
    partitions.emit(
        context, partitions.PROVINCE, province, late="true", ingest=late.get("ingest"), as_of=late.get("as_of")
    )
    return "started without the late sources"
