"""Links alone, on a standardised synthetic province: stricter than the whole run's bar, and quicker to look into."""

from pathlib import Path

import pandas as pd
import pytest

from doisoat.gazetteer import Gazetteer, VillageRegistry
from doisoat.linkage import LinkConfig, LinkInputs, LinkResult, link
from doisoat.sources import extract, load_config
from doisoat.standardise import standardise
from tests.support.province import make

TABLES = ("population", "household", "household_member", "social_insurance", "parcel", "certificate", "right")
LINEAGE = ["source", "table", "lineage_file", "lineage_sheet", "lineage_row"]
NATURAL = ["source", "table", "record"]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> tuple[LinkResult, pd.DataFrame]:
    """Links of 3,000 people of Lâm Đồng, and every record with its true and its found entity."""
    folder = tmp_path_factory.mktemp("links")
    province = make(folder, "", people=3000, seed=31)
    config = load_config(province.config)
    villages = VillageRegistry.from_csv(config.villages_path)
    gazetteer = Gazetteer.load()
    folders = []
    for source_id, source in sorted(config.sources.items()):
        landing = extract(source, config.connections, folder / "landing" / source_id)
        folders.append(folder / "standardised" / source_id)
        standardise(landing, source, config, gazetteer, villages, None, folders[-1], secret="key")
    result = link(LinkInputs.in_folders(folders), LinkConfig(run_id="r"), None, None, folder / "work", folder / "out")
    entities = pd.read_parquet(result.entities)
    records = _truth(folders, province.truth).merge(entities.drop(columns="entity_kind"), on=NATURAL, how="left")
    assert len(records) > 0.999 * len(entities)
    assert records.entity_id.notna().all()
    return result, records


def _truth(folders: list[Path], truth: Path) -> pd.DataFrame:
    columns = ["source_id", "record_key", *LINEAGE[2:]]
    seen = [
        pd.read_parquet(path, columns=columns).assign(table=table)
        for table in TABLES
        for folder in folders
        if (path := folder / f"{table}.parquet").exists()
    ]
    records = (
        pd.concat(seen).rename(columns={"source_id": "source", "record_key": "record"}).astype({"lineage_sheet": "str"})
    )
    real = pd.read_parquet(truth / "entities.parquet").rename(columns={"entity_id": "true"})
    real = real[real.readable].astype({"lineage_sheet": "str"})
    named = records.merge(real[[*NATURAL, "entity_kind", "true"]].dropna(subset="record"), on=NATURAL)
    placed = records.merge(real.loc[real.record.isna(), [*LINEAGE, "entity_kind", "true"]], on=LINEAGE)
    return pd.concat([named, placed])[[*NATURAL, "entity_kind", "true"]]


def _pairs(frame: pd.DataFrame, keys: list[str]) -> int:
    size = frame.groupby(keys).size()
    return int((size * (size - 1) // 2).sum())


@pytest.mark.parametrize("kind", ["person", "household", "parcel", "organisation"])
def test_clusters(found: tuple[LinkResult, pd.DataFrame], kind: str) -> None:
    part = found[1][found[1].entity_kind == kind]
    hit, made, real = (_pairs(part, k) for k in (["true", "entity_id"], ["entity_id"], ["true"]))
    assert made > (300 if kind == "organisation" else 1000)
    assert hit / made >= 0.9998
    # the commune of before is all that tells villages of one name apart; where it is not written they stay apart
    assert 2 * hit / (made + real) >= (0.99 if kind == "organisation" else 0.998)


def test_automatic_links_are_right_and_few_are_left_to_people(found: tuple[LinkResult, pd.DataFrame]) -> None:
    result, records = found
    links = pd.read_parquet(result.links)
    true = records.drop_duplicates(["source", "record"]).set_index(["source", "record"]).true
    one = true.reindex(pd.MultiIndex.from_frame(links[["source_a", "record_a"]])).to_numpy()
    two = true.reindex(pd.MultiIndex.from_frame(links[["source_b", "record_b"]])).to_numpy()
    automatic = (links.decision == "link").to_numpy()
    assert (one == two)[automatic].mean() >= 0.9995
    assert (~automatic).sum() <= 0.01 * automatic.sum()
