"""One small province for all tests of the generator."""

from pathlib import Path
from typing import Any

import pytest

from doisoat_lab.synth.frames import Chunk, SynthSpec
from doisoat_lab.synth.truth import TruthWriter
from doisoat_lab.synth.world import generate
from tests.lab.synth.canonical import lineage

UNITS = ("23122", "22933", "22972", "22978", "23053", "23041")


@pytest.fixture(scope="session")
def spec() -> SynthSpec:
    return SynthSpec(UNITS, "68", 6000, 7)


@pytest.fixture(scope="session")
def chunks(spec: SynthSpec) -> list[Chunk]:
    return list(generate(spec))


@pytest.fixture(scope="session")
def truth(
    spec: SynthSpec, chunks: list[Chunk], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, Any]]:
    """The truth folder and its manifest."""
    out = tmp_path_factory.mktemp("truth")
    writer = TruthWriter(out, spec)
    for chunk in chunks:
        writer.add(chunk, lineage(chunk))
    return out, writer.finish()
