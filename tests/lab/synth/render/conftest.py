"""A tiny province written once for all tests of the writer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from doisoat_lab.synth.frames import Chunk
from doisoat_lab.synth.render import Renderer
from tests.lab.synth.render import fake

ALIASES = pd.DataFrame({"village_id": ["v1"], "unit_code": ["23122"], "label": ["Thôn 2"]})


@dataclass
class Written:
    """A province on disk, what it was written from and where each canonical row stands."""

    out: Path
    chunks: list[Chunk]
    lineage: pd.DataFrame
    mappings: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def files(self) -> Path:
        return self.out / "sources" / "files"

    def frame(self, source_id: str, table: str) -> pd.DataFrame:
        """The canonical rows of one table of one source, with their lineage."""
        parts = [part.frames[table] for chunk in self.chunks for part in chunk.parts if part.source_id == source_id]
        rows = pd.concat(parts, ignore_index=True)
        here = self.lineage.query("source_id == @source_id and table == @table")
        return rows.merge(here, on="_record", how="left", validate="one_to_one")

    def heading(self, source_id: str, table: str, name: str) -> str:
        """The source's heading of a canonical field, as its mapping has it."""
        columns = self.mappings[source_id]["tables"][table]["columns"]
        return next(h for h, rule in columns.items() if name in (rule, rule["field"] if isinstance(rule, dict) else ""))


def render(out: Path, processes: int = 0, **options: Any) -> Written:
    """Write the fake province."""
    lineage: list[pd.DataFrame] = []
    chunks: list[Chunk] = []

    def each(chunk: Chunk, lines: pd.DataFrame) -> None:
        chunks.append(chunk)
        lineage.append(lines)

    with Renderer(fake.spec(), out, processes=processes, **options) as renderer:
        renderer.write(fake.chunks(), each)
        renderer.finish(ALIASES)
    paths = (out / "config" / "sources").glob("*.yaml")
    mappings = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in paths}
    return Written(out, chunks, pd.concat(lineage, ignore_index=True), mappings)


@pytest.fixture(scope="session")
def province(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return render(tmp_path_factory.mktemp("province"))


@pytest.fixture(scope="session")
def renders() -> Callable[..., Written]:
    return render
