"""A whole synthetic province on disk: OUT/sources, OUT/config, OUT/truth."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from doisoat.errors import DoisoatError
from doisoat_lab.synth import units
from doisoat_lab.synth.frames import Chunk, SynthSpec
from doisoat_lab.synth.render.writer import Renderer
from doisoat_lab.synth.unkind import KIND, Unkind
from doisoat_lab.synth.villages import alias_table
from doisoat_lab.synth.world import generate

#: The default units, a part of Lâm Đồng: Hàm Thạnh, Hàm Thuận Nam, Hàm Thuận, Hàm Liêm, Hàm Thắng, Phú Thủy,
#: Bình Thuận, and, because they came out of split communes, Phan Rí Cửa, Tuy Phong, Hòa Thắng, Hồng Thái.
DEFAULT_UNITS = (
    "23122",
    "23110",
    "23059",
    "23095",
    "22933",
    "22924",
    "22960",
    "22972",
    "22978",
    "23053",
    "23041",
)
DEFAULT_PEOPLE = 60_000
#: Below this many people the sources are written in this process: starting others takes longer than it saves.
ALONE = 40_000
#: What a run may find in OUT and replace with --force.
OURS = ("config", "sources", "truth")


@dataclass(frozen=True)
class Progress:
    """Where the generation is: communes done, of how many, canonical rows so far, seconds since the start."""

    done: int
    total: int
    rows: int
    seconds: float


def spec_of(wanted: str | None, people: int, seed: int, unkind: Unkind = KIND) -> SynthSpec:
    """What to generate.

    Args:
        wanted: current unit codes separated by commas, a province's code, or None for the default units.
        people: how many.
        seed: the same seed gives the same province.
        unkind: habits of outside data that it has.

    Raises:
        DoisoatError: SYN-UNIT, SYN-PROVINCES, SYN-PEOPLE.
    """
    codes: list[str] = []
    for code in (part.strip() for part in (wanted or ",".join(DEFAULT_UNITS)).split(",")):
        found = units.of_province(code) if len(code) == 2 else [code] if units.is_current(code) else []
        if not found:
            raise DoisoatError("SYN-UNIT", unit=code)
        codes += [c for c in found if c not in codes]
    provinces = sorted({units.unit(code).province for code in codes})
    if len(provinces) > 1:
        raise DoisoatError("SYN-PROVINCES", provinces=", ".join(provinces))
    if people < 20 * len(codes):
        raise DoisoatError("SYN-PEOPLE", least=20 * len(codes))
    return SynthSpec(tuple(codes), provinces[0], people, seed, unkind=unkind)


def clear(out: Path, force: bool) -> None:
    """Make `out` an empty directory.

    Raises:
        DoisoatError: SYN-OUT when it has content and `force` is not given.
    """
    if out.exists() and any(out.iterdir()):
        if not force:
            raise DoisoatError("SYN-OUT", path=str(out))
        for name in OURS:
            shutil.rmtree(out / name, ignore_errors=True)
    out.mkdir(parents=True, exist_ok=True)


def write_province(
    spec: SynthSpec,
    out: Path,
    *,
    sql_url: str | None = None,
    api_url: str | None = None,
    processes: int | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
) -> None:
    """Generate and write everything; `out` is empty.

    Args:
        spec: what to generate.
        out: target directory.
        sql_url: Postgres address for the databases, SQLite files when None.
        api_url: where social_insurance.central will be served, CSV parts when None.
        processes: of the file writers; None chooses by size.
        progress: called after each commune.
    """
    from doisoat_lab.synth.truth import TruthWriter

    start, done, rows = time.monotonic(), 0, 0
    truth = TruthWriter(out / "truth", spec)
    if processes is None:
        processes = 0 if spec.people < ALONE else 1

    def each(chunk: Chunk, lineage: pd.DataFrame) -> None:
        nonlocal done, rows
        truth.add(chunk, lineage)
        done, rows = done + 1, rows + len(lineage)
        progress(Progress(done, len(spec.units), rows, time.monotonic() - start))

    with Renderer(spec, out, sql_url, api_url, processes) as renderer:
        renderer.write(generate(spec), each)
        renderer.finish(alias_table(spec, listed=True))
    truth.finish()
