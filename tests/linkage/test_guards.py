"""Input that would make blocks explode: bounded, reported, done in seconds."""

from pathlib import Path

import numpy as np
import pandas as pd

from doisoat.linkage import LinkConfig, LinkInputs, LinkResult, link

N = 40_000


def people(source: str, **columns: object) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "source_id": source,
            "record_key": [f"k{i:06d}" for i in range(N)],
            "full_name": "Nguyễn Văn An",
            "full_name_key": "nguyen van an",
            "date_of_birth": "1900-01-01",
            "sex": "M",
            "personal_id": None,
            "household_no": "0",
            "house_no": "0",
            "unit_candidates": "23110",
            "unit_current": "23110",
            "village_candidates": "v1",
        }
    )
    return frame.assign(**columns)


def run(tmp_path: Path, *frames: pd.DataFrame) -> tuple[LinkResult, pd.DataFrame]:
    paths = []
    for i, frame in enumerate(frames):
        paths.append(tmp_path / f"{i}.parquet")
        frame.to_parquet(paths[-1], index=False)
    result = link(
        LinkInputs.of({"population": paths}),
        LinkConfig(),
        None,
        None,
        tmp_path / "w",
        tmp_path / "o",
        memory_limit="500MB",
    )
    return result, pd.read_parquet(result.entities)


def test_forty_thousand_equal_names_and_placeholder_dates(tmp_path: Path) -> None:
    result, entities = run(tmp_path, people("population.central.bca"))
    assert entities.entity_id.nunique() == N  # nothing says who is whom
    blocks = result.report.people_blocks
    assert blocks.dropped_records == N
    assert blocks.pairs == 0


def test_one_number_and_one_date_on_everybody(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    words = [f"w{i}" for i in range(60)]
    names = [" ".join(rng.choice(words, 3)) for _ in range(N)]
    frame = people(
        "population.central.bca",
        full_name=names,
        full_name_key=names,
        personal_id="060080111222",
        date_of_birth="1970-07-07",
    )
    result, entities = run(tmp_path, frame)
    blocks = result.report.people_blocks
    assert blocks.overused_numbers == 1
    assert blocks.placeholder_dates == 1
    assert entities.entity_id.nunique() > 0.99 * N


def test_columns_all_null(tmp_path: Path) -> None:
    empty = people("population.central.bca")
    empty = empty.assign(**dict.fromkeys(empty.columns[2:]))
    _, entities = run(tmp_path, empty.head(500))
    assert entities.entity_id.nunique() == 500
