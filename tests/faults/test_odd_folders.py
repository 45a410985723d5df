"""A store lies where an office puts it: an apostrophe, a wildcard or an equals sign in its folder stops nothing."""

from pathlib import Path

import pyarrow.parquet as pq

from doisoat.linkage.compare_runs import compare_runs
from doisoat.linkage.explain import explain_pair
from doisoat.pipeline.reconcile import ingest, reconcile
from tests.faults.hostile import province
from tests.faults.test_hostile_values import check, reconciled

FOLDER = 'xã Tà Hine\'s [cũ] 50% năm=2026; "chính"'


def test_a_store_with_an_apostrophe_goes_from_extract_to_publish_and_on(tmp_path: Path) -> None:
    """Twice: the second run reads what the first left (keys, state, links), and what it says can be looked into."""
    folder = tmp_path / FOLDER
    folder.mkdir()
    workspace, first = reconciled(folder, province(folder, count=40, each=0))
    check(workspace, first)
    ingest(workspace)
    second = reconcile(workspace)
    check(workspace, second)
    assert (second.found, second.new) == (first.found, 0)
    runs = [folder / "out" / "published" / str(summary.run) for summary in (first, second)]
    assert compare_runs(*runs).changed == ()
    links = workspace.store.local(f"published/{second.run}/data/links.parquet")
    assert "'" in str(links)
    assert explain_pair(links, links.with_name("entities.parquet"), *_linked(links)) is not None
    workspace.engine.dispose()


def _linked(links: Path) -> tuple[str, str]:
    """Two records the run linked."""
    row = pq.read_table(links, filters=[("decision", "==", "link")]).slice(0, 1).to_pylist()[0]
    return f"{row['source_a']}|{row['record_a']}", f"{row['source_b']}|{row['record_b']}"
