"""What happens when a task fails: one line that names the step and the sources, and a record that stays.

Neither holds an exception's message: it could quote a register's values. A DoisoatError says everything in its code
and fields, which by contract hold names of things only.
"""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

from doisoat.runs.files import FAILURES

log = logging.getLogger("doisoat.failures")

WORKING_ON = "doisoat_batch"
FAILURE = "failure"
"""Under this key a failed task leaves, for its run's note, the sentence of an error of ours."""


def describe(error: BaseException | None) -> dict[str, Any]:
    """Code, fields and sentence of an error; for an error that is not ours, its type only."""
    from doisoat.errors import DoisoatError

    if isinstance(error, DoisoatError):
        fields = {name: str(value) for name, value in error.fields.items()}
        return {"code": error.code, "fields": fields, "message": str(error)}
    return {"code": type(error).__name__ if error else "stopped", "fields": {}, "message": ""}


def sources_of(context: Any) -> list[str]:
    """Source ids or communes a task was working on; the task itself noted them, since a mapped argument is not
    resolved in every callback."""
    batch = context.get(WORKING_ON) or {}
    return [str(item) for item in batch.get("sources") or batch.get("communes") or []]


def province_of(context: Any) -> str | None:
    """The province a task was working for, as far as it can be told."""
    from doisoat.pipeline.airflow import work

    batch = context.get(WORKING_ON) or {}
    try:
        return batch.get("province") or work.province_asked(context)
    except Exception:  # a form or an event that names none
        return None


def record(facts: dict[str, Any], name: str, province: str | None) -> None:
    """Keep ``facts`` in the province's store, else in the installation's; a store that is down must not hide the
    failure itself.
    """
    from doisoat.pipeline import quarters

    try:
        place = (quarters.of_province(province) if province else None) or quarters.shared()
        body = json.dumps(facts, ensure_ascii=False, indent=1).encode()
        place.open_store().put_bytes(f"{FAILURES}/{re.sub(r'[^A-Za-z0-9_./-]+', '-', name)}.json", body)
    except Exception as error:
        log.warning("the failure could not be recorded in the store (%s)", type(error).__name__)


def on_failure(context: Any) -> None:
    """Airflow's failure callback of every task of ours."""
    instance = context["ti"]
    sources = sources_of(context)
    facts = {
        "dag": instance.dag_id,
        "run": instance.run_id,
        "step": instance.task_id,
        "map_index": instance.map_index,
        "attempt": instance.try_number,
        "sources": sources,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        **describe(context.get("exception")),
    }
    log.error(
        "FAILED step=%s sources=%s code=%s run=%s attempt=%s: %s",
        facts["step"],
        ",".join(sources) or "-",
        facts["code"],
        facts["run"],
        facts["attempt"],
        facts["message"],
    )
    record(facts, f"{facts['run']}/{facts['step']}-{facts['map_index']}", province_of(context))
    _for_the_note(instance, context.get("exception"))


def _for_the_note(instance: Any, error: BaseException | None) -> None:
    """Hand the sentence to the listener that writes the run's note; a note must not hide the failure itself."""
    from doisoat.errors import DoisoatError
    from doisoat.registers.messages import text

    if isinstance(error, DoisoatError):
        try:
            instance.xcom_push(FAILURE, text(error.code, error.fields, "vi"))
        except Exception as failed:
            log.warning("the failure could not be handed to the run's note (%s)", type(failed).__name__)


def source_failed(step: str, run: str, failure: dict[str, Any], province: str | None) -> None:
    """Report one source that failed alone while its batch went on."""
    facts = {"step": step, "run": run, "at": datetime.now(UTC).isoformat(timespec="seconds"), **failure}
    log.error(
        "FAILED step=%s sources=%s code=%s run=%s: %s",
        step,
        failure.get("source"),
        failure.get("code"),
        run,
        failure.get("message"),
    )
    record(facts, f"{run}/{step}-{failure.get('source')}", province)
