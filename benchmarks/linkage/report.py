"""Write docs/linkage-benchmark.md and .svg from what was measured: ``python -m benchmarks.linkage.report``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from benchmarks.linkage.measure import DATA, RESULTS, ROOT, Data
from benchmarks.linkage.plot import Panel, Point, draw

DOCUMENT = ROOT / "docs" / "linkage-benchmark.md"
PICTURE = ROOT / "docs" / "linkage-benchmark.svg"
TEXT = Path(__file__).parent / "report.md"
_NAMES = {"doisoat": "Đối Soát", "splink": "Splink"}
_HEAD = (
    "| data | engine | F1, own threshold | precision | recall | F1, best threshold | recall at precision ≥ 0.9995 "
    "| to review | CPU s | wall s | peak MiB | load |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n"
)
_PANELS = {
    "Province, with numbers": ("pair-20k", "pair-200k", "pair-1m"),
    "Province, without numbers": ("pair-20k-no-ids", "pair-200k-no-ids", "pair-1m-no-ids"),
    "Three levels, clustered": ("levels-200k", "levels-1m"),
    "FEBRL4": ("febrl",),
    "FEBRL4, without its number": ("febrl-no-ids",),
    "Census-like, without numbers": ("census-50k",),
}


def _size(data: Data) -> str:
    rows = data.rows or 5000
    shown = f"{rows // 1_000_000}M" if rows >= 1_000_000 else f"{rows // 1000}k"
    return " × ".join([shown] * (3 if data.kind == "levels" else 2))


def _row(data: Data, engine: str, run: dict[str, Any]) -> str:
    own, best = run["own"], run.get("best")
    cells = [
        f"{data.title}, {_size(data)}",
        _NAMES[engine],
        f"**{own['f1']:.4f}**",
        f"{own['precision']:.5f}",
        f"{own['recall']:.4f}",
        f"{best['f1']:.4f} (≥ {best['bits']:.1f} bits)" if best else "–",
        f"{run['recall_at_target']:.4f}" if best else "–",
        "–" if run.get("review_share") is None else f"{run['review_share']:.2%}",
        f"{run['cpu']:.1f}",
        f"{run['wall']:.1f}",
        f"{run['peak_mib']:,}",
        f"{run['load']:.1f}" if "load" in run else "–",
    ]
    return "| " + " | ".join(cells) + " |\n"


def table(runs: dict[str, Any]) -> str:
    """Both engines on every data set that both were measured on."""
    rows = [
        _row(data, engine, runs[data.name][engine])
        for data in DATA
        for engine in _NAMES
        if engine in runs.get(data.name, {})
    ]
    return _HEAD + "".join(rows)


def ratios(runs: dict[str, Any]) -> str:
    """Processor time and memory of Splink over ours, and errors of ours over Splink's; with the floor."""
    out = (
        "| data | Splink's CPU / ours | Splink's memory / ours | our errors / Splink's (1 − F1) | floor, CPU s "
        "| ours / floor |\n|---|---|---|---|---|---|\n"
    )
    for data in DATA:
        run = runs.get(data.name, {})
        if not {"doisoat", "splink"} <= set(run):
            continue
        ours, theirs, floor = run["doisoat"], run["splink"], run.get("floor")
        errors = (1 - ours["own"]["f1"]) / max(1 - theirs["own"]["f1"], 1e-5)
        out += (
            f"| {data.title}, {_size(data)} | {theirs['cpu'] / ours['cpu']:.1f} "
            f"| {theirs['peak_mib'] / ours['peak_mib']:.1f} | {errors:.2f} "
            + (f"| {floor['cpu']:.1f} | {ours['cpu'] / floor['cpu']:.0f} |\n" if floor else "| – | – |\n")
        )
    return out


def tried(told: dict[str, Any]) -> str:
    """The configurations of Splink that were tried."""
    out = "| data | configuration | F1, own threshold | F1, best threshold | CPU s |\n|---|---|---|---|---|\n"
    for data in DATA:
        for title, run in sorted(told.get(data.name, {}).items()):
            out += (
                f"| {data.title}, {_size(data)} | {title} | {run['own']['f1']:.4f} | {run['best']['f1']:.4f} "
                f"| {run['cpu']:.1f} |\n"
            )
    return out


def document(told: dict[str, Any]) -> str:
    """The whole document."""
    runs, machine = told["runs"], told["machine"]
    walls = [run["wall"] for every in (runs, told.get("tried", {})) for by in every.values() for run in by.values()]
    commits = sorted({r["doisoat"]["commit"] for r in runs.values() if "doisoat" in r})
    return (
        TEXT.read_text(encoding="utf-8")
        .replace("{table}", table(runs).strip())
        .replace("{ratios}", ratios(runs).strip())
        .replace("{tried}", tried(told.get("tried", {})).strip())
        .replace("{machine}", f"{machine['cores']} cores ({machine['processor']}), {machine['memory_gib']} GiB")
        .replace("{minutes}", f"{sum(walls) / 60:.0f}")
        .replace("{commits}", ", ".join(commits))
    )


def picture(told: dict[str, Any]) -> str:
    """The plot."""
    panels = []
    for title, names in _PANELS.items():
        points = [
            Point(
                engine,
                _size(data).split(" ")[0],
                run["cpu"],
                run["own"]["f1"],
                run.get("best", {}).get("f1"),
            )
            for data in DATA
            if data.name in names
            for engine in _NAMES
            if (run := told["runs"].get(data.name, {}).get(engine))
        ]
        panels.append(Panel(title, tuple(points)))
    note = "filled: at the engine's own threshold; hollow: at the best one. Up and left is better."
    return draw(panels, "Linking people: how right, at what cost", note)


def main() -> int:
    told = json.loads(RESULTS.read_text(encoding="utf-8"))
    DOCUMENT.write_text(document(told), encoding="utf-8")
    PICTURE.write_text(picture(told), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
