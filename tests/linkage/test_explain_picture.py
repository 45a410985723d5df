"""The waterfall and the command: what an officer and an engineer see of an explanation."""

from __future__ import annotations

import json
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

import pandas as pd
import pytest

from doisoat.cli.main import main
from doisoat.linkage import LinkResult, explain_pair
from doisoat.linkage.explain_picture import waterfall
from doisoat.linkage.explain_sentence import sentence

SVG = "{http://www.w3.org/2000/svg}"


def _pairs(linked: LinkResult) -> list[tuple[str, str]]:
    links = pd.read_parquet(linked.links).drop_duplicates(["entity_kind", "decision"])
    return [(f"{r.source_a}|{r.record_a}", f"{r.source_b}|{r.record_b}") for r in links.itertuples()]


@pytest.fixture
def run(linked: LinkResult, tmp_path: Path) -> Path:
    data = tmp_path / "out" / "published" / "r1" / "data"
    data.mkdir(parents=True)
    for path in (linked.links, linked.entities):
        shutil.copy(path, data / path.name)
    (tmp_path / "out" / "published" / "current.json").write_text('{"run": "r1"}')
    kept = tmp_path / "out" / "runs" / "r1" / "linked"
    kept.mkdir(parents=True)
    shutil.copy(linked.model, kept / "model.json")
    return tmp_path / "out"


def test_the_picture_stands_alone_and_is_read_without_colour(linked: LinkResult) -> None:
    for a, b in _pairs(linked):
        found = explain_pair(linked.links, linked.entities, a, b, linked.model)
        drawn = waterfall(found)
        root = ET.fromstring(drawn)
        title, told = root.findtext(f"{SVG}title"), root.findtext(f"{SVG}desc")
        assert root.get("role") == "img"
        assert title
        assert told
        assert sentence(found) in told
        assert "href" not in drawn
        assert "url(http" not in drawn
        texts = [t.text or "" for t in root.iter(f"{SVG}text")]
        # each bar's direction is written as a sign and drawn as an arrow; two more arrows stand in the legend
        against = [p for p in found.decisive.parts if p.bits < 0]
        assert sum(t.startswith("−") and t[1:2].isdigit() and "," in t for t in texts) >= len(against)
        assert texts.count("◀") == len(against)
        assert texts.count("▶") == len(found.decisive.parts) - len(against)
        bars = [r for r in root.iter(f"{SVG}rect") if r.get("class") in ("for", "against", "total", "rival")]
        width = float(root.get("width") or 0)
        assert all(float(r.get("x") or 0) + float(r.get("width") or 0) <= width for r in bars)
        assert len(bars) - 2 >= len(found.decisive.parts) + 1


def test_the_command_reads_a_run_and_draws(run: Path, linked: LinkResult, capsys: pytest.CaptureFixture[str]) -> None:
    (a, b), *_ = _pairs(linked)
    drawing = run / "pictures" / "a.svg"
    assert main(["explain", str(run), a, b, "--svg", str(drawing)]) == 0
    shown = capsys.readouterr().out
    assert "xuất phát" in shown
    assert ET.fromstring(drawing.read_text(encoding="utf-8")).tag == f"{SVG}svg"
    assert main(["explain", str(run / "published" / "r1"), a, b, "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["weight"] == data["steps"][0]["weight"]


def test_the_command_says_in_one_line_what_is_wrong(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(run / "runs"), "a|b", "c|d"]) == 2
    assert main(["explain", str(run), "a|b", "c|d"]) == 2
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 2
    assert "no published run" in lines[0]
    assert "no record A" in lines[1]
