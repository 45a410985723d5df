"""The tasks DAGs are wired from. Each calls one step; what it returns is ids and counts.

Task documentation says what the task does, what it leaves and how to run it again. All of them may be run again at
any time (clear the task in the UI): a step writes under its run's id and replaces what it wrote before.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import get_current_context, task

from doisoat.errors import DoisoatError
from doisoat.pipeline.airflow import callbacks, notes, partitions, work
from doisoat.pipeline.airflow.errors import StepFailed, StepInterrupted
from doisoat.pipeline.airflow.pools import PROVINCE, SOURCES
from doisoat.pipeline.errors import some

Json = dict[str, Any]
LABEL = (
    "{{ batch_label if batch_label is defined else "
    "(task.op_args[0] if task.op_args else task.op_kwargs.values() | first).get('label', '') }}"
)
"""Of a mapped task: from the start what its batch is called, so that a killed task has a name too; at the end what the
task has to add (``batch_label``)."""
LABEL_LENGTH = 200
"""Characters of a mapped task's label; Airflow keeps 250."""


def _context() -> Any:
    return get_current_context()


def _working_on(batch: Json) -> Any:
    """Note what this task works on, for the failure callback; returns the context."""
    context = _context()
    context[callbacks.WORKING_ON] = batch
    return context


def _trigger(context: Any) -> str:
    """Names the DAG run for the ledger: planning the same trigger twice gives the same plan."""
    return f"{context['dag'].dag_id}/{context['dag_run'].run_id}"


def _province(context: Any) -> str | None:
    return work.province_asked(context)


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
    context = _working_on(batch)
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
    context = _working_on(batch)
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
    partitions.emit(_context(), partitions.PROVINCE, province, ingest=ingest, as_of=told["as_of"], part=part)
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
    _context()["ti"].xcom_push("note", text)
    print(text)
    if found["not_read"] or found["not_validated"]:
        unfinished = [item["source"] for item in (*found["not_read"], *found["not_validated"])]
        raise StepFailed("AFL-UNFINISHED", sources=some(unfinished))
    if not announced:
        raise StepFailed("AFL-NOTHING")
    listed = {name: [item["source"] for item in found[name]] for name in ("failed", "held")}
    return {"sources": found["sources"], "good": found["good"], **{f"{name}_sources": v for name, v in listed.items()}}


@task(task_id="plan_run", task_display_name="Plan: which sources and communes", pool=PROVINCE)
def plan_run() -> list[Json]:
    """Fix what this run compares: the newest validated read of every source, and batches of communes.

    The as-of date is the form's, else that of the ingest that started the run. For a re-check, the pipeline widens the
    commune to what its records touch. **Run again**: gives the same run.
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
    _working_on(shard)
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
    _working_on(batch)
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
    context = _context()
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


@task(task_id="cut_off", task_display_name="Go on without late sources", outlets=[partitions.PROVINCE])
def cut_off(hours: int) -> str:
    """Start the reconciliation when the day's ingest has not announced itself ``hours`` after it began.

    An ingest of some registers or communes only does not count. A late ingest still announces itself when it ends and
    is reconciled then. **Run again**: does nothing when the province has been announced meanwhile.
    """
    context = _context()
    province = _province(context) or work.province_of(work.config_dir(None))
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
    context = _context()
    try:
        province = _province(context) or work.province_of(work.config_dir(None))
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

    other: str | None = work.run_step("take_turn", province, _trigger(context), alive)
    return other
