"""Where the parts of the project lie that are not in the package's folder: SQL, suites, DAGs, plugins.

A checkout has them at its top; the wheel brings them in ``doisoat/shipped/``. They belong to this very code, so no
setting leads elsewhere. What a run keeps (``var/``, Airflow's folder) goes below the root: the folder named by
``DOISOAT_HOME``, else the checkout, else the working directory of the command that was called (which hands it on to
the processes it starts, so that all of them mean the same files whatever their working directory).
"""

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
_WHEEL = PACKAGE / "shipped"
CHECKOUT = None if _WHEEL.is_dir() else PACKAGE.parents[1]
"""The checkout this code runs from; None when it was installed from a wheel."""
SHIPPED = CHECKOUT or _WHEEL
"""The folder with ``sql/``, ``expectations/``, ``dags/`` and ``plugins/``."""
SQL = SHIPPED / "sql"
EXPECTATIONS = SHIPPED / "expectations"
ROOT = Path(os.environ.get("DOISOAT_HOME") or CHECKOUT or Path.cwd()).resolve()
"""The folder below which a run keeps what has no place of its own."""
