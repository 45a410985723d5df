"""A linkage in tasks gives what a linkage in one process gives, whatever the number of shards."""

from pathlib import Path

import duckdb
import numpy as np
import pyarrow.parquet as pq
import pytest

from doisoat.linkage import LinkConfig, LinkInputs
from doisoat.linkage.run import Job, link, prepare, settle
from doisoat.linkage.stages import COMPARED, SETTLED, compare_shard
from tests.linkage.province import Province, make
from tests.linkage.test_incremental import assert_equal, decide


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Province:
    return make(tmp_path_factory.mktemp("small"), 260, seed=8)


def job(small: Province, folder: Path, **more: Path) -> Job:
    config = LinkConfig(run_id="r1", mint_key="k")
    return Job(LinkInputs.of(small.files), config, None, None, folder / "work", folder / "out", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("shards", [1, 3, 7])
def test_the_number_of_shards_does_not_matter(small: Province, tmp_path: Path, shards: int) -> None:
    book = decide(np.random.default_rng(shards), small.files, tmp_path / "decisions.parquet")
    whole = job(small, tmp_path / "whole")
    link(whole.tables, whole.config, None, None, whole.work_dir, whole.out_dir, decisions=book)
    cut = job(small, tmp_path / "cut", decisions=book)
    stage = tmp_path / "stage"
    assert prepare(cut, stage) == 1  # few enough for one
    for folder, tables in (("compare", COMPARED), ("rest", SETTLED)):
        assert {path.stem for path in (stage / folder).glob("*.parquet")} == {table.name for table in tables}
    pairs = [tmp_path / f"{shard}.parquet" for shard in range(shards)]
    for shard in reversed(range(shards)):
        count = compare_shard(stage / "compare", shard, shards, pairs[shard], tmp_path / "compare")
        assert count == pq.read_metadata(pairs[shard]).num_rows
    settle(cut, stage, pairs)
    assert_equal(whole.out_dir, cut.out_dir)
    assert (whole.out_dir / "model.json").read_bytes() == (cut.out_dir / "model.json").read_bytes()
    with duckdb.connect() as con:
        listed = ", ".join(f"'{path}'" for path in pairs)
        found = con.execute(f"SELECT count(*), count(DISTINCT (a, b)) FROM read_parquet([{listed}])").fetchall()
    assert found[0][0] == found[0][1] > 0


def test_a_run_with_a_state_to_start_from_needs_no_shards(small: Province, tmp_path: Path) -> None:
    first = job(small, tmp_path / "first")
    result = link(first.tables, first.config, None, None, first.work_dir, first.out_dir)
    second = Job(
        first.tables,
        first.config,
        result.entities,
        result.model,
        tmp_path / "work",
        tmp_path / "second",
        prior_state=first.out_dir / "state",
    )
    assert prepare(second, tmp_path / "stage") == 0
    assert settle(second, tmp_path / "stage", []).report.incremental


def test_little_memory_is_enough(small: Province, tmp_path: Path) -> None:
    whole = job(small, tmp_path / "whole")
    link(whole.tables, whole.config, None, None, whole.work_dir, whole.out_dir)
    tight = job(small, tmp_path / "tight")
    link(tight.tables, tight.config, None, None, tight.work_dir, tight.out_dir, threads=1, memory_limit="150MB")
    assert_equal(whole.out_dir, tight.out_dir)
