"""A small province shared by the tests of this room, and a hand to put single records into it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from doisoat.linkage import LinkConfig, LinkInputs, LinkResult, link
from tests.linkage.province import Province, fold, make

BACKGROUND = 700


@pytest.fixture(scope="session")
def province(tmp_path_factory: pytest.TempPathFactory) -> Province:
    return make(tmp_path_factory.mktemp("province"), BACKGROUND, seed=11)


@pytest.fixture(scope="session")
def linked(province: Province, tmp_path_factory: pytest.TempPathFactory) -> LinkResult:
    folder = tmp_path_factory.mktemp("linked")
    return link(LinkInputs.of(province.files), LinkConfig(run_id="r1"), None, None, folder / "work", folder / "out")


def person(source: str, key: str, name: str, dob: str | None, number: str | None, **more: object) -> dict[str, object]:
    """A canonical population record in village v09 of unit 23110."""
    return {
        "source_id": source,
        "record_key": key,
        "full_name": name,
        "full_name_key": fold(name),
        "date_of_birth": dob,
        "sex": "M",
        "personal_id": number,
        "residence": "permanent",
        "household_no": None,
        "house_no": "9",
        "unit_candidates": "23110",
        "unit_current": "23110",
        "village_candidates": "v09",
        **more,
    }


Relink = Callable[..., dict[str, str]]


@pytest.fixture
def relink(province: Province, linked: LinkResult, tmp_path: Path) -> Relink:
    """Link the background with extra population records under its frozen model: {record key: entity id}."""

    def run(records: list[dict[str, object]], **settings: object) -> dict[str, str]:
        path = tmp_path / "extra.parquet"
        pd.DataFrame(records).to_parquet(path, index=False)
        files = {**province.files, "population": [*province.files["population"], path]}
        result = link(
            LinkInputs.of(files),
            LinkConfig(**settings),
            None,
            linked.model,
            tmp_path / "work",
            tmp_path / "out",  # type: ignore[arg-type]
        )
        entities = pd.read_parquet(result.entities)
        return dict(zip(entities.record, entities.entity_id, strict=True))

    return run
