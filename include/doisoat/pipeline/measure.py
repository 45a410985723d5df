"""How long a step took and how much memory its process needed at most."""

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import delete, insert

from doisoat.pipeline.tables import step as step_table
from doisoat.pipeline.workspace import Workspace
from doisoat.store import transaction


@dataclass
class Measured:
    """Filled by the step while it runs; counts hold numbers and ids only."""

    counts: dict[str, int | float]
    seconds: float = 0.0


@contextmanager
def measured(workspace: Workspace, run: str, name: str) -> Iterator[Measured]:
    """Time a step and record it under (run, name); a repeated step replaces its record."""
    result = Measured({})
    started = time.perf_counter()
    yield result
    result.seconds = round(time.perf_counter() - started, 3)
    # ru_maxrss is the process's peak so far (KiB on Linux): an upper bound for this step.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with transaction(workspace.engine) as connection:
        connection.execute(delete(step_table).where((step_table.c.run == run) & (step_table.c.name == name)))
        connection.execute(
            insert(step_table).values(
                run=run, name=name, seconds=result.seconds, peak_mib=round(peak, 1), counts=result.counts
            )
        )
