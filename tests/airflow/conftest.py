"""Airflow's library writes into AIRFLOW_HOME when it is imported: give it a folder of its own before that."""

import atexit
import os
import shutil
import tempfile

_HOME = tempfile.mkdtemp(prefix="doisoat-airflow-")
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
os.environ["AIRFLOW_HOME"] = _HOME
os.environ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"
os.environ["AIRFLOW__LOGGING__LOGGING_LEVEL"] = "WARNING"
