"""The tasks DAGs are wired from. Each calls one step; what it returns is ids and counts.

Task documentation says what the task does, what it leaves and how to run it again. All of them may be run again at
any time (clear the task in the UI): a step writes under its run's id and replaces what it wrote before.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import get_current_context, task

from doisoat.pipeline.airflow import callbacks, partitions, work
from doisoat.pipeline.airflow.errors import StepFailed
from doisoat.pipeline.airflow.pools import PROVINCE, SOURCES

Json = dict[str, Any]


def _context() -> Any:
    return get_current_context()


def _working_on(batch: Json, label: str) -> Any:
    """Note what this task works on, for its label in the UI and for the failure callback; returns the context."""
    context = _context()
    context["batch_label"] = label
    context[callbacks.WORKING_ON] = batch
    return context


def _trigger(context: Any) -> str:
    """Names the DAG run for the ledger: planning the same trigger twice gives the same plan."""
    return f"{context['dag'].dag_id}/{context['dag_run'].run_id}"


def _province(context: Any) -> str | None:
    """Province of this run: from the form, else the partition (a province or one of its communes), else the default."""
    given: str | None = work.optional(context["params"], "province")
    key = partitions.partition_key(context)
    if given or key is None:
        return given
    return work.province_of_commune(key) if partitions.is_commune_code(key) else key


def _communes(context: Any) -> list[str] | None:
    key = partitions.partition_key(context)
    if key is not None and partitions.is_commune_code(key):
        return [key]
    one = work.optional(context["params"], "commune")
    return [one] if one else work.optional(context["params"], "communes")


@task(task_id="plan_ingest", task_display_name="Plan: which sources, in which batches", pool=PROVINCE)
def plan_ingest() -> list[Json]:
    """Decide which sources to read and cut them into batches.

    Reads the configuration only. **Run again**: gives the same plan for the same DAG run.
    """
    context = _context()
    province, params = _province(context), context["params"]
    config = work.config_dir(province)
    plan = work.run_step(
        "plan_ingest",
        config,
        work.optional(params, "registers"),
        work.optional(params, "as_of"),
        _communes(context),
        _trigger(context),
    )
    shared = {"province": province or work.province_of(config), "ingest": plan["ingest"]}
    return [{**shared, **batch} for batch in plan["batches"]]


@task(
    task_id="ingest",
    task_display_name="Read and standardise sources",
    pool=SOURCES,
    map_index_template="{{ batch_label }}",
)
def ingest(batch: Json) -> Json:
    """Read a batch of sources, keep the raw bytes, bring them to the canonical form.

    A source that cannot be read fails alone: it is named in `failed` (and in the log as `FAILED step=ingest
    sources=…`), the others go on. The task itself fails only when the batch as a whole cannot be worked on.
    **Run again**: reads the sources anew; unchanged ones give the same result under the same checksum.
    """
    context = _working_on(batch, batch["label"])
    counts: Json = work.run_step("ingest_batch", work.config_dir(batch["province"]), batch["ingest"], batch["sources"])
    for failure in counts.get("failed") or ():
        callbacks.source_failed("ingest", context["dag_run"].run_id, failure)
    return counts


@task(
    task_id="validate",
    task_display_name="Validate against expectations",
    outlets=[partitions.BATCHES],
    map_index_template="{{ batch_label }}",
)
def validate(batch: Json) -> Json:
    """Run the Great Expectations suites on a batch of standardised sources.

    Leaves every failing row by its reference and the quality figures; thresholds of the configuration decide whether
    a source is only warned about or held back. **Run again**: replaces the batch's results.
    """
    context = _working_on(batch, batch["label"])
    counts: Json = work.run_step(
        "validate_batch", work.config_dir(batch["province"]), batch["ingest"], batch["sources"]
    )
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

    Emits one event on the asset `doisoat_province`, partition = province code. Fails when nothing at all got
    through. **Run again**: starts one more reconciliation, which finds nothing new.
    """
    done = len([counts for counts in validated or () if counts])
    if not planned or not done:
        raise StepFailed("AFL-NOTHING")
    context = _context()
    province = planned[0]["province"]
    partitions.emit(
        context,
        partitions.PROVINCE,
        province,
        ingest=planned[0]["ingest"],
        as_of=work.optional(context["params"], "as_of"),
    )
    return {"province": province, "ingest": planned[0]["ingest"], "batches": len(planned), "batches_in": done}


