"""Importing this module loads what tasks need, in the process they are forked from: name it in a setting only.

``AIRFLOW__CORE__MP_FORKSERVER_PRELOAD`` (LocalExecutor) and ``AIRFLOW__CELERY__EXTRA_CELERY_CONFIG`` (Celery) name
it. The fork server drops an ImportError without a word, so a broken preload would only show as slow tasks: the test
``tests/airflow/test_preload.py`` looks into a running task.
"""

import importlib
import logging

_HEAVY = (
    "doisoat.quality.preloaded",
    "duckdb",
    "pandas",
    "pyarrow.parquet",
    "rapidfuzz",
    "doisoat.pipeline.steps",
    "airflow.sdk.execution_time.supervisor",
    "airflow.sdk.execution_time.task_runner",
    "airflow.executors.local_executor",
)

LOADED: list[str] = []
for _name in _HEAVY:
    try:
        importlib.import_module(_name)
    except ImportError as _error:
        # A task will raise the same error with its own words; the others still gain.
        logging.getLogger(__name__).warning("cannot preload %s: %s", _name, _error)
    else:
        LOADED.append(_name)
