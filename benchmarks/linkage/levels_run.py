"""Link three levels of a population with the register engine: ``python -m benchmarks.linkage.levels_run OUT FILE…``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from doisoat.linkage import LinkConfig, LinkInputs, link

MEMORY = "4GB"


def main() -> None:
    out, files = Path(sys.argv[1]), tuple(Path(p) for p in sys.argv[2:])
    with tempfile.TemporaryDirectory(dir=out.parent, prefix="work-") as work:
        link(
            LinkInputs(population=files), LinkConfig(run_id="benchmark"), None, None, Path(work), out,
            threads=2, memory_limit=MEMORY,
        )  # fmt: skip


if __name__ == "__main__":
    main()
