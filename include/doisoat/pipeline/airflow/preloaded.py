"""Importing this module loads what tasks need, in the process they are forked from: name it in a setting only.

``AIRFLOW__SCHEDULER__MP_FORKSERVER_PRELOAD`` (LocalExecutor) and ``AIRFLOW__CELERY__EXTRA_CELERY_CONFIG`` (Celery) name
it. Nothing may be raised here: the fork server swallows an ImportError and dies of anything else, and with it the
scheduler, again and again. A preload that failed is logged and only makes tasks slower.
"""

import importlib
import logging

_HEAVY = (
    "doisoat.quality.preloaded",
    "duckdb",
    "pandas",
    "pyarrow.dataset",
    "pyarrow.parquet",
    "rapidfuzz",
    "xlsxwriter",
    "alembic.command",
    "doisoat.migrations",
    "doisoat.pipeline.steps",
    "doisoat.pipeline.ingest",
    "doisoat.pipeline.validation",
    "doisoat.pipeline.linking",
    "doisoat.pipeline.detecting",
    "doisoat.pipeline.worklists",
    "doisoat.pipeline.publishing",
    "doisoat.pipeline.summary",
    "airflow.sdk.execution_time.supervisor",
    "airflow.sdk.execution_time.task_runner",
    "airflow.executors.local_executor",
    "airflow.dag_processing.dagbag",
    "doisoat.pipeline.airflow.reading",
    "doisoat.pipeline.airflow.reconciling",
    "doisoat.pipeline.airflow.defaults",
)

LOADED: list[str] = []
for _name in _HEAVY:
    try:
        importlib.import_module(_name)
    except Exception as _error:
        # The task that needs it will raise the same error with its own words.
        logging.getLogger(__name__).warning("cannot preload %s (%s)", _name, type(_error).__name__)
    else:
        LOADED.append(_name)