@task(task_id="plan_run", task_display_name="Plan: which sources and communes", pool=PROVINCE)
def plan_run() -> list[Json]:
    """Fix what this run compares: the newest good read of every source, and batches of communes.

    For a re-check, the pipeline widens the commune to what its records touch. **Run again**: gives the same run.
    """
    context = _context()
    province, params = _province(context), context["params"]
    config = work.config_dir(province)
    plan = work.run_step(
        "plan_run",
        config,
        work.optional(params, "as_of"),
        work.optional(params, "registers"),
        _communes(context),
        _trigger(context),
    )
    shared = {"province": province or work.province_of(config), "run": plan["run"]}
    context["ti"].xcom_push("run", shared)
    return [{**shared, "communes": communes} for communes in plan["batches"]]


@task(task_id="link_prepare", task_display_name="Cut the linkage into shards", pool=PROVINCE)
def link_prepare(run: Json) -> list[Json]:
    """Where there are many records: bring them as far as their blocks, and cut the pairs to compare into shards.

    Gives no shards, and *Compare pairs* is skipped, when the records are few or the published run leaves little to do.
    **Run again**: gives the same shards.
    """
    counts: Json = work.run_step("prepare_link", work.config_dir(run["province"]), run["run"])
    return [{**run, "shard": shard, "shards": counts["shards"]} for shard in range(counts["shards"])]


@task(task_id="link_compare", task_display_name="Compare pairs", map_index_template="{{ batch_label }}")
def link_compare(shard: Json) -> Json:
    """Compare the pairs of one shard; what comes out does not depend on how many there are. **Run again**: the same."""
    _working_on(shard, f"{shard['shard'] + 1}/{shard['shards']}")
    config = work.config_dir(shard["province"])
    result: Json = work.run_step("compare_shard", config, shard["run"], shard["shard"], shard["shards"])
    return result


@task(
    task_id="link",
    task_display_name="Link records to people, households, parcels",
    pool=PROVINCE,
    trigger_rule="none_failed",
)
def link(run: Json, shards: list[Json]) -> Json:
    """Give the records of every source the id of the person, household or parcel they are about.

    Human decisions are read first and beat the model. **Run again**: the same input gives the same ids.
    """
    result: Json = work.run_step("link", work.config_dir(run["province"]), run["run"], len(shards))
    return result


def _batch_step(name: str, batch: Json) -> Json:
    _working_on(batch, ", ".join(batch["communes"] or ["all"]))
    result: Json = work.run_step(name, work.config_dir(batch["province"]), batch["run"], batch["communes"])
    return result


@task(task_id="detect", task_display_name="Find discrepancies", map_index_template="{{ batch_label }}")
def detect(batch: Json) -> Json:
    """Run every rule of the catalogue over a batch of communes.

    **Run again**: replaces the batch's findings.
    """
    return _batch_step("detect_batch", batch)


@task(task_id="worklists", task_display_name="Write worklists", map_index_template="{{ batch_label }}")
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

    Fails, and publishes nothing, when the ledger does not balance. **Run again**: publishes the same content.
    """
    context = _context()
    summary: Json = work.run_step("publish", work.config_dir(run["province"]), run["run"])
    key = partitions.partition_key(context) or run["province"]
    partitions.emit(context, partitions.PUBLISHED, key, run=run["run"])
    context["ti"].xcom_push("note", work.note(summary))
    return {name: summary[name] for name in ("run", "found", "new", "seconds") if name in summary}


@task(task_id="summary", task_display_name="Summary", execution_timeout=timedelta(minutes=5))
def summary(run: Json) -> str:
    """Return the run's summary: rows, ledger, links, discrepancies by kind and commune. Also the DAG run's note."""
    text: str = work.run_step("summary_text", work.config_dir(run["province"]), run["run"])
    print(text)
    return text


@task(task_id="cut_off", task_display_name="Go on without late sources", outlets=[partitions.PROVINCE])
def cut_off(hours: int) -> str:
    """Start the reconciliation when the day's ingest has not announced itself ``hours`` after it began.

    A late ingest still announces itself when it ends and is reconciled then.
    """
    context = _context()
    province = _province(context) or work.province_of(work.config_dir(None))
    since = context["dag_run"].run_after - timedelta(hours=hours)
    if partitions.events_since(context["inlet_events"][partitions.PROVINCE], province, since):
        return "the ingest is in; nothing to do"
    partitions.emit(context, partitions.PROVINCE, province, late="true")
    return "started without the late sources"


@task.sensor(
    task_id="province_free",
    task_display_name="Wait while the province is reconciled",
    poke_interval=5,
    timeout=3600,
    mode="reschedule",
)
def province_free() -> bool:
    """Let a running reconciliation of the province end first: both write the same cases."""
    running: int = _context()["ti"].get_dr_count("doisoat_reconcile", states=["running"])
    return running == 0
