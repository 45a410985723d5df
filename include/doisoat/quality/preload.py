"""What importing Great Expectations costs, and how it is paid once instead of in every task.

``import great_expectations`` takes 4-7 s and some 250 MB. Airflow runs every task in a process of its own, so a task
that imports it pays each time, unless the process the tasks are forked from has it already. No module of this room
imports it at its top; ``doisoat.quality.preloaded`` imports it as a side effect, for a parent process:

* LocalExecutor: ``AIRFLOW__CORE__MP_START_METHOD=forkserver`` and
  ``AIRFLOW__CORE__MP_FORKSERVER_PRELOAD=doisoat.quality.preloaded``. The fork server imports it once; workers, and the
  task processes they fork, inherit it copy on write.
* Celery: ``AIRFLOW__CELERY__EXTRA_CELERY_CONFIG={"imports": ["doisoat.quality.preloaded"]}``. Celery imports the
  modules named there in the worker's main process, before it forks its pool (``WorkController.on_before_init``). Only
  a worker does so: the scheduler, which builds the same Celery app, does not.

Both are plain settings; neither needs code in ``dags/`` or ``plugins/``.
"""

import subprocess
import sys
import time
from dataclasses import dataclass

import psutil

_MEASURE = "from doisoat.quality.preload import preload; c = preload(); print(c.seconds, c.rss_mb)"


@dataclass(frozen=True)
class ImportCost:
    """Wall seconds and MB of resident memory that loading the room's heavy modules added."""

    seconds: float
    rss_mb: float


def is_loaded() -> bool:
    """Whether this process (or the one it was forked from) has imported Great Expectations."""
    return "great_expectations" in sys.modules and "doisoat.quality.engine" in sys.modules


def preload() -> ImportCost:
    """Import Great Expectations with our expectations, build the context, load the suites; return what it cost.

    Idempotent: the second call costs nothing. It starts no thread, so that forking afterwards is safe.
    """
    process = psutil.Process()
    before = process.memory_info().rss
    start = time.perf_counter()
    from doisoat.quality.engine import warm_up

    warm_up()
    return ImportCost(time.perf_counter() - start, (process.memory_info().rss - before) / 2**20)


def measure() -> ImportCost:
    """Measure ``preload`` in a fresh interpreter, as a task without a preloaded parent would pay it."""
    done = subprocess.run([sys.executable, "-c", _MEASURE], check=True, capture_output=True, text=True)
    seconds, rss_mb = done.stdout.split()[-2:]
    return ImportCost(float(seconds), float(rss_mb))
