"""The benchmark of linkage: its document says what was measured, its files repeat, its scores add up."""

import json
import sys
from pathlib import Path

import pandas as pd
import pytest
from benchmarks.linkage import census, generate, report
from benchmarks.linkage.measure import RESULTS
from benchmarks.linkage.score import score_clusters, score_pairs
from benchmarks.linkage.usage import measured


def test_document_and_picture_are_those_of_the_results() -> None:
    told = json.loads(RESULTS.read_text(encoding="utf-8"))
    assert report.DOCUMENT.read_text(encoding="utf-8") == report.document(told)
    assert report.PICTURE.read_text(encoding="utf-8") == report.picture(told)


def test_document_follows_the_results() -> None:
    told = json.loads(RESULTS.read_text(encoding="utf-8"))
    name = next(n for n, run in told["runs"].items() if {"doisoat", "splink"} <= set(run))
    told["runs"][name]["doisoat"]["own"]["f1"] = 0.12345
    assert "0.1235" in report.document(told) or "0.1234" in report.document(told)


def test_same_seed_same_files_and_truth_of_every_record(tmp_path: Path) -> None:
    for name in ("one", "two"):
        generate.pair(1500, tmp_path / name, seed=5)
    generate.pair(1500, tmp_path / "other", seed=6)
    for side in "ab":
        one, two, other = (pd.read_parquet(tmp_path / n / f"{side}.parquet") for n in ("one", "two", "other"))
        truth = pd.read_parquet(tmp_path / "one" / f"{side}.truth.parquet")
        pd.testing.assert_frame_equal(one, two)
        assert not one["full_name"].equals(other["full_name"])
        assert one["record_key"].is_unique
        assert one["record_key"].tolist() == truth["record_key"].tolist()
        assert truth["entity"].nunique() == 1500


def test_files_overlap_but_neither_holds_everybody_of_the_other(tmp_path: Path) -> None:
    generate.pair(1500, tmp_path, seed=7)
    a, b = (set(pd.read_parquet(tmp_path / f"{s}.truth.parquet")["entity"]) for s in "ab")
    assert len(a & b) > 1200
    assert len(a - b) == len(b - a) > 50


def test_levels_have_keys_of_their_own(tmp_path: Path) -> None:
    generate.levels(1200, tmp_path, seed=5)
    frames = [pd.read_parquet(tmp_path / f"{n}.parquet") for n in ("central", "province", "commune")]
    assert pd.concat(frames)["record_key"].is_unique
    assert [f["source_id"].iloc[0].split(".")[1] for f in frames] == ["central", "province", "commune"]


def test_census_needs_only_the_lists_of_names(tmp_path: Path) -> None:
    for name in ("dist.all.last", "dist.male.first", "dist.female.first"):
        lines = [f"{word} 1.0 1.0 1" for word in ("ADAMS", "BAKER", "CLARK", "DAVIS", "EVANS", "FRANK")]
        (tmp_path / name).write_text("\n".join(lines * 600), encoding="utf-8")
    census.census(800, tmp_path, tmp_path / "out", seed=3)
    a, b = (pd.read_parquet(tmp_path / "out" / f"{s}.parquet") for s in "ab")
    assert len(a) == len(b) == 800
    assert not set(a.columns) & set(b.columns)


def _file(path: Path, **columns: list[object]) -> Path:
    pd.DataFrame(columns).to_parquet(path)
    return path


def test_scores_count_people_and_forgive_a_person_entered_twice(tmp_path: Path) -> None:
    a = _file(tmp_path / "a", record_key=["a1", "a2", "a3", "a4"], entity=[1, 2, 3, 4])
    b = _file(tmp_path / "b", record_key=["b1", "b1x", "b2", "b3", "b9"], entity=[1, 1, 2, 3, 9])
    links = _file(
        tmp_path / "l",
        key_a=["a1", "a1", "a2", "a4", "a3"],
        key_b=["b1", "b1x", "b2", "b9", "b3"],
        weight=[9.0, 8.0, 7.0, 6.0, 1.0],
        decision=["link", "link", "link", "link", "review"],
    )
    told = score_pairs(links, a, b, own_bits=None)
    assert told["people_in_both"] == 3
    assert told["own"] == {"precision": 0.75, "recall": 0.66667, "f1": 0.70588}
    assert told["best"] == {"f1": 0.88889, "bits": 1.0}
    assert told["recall_at_target"] == pytest.approx(2 / 3, abs=1e-5)
    assert told["review_share"] == pytest.approx(1 / 3, abs=1e-5)


def test_scores_of_clusters(tmp_path: Path) -> None:
    truths = {
        "x": _file(tmp_path / "x", record_key=["x1", "x2"], entity=[1, 2]),
        "y": _file(tmp_path / "y", record_key=["y1", "y2"], entity=[1, 2]),
        "z": _file(tmp_path / "z", record_key=["z1"], entity=[1]),
    }
    clusters = _file(tmp_path / "c", key=["x1", "y1", "z1", "x2", "y2"], cluster=["p", "p", "q", "q", "r"])
    told = score_clusters(f"SELECT * FROM read_parquet('{clusters}')", truths)
    # four true pairs (x1-y1, x1-z1, y1-z1, x2-y2); linked are x1-y1, rightly, and x2-z1
    assert told == {"people_in_both": 4, "own": {"precision": 0.5, "recall": 0.25, "f1": 0.33333}}


def test_a_command_is_measured_and_its_failure_told(tmp_path: Path) -> None:
    busy = "x = bytearray(80_000_000); t = sum(i for i in range(3_000_000)); print('done')"
    used = measured([sys.executable, "-c", busy], {}, tmp_path / "log")
    assert used.said == "done"
    assert 0 < used.cpu < 60
    assert 75 < used.peak < 400
    with pytest.raises(RuntimeError, match="no luck"):
        measured([sys.executable, "-c", "raise SystemExit('no luck')"], {}, tmp_path / "log")
