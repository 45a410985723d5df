"""Split and merged parcels, and organisations, as the generator makes them."""

import pandas as pd

from doisoat.linkage.organisation_names import split_name
from doisoat.text.names import normalise_names
from doisoat_lab.synth.frames import Chunk, SynthSpec
from doisoat_lab.synth.organisations import of_commune


def _parcels(chunks: list[Chunk]) -> pd.DataFrame:
    frames = [
        part.frames["parcel"].assign(source=part.source_id)
        for chunk in chunks
        for part in chunk.parts
        if "parcel" in part.frames
    ]
    found = pd.concat(frames, ignore_index=True)
    return found[found["_garbage"].isna()]


def test_a_source_has_the_whole_or_its_parts_never_both(chunks: list[Chunk]) -> None:
    changes = pd.concat([chunk.successions for chunk in chunks if chunk.successions is not None])
    assert set(changes["change"]) == {"split", "merge"}
    held = _parcels(chunks)[["source", "_entity_id"]].drop_duplicates()
    parents = changes.merge(held, left_on="parent", right_on="_entity_id")[["parent", "child", "source"]]
    children = changes.merge(held, left_on="child", right_on="_entity_id")[["parent", "child", "source"]]
    assert len(parents)
    assert len(children)
    assert parents.merge(children).empty


def test_areas_of_the_parts_are_mostly_that_of_the_whole(chunks: list[Chunk]) -> None:
    """Mostly: a few areas are rounded or wrong."""
    area = _parcels(chunks).groupby("_entity_id")["area_m2"].median()
    changes = pd.concat([chunk.successions for chunk in chunks if chunk.successions is not None])
    changes["whole"] = changes["parent"].where(changes["change"] == "split", changes["child"])
    changes["part"] = changes["child"].where(changes["change"] == "split", changes["parent"])
    sums = changes.assign(area=changes["part"].map(area)).groupby("whole")["area"].sum(min_count=2).dropna()
    whole = area.reindex(sums.index)
    assert (abs(sums - whole) <= 1.5).mean() > 0.85


def test_who_has_followed_says_where_parcels_come_from(chunks: list[Chunk]) -> None:
    changes = pd.concat([chunk.successions for chunk in chunks if chunk.successions is not None])
    parcels = _parcels(chunks)
    parts = parcels[parcels["_entity_id"].isin(changes.loc[changes["change"] == "split", "child"])]
    wholes = parcels[parcels["_entity_id"].isin(changes.loc[changes["change"] == "merge", "child"])]
    assert parts["split_from"].notna().all()
    assert wholes["merged_from"].str.contains(";").all()


def test_names_of_organisations_are_distinct_where_they_are_bound(spec: SynthSpec) -> None:
    """Companies in the province; the others, villages apart, in their commune."""
    companies = []
    for code in spec.units:
        found = of_commune(spec, code)
        own = found.name[: len(found) - found.communities]
        parts = [split_name(key) for key in normalise_names(pd.Series(own, dtype="str"))["key"]]
        assert len(set(parts)) == len(parts)
        companies += [part.core for part in parts if part.form.startswith("company")]
    assert len(set(companies)) == len(companies)
