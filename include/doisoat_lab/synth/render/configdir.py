"""The configuration directory a synthetic province comes with, taken unchanged by the pipeline."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from doisoat_lab.synth.frames import SynthSpec


class _Dumper(yaml.SafeDumper):
    """Writes mappings line by line and short lists in one line; never anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


_Dumper.add_representer(
    list, lambda dumper, data: dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=True)
)


def _dump(path: Path, content: Any, comment: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)
    path.write_text(f"# {comment}\n{text}", encoding="utf-8")


def write_config(
    folder: Path,
    spec: SynthSpec,
    connections: Mapping[str, Mapping[str, Any]],
    mappings: Mapping[str, Mapping[str, Any]],
    villages: pd.DataFrame,
) -> None:
    """Write doisoat.yaml, connections.yaml, villages.csv (where there is any list) and one mapping file a source."""
    folder.mkdir(parents=True, exist_ok=True)
    registers = [r for r in ("population", "household", "social_insurance", "land") if _has(mappings, r)]
    settings = {
        "province": spec.province,
        "units": list(spec.units),
        "as_of": spec.as_of,
        "registers": registers,
        "batch_size": 4,
        **({"villages": "villages.csv"} if len(villages) else {}),
        "connections": "connections.yaml",
        "sources_dir": "sources",
        "thresholds": {"quarantine_share": 0.05, "quality_warn": 0.05, "quality_stop": 0.5},
        "detect": {"area_tolerance_m2": 0.5},
    }
    _dump(folder / "doisoat.yaml", settings, "Tỉnh tổng hợp do `doisoat synth` tạo; không có dữ liệu thật.")
    _dump(folder / "connections.yaml", dict(connections), "Nơi lưu các nguồn; đường dẫn tính từ thư mục này.")
    for source_id, content in mappings.items():
        _dump(folder / "sources" / f"{source_id}.yaml", dict(content), str(content["title"]))
    if len(villages):
        villages.to_csv(folder / "villages.csv", index=False)


def _has(mappings: Mapping[str, Mapping[str, Any]], register: str) -> bool:
    return any(content["register"] == register for content in mappings.values())
