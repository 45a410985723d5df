"""The tasks that reconcile: wait for the turn, plan, link, compare, write, publish, sum up. Each calls one step.

Task documentation says what the task does, what it leaves and how to run it again. All of them may be run again at
any time (clear the task in the UI): a step writes under its run's id and replaces what it wrote before.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import task

from doisoat.errors import DoisoatError
from doisoat.pipeline.airflow import notes, partitions, work
from doisoat.pipeline.airflow.errors import StepInterrupted
from doisoat.pipeline.airflow.pools import PROVINCE
from doisoat.pipeline.airflow.scope import (
    LABEL,
    Json,
    communes_of_run,
    context_of_task,
    province_of_run,
    trigger,
    working_on,
)


@task(task_id="plan_run", task_display_name="Plan: which sources and communes", pool=PROVINCE)
def plan_run() -> list[Json]:
    """Fix what this run compares: the newest validated read of every source, and batches of communes.

    The as-of date is the form's, else that of the ingest that started the run. For a re-check, the pipeline widens the
    commune to what its records touch. **Run again**: gives the same run.
    """
    context = context_of_task()
    province, params = province_of_run(context), context["params"]
    config = work.config_dir(province)
    plan = work.run_step(
        "plan_run",
        config,
        work.optional(params, "as_of"),
        work.optional(params, "registers"),
        communes_of_run(context),
        trigger(context),
        _ingest(context),
    )
    shared = {"province": province or work.province_of(config), "run": plan["run"]}
    context["ti"].xcom_push("run", shared)
    called = plan.get("labels") or [", ".join(communes) for communes in plan["batches"]]
    batches = zip(plan["batches"], called, strict=True)
    return [{**shared, "communes": communes, "label": label} for communes, label in batches]


def _ingest(context: Any) -> str | None:
    """The ingest this run follows: its own (a re-check), or that of the event which started it."""
    if "plan_ingest" in context["dag"].task_dict:
        read = context["ti"].xcom_pull(task_ids="plan_ingest")
        return str(read[0]["ingest"]) if read else None
    return partitions.newest_extra(context, partitions.PROVINCE).get("ingest")


@task(task_id="link_prepare", task_display_name="Cut the linkage into shards", pool=PROVINCE)
def link_prepare(run: Json) -> list[Json]:
    """Where there are many records: bring them as far as their blocks, and cut the pairs to compare into shards.

    Gives one empty shard, with which *Compare pairs* has nothing to do, when the records are few or the published run
    leaves little to compare. **Run again**: gives the same shards.
    """
    counts: Json = work.run_step("prepare_link", work.config_dir(run["province"]), run["run"])
    if not counts["shards"]:
        return [{**run, "shard": 0, "shards": 0, "label": "không cần chia phần / not needed"}]
    shards = counts["shards"]
    return [{**run, "shard": n, "shards": shards, "label": f"phần {n + 1}/{shards}"} for n in range(shards)]


@task(task_id="link_compare", task_display_name="Compare pairs", map_index_template=LABEL)
def link_compare(shard: Json) -> Json:
    """Compare the pairs of one shard; what comes out does not depend on how many there are. **Run again**: the same."""
    working_on(shard)
    if not shard["shards"]:
        return {}
    config = work.config_dir(shard["province"])
    result: Json = work.run_step("compare_shard", config, shard["run"], shard["shard"], shard["shards"])
    return result


@task(
    task_id="link",
    task_display_name="Link records to people, households, parcels",
    pool=PROVINCE,
)
def link(run: Json, shards: list[Json]) -> Json:
    """Give the records of every source the id of the person, household or parcel they are about.

    Human decisions are read first and beat the model. **Run again**: the same input gives the same ids.
    """
    result: Json = work.run_step("link", work.config_dir(run["province"]), run["run"], shards[0]["shards"])
    return result


def _batch_step(name: str, batch: Json) -> Json:
    working_on(batch)
    result: Json = work.run_step(name, work.config_dir(batch["province"]), batch["run"], batch["communes"])
    return result


@task(task_id="detect", task_display_name="Find discrepancies", map_index_template=LABEL)
def detect(batch: Json) -> Json:
    """Run every rule of the catalogue over a batch of communes.

    **Run again**: replaces the batch's findings.
    """
    return _batch_step("detect_batch", batch)


@task(task_id="worklists", task_display_name="Write worklists", map_index_template=LABEL)
def worklists(batch: Json) -> Json:
    """Write the worklist of each commune of a batch; not visible to anybody before the run is published.

    **Run again**: writes the same files.
    """
    return _batch_step("publish_batch", batch)


@task(
    task_id="publish",
    task_display_name="Publish: report, tables, manifest last",
    pool=PROVINCE,
    outlets=[partitions.PUBLISHED],
)
def publish(run: Json) -> Json:
    """Close the ledger, write the province's report and tables, and publish by writing the manifest last.

    Fails, and publishes nothing, when the ledger does not balance or another run of the province is at work. **Run
    again**: publishes the same content; when a newer run has been published, that one stays the current one.
    """
    context = context_of_task()
    other = _turn(context, run["province"])
    if other:
        raise StepInterrupted("AFL-TURN", other=other, province=run["province"])
    summary: Json = work.run_step("publish", work.config_dir(run["province"]), run["run"])
    key = partitions.partition_key(context) or run["province"]
    partitions.emit(context, partitions.PUBLISHED, key, run=run["run"])
    context["ti"].xcom_push("note", notes.of_run(summary))
    return {name: summary[name] for name in ("run", "found", "new", "seconds") if name in summary}


@task(task_id="summary", task_display_name="Summary", execution_timeout=timedelta(minutes=5))
def summary(run: Json) -> str:
    """Return the run's summary: rows, ledger, links, discrepancies by kind and commune. Also the DAG run's note."""
    text: str = work.run_step("summary_text", work.config_dir(run["province"]), run["run"])
    print(text)
    return text


@task.sensor(
    task_id="province_free",
    task_display_name="Wait for the province's turn",
    poke_interval=5,
    timeout=8 * 3600,
    mode="reschedule",
)
def province_free() -> bool:
    """Let another run of the same province end first, whether a reconciliation or a re-check: both continue what is
    published, and publish. Other provinces go on. **Run again**: waits for the turn again.
    """
    context = context_of_task()
    try:
        province = province_of_run(context) or work.province_of(work.config_dir(None))
        work.config_dir(province)
    except DoisoatError:
        # The next task says what is wrong with it.
        return True
    other = _turn(context, province)
    if other:
        print(f"province {province} is being worked on by {other}")
    return other is None


def _turn(context: Any, province: str) -> str | None:
    """Take the province's turn for this run; returns the run that has it, or None."""
    instance = context["ti"]

    def alive(holder: str) -> bool:
        dag, _, run = holder.partition("/")
        return bool(instance.get_dr_count(dag, run_ids=[run], states=["queued", "running"]))

    other: str | None = work.run_step("take_turn", province, trigger(context), alive)
    return other
