"""Link three levels of a population with the register engine: ``python -m benchmarks.linkage.levels_run OUT FILE…``.

With ``AFTER`` in the environment, the folder of a run of the same files before: only what changed since is linked.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from doisoat.linkage import LinkConfig, LinkInputs, link

MEMORY = "4GB"


def main() -> None:
    out, files = Path(sys.argv[1]), tuple(Path(p) for p in sys.argv[2:])
    after = Path(os.environ["AFTER"]) if os.environ.get("AFTER") else None
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix="work-") as work:
        link(
            LinkInputs(population=files),
            LinkConfig(run_id="benchmark"),
            after / "entities.parquet" if after else None,
            after / "model.json" if after else None,
            Path(work),
            out,
            threads=2,
            memory_limit=MEMORY,
            prior_state=after / "state" if after else None,
        )


if __name__ == "__main__":
    main()
