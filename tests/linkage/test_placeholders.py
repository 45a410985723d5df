"""Dates and numbers that mean nothing: judged once, then read the same whatever else is in the data."""

from pathlib import Path

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from doisoat.linkage import LinkConfig, LinkInputs
from doisoat.linkage.dates import judge_dates, placeholders, told
from doisoat.linkage.engine import Engine
from doisoat.linkage.inputs import open_inputs
from doisoat.linkage.model import Model, start_counts
from doisoat.linkage.persons import prepare
from doisoat.linkage.placeholders import Placeholders
from tests.linkage.conftest import person

DAYS = st.lists(
    st.tuples(st.integers(1890, 2025), st.integers(0, 12), st.integers(0, 28)).map(
        lambda d: d[0] * 10000 + d[1] * 100 + (d[2] if d[1] else 0)
    ),
    min_size=1,
    unique=True,
)


@given(DAYS, st.data())
def test_what_a_date_tells_depends_on_the_judgement_alone(days: list[int], data: st.DataObject) -> None:
    dates = np.array(sorted(days))
    counts = np.array(data.draw(st.lists(st.integers(1, 500), min_size=len(dates), max_size=len(dates))))
    january, nothing = judge_dates(dates, counts)
    whole = placeholders(dates, counts)
    assert set(whole) <= {0, *days, *(d // 10000 * 10000 for d in days)}
    for i in range(len(dates)):
        assert told(dates[i : i + 1], january, nothing)[0] == whole[i]


def values(
    folder: Path, records: list[dict[str, object]], void: Placeholders | None
) -> tuple[pd.DataFrame, Placeholders]:
    folder.mkdir()
    pd.DataFrame(records).to_parquet(folder / "p.parquet", index=False)
    with Engine(folder / "work", threads=1, memory_limit="300MB") as engine:
        open_inputs(engine, LinkInputs.of({"population": [folder / "p.parquet"]}))
        engine.con.execute("CREATE TABLE parcel_cluster (source_id VARCHAR, record_key VARCHAR, entity BIGINT)")
        engine.run("person_record")
        model = None if void is None else Model(start_counts(), 1000, placeholders=void)
        _, judged = prepare(engine, LinkConfig(), model)
        frame = engine.con.sql("SELECT record_key, number, former, participant, date FROM person_value").df()
    return frame.set_index("record_key").sort_index(), judged


def test_a_frozen_judgement_reads_a_record_the_same_in_any_company(tmp_path: Path) -> None:
    shared = {"former_id": "261234567"}
    crowd = [
        person("population.central.bca", f"x{i}", f"Lê Văn {w}", "1970-07-07", "060080111222", **shared)
        for i, w in enumerate(["An", "Ba", "Cam", "Du", "Em", "Gia", "Hy", "Ka", "Lam", "My"] * 6)
    ]
    alone = [person("population.central.bca", "one", "Trần Thị Hoa", "1970-07-07", "060080111222", **shared)]
    found, judged = values(tmp_path / "1", [*crowd, *alone], None)
    assert judged.dates == {19700707}
    assert [len(judged.numbers[n]) for n in ("number", "former", "participant")] == [1, 1, 0]
    assert found.number["one"] == -1
    assert found.date["one"] == 0
    assert pd.isna(found.former["one"])
    again, _ = values(tmp_path / "2", alone, judged)
    pd.testing.assert_frame_equal(again, found.loc[["one"]])
    # and where the model knows of no heap, none that turns up later is cut away in silence
    later, _ = values(tmp_path / "3", [*crowd, *alone], Placeholders())
    assert later.number["one"] == 60080111222
    assert later.date["one"] == 19700707
    assert Placeholders.parse(judged.content()) == judged
