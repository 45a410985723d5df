"""What a task does around a step: settings in, time out, and nothing personal in an exception.

Every function here takes and returns what may stand in XCom, where any viewer can read it: ids, counts, codes.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from doisoat.errors import DoisoatError
from doisoat.pipeline import provinces
from doisoat.pipeline.airflow import partitions
from doisoat.pipeline.airflow.connections import connection_of_airflow
from doisoat.pipeline.airflow.errors import StepFailed, StepInterrupted
from doisoat.pipeline.airflow.retries import may_heal
from doisoat.unforeseen import place, trace

if TYPE_CHECKING:
    from collections.abc import Callable


def steps() -> Any:
    """The module with the steps: doisoat.pipeline.steps; tests name a stand-in in DOISOAT_STEPS."""
    import importlib

    return importlib.import_module(os.environ.get("DOISOAT_STEPS") or "doisoat.pipeline.steps")


def config_dir(province: str | None) -> str:
    """Configuration folder of ``province``; without one, that of the only one configured, else DOISOAT_CONFIG itself.

    DOISOAT_CONFIG is a configuration folder, or holds one a province under its code.

    Raises:
        StepFailed: AFL-PROVINCE when there is none. No other path can be named from a form or an event.
    """
    if province is None:
        only = provinces.configured(_base())
        return str(next(iter(only.values())).folder if len(only) == 1 else _base())
    found = provinces.find(_base(), province)
    if found is None:
        raise _unknown_province(province)
    return str(found.folder)


def _base() -> Path:
    from doisoat.pipeline.workspace import setting

    return Path(setting("DOISOAT_CONFIG"))


def _unknown_province(name: object) -> StepFailed:
    known = ", ".join(provinces.configured(_base())) or "–"
    return StepFailed("AFL-PROVINCE", province=str(name)[:40], known=known, config=_base())


def is_configured(province: str) -> bool:
    """Whether there is a configuration for ``province``."""
    try:
        config_dir(province)
    except DoisoatError:
        return False
    return True


def province_of(config: str) -> str:
    """Province code a configuration folder is for.

    Raises:
        StepFailed: AFL-PROVINCE when there is no doisoat.yaml or it names no province.
    """
    try:
        return str(provinces.read_head(Path(config))["province"])
    except (OSError, KeyError, ValueError):
        raise _unknown_province("?") from None


def province_of_commune(commune: str) -> str:
    """Province code of the configuration that covers a commune.

    Raises:
        StepFailed: AFL-COMMUNE when none does.
    """
    found = provinces.of_commune(_base(), commune)
    if found is None:
        known = ", ".join(provinces.configured(_base())) or "–"
        raise StepFailed("AFL-COMMUNE", commune=str(commune)[:40], known=known)
    return found.code


def province_asked(context: Any) -> str | None:
    """Province of a DAG run: from the form, else the partition (a province or one of its communes), else None."""
    given: str | None = optional(context["params"], "province")
    key = partitions.partition_key(context)
    if given or key is None:
        return given
    return province_of_commune(key) if partitions.is_commune_code(key) else key


def run_step(name: str, *arguments: Any) -> Any:
    """Call the step ``name`` and return its result; a dictionary's ``seconds`` say how long that took.

    Raises:
        DoisoatError: the step's own, unchanged.
        StepInterrupted: anything else that may heal.
        StepFailed: anything else. Type and place are kept, the message is not: it may quote a register's values.
    """
    from doisoat.pipeline.patience import patiently
    from doisoat.pipeline.workspace import setting

    started = time.perf_counter()
    try:
        module = steps()
        module.use_connections(connection_of_airflow)
        step: Callable[..., Any] = getattr(module, name)
        result = patiently(lambda: step(*arguments), float(setting("DOISOAT_PATIENCE")), setting("DOISOAT_VAR"), name)
    except DoisoatError as error:
        # Airflow prints what an exception came from, and that may quote a row.
        raise error from None
    except Exception as error:
        raise _withheld(name, error) from None
    if isinstance(result, dict):
        result["seconds"] = round(time.perf_counter() - started, 3)
    return result


def _withheld(step: str, error: Exception) -> DoisoatError:
    print("\n".join(["unforeseen", *trace(error)]), file=sys.stderr)
    where = place(error)
    if may_heal(error):
        return StepInterrupted("AFL-STEP-INTERRUPTED", step=step, where=where, kind=type(error).__name__)
    return StepFailed("AFL-STEP", step=step, where=where, kind=type(error).__name__)


def optional(params: Any, name: str) -> Any:
    """A parameter of the form; empty means not given."""
    return params.get(name) or None
