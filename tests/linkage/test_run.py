"""The whole linkage on a small province: accuracy, every record once, same content whatever order and threads."""

import json
from pathlib import Path

import pandas as pd
import pytest

from doisoat.linkage import LinkConfig, LinkInputs, LinkResult, link
from tests.linkage.province import Province, make, pairwise


def test_accuracy_and_every_record_once(province: Province, linked: LinkResult) -> None:
    entities = pd.read_parquet(linked.entities)
    assert not entities.duplicated(["source", "table", "record"]).any()
    rows = linked.report.rows
    assert len(entities) == sum(rows.values())
    assert entities.entity_id.str.fullmatch("[phto]_[0-9a-f]{16}").all()
    assert entities.groupby("entity_id").entity_kind.nunique().eq(1).all()
    for kind, (precision, recall, f1) in pairwise(province.truth, entities).items():
        assert precision >= 0.999, kind
        assert f1 >= 0.99, (kind, recall)


def test_heavy_noise_costs_recall_before_precision(tmp_path: Path) -> None:
    noisy = make(tmp_path / "p", 1000, seed=5, noise=3.0)
    result = link(LinkInputs.of(noisy.files), LinkConfig(), None, None, tmp_path / "w", tmp_path / "o")
    scores = pairwise(noisy.truth, pd.read_parquet(result.entities))
    assert scores["p"][0] >= 0.998
    assert scores["p"][2] >= 0.99
    assert scores["h"][0] >= 0.998
    assert scores["t"][0] >= 0.998


def test_links_explain_themselves(linked: LinkResult) -> None:
    links = pd.read_parquet(linked.links)
    assert set(links.decision) <= {"link", "review"}
    assert (links.weight[links.decision == "link"] >= 3.0).all()
    for text in links.evidence.drop_duplicates().head(200):
        for field, (level, bits) in json.loads(text).items():
            assert isinstance(field, str)
            assert isinstance(level, str)
            assert isinstance(bits, float)


def test_same_content_whatever_the_order_of_rows_files_and_threads(
    province: Province, linked: LinkResult, tmp_path: Path
) -> None:
    files = {}
    for table, paths in province.files.items():
        frame = pd.concat([pd.read_parquet(p) for p in paths]).sample(frac=1, random_state=3)
        half = len(frame) // 2
        files[table] = [tmp_path / f"{table}{i}.parquet" for i in (0, 1)]
        frame[half:].to_parquet(files[table][0], index=False)
        frame[:half].to_parquet(files[table][1], index=False)
    again = link(LinkInputs.of(files), LinkConfig(run_id="r1"), None, None, tmp_path / "w", tmp_path / "o", threads=1)
    for name in ("entities", "links"):
        pd.testing.assert_frame_equal(pd.read_parquet(getattr(linked, name)), pd.read_parquet(getattr(again, name)))
    assert json.loads(linked.model.read_text())["content_hash"] == json.loads(again.model.read_text())["content_hash"]


def test_a_frozen_model_gives_what_it_gave_when_trained(province: Province, linked: LinkResult, tmp_path: Path) -> None:
    frozen = link(
        LinkInputs.of(province.files), LinkConfig(run_id="r1"), None, linked.model, tmp_path / "w", tmp_path / "o"
    )
    pd.testing.assert_frame_equal(pd.read_parquet(linked.entities), pd.read_parquet(frozen.entities))


@pytest.mark.parametrize("left_out", ["population", "household", "parcel"])
def test_a_missing_table_only_leaves_its_records_out(province: Province, tmp_path: Path, left_out: str) -> None:
    files = {table: paths for table, paths in province.files.items() if table != left_out}
    result = link(LinkInputs.of(files), LinkConfig(), None, None, tmp_path / "w", tmp_path / "o")
    entities = pd.read_parquet(result.entities)
    assert left_out not in set(entities.table)
    kept = province.truth[province.truth.table != left_out]
    scores = pairwise(kept, entities)
    assert scores["p"][0] >= 0.995


def test_nothing_at_all_gives_empty_tables(tmp_path: Path) -> None:
    result = link(LinkInputs(), LinkConfig(), None, None, tmp_path / "w", tmp_path / "o")
    assert len(pd.read_parquet(result.entities)) == len(pd.read_parquet(result.links)) == 0


def test_a_later_run_without_one_source_keeps_every_id(province: Province, linked: LinkResult, tmp_path: Path) -> None:
    # the source left out is the one most ids were minted from
    files = {table: [p for p in paths if "household_central" not in str(p)] for table, paths in province.files.items()}
    later = link(
        LinkInputs.of(files), LinkConfig(run_id="r2"), linked.entities, linked.model, tmp_path / "w", tmp_path / "o"
    )
    before, after = pd.read_parquet(linked.entities), pd.read_parquet(later.entities)
    both = after.merge(before, on=["source", "table", "record"], suffixes=("", "_before"))
    assert len(both) == len(after)
    assert (both.entity_id == both.entity_id_before).mean() > 0.999
